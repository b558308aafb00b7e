//! Says what the server is built with, as the apps do.
#![forbid(unsafe_code)]

#[path = "../profile.rs"]
mod profile;

fn main() {
    profile::tell();
}
