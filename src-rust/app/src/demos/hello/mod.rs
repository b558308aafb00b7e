//! # hello
//!
//! A name goes over, a greeting comes back: the smallest whole call.
//!
//! Press Greet and read each plank: it shows the time that this very call spent there.
//! Then greet from a window without permission, and see at which plank its call stops.
//!
//! Read next: `src-rust/bridge/src/journey.rs`, the same row of planks as code.

use footbridge::{AppHandle, Commands, WindowConfig, command, generate_handler};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![greet, open_guest];

/// Greets `name`. A name of nothing but spaces is an error.
#[command]
fn greet(name: &str) -> Result<String, Failure> {
    match name.trim() {
        "" => Err(Failure::new("empty_name", "A greeting needs a name. Type one and greet again.")),
        name => Ok(format!("Hello, {name}.")),
    }
}

/// Opens the window “guest” anew, which greets `name` under the trace id `trace` as soon as it is there.
///
/// No capability lets that window call `greet`, so its call is refused.
#[command]
async fn open_guest(app: AppHandle, name: String, trace: String) -> Result<(), Failure> {
    let query = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let config = WindowConfig {
        label: "guest".into(),
        title: "Footbridge: a guest without permission".into(),
        path: format!("index.html?page=hello&name={}&trace={}", query(&name), query(&trace)),
        width: 520.0,
        height: 420.0,
        ..WindowConfig::default()
    };
    let opened = async {
        if let Some(guest) = app.window("guest") {
            guest.close()?;
        }
        app.open_window(config).await
    };
    opened
        .await
        .map(drop)
        .map_err(|error| Failure::new("no_window", format!("The guest window did not open: {error}.")))
}
