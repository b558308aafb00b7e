//! Prints the page's typed commands and events, as Rust declares them, and the list of demos.
#![forbid(unsafe_code)]

use footbridge::typed::{Client, Unwritable};
use footbridge_app::{COMMANDS, demos::DEMOS};

fn main() -> Result<(), Unwritable> {
    let client = DEMOS.iter().fold(Client::new().commands(COMMANDS), |client, demo| {
        let client = client.commands(demo.commands).events(demo.events);
        match demo.plugin {
            Some((name, commands)) => client.plugin(name, commands),
            None => client,
        }
    });
    print!("{}\nexport const demos = [\n", client.typescript()?);
    for demo in DEMOS {
        println!("  {{ name: \"{}\", group: \"{}\" }},", demo.name, demo.group);
    }
    println!("] as const;");
    Ok(())
}
