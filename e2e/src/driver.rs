//! One WebKitWebDriver process: started on a free port, ended with everything it started.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{Failure, Result, process};

const START_WITHIN: Duration = Duration::from_secs(30);
const ATTEMPTS: usize = 5;

/// A driver that answers. Dropped, it takes the app and the engine's processes with it.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts a driver; the app inherits `env` from it and keeps everything it stores beneath `home`.
    pub async fn start(home: &Path, env: &[(String, String)]) -> Result<Self> {
        let mut last = Failure::new("");
        for _ in 0..ATTEMPTS {
            // Between finding a port and using it somebody else may take it: then the driver ends, and the next try
            // finds another.
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            let process = Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .env("NO_COLOR", "1")
                .env("HOME", home)
                .env("XDG_CONFIG_HOME", home.join("config"))
                .env("XDG_DATA_HOME", home.join("data"))
                .env("XDG_CACHE_HOME", home.join("cache"))
                .envs(env.iter().map(|(name, value)| (name, value)))
                .spawn()
                .map_err(|error| {
                    Failure::new(format!("WebKitWebDriver cannot be started ({error}): {USE_XTASK}"))
                })?;
            let mut driver = Self { process, port };
            match driver.answer().await {
                Ok(()) => return Ok(driver),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The driver, the app, and the engine's processes beneath it.
    pub fn processes(&self) -> Vec<u32> {
        process::tree(self.process.id())
    }

    async fn answer(&mut self) -> Result {
        let end = Instant::now() + START_WITHIN;
        while Instant::now() < end {
            if let Some(status) = self.process.try_wait()? {
                return Err(Failure::new(format!("WebKitWebDriver ended at once: {status}")));
            }
            if is_ready(self.port).unwrap_or(false) {
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(Failure::new(format!("WebKitWebDriver did not answer within {START_WITHIN:?}")))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        process::end(&self.processes());
        // Collected, so that no trace of it stays in the process table.
        let _ = self.process.wait();
    }
}

/// What somebody is told who starts a spec by hand where something is missing.
pub const USE_XTASK: &str = "run the suite with `cargo xtask e2e`, which brings all it needs";

fn is_ready(port: u16) -> io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(START_WITHIN))?;
    stream.write_all(b"GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.contains("\"ready\":true"))
}
