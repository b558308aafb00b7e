//! The shell in front of a real engine: one app, one page that runs the cases of `cases.js` and reports on each.
//!
//! Pages have sockets, unless the environment has `FOOTBRIDGE_TRANSPORT=post-message` or `custom-protocol`.
//!
//! Needs a display. Without one it starts itself again under `xvfb-run`, and fails when that is not there either.
#![expect(clippy::unwrap_used, reason = "a lock that a panic poisoned ends the run, as it should")]

use std::{
    env,
    fmt::Debug,
    os::unix::process::CommandExt,
    process::{self, Command},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use footbridge::{
    AppHandle, Builder, Channel, Commands, Error, Isolation, Limits, State, Webview, Window, WindowConfig,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request, Response, SendError},
    transport::Transport,
};
use footbridge_shell::{Asset, ContentSecurity, Shell};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tracing::{Event, Subscriber, field::Field};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

mod plugin;
mod site;

use site::Site;

const INDEX: &str = include_str!("page/index.html");
/// The page's files. Those with cases come first, in the order in which these run.
const FILES: [(&str, &str); 9] = [
    ("isolation.js", include_str!("page/isolation.js")),
    ("windows.js", include_str!("page/windows.js")),
    ("schemes.js", include_str!("page/schemes.js")),
    ("leaving.js", include_str!("page/leaving.js")),
    ("remote.js", include_str!("page/remote.js")),
    ("socket.js", include_str!("page/socket.js")),
    ("calls.js", include_str!("page/calls.js")),
    ("tools.js", include_str!("page/tools.js")),
    ("run.js", include_str!("page/run.js")),
];

/// One byte over the largest size that `calls.js` sends whole.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024 + 1;
const RUN_SECONDS_MAX: u64 = 120;

/// Windows that may be open, the first among them.
const PAGES_MAX: usize = 8;

/// The first window may call what is here, and of the plugins what its files name.
fn capabilities() -> Capabilities {
    let own = own_commands().names().iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    let plugins = FILES.iter().flat_map(|(_, text)| {
        let words = text.split(['"', '`']).filter_map(|word| word.strip_prefix("plugin:")?.split_once('|'));
        words.filter(|(_, command)| command.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    });
    let plugins =
        plugins.map(|(plugin, command)| format!("core:{plugin}:allow-{}", command.replace('_', "-")));
    let computed =
        ["set-title", "set-resizable", "set-closable", "set-decorations", "set-enabled", "set-theme"];
    let computed = computed.map(|command| format!("core:window:allow-{command}"));
    let shown = ["hide", "show"].map(|command| format!("core:window:allow-{command}"));
    let permissions: Vec<String> =
        own.chain(plugins).chain(computed).chain(shown).chain(["core:default".into()]).collect();
    let main = json!({ "identifier": "main", "windows": ["main"], "permissions": permissions });
    let guests = json!({ "identifier": "guests", "webviews": ["*"], "permissions": ["allow-arrive", "allow-linger", "allow-hold", "core:event:default"] });
    let isolated = [
        "allow-labels",
        "allow-upload",
        "allow-count",
        "allow-lingering",
        "allow-send-messages",
        "core:webview:allow-create-webview-window",
    ];
    let isolated = json!({ "identifier": "isolated", "webviews": ["isolated"], "permissions": isolated });
    let files = [("main.json", main), ("guests.json", guests), ("isolated.json", isolated)];
    let with = |all: Capabilities, (name, file): (&str, Value)| all.with(name, file.to_string());
    files.into_iter().fold(Capabilities::new(), with)
}

/// What the page found, as the process sees it.
#[derive(Default)]
struct Run {
    cases: Vec<String>,
    failures: AtomicUsize,
    reported: Mutex<Vec<String>>,
    lingering: Arc<AtomicUsize>,
    counted: AtomicUsize,
    withheld: AtomicUsize,
    arrivals: Mutex<Vec<Value>>,
    refused: Refused,
}

/// Collects the addresses that the shell logs as refused: the page itself cannot see that it did not go somewhere.
#[derive(Clone, Default)]
struct Refused(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Refused {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut |field: &Field, value: &dyn Debug| {
            if field.name() == "url" {
                self.0.lock().unwrap().push(format!("{value:?}"));
            }
        });
    }
}

