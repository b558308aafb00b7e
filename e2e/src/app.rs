//! One run of the app under a spec, from launch to the last trace of it.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, io};

use futures_util::FutureExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver, WindowHandle};
use tokio::time::timeout;

use crate::driver::{Driver, USE_XTASK};
use crate::{Failure, Result, console, desktop, eventually, pages, process};

/// The page's size in CSS pixels when a spec starts, and in every picture.
const PAGE_SIZE: (u32, u32) = (1280, 800);

const LAUNCH_WITHIN: Duration = Duration::from_secs(60);
const SPEC_WITHIN: Duration = Duration::from_secs(180);
const END_WITHIN: Duration = Duration::from_secs(30);

/// How the app is to be launched.
#[derive(Default)]
pub struct Launch {
    args: Vec<&'static str>,
    env: Vec<(String, String)>,
    expected: Vec<&'static str>,
    transport: Option<Option<&'static str>>,
    within: Option<Duration>,
}

/// The running app, its session, and a folder of its own.
pub struct App {
    driver: Driver,
    session: WebDriver,
    pid: u32,
    expected: Vec<&'static str>,
    folder: TempDir,
    /// One app at a time: the specs share one screen, and a native dialog takes the focus from everything else.
    _turn: File,
}

impl Launch {
    /// Opens this demo, with `--demo`.
    pub fn demo(mut self, name: &'static str) -> Self {
        self.args.extend(["--demo", name]);
        self
    }

    /// Opens the one window for clients that are not ours, with `--conformance`.
    pub fn conformance(mut self) -> Self {
        self.args.push("--conformance");
        self
    }

    /// The same, isolated, with `--isolated`.
    pub fn isolated(mut self) -> Self {
        self.args.extend(["--conformance", "--isolated"]);
        self
    }

    /// Sets an environment variable of the app.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Has all calls go by this transport, or each by the one that the bridge takes, whatever the suite is run over.
    pub fn transport(mut self, by: Option<&'static str>) -> Self {
        self.transport = Some(by);
        self
    }

    /// Expects a console error that holds `text`: the spec fails if there is none, and not because of it.
    pub fn expecting_console_error(mut self, text: &'static str) -> Self {
        self.expected.push(text);
        self
    }

    /// Gives the spec this long. One that has the app work hard needs more than the others on a busy machine.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = Some(within);
        self
    }

    /// Launches the app, runs `spec` against it, and ends it, whatever comes of the spec.
    ///
    /// # Panics
    /// When the spec fails, or the page's console had an error. The app's output is printed then, and a picture
    /// of its last moment kept beside the others.
    pub async fn drive(self, spec: impl AsyncFnOnce(&App) -> Result) {
        let within = self.within.unwrap_or(SPEC_WITHIN);
        let app = self.start().await.unwrap_or_else(|failure| panic!("{failure}"));
        let outcome = AssertUnwindSafe(timeout(within, spec(&app))).catch_unwind().await;
        let outcome = match outcome {
            Ok(Ok(Ok(()))) => Ok(app.console_is_as_expected().await),
            Ok(Ok(failed)) => Ok(failed),
            Ok(Err(_)) => Ok(Err(Failure::new(format!("the spec took more than {within:?}")))),
            Err(panic) => Err(panic),
        };
        if !matches!(outcome, Ok(Ok(()))) {
            app.report().await;
        }
        let ended = app.end().await;
        match outcome.map(|outcome| outcome.and(ended)) {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => panic!("{failure}"),
            Err(panic) => resume_unwind(panic),
        }
    }

    async fn start(self) -> Result<App> {
        let binary = binary()?;
        let turn = take_turn()?;
        desktop::is_managed().await?;
        eventually(&format!("a window manager ({USE_XTASK})"), desktop::is_managed, |is| *is).await?;
        let folder = tempfile::Builder::new().prefix("footbridge-e2e-").tempdir()?;
        let mut env = self.env;
        env.push(("FOOTBRIDGE_OUTPUT".into(), folder.path().join(OUTPUT).display().to_string()));
        let driver = Driver::start(folder.path(), &env).await?;
        let mut args: Vec<String> = self.args.iter().copied().map(Into::into).collect();
        let suites = env::var("FOOTBRIDGE_TRANSPORT").ok().filter(|name| !name.is_empty());
        if let Some(by) = self.transport.map_or(suites, |own| own.map(Into::into)) {
            args.extend(["--transport".into(), by.replace(' ', "-")]);
        }
        let wanted = capabilities(&binary, &folder.path().join("data"), &args)?;
        let session = timeout(LAUNCH_WITHIN, WebDriver::new(driver.url(), wanted)).await;
        let output = fs::read_to_string(folder.path().join(OUTPUT)).unwrap_or_default();
        let session = session
            .map_err(|_| {
                Failure::new(format!("the app did not open within {LAUNCH_WITHIN:?}; it said:\n{output}"))
            })?
            .map_err(|error| Failure::new(format!("the app did not open: {error}; it said:\n{output}")))?;
        let pid = output.lines().next().unwrap_or_default().parse()?;
        let app = App { driver, session, pid, expected: self.expected, folder, _turn: turn };
        app.resize(PAGE_SIZE.0, PAGE_SIZE.1).await?;
        Ok(app)
    }
}

