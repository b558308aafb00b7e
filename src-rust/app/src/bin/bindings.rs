//! Prints what is generated from the app: the page's typed commands and events with the list of demos, or with an
//! argument the schema of the capability or of the permission files.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use footbridge::acl::{Manifest, schema};
use footbridge::typed::{Client, Unwritable};
use footbridge_app::{COMMANDS, demos::DEMOS, manifests};
use serde_json::Value;

fn main() -> ExitCode {
    let written = match std::env::args().nth(1).as_deref() {
        None => client().map_err(|error| error.to_string()),
        Some("capability-schema") => schema_of(schema::of_capabilities),
        Some("permission-schema") => schema_of(schema::of_permissions),
        Some(other) => Err(format!("`{other}` is nothing that is generated here")),
    };
    match written {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bindings: {error}");
            ExitCode::FAILURE
        }
    }
}

fn client() -> Result<String, Unwritable> {
    let client = DEMOS.iter().fold(Client::new().commands(COMMANDS), |client, demo| {
        let client = client.commands(demo.commands).events(demo.events);
        match demo.plugin {
            Some((name, commands)) => client.plugin(name, commands),
            None => client,
        }
    });
    let entry = |demo: &footbridge_app::demos::Demo| {
        format!("  {{ name: \"{}\", group: \"{}\" }},\n", demo.name, demo.group)
    };
    let demos: String = DEMOS.iter().map(entry).collect();
    Ok(format!("{}\nexport const demos = [\n{demos}] as const;\n", client.typescript()?))
}

fn schema_of(write: fn(&[Manifest]) -> Value) -> Result<String, String> {
    let manifests = manifests().map_err(|error| error.to_string())?;
    Ok(write(&manifests).to_string())
}
