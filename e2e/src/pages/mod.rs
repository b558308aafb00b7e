//! Page objects: the only place that knows selectors. One a demo, one for what surrounds the demos.
//!
//! A method that does something is what a person does; one that gives a [`Part`](crate::Part) is what a person sees.

mod arguments;
mod attacks;
mod bytes;
mod channel;
mod errors;
mod events;
mod files;
mod hello;
mod images;
mod isolation;
mod permissions;
mod planks;
mod plugins;
mod progress;
mod remote;
mod resources;
mod scopes;
mod shell;
mod tasks;
mod throughput;
mod transports;
mod windows;

pub use arguments::Arguments;
pub use attacks::Attacks;
pub use bytes::{Bytes, Transfer};
pub use channel::{Arrival, Channel, Held};
pub use errors::Errors;
pub use events::{Events, Second};
pub use files::Files;
pub use hello::{Guest, Hello};
pub use images::Images;
pub use isolation::Isolation;
pub use permissions::{Permissions, Trial, Visitor};
pub use planks::{Plank, Planks};
pub use plugins::Plugins;
pub use progress::{Job, Progress};
pub use remote::{Remote, Stranger};
pub use resources::Resources;
pub use scopes::Scopes;
pub use shell::Shell;
pub use tasks::Tasks;
pub use throughput::{Point, Throughput};
pub use transports::{Cost, Transports};
pub use windows::{Listed, Talk, Windows};
