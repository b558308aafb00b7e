//! What listens to the bridge's spans: the log, at its most talkative, and the hops of traced calls.

use std::{
    io::{self, Write},
    sync::{Arc, LazyLock, Mutex},
};

use footbridge::hops::Hops;
use tracing_subscriber::{
    EnvFilter, Layer, fmt::format::FmtSpan, layer::SubscriberExt, util::SubscriberInitExt,
};

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Spans cross threads, so what listens to them is one for the whole process.
pub static LISTENERS: LazyLock<(Log, Hops)> = LazyLock::new(|| {
    let (log, hops) = (Log::default(), Hops::new(64));
    let writer = log.clone();
    let print = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .with_filter(EnvFilter::new("footbridge=trace"));
    tracing_subscriber::registry().with(print).with(hops.layer()).init();
    (log, hops)
});
