//! What a flood of messages takes, it gives back.

use std::cell::Cell;
use std::time::Duration;

use e2e::pages::Channel;
use e2e::{App, Result, eventually};

const MIB: u64 = 1024 * 1024;
/// What the app and the engine's processes may hold more than before.
const MORE_BYTES_MAX: u64 = 32 * MIB;
const WITHIN: Duration = Duration::from_secs(300);

/// Has the page take a hundred thousand events and a million messages, and each be the one that was due.
async fn flood(channel: &Channel<'_>) -> Result {
    for (form, count) in [("events", 100_000), ("messages", 1_000_000)] {
        channel.open_the_tap(form, count).await?;
        channel.firehose().has("data-misplaced", "0").await?;
    }
    Ok(())
}

/// Waits until the memory has stopped falling, and gives back the least that was seen: the engine collects its garbage
/// some time after the work.
async fn memory_at_rest(app: &App) -> Result<u64> {
    const READINGS: u32 = 100;
    let (lowest, unchanged) = (Cell::new(u64::MAX), Cell::new(0));
    let readings = async || {
        let now = app.memory_bytes()?;
        unchanged.set(if now + MIB < lowest.get() { 0 } else { unchanged.get() + 1 });
        lowest.set(lowest.get().min(now));
        Ok(unchanged.get())
    };
    eventually("the memory to be at rest", readings, |readings| *readings >= READINGS).await?;
    Ok(lowest.get())
}

#[tokio::test]
async fn million_messages_and_hundred_thousand_events_come_whole_and_leave_no_memory_behind() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        // What is loaded, compiled and made room for the first time stays.
        flood(&channel).await?;
        let before = memory_at_rest(app).await?;

        flood(&channel).await?;
        // An engine that has nothing to do may put its collection off for as long.
        let memory = async || {
            channel.open_the_tap("messages", 10_000).await?;
            app.memory_bytes()
        };
        let most = before + MORE_BYTES_MAX;
        eventually(&format!("no more than {most} bytes of memory"), memory, |now| *now <= most).await?;
        Ok(())
    };
    App::launch().demo("channel").within(WITHIN).drive(spec).await;
}
