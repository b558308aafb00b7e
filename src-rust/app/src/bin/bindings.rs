//! Prints the page's typed commands, as the commands in Rust declare them, and the list of demos.
#![forbid(unsafe_code)]

use std::iter;

use footbridge::typed::{Unwritable, typescript};
use footbridge_app::{COMMANDS, demos::DEMOS};

fn main() -> Result<(), Unwritable> {
    let commands = iter::once(COMMANDS).chain(DEMOS.iter().map(|demo| demo.commands));
    print!("{}\nexport const demos = [\n", typescript(commands)?);
    for demo in DEMOS {
        println!("  {{ name: \"{}\", group: \"{}\" }},", demo.name, demo.group);
    }
    println!("] as const;");
    Ok(())
}
