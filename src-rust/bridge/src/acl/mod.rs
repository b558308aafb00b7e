//! Stage two of a call's road: may this page call this command?
//!
//! In come the capability files of the app, the manifests that say which commands exist, and per call a [`Caller`];
//! out comes [`Allowed`] or [`Denied`]. The files have the format of Tauri 2's capabilities, and the decision is
//! Tauri 2's too: a denial goes first, and a permission needs the origin and one of the two labels.
//!
//! # Trust
//!
//! Labels and origin are the host's word; nothing in here ever reads what a page says of itself. The files are the
//! developer's, checked when the app is built ([`embed_or_exit`]) and read again when it starts.
//!
//! The module imports nothing else of the bridge, so that a build script can use it alone.

// What is written: the files and the manifests.
mod capability;
mod document;
mod error;
mod files;
mod identifier;
mod limits;
mod manifest;
mod permission;
mod permission_file;

// What follows from it.
mod address_regex;
mod authority;
mod brackets;
mod callers;
mod decision;
mod explain;
mod list;
mod origin;
mod resolve;

// What the build checks and writes.
mod embed;
pub mod schema;

pub use authority::{Allowed, Authority, Caller, Denial, Rule};
pub use capability::{Capability, Lines, PermissionEntry, Platform};
pub use decision::{Decision, EntryPlace};
pub use embed::{embed, embed_or_exit, is_a_command, names_a_command};
pub use error::Error;
pub use explain::Denied;
pub use files::Capabilities;
pub use identifier::Identifier;
pub use list::{Grant, Listed};
pub use manifest::Manifest;
pub use origin::{Origin, UrlPattern};
pub use permission::{CommandLists, Permission, PermissionSet, Place, Scope};
