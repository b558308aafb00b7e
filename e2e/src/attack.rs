//! What a hostile page would try, and the one thing that only a debugger can.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use serde_json::Value;

use crate::{App, Failure, Result};

/// What the call scheme answered a page that spoke to it by itself.
#[derive(Debug, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u64,
    /// The body, as text.
    pub body: String,
}

/// Has the page `fetch` a command of the call scheme past the bridge's script. `init` is the second argument of `fetch`,
/// as JavaScript.
pub async fn fetch(app: &App, command: &str, init: &str) -> Result<Answer> {
    let script = format!(
        "const response = await fetch('ipc://localhost/{command}', {init});\
         return {{ status: response.status, body: await response.text() }};"
    );
    let answer = app.async_script(&script).await?;
    let (status, body) = (answer["status"].as_u64(), answer["body"].as_str());
    let (Some(status), Some(body)) = (status, body) else {
        return Err(Failure::new(format!("no answer of the call scheme: {answer}")));
    };
    Ok(Answer { status, body: body.into() })
}

/// Has the page call a command by the bridge's own untyped door, and gives back `{ value }` or `{ refused }`.
pub async fn invoke(app: &App, command: &str, payload: &str) -> Result<Value> {
    let script = format!(
        "return window.__TAURI_INTERNALS__.invoke('{command}', {payload})\
         .then((value) => ({{ value }}), (refused) => ({{ refused }}));"
    );
    app.async_script(&script).await
}

/// The invoke key of this launch, found in the app's memory: no page can say it, and no log may.
pub fn invoke_key(app: &App) -> Result<String> {
    let maps = fs::read_to_string(format!("/proc/{}/maps", app.pid()))?;
    let memory = File::open(format!("/proc/{}/mem", app.pid()))?;
    let found = maps.lines().filter_map(writable).find_map(|(from, length)| {
        let mut mapping = vec![0; length];
        // A mapping that cannot be read holds nothing of the process's own.
        memory.read_exact_at(&mut mapping, from).ok()?;
        key_in(&mapping)
    });
    found.ok_or_else(|| Failure::new("the invoke key is nowhere in the app's memory"))
}

/// The engine reserves mappings by the gigabyte and leaves them untouched; what is in use lies in small ones.
const MAPPING_BYTES_MAX: usize = 64 << 20;

/// Start and length of a mapping that the process writes to, from a line of `/proc/PID/maps`.
fn writable(line: &str) -> Option<(u64, usize)> {
    let (range, rest) = line.split_once(' ')?;
    let (from, to) = range.split_once('-')?;
    let from = u64::from_str_radix(from, 16).ok()?;
    let length = usize::try_from(u64::from_str_radix(to, 16).ok()? - from).ok()?;
    (rest.starts_with("rw") && length <= MAPPING_BYTES_MAX).then_some((from, length))
}

/// The key in the settings that the injected script is given: 64 hexadecimal digits after its name.
fn key_in(memory: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"\"key\":\"";
    memory.windows(NAME.len() + 64).find_map(|window| {
        let key = window.strip_prefix(NAME)?;
        key.iter().all(u8::is_ascii_hexdigit).then(|| String::from_utf8_lossy(key).into_owned())
    })
}
