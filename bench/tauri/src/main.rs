//! The peer: the same commands on Tauri.
#![forbid(unsafe_code)]

#[path = "../../commands.rs"]
mod commands;

use serde_json::json;

/// What is Tauri's own: nothing waits for a page that is behind.
mod bridge {
    use serde::Serialize;
    use tauri::Emitter;

    pub use tauri::ipc::{Channel, InvokeBody, Request, Response};
    pub use tauri::{AppHandle, command};

    /// A message in JSON.
    #[derive(Serialize)]
    pub struct Message {
        pub n: u32,
        pub text: String,
    }

    pub async fn send<T: tauri::ipc::IpcResponse>(channel: &Channel<T>, message: T) -> Result<(), String> {
        channel.send(message).map_err(|error| error.to_string())
    }

    pub async fn emit(app: &AppHandle, event: &str, payload: u32) -> Result<(), String> {
        app.emit(event, payload).map_err(|error| error.to_string())
    }
}

fn main() {
    commands::say(json!({ "profile": env!("BENCH_PROFILE") }));
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::plan,
            commands::ready,
            commands::wait,
            commands::report,
            commands::add,
            commands::add_plain,
            commands::echo,
            commands::download,
            commands::upload,
            commands::digest,
            commands::stream_json,
            commands::stream_raw,
            commands::emit_events
        ])
        .run(tauri::generate_context!())
        .expect("the peer runs");
}
