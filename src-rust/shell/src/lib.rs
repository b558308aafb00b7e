//! The shell: windows, webviews and the schemes that a page speaks through.
//!
//! It sits between an engine and the bridge. What comes in is a request or a message from a webview, and the engine's
//! word for which webview that was; what goes out is an answer or a script. The shell decides nothing about a call: it
//! says who called and from which origin, and the bridge judges.
//!
//! Trusted is the engine. The page is not: nothing it says about itself is believed.
//!
//! ```no_run
//! use footbridge::{Builder, WindowConfig};
//! use footbridge_shell::{Asset, Shell};
//!
//! let app = Builder::new().build()?;
//! let code = Shell::new(app)
//!     .assets(|path| (path == "index.html").then(|| Asset::new(b"<h1>Hello</h1>".as_slice(), "text/html")))
//!     .window(WindowConfig { title: "Hello".into(), ..WindowConfig::default() })
//!     .run()?;
//! std::process::exit(code);
//! # #[allow(unreachable_code)]
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(unsafe_code)]

mod shell;
mod host;
mod windows;
mod options;
mod placement;
mod guard;
mod origin;
mod asset;
mod content_security;
mod nonce;
mod desktop;
mod plugins;
mod contained;
mod limits;
mod error;
#[allow(unsafe_code, reason = "an engine is reached through C; every block says why it is sound")]
mod platform;

pub use asset::Asset;
pub use content_security::ContentSecurity;
pub use error::Error;
pub use origin::APP as ORIGIN;
pub use plugins::plugins;
pub use shell::{Background, Shell, engine};