impl App {
    /// The app, to be launched with `drive`.
    pub fn launch() -> Launch {
        Launch::default()
    }

    /// The session, for page objects alone.
    pub(crate) fn session(&self) -> &WebDriver {
        &self.session
    }

    /// The app's process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// A folder for the spec's own files, gone when the spec ends.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All that the app and the engine's processes have written so far: its log, and the page's console.
    pub fn output(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(self.folder.path().join(OUTPUT))?).into_owned())
    }

    /// The errors that the page's console has shown so far.
    pub fn console_errors(&self) -> Result<Vec<String>> {
        Ok(console::errors(&self.output()?).into_iter().map(str::to_owned).collect())
    }

    /// Bytes of memory that the app and the engine's processes hold, shared pages counted in proportion.
    pub fn memory_bytes(&self) -> Result<u64> {
        process::memory_bytes(self.pid)
    }

    /// Runs `script` as the body of a function in the page, and gives back what it returns.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.session.execute(script, Vec::new()).await?.json().clone())
    }

    /// Runs `script` as the body of an asynchronous function in the page, and gives back what it resolves to.
    pub async fn async_script(&self, script: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})()\
             .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let outcome = self.session.execute_async(script, Vec::new()).await?.json().clone();
        match outcome.get("error") {
            Some(error) => Err(Failure::new(format!("the page's script threw {error}"))),
            None => Ok(outcome.get("value").cloned().unwrap_or_default()),
        }
    }

    /// The handles of all windows.
    pub async fn windows(&self) -> Result<Vec<WindowHandle>> {
        Ok(self.session.windows().await?)
    }

    /// Waits until the driver sees so many windows: one that closes is gone for the app before it is for the driver.
    pub async fn has_windows(&self, count: usize) -> Result {
        let seen = async || Ok(self.windows().await?.len());
        eventually(&format!("{count} windows"), seen, |seen| *seen == count).await?;
        Ok(())
    }

    /// Waits for a window besides the one in use, does `work` there, and comes back.
    pub async fn in_other_window(&self, work: impl AsyncFnOnce() -> Result) -> Result {
        let this = self.session.window().await?;
        let windows = eventually("another window", || self.windows(), |windows| windows.len() > 1).await?;
        let other = windows.into_iter().find(|window| *window != this);
        self.session.switch_to_window(other.ok_or_else(|| Failure::new("every window is this one"))?).await?;
        work().await?;
        Ok(self.session.switch_to_window(this).await?)
    }

    /// Waits for the webview of this label, does `work` there, and comes back.
    pub async fn in_webview(&self, label: &str, work: impl AsyncFnOnce() -> Result) -> Result {
        let this = self.session.window().await?;
        let found = async || {
            for window in self.windows().await? {
                self.session.switch_to_window(window).await?;
                let here = "return globalThis.__TAURI_INTERNALS__?.metadata.currentWebview.label";
                if self.script(here).await? == label {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        eventually(&format!("the webview {label}"), found, |found| *found).await?;
        work().await?;
        Ok(self.session.switch_to_window(this).await?)
    }

    /// Makes the page `width` by `height` CSS pixels large.
    pub async fn resize(&self, width: u32, height: u32) -> Result {
        let wanted = json!([width, height]);
        let size = async || self.script("return [innerWidth, innerHeight]").await;
        if size().await? != wanted {
            desktop::resize(desktop::main_window(self.pid).await?, width, height)?;
        }
        eventually("the window to have its size", size, |size| *size == wanted).await?;
        Ok(())
    }

    /// Loads the page again, as a person does with the engine's own key.
    pub async fn reload(&self) -> Result {
        Ok(self.session.refresh().await?)
    }

    /// Gives the window that was opened last this size, as a person does who drags its corner.
    pub async fn resize_other_window(&self, width: u32, height: u32) -> Result {
        desktop::resize(desktop::newest_window(self.pid).await?, width, height)
    }

    /// Clicks the close button of the window that was opened last, as the window manager would.
    pub async fn ask_other_window_to_close(&self) -> Result {
        desktop::close(desktop::newest_window(self.pid).await?)
    }

    /// Clicks that button, and waits until the window is gone.
    pub async fn close_other_window(&self) -> Result {
        let before = self.windows().await?.len();
        self.ask_other_window_to_close().await?;
        eventually("the window to close", || self.windows(), |windows| windows.len() < before).await?;
        Ok(())
    }

    /// Keeps two pictures of the page as it is, `NAME.png` in the light and `NAME-dark.png` in the dark theme, and
    /// leaves the page as it was found.
    pub async fn picture(&self, name: &str) -> Result {
        let shell = pages::Shell(self);
        for (theme, suffix) in [("light", ""), ("dark", "-dark")] {
            shell.theme(theme).await?;
            let moving = "return document.getAnimations().some(({ effect, playState }) => \
                          playState === 'running' && effect.getTiming().iterations !== Infinity)";
            eventually("what moves to come to rest", || self.script(moving), |moving| *moving == false)
                .await?;
            // A picture shows the last frame that was drawn, which on a busy machine is one from before.
            let drawn =
                "await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))";
            self.async_script(drawn).await?;
            let folder = env::var_os("FOOTBRIDGE_SCREENSHOTS").map_or_else(scratch, PathBuf::from);
            self.shoot(&folder, &format!("{name}{suffix}")).await?;
        }
        shell.theme("system").await
    }

    async fn shoot(&self, folder: &Path, name: &str) -> Result {
        fs::create_dir_all(folder)?;
        Ok(fs::write(folder.join(format!("{name}.png")), self.session.screenshot_as_png().await?)?)
    }

    /// Compares the console's errors with the expected ones. The last expected one may be on its way still.
    async fn console_is_as_expected(&self) -> Result {
        for expected in &self.expected {
            let holds = |errors: &Vec<String>| errors.iter().any(|error| error.contains(expected));
            eventually(&format!("a console error with “{expected}”"), async || self.console_errors(), holds)
                .await?;
        }
        let mut errors = self.console_errors()?;
        errors.retain(|error| !self.expected.iter().any(|expected| error.contains(expected)));
        if errors.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("the page's console had errors:\n{}", errors.join("\n"))))
    }

    /// Prints what the app wrote, and keeps a picture of what it showed, under the spec's own name and never among the
    /// pictures that are asked for.
    async fn report(&self) {
        eprintln!("--- the app's output ---\n{}--- end ---", self.output().unwrap_or_default());
        let thread = std::thread::current();
        let spec = thread.name().unwrap_or("spec").replace("::", "-");
        match timeout(END_WITHIN, self.shoot(&scratch(), &format!("failed-{spec}"))).await {
            Ok(Ok(())) => eprintln!("what it showed is in {}/failed-{spec}.png", scratch().display()),
            Ok(Err(failure)) => eprintln!("no picture of it could be taken: {failure}"),
            Err(_) => eprintln!("no picture of it could be taken: it does not answer"),
        }
    }

    /// Ends everything that was started, and removes what it wrote.
    async fn end(self) -> Result {
        // The app closes with its session, and leaves the engine's processes to end by themselves: known by their
        // ids, they are ended too, or they would go on writing to the folder.
        let processes = self.driver.processes();
        let _ = timeout(END_WITHIN, self.session.clone().quit()).await;
        drop(self.driver);
        process::end(&processes);
        // No session is left whose end the handle could wait for.
        let _ = self.session.leak();
        // A process of the engine that had only just begun is not among those, and ends when it finds itself alone.
        let folder = self.folder.keep();
        let removed = async || match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
        eventually("the run's folder to be removed", removed, |()| true).await
    }
}

