//! The bridge: it carries a page's calls to Rust and the answers back.
//!
//! What comes in is a request and the [`Page`] that the host says it came from; what goes out is a reply.
//! There is no window in here: a transport hands over plain message types, and [`transport::memory`] is a
//! transport too, which is how the whole bridge is tested in milliseconds.
//!
//! The modules stand in the order in which a call meets them; [`journey`] shows the way as one function.
//!
//! Names and wire are those of Tauri 2, so what is learnt here holds there.
//!
//! ```
//! use footbridge::{command, generate_handler, transport::memory::Client, Builder};
//! use footbridge::acl::Capabilities;
//! use serde_json::json;
//!
//! #[command]
//! fn greet(name: &str) -> String {
//!     format!("Hello, {name}.")
//! }
//!
//! let app = Builder::new()
//!     .commands(generate_handler![greet])
//!     .capabilities(Capabilities::new().with(
//!         "capabilities/main.json",
//!         r#"{ "identifier": "main", "windows": ["main"], "permissions": ["allow-greet"] }"#,
//!     ))
//!     .build()?;
//! let page = Client::open(&app.handle(), "main")?;
//! assert_eq!(page.invoke("greet", json!({ "name": "Ada" })).unwrap(), json!("Hello, Ada."));
//! # Ok::<(), footbridge::Error>(())
//! ```
#![forbid(unsafe_code)]

// The bridge has commands of its own, and the macros name the crate.
extern crate self as footbridge;

// The road of a call, in reading order.
pub mod wire;
pub mod transport;
pub mod journey;
pub mod key;
pub mod isolation;
pub mod gate;
pub mod acl;
pub mod router;
mod wiring;
pub mod command;
pub mod calls;
mod own;
pub mod refusal;
mod refusal_log;

// What a command may ask for.
pub mod ipc;
pub mod channel;
pub mod upstream;
pub mod state;
pub mod resource;
mod scope;
pub mod window;
pub mod event;
mod windows;
mod cancellation;
mod native_text;
mod safe_integer;

// The app around it.
pub mod app;
pub mod plugin;
mod run_event;
pub mod scheme;
mod error;
pub mod host;
pub mod page;
pub mod document;
pub mod outbox;
mod payload;
mod base64;
mod printable;
pub mod limits;
pub mod script;
pub mod hops;
#[cfg(feature = "bindings")]
pub mod typed;

pub use app::{App, AppHandle, Builder};
pub use cancellation::CancellationToken;
pub use channel::Channel;
pub use command::Commands;
pub use error::Error;
pub use event::{Emitter, Event, EventId, EventTarget, Events, Listener};
pub use footbridge_macros::{command, generate_handler};
pub use host::{Host, WebviewConfig, WindowConfig};
pub use ipc::{InvokeError, IpcResponse};
pub use isolation::Isolation;
pub use limits::Limits;
pub use native_text::{NativeText, NulInText};
pub use outbox::{Delivery, Statement};
pub use page::{Courier, Origin, Outlet, Page};
pub use refusal::Refusal;
pub use run_event::{PageLoad, PageLoadEvent, Position, RunEvent, Theme, WebviewEvent, WindowEvent};
pub use safe_integer::SafeInteger;
pub use scope::{CommandScope, GlobalScope};
pub use state::State;
pub use upstream::{Upstream, UpstreamError};
pub use window::{Webview, Window};

/// What the macros expand to. Not for people: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::command::{
        Command, Declared, InvokeMessage, Kind, Location, Outcome, PlainKind, ResultKind, Run, RunFuture,
        argument,
    };
    pub use crate::event::{DeclaredEvent, checked};
    #[cfg(feature = "bindings")]
    pub use crate::typed;
}
