//! The shell in front of a real engine: one app, one page that runs the cases of `cases.js` and reports on each.
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
    AppHandle, Builder, Error, Limits, State, Webview, Window, WindowConfig,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request},
};
use footbridge_shell::{Asset, Shell};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tracing::{Event, Subscriber, field::Field};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

const INDEX: &[u8] = include_bytes!("index.html");
const CASES: &str = include_str!("cases.js");

/// One byte over the largest size that `cases.js` sends whole.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024 + 1;
const RUN_SECONDS_MAX: u64 = 120;

const CAPABILITIES: &str = r#"[
    { "identifier": "main", "windows": ["main"], "permissions": [
        "allow-plan", "allow-report", "allow-upload", "allow-labels", "allow-linger", "allow-lingering", "allow-mark",
        "allow-open-guest", "allow-close-guest", "allow-guests", "allow-count", "allow-refused"
    ] },
    { "identifier": "guest", "windows": ["guest"], "permissions": ["allow-arrive"] }
]"#;

/// What the page found, as the process sees it.
#[derive(Default)]
struct Run {
    cases: Vec<String>,
    failures: AtomicUsize,
    reported: Mutex<Vec<String>>,
    lingering: Arc<AtomicUsize>,
    counted: AtomicUsize,
    guests: Mutex<Vec<String>>,
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
fn labels(window: Window, webview: Webview) -> [String; 2] {
    [window.label().into(), webview.label().into()]
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

#[command]
fn lingering(run: State<'_, Run>) -> usize {
    run.lingering.load(Ordering::SeqCst)
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
fn arrive(run: State<'_, Run>, window: Window) {
    run.guests.lock().unwrap().push(window.label().into());
}

#[command]
fn close_guest(app: AppHandle) -> Result<(), String> {
    app.window("guest").ok_or("no guest")?.close().map_err(|error| error.to_string())
}

/// Who arrived so far, and whether the guest's window is there.
#[command]
fn guests(app: AppHandle, run: State<'_, Run>) -> (Vec<String>, bool) {
    (run.guests.lock().unwrap().clone(), app.window("guest").is_some())
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

/// The cases are the functions that `cases.js` exports.
fn case_names() -> Vec<String> {
    let head = "export async function ";
    let names = CASES.lines().filter_map(|line| line.strip_prefix(head)?.split_once('('));
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
    let (done, ended) = mpsc::channel::<()>();
    let watched = handle.clone();
    thread::spawn(move || {
        if ended.recv_timeout(Duration::from_secs(RUN_SECONDS_MAX)) == Err(mpsc::RecvTimeoutError::Timeout) {
            let reported = watched.state::<Run>().reported.lock().unwrap().len();
            eprintln!("only {reported} of {count} cases ended within {RUN_SECONDS_MAX} seconds");
            process::exit(1);
        }
    });
    let data = env::temp_dir().join(format!("footbridge-shell-test-{}", process::id()));
    let code = Shell::new(app)
        .assets(|path| match path {
            "index.html" => Some(Asset::new(INDEX, "text/html")),
            "cases.js" => Some(Asset::new(CASES.as_bytes(), "text/javascript")),
            _ => None,
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
    Builder::new()
        .commands(generate_handler![
            plan,
            report,
            upload,
            labels,
            mark,
            linger,
            lingering,
            count,
            open_guest,
            close_guest,
            arrive,
            guests,
            refused
        ])
        .capabilities(Capabilities::new().with("capabilities.json", CAPABILITIES))
        .limits(Limits { body_bytes_max: BODY_BYTES_MAX, ..Limits::default() })
        .manage(Run { cases, refused, ..Run::default() })
        .build()
}