/// The file in the run's folder that takes what the app writes: first its process id, then everything else.
const OUTPUT: &str = "output.log";

/// Where pictures go that nobody asked to be kept.
fn scratch() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots")
}

/// The app's binary, as `FOOTBRIDGE_BIN` names it.
pub fn binary() -> Result<PathBuf> {
    let binary = env::var_os("FOOTBRIDGE_BIN")
        .ok_or_else(|| Failure::new(format!("FOOTBRIDGE_BIN does not name the app's binary: {USE_XTASK}")))?;
    fs::canonicalize(&binary)
        .map_err(|error| Failure::new(format!("{}: {error}", Path::new(&binary).display())))
}

/// The driver silences what it starts, so a shell stands between: it writes its process id, and becomes the app.
fn capabilities(binary: &Path, data: &Path, more: &[String]) -> Result<Capabilities> {
    let become_app = r#"exec >"$FOOTBRIDGE_OUTPUT" 2>&1; echo $$; exec "$0" "$@""#;
    let (binary, data) = (binary.display().to_string(), data.display().to_string());
    let mut args = vec!["-c", become_app, &binary, "--automation", "--data-dir", &data];
    args.extend(more.iter().map(String::as_str));
    let mut capabilities = Capabilities::new();
    capabilities.set("webkitgtk:browserOptions", json!({ "binary": "/bin/sh", "args": args }))?;
    Ok(capabilities)
}

/// Waits until no other spec runs, in this process or another of the same build.
fn take_turn() -> io::Result<File> {
    let file = File::create(env::current_exe()?.with_file_name("one-app-at-a-time.lock"))?;
    file.lock()?;
    Ok(file)
}
