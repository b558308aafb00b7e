//! Checks the capability and writes it into the app, as the product's own build does.
#![forbid(unsafe_code)]

#[path = "../profile.rs"]
mod profile;

fn main() {
    profile::tell();
    footbridge::acl::embed_or_exit("capabilities");
}
