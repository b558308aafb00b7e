//! Events: one name, one payload, everyone who listens.

mod declare;
mod target;

pub use self::{
    declare::{DeclaredEvent, Events, checked},
    target::EventTarget,
};
