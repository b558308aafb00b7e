//! The page's files, as they were built: inside the binary in a release build, read from disk in a debug build.

use rust_embed::RustEmbed;

/// What the app scheme serves.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
pub struct Assets;
