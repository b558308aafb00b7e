//! Names that the expansion uses itself, aliases of `Result`, and every kind of argument.
use footbridge::{AppHandle, CancellationToken, State, Webview, Window, command, generate_handler, ipc};
use serde::{Deserialize, Serialize};

type Answer<T> = std::result::Result<T, String>;

#[derive(Serialize, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Deserialize)]
struct Borrowed<'a> {
    name: &'a str,
}

/// A command may have the name of anything in the expansion.
#[command]
fn run(value: u32) -> u32 {
    value
}

#[command]
fn message(message: String) -> String {
    message
}

#[command]
fn value() -> Answer<u32> {
    Ok(1)
}

#[command]
fn argument_0(argument_0: u8) -> u8 {
    argument_0
}

#[command]
async fn kind<'a>(name: &'a str, borrowed: Borrowed<'a>, counter: State<'a, u32>) -> Answer<String> {
    Ok(format!("{name} {} {}", borrowed.name, *counter))
}

#[command(main_thread, rename = "raised")]
fn raise(window: Window) -> Answer<()>
where
    String: Clone,
{
    drop(window);
    Ok(())
}

#[command(rename_all = "snake_case")]
pub(crate) async fn everything(
    Point { x, y }: Point,
    #[name = "pair"] (a, b): (i32, i32),
    _: Webview,
    app: AppHandle,
    mut token: CancellationToken,
    request: ipc::Request<'_>,
) -> ipc::Response {
    token = token.clone();
    drop((app, token));
    ipc::Response::new(format!("[{x},{y},{a},{b},{}]", request.body().len()))
}

fn main() {
    let commands = generate_handler![run, message, value, argument_0, kind, raise, everything,];
    assert_eq!(commands.names(), ["run", "message", "value", "argument_0", "kind", "raised", "everything"]);
    assert_eq!(run(1) + 1, 2, "the function is still a function");
    const EMPTY: footbridge::Commands = generate_handler![];
    assert!(EMPTY.names().is_empty());
}
