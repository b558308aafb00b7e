//! The app: demos, and what all of them share.
//!
//! Everything here works without a window: [`builder`] gives the whole app, which the shell shows, the tests call
//! and the bindings are written from.
#![forbid(unsafe_code)]

pub mod acl;
pub mod cli;
pub mod conformance;
pub mod demos;

mod about;
mod assets;
mod chosen;
mod dialog;
mod drops;
mod failure;
mod loopback;
mod plugins;
mod thief;
mod trace;
mod whole;

use std::path::PathBuf;

use footbridge::acl::{Capabilities, Error, Manifest};
use footbridge::hops::Hops;
use footbridge::{Builder, Commands, generate_handler};

pub use assets::Assets;
pub use drops::FileDrops;
pub use failure::Failure;
pub use loopback::OpenAddresses;

use chosen::ChosenFiles;
use demos::DEMOS;

/// The commands that belong to no demo.
pub const COMMANDS: Commands = generate_handler![about::about, trace::hops, trace::hops_of_answered];

/// The folder for the app's files.
pub struct DataDir(pub PathBuf);

/// The whole app, without a window: the commands and the state of every demo, closed but for `capabilities/*.json`.
pub fn builder(data_dir: PathBuf, hops: Hops) -> Builder {
    let app = Builder::new()
        .capabilities(capabilities())
        .commands(COMMANDS)
        .manage(hops)
        .manage(DataDir(data_dir.clone()))
        .manage(ChosenFiles::default())
        .manage(FileDrops::default())
        .manage(OpenAddresses::default());
    let app = plugins::all(&data_dir).into_iter().fold(app, Builder::plugin);
    DEMOS.iter().fold(app, |app, demo| (demo.setup)(app.commands(demo.commands)))
}

/// The commands and permissions of the app and of its plugins, for who asks without starting anything.
///
/// # Errors
/// When a permission file of the app is wrong.
pub fn manifests() -> Result<Vec<Manifest>, Error> {
    let manifests = builder(PathBuf::new(), Hops::new(0)).manifests();
    let capabilities = capabilities();
    let complete = |manifest: Manifest| match manifest.key() {
        None => capabilities.permission_files().try_fold(manifest, |own, (path, text)| own.file(path, text)),
        Some(_) => Ok(manifest),
    };
    manifests.into_iter().map(complete).collect()
}

/// The capability files, each of whose permissions the compiler has found to name a command.
fn capabilities() -> Capabilities {
    const LISTS: usize = DEMOS.len() + 1;
    const NAMES: [&[&str]; LISTS] = {
        let mut names = [COMMANDS.names(); LISTS];
        let mut list = 1;
        while list < LISTS {
            names[list] = DEMOS[list - 1].commands.names();
            list += 1;
        }
        names
    };
    {
        const COMMANDS: &[&[&str]] = &NAMES;
        include!(concat!(env!("OUT_DIR"), "/capabilities.rs"))
    }
}
