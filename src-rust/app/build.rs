//! Checks the capability files, and sees to it that the built page has a place to be embedded from.
#![forbid(unsafe_code)]

use std::fs;

/// Where the page is built. Without it `clippy` and the tests could not run before the page is built; the app says
/// what is missing when it is asked for a page that is not there.
const PAGE: &str = "../../web/dist";

fn main() {
    footbridge::acl::embed_or_exit("../../capabilities");
    if let Err(error) = fs::create_dir_all(PAGE) {
        println!("cargo::error=the folder {PAGE} cannot be made: {error}");
    }
    println!("cargo::rerun-if-changed={PAGE}");
}
