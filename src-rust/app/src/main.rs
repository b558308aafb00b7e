//! Starts the app: command line, log, bridge, window.
#![forbid(unsafe_code)]

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use footbridge::WindowConfig;
use footbridge::hops::Hops;
use footbridge_app::cli::{self, Options, Task};
use footbridge_app::{Assets, FileDrops, OpenAddresses, acl, conformance};
use footbridge_plugins::fs::ENGINE_FOLDER;
use footbridge_shell::{Asset, Background, Shell};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(Task::Acl { question }) = &options.task {
        return match acl::answer(question) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => Options::command().error(ErrorKind::ValueValidation, problem).exit(),
        };
    }
    if options.list {
        print!("{}", cli::list());
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("footbridge: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<ExitCode, Box<dyn std::error::Error>> {
    if Assets::get("index.html").is_none() {
        return Err("the page is not built; run `cargo xtask run`, which builds it first".into());
    }
    let data_dir = options.data_dir()?;
    let hops = Hops::new(TRACES_MAX);
    log(&hops);
    let app = footbridge_app::builder(data_dir.clone(), hops);
    let app = app.transport(options.transport.map(Into::into)).build()?;
    if options.conformance {
        conformance::open(&app.handle())?;
    }
    let handle = app.handle();
    let code = Shell::new(app)
        .assets(asset)
        .data_dir(data_dir.join(ENGINE_FOLDER))
        .automation(options.automation)
        .devtools(options.devtools)
        .freeze_prototype(true)
        .navigation(move |page, url| handle.state::<OpenAddresses>().is_open(page.label(), url))
        .background(GROUND)
        .on_drop(|app, page, paths| {
            if let Some(path) = paths.into_iter().next() {
                app.state::<FileDrops>().tell(page.label(), path);
            }
        })
        .window(if options.conformance {
            conformance::window(options.isolated)?
        } else {
            first_window(options)
        })
        .run()?;
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn first_window(options: &Options) -> WindowConfig {
    WindowConfig {
        title: "Footbridge".into(),
        path: match &options.demo {
            Some(demo) => format!("index.html#/{demo}"),
            None => "index.html".into(),
        },
        ..WindowConfig::default()
    }
}

/// The page's own ground, so that a window does not flash before the page is there.
const GROUND: Background = Background { light: [0xf6, 0xf5, 0xf2], dark: [0x17, 0x16, 0x14] };

/// Traces kept for whoever asks. A page asks right after its call, so there are never many.
const TRACES_MAX: usize = 64;

/// Prints to the standard error what `RUST_LOG` asks for, each span with its time when it ends; keeps the hops of
/// traced calls whatever it asks for.
fn log(hops: &Hops) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_span_events(FmtSpan::CLOSE)
        .with_filter(filter);
    tracing_subscriber::registry().with(lines).with(hops.layer()).init();
}

fn asset(path: &str) -> Option<Asset> {
    let file = Assets::get(path)?;
    let mime = file.metadata.mimetype().to_owned();
    Some(Asset::new(file.data, mime))
}
