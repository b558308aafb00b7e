//! Drives the real app from outside, as a person would: real clicks, real keys, the real dialog.
//!
//! Two layers. Everything here is the lower one: [`App`] owns a run of the app from launch to the last trace of it,
//! [`pages`] hold every selector, [`attack`] holds what a hostile page would try. The specs in `tests/`, one a demo,
//! are the upper one: they say what a person does and sees, hold no selector, and wait with [`eventually`] alone.
//!
//! What makes such a suite unsteady, and what stands against it here:
//!
//! - A click lands where an element was when the driver looked. [`Part::click`] waits until it stands still.
//! - An element that is looked up once goes stale when the page redraws. A [`Part`] is looked up each time.
//! - A native dialog ignores keys while it is busy. [`FileDialog`] repeats the one that ends it, and it is harmless.
//! - Two apps on one screen take the focus from each other. One runs at a time, whatever the test runner does.
//! - An app that was ended leaves the engine's processes behind. They are known before, and ended with it.
//!
//! The app is known by its binary in `FOOTBRIDGE_BIN` and by nothing else: no crate of the product is a dependency.

#![forbid(unsafe_code)]

mod app;
pub mod attack;
pub mod conformance;
mod console;
mod desktop;
mod drag;
mod driver;
mod failure;
pub mod pages;
mod part;
mod process;
mod wait;

pub use app::{App, Launch, binary};
pub use desktop::FileDialog;
pub use failure::{Failure, Result};
pub use part::Part;
pub use wait::eventually;
