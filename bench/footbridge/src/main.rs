//! The commands of the bench on Footbridge, and nothing else.
//!
//! In: on the command line what the page is to do; `--isolation` isolates it, and `--address=URL` opens its policy to a
//! server on a loopback port. Out: the lines that the commands print.
#![forbid(unsafe_code)]

#[path = "../../commands.rs"]
mod commands;

use std::env;
use std::error::Error;

use commands::{
    add, add_plain, digest, download, echo, emit_events, plan, ready, report, say, stream_json, stream_raw,
    upload, wait,
};
use footbridge::acl::Capabilities;
use footbridge::{Builder, Commands, Isolation, WindowConfig, generate_handler};
use footbridge_shell::{Asset, ContentSecurity, Shell};
use serde_json::json;

/// What is Footbridge's own: senders wait for a page that is behind.
mod bridge {
    use footbridge::{Emitter, IpcResponse};
    use serde::Serialize;
    use ts_rs::TS;

    pub use footbridge::ipc::{InvokeBody, Request, Response};
    pub use footbridge::{AppHandle, Channel, command};

    /// A message in JSON.
    #[derive(Serialize, TS)]
    pub struct Message {
        pub n: u32,
        pub text: String,
    }

    pub async fn send<T: IpcResponse>(channel: &Channel<T>, message: T) -> Result<(), String> {
        channel.send(message).await.map_err(|error| error.to_string())
    }

    pub async fn emit(app: &AppHandle, event: &str, payload: u32) -> Result<(), String> {
        app.emit_waiting(event, payload).await.map_err(|error| error.to_string())
    }
}

const COMMANDS: Commands = generate_handler![
    plan,
    ready,
    wait,
    report,
    add,
    add_plain,
    echo,
    download,
    upload,
    digest,
    stream_json,
    stream_raw,
    emit_events
];

fn capabilities() -> Capabilities {
    const COMMANDS: &[&[&str]] = &[self::COMMANDS.names()];
    include!(concat!(env!("OUT_DIR"), "/capabilities.rs"))
}

fn asset(path: &str) -> Option<Asset> {
    match path {
        "index.html" => Some(Asset::new(include_bytes!("../../page/index.html").as_slice(), "text/html")),
        "bench.js" => Some(Asset::new(include_bytes!("../../page/bench.js").as_slice(), "text/javascript")),
        "ways.js" => Some(Asset::new(include_bytes!("../../page/ways.js").as_slice(), "text/javascript")),
        _ => None,
    }
}

/// Lets every message through: what is measured is the way through the frame and the seal.
fn isolation() -> Result<Option<Isolation>, footbridge::Error> {
    let hook = "window.__TAURI_ISOLATION_HOOK__ = (message) => message;";
    env::args().any(|arg| arg == "--isolation").then(|| Isolation::new(hook)).transpose()
}

fn main() -> Result<(), Box<dyn Error>> {
    say(json!({ "profile": env!("BENCH_PROFILE") }));
    let addresses: Vec<_> =
        env::args().filter_map(|arg| arg.strip_prefix("--address=").map(str::to_owned)).collect();
    let policy = addresses
        .iter()
        .try_fold(ContentSecurity::default(), |policy, address| policy.allow("connect-src", address))?;
    let app = Builder::new().capabilities(capabilities()).commands(COMMANDS).build()?;
    let window = WindowConfig {
        title: "bench".into(),
        width: 800.0,
        height: 600.0,
        isolation: isolation()?,
        ..WindowConfig::default()
    };
    let code = Shell::new(app).assets(asset).content_security(policy).window(window).run()?;
    std::process::exit(code)
}