#[command]
fn plan(run: State<'_, Run>) -> Vec<String> {
    let reported = run.reported.lock().unwrap();
    run.cases.iter().filter(|case| !reported.contains(case)).cloned().collect()
}

#[command]
fn report(run: State<'_, Run>, window: Window, case: String, failure: Option<String>) -> Result<(), String> {
    match failure {
        None => println!("test {case} ... ok"),
        Some(failure) => {
            run.failures.fetch_add(1, Ordering::Relaxed);
            println!("test {case} ... FAILED\n{failure}");
        }
    }
    let mut reported = run.reported.lock().unwrap();
    reported.push(case);
    if reported.len() == run.cases.len() {
        window.close().map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[command]
fn upload(request: Request<'_>) -> Result<Value, String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err("the body is not raw".into()) };
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(json!({ "bytes": bytes.len(), "sha256": hash }))
}

#[command]
fn mirror(request: Request<'_>) -> Result<Response, String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err("the body is not raw".into()) };
    Ok(Response::new(bytes.to_vec()))
}

#[command]
fn repeat(text: String) -> String {
    text
}

#[command]
fn labels(window: Window, webview: Webview) -> [String; 2] {
    [window.label().into(), webview.label().into()]
}

/// Moves the mouse of the screen, or presses its buttons, in the words of xdotool.
#[command]
fn mouse(words: Vec<String>) -> Result<(), String> {
    match Command::new("xdotool").args(words).status() {
        Ok(status) if status.success() => Ok(()),
        failed => Err(format!("xdotool: {failed:?}")),
    }
}

/// Asks for the main thread, and panics there.
#[command]
fn panic_on_main_thread(app: AppHandle) -> Result<(), String> {
    app.run_on_main_thread(|| panic!("on purpose")).map_err(|error| error.to_string())
}

#[command]
fn mark(webview: Webview) {
    webview.eval("window.marked = '\u{fc}\u{1f309}'");
}

/// Never ends by itself; counts itself out when it is dropped.
#[command]
async fn linger(run: State<'_, Run>) -> Result<(), ()> {
    struct Lingering(Arc<AtomicUsize>);
    impl Drop for Lingering {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
    run.lingering.fetch_add(1, Ordering::SeqCst);
    let _lingering = Lingering(run.lingering.clone());
    std::future::pending().await
}

/// Answers when the site is told to go on, whether or not anybody waits for it still.
#[command]
fn withhold(run: State<'_, Run>, site: State<'_, Site>) -> &'static str {
    run.withheld.fetch_add(1, Ordering::SeqCst);
    site.wait_for_release();
    run.withheld.fetch_sub(1, Ordering::SeqCst);
    "late"
}

#[command]
fn withheld(run: State<'_, Run>) -> usize {
    run.withheld.load(Ordering::SeqCst)
}

#[command]
fn lingering(run: State<'_, Run>) -> usize {
    run.lingering.load(Ordering::SeqCst)
}

/// Listeners of all pages.
#[command]
fn listeners(app: AppHandle) -> usize {
    let pages = app.webviews().into_iter().filter_map(|webview| app.page(webview.label()));
    pages.map(|page| page.document().listeners_registered()).sum()
}

#[command]
fn count(run: State<'_, Run>) -> usize {
    run.counted.fetch_add(1, Ordering::SeqCst) + 1
}

#[command]
fn refused(run: State<'_, Run>) -> Vec<String> {
    run.refused.0.lock().unwrap().clone()
}

#[command]
async fn open_guest(app: AppHandle) -> Result<(), String> {
    let config = WindowConfig {
        label: "guest".into(),
        title: "Guest".into(),
        path: "index.html?guest".into(),
        ..WindowConfig::default()
    };
    app.open_window(config).await.map(drop).map_err(|error| error.to_string())
}

#[command]
async fn open_isolated(app: AppHandle, hook: String) -> Result<(), String> {
    let config = WindowConfig {
        label: "isolated".into(),
        title: "Isolated".into(),
        path: "index.html?isolated".into(),
        isolation: Some(Isolation::new(hook).map_err(|error| error.to_string())?),
        ..WindowConfig::default()
    };
    app.open_window(config).await.map(drop).map_err(|error| error.to_string())
}

/// A page that has loaded says what it sees.
#[command]
fn arrive(run: State<'_, Run>, webview: Webview, width: u32, height: u32, late: Value) {
    let (label, window) = (webview.label(), webview.window());
    let arrival =
        json!({ "window": window.label(), "webview": label, "width": width, "height": height, "late": late });
    run.arrivals.lock().unwrap().push(arrival);
}

#[command]
fn arrivals(run: State<'_, Run>) -> Vec<Value> {
    run.arrivals.lock().unwrap().clone()
}

#[command]
fn evaluate(app: AppHandle, label: &str, script: String) -> Result<(), String> {
    app.webview(label).ok_or("no such webview")?.eval(script);
    Ok(())
}

#[command]
async fn send_messages(channel: Channel<String>, count: usize, bytes: usize) -> Result<(), SendError> {
    for _ in 0..count {
        channel.send("x".repeat(bytes)).await?;
    }
    Ok(())
}

/// Holds a channel until its page is gone. The call itself ends at once.
#[command]
async fn hold(app: AppHandle, run: State<'_, Run>, channel: Channel<()>) -> Result<(), ()> {
    let lingering = run.lingering.clone();
    lingering.fetch_add(1, Ordering::SeqCst);
    app.runtime().spawn(async move {
        channel.closed().await;
        lingering.fetch_sub(1, Ordering::SeqCst);
    });
    Ok(())
}

fn main() {
    let names = case_names();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has("--list") {
        // What a test runner asks for before it runs each case in a process of its own.
        names.iter().filter(|_| !has("--ignored")).for_each(|name| println!("{name}: test"));
        return;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with("--"));
    let fits = |name: &String| {
        filter.is_none_or(|filter| name == filter || !has("--exact") && name.contains(filter))
    };
    let cases: Vec<String> = names.into_iter().filter(fits).collect();
    if cases.is_empty() {
        return;
    }
    if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        restart_under_a_virtual_display();
    }
    process::exit(run(cases));
}

/// The cases are the functions that the page's files with cases export.
fn case_names() -> Vec<String> {
    let head = "export async function ";
    // What has cases imports the tools; the tools export functions too.
    let files = FILES.iter().map(|(_, text)| *text).filter(|text| text.contains("./tools.js"));
    let names = files.flat_map(str::lines).filter_map(|line| line.strip_prefix(head)?.split_once('('));
    names.map(|(name, _)| name.to_owned()).collect()
}

fn restart_under_a_virtual_display() -> ! {
    let this = env::current_exe().expect("a running program has a path");
    let mut command = Command::new("xvfb-run");
    command.arg("--auto-servernum").arg(this).args(env::args_os().skip(1));
    // Neither a desktop's services nor its accessibility tools have a part in this.
    let error = command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env("NO_AT_BRIDGE", "1").exec();
    eprintln!(
        "there is no display and xvfb-run does not start ({error}); install xvfb and xauth, or set DISPLAY"
    );
    process::exit(1);
}

fn run(cases: Vec<String>) -> i32 {
    let count = cases.len();
    let app = match app(cases) {
        Ok(app) => app,
        Err(error) => panic!("the app is wrong: {error}"),
    };
    let handle = app.handle();
    let port = handle.state::<Site>().port();
    let (done, ended) = mpsc::channel::<()>();
    let watched = handle.clone();
    thread::spawn(move || {
        if ended.recv_timeout(Duration::from_secs(RUN_SECONDS_MAX)) == Err(mpsc::RecvTimeoutError::Timeout) {
            let reported = watched.state::<Run>().reported.lock().unwrap().len();
            eprintln!("only {reported} of {count} cases ended within {RUN_SECONDS_MAX} seconds");
            process::exit(1);
        }
    });
    let policy = ContentSecurity::default().allow("connect-src", "'self'");
    let data = env::temp_dir().join(format!("footbridge-shell-test-{}", process::id()));
    let code = Shell::new(app)
        .assets(|path| {
            let script = FILES.iter().find(|(name, _)| *name == path);
            let script = script.map(|(_, text)| Asset::new(text.as_bytes(), "text/javascript"));
            script.or_else(|| (path == "index.html").then(|| Asset::new(INDEX.as_bytes(), "text/html")))
        })
        .content_security(policy.expect("a directive and a source"))
        .freeze_prototype(true)
        .navigation(move |_, url| {
            let is_friend = url.host_str() == Some("localhost") && url.path() == "/friend";
            is_friend || url.port() == Some(port) && url.path() != "/closed"
        })
        .on_new_window(|_, _, url| {
            let path = url.query() == Some("popup");
            path.then(|| WindowConfig {
                label: "popup".into(),
                path: url.to_string(),
                ..WindowConfig::default()
            })
        })
        .window(WindowConfig { title: "Cases".into(), ..WindowConfig::default() })
        .data_dir(data.clone())
        .run();
    drop(done);
    let _ = std::fs::remove_dir_all(data);
    let run = handle.state::<Run>();
    let (reported, failures) = (run.reported.lock().unwrap().len(), run.failures.load(Ordering::Relaxed));
    println!("{reported} of {count} cases ended, {failures} failed");
    match code {
        Ok(0) if reported == count && failures == 0 => 0,
        Ok(_) => 1,
        Err(error) => {
            eprintln!("the shell did not run: {error}");
            1
        }
    }
}

fn app(cases: Vec<String>) -> Result<footbridge::App, Error> {
    let refused = Refused::default();
    tracing_subscriber::registry().with(refused.clone()).init();
    let limits = Limits { body_bytes_max: BODY_BYTES_MAX, pages_max: PAGES_MAX, ..Limits::default() };
    let transport = match env::var("FOOTBRIDGE_TRANSPORT").as_deref() {
        Ok("custom-protocol") => Some(Transport::CustomProtocol),
        Ok("post-message") => Some(Transport::PostMessage),
        _ => None,
    };
    let builder = Builder::new()
        .commands(own_commands())
        .transport(transport)
        .capabilities(capabilities())
        .limits(limits)
        .manage(Site::start())
        .manage(Run { cases, refused, ..Run::default() })
        .plugin(plugin::plugin());
    footbridge_shell::plugins().into_iter().fold(builder, Builder::plugin).build()
}

fn own_commands() -> Commands {
    generate_handler![
        plan,
        report,
        upload,
        mirror,
        repeat,
        labels,
        panic_on_main_thread,
        mouse,
        mark,
        linger,
        lingering,
        listeners,
        hold,
        count,
        send_messages,
        open_guest,
        open_isolated,
        arrive,
        arrivals,
        evaluate,
        refused,
        site::site_port,
        site::said,
        site::lure,
        site::release,
        site::grant,
        site::take_back,
        plugin::loads,
        plugin::readers,
        plugin::pictures,
        withhold,
        withheld,
        plugin::memory_bytes,
        plugin::memory_bytes_max,
        plugin::add_plugin,
        plugin::remove_plugin
    ]
}
