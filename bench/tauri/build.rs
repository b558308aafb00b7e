//! Declares the commands, so that each is closed until the capability opens it: the same gate as its peer's.
#![forbid(unsafe_code)]

#[path = "../profile.rs"]
mod profile;

const COMMANDS: &[&str] = &[
    "plan",
    "ready",
    "wait",
    "report",
    "add",
    "add_plain",
    "echo",
    "download",
    "upload",
    "digest",
    "stream_json",
    "stream_raw",
    "emit_events",
];

fn main() {
    profile::tell();
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)).expect("the peer is whole");
}
