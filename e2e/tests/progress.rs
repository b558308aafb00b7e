//! Several jobs at once: a paused one stands still, a cancelled one is gone in Rust, a slow reader slows its own down.

use std::fs;

use e2e::pages::Progress;
use e2e::{App, Result, attack, eventually};
use sha2::{Digest as _, Sha256};

const MIB: u64 = 1024 * 1024;

/// Where Rust really is with its one job that is paused.
async fn bytes_while_paused(app: &App) -> Result<u64> {
    let jobs = attack::invoke(app, "hash_jobs", "{}").await?;
    let jobs = jobs["value"].as_array().cloned().unwrap_or_default();
    let paused = jobs.iter().find(|job| job["paused"] == true);
    let bytes = paused.and_then(|job| job["bytes"].as_u64());
    bytes.ok_or_else(|| e2e::Failure::new(format!("no job is paused: {jobs:?}")))
}

#[tokio::test]
async fn digest_of_a_real_file_is_its_sha_256() {
    let spec = async |app: &App| {
        let progress = Progress(app);
        progress.empty().appears().await?;
        let content: Vec<u8> = (0..5 * MIB + 17).map(|n| (n * 31 % 251) as u8).collect();
        let expected: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = app.folder().join("work.bin");
        fs::write(&path, content)?;
        progress.choose(&path).await?;
        progress.drop_file(&path).await?;
        for number in [1, 2] {
            progress.job(number).is("done").await?;
            assert_eq!(progress.job(number).digest().text().await?, expected);
        }
        let empty = app.folder().join("empty.bin");
        fs::write(&empty, "")?;
        progress.drop_file(&empty).await?;
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        progress.job(3).digest().says(nothing).await?;

        progress.drop_file(app.folder()).await?;
        progress.error().has("data-code", "is_a_folder").await?;
        progress.clear().await?;
        progress.empty().appears().await
    };
    App::launch().demo("progress").drive(spec).await;
}

#[tokio::test]
async fn paused_job_stands_still_while_others_go_on_and_comes_to_its_end_when_resumed() {
    let spec = async |app: &App| {
        let progress = Progress(app);
        progress.hash_sample(1024).await?;
        let job = progress.job(1);
        eventually("the job to get going", || job.read(), |read| *read > 0).await?;
        job.pause().await?;
        job.is("paused").await?;

        // The piece that was at hand is finished by the time that another job has hashed sixty-four of them.
        progress.hash_sample(64).await?;
        progress.job(2).is("done").await?;
        let before = bytes_while_paused(app).await?;
        progress.hash_sample(256).await?;
        progress.job(3).is("done").await?;
        assert_eq!(bytes_while_paused(app).await?, before, "it moved while it was paused");
        assert!(before < 1024 * MIB, "it was paused on its way");
        app.picture("progress").await?;

        job.resume().await?;
        job.is("done").await?;
        assert_eq!(job.read().await?, 1024 * MIB);
        Ok(())
    };
    App::launch().demo("progress").drive(spec).await;
}

#[tokio::test]
async fn cancelled_job_is_dropped_in_rust_and_the_others_live_on() {
    let spec = async |app: &App| {
        let progress = Progress(app);
        progress.hash_sample(4096).await?;
        progress.hash_sample(4096).await?;
        progress.in_rust().has("data-count", "2").await?;
        progress.job(1).cancel().await?;
        progress.job(1).is("cancelled").await?;
        progress.job(1).cancelled().says("Rust has dropped it").await?;
        progress.in_rust().has("data-count", "1").await?;
        progress.job(2).is("running").await?;

        // A page that goes takes its jobs with it.
        app.reload().await?;
        progress.empty().appears().await?;
        let jobs = async || attack::invoke(app, "hash_jobs", "{}").await;
        eventually("Rust to have no job", jobs, |jobs| jobs["value"] == serde_json::json!([])).await?;
        Ok(())
    };
    App::launch().demo("progress").drive(spec).await;
}

#[tokio::test]
async fn slow_reader_holds_its_own_job_back_and_no_other() {
    let spec = async |app: &App| {
        let progress = Progress(app);
        progress.hash_sample(4096).await?;
        let slow = progress.job(1);
        slow.toggle_slow_reader().await?;
        slow.ahead().has("data-held", "true").await?;
        slow.ahead().says("held back").await?;
        let ahead = slow.ahead().attribute("data-bytes").await?.unwrap_or_default().parse::<u64>()?;
        // Eight that the page lets it send, and one that is hashed and waits to be sent.
        assert!(ahead <= 9 * MIB, "Rust is {ahead} bytes ahead of a page that lets it be 9 MiB ahead");

        progress.hash_sample(256).await?;
        progress.job(2).is("done").await?;
        slow.is("running").await?;
        app.picture("progress-held").await?;
        let before = slow.read().await?;
        slow.toggle_slow_reader().await?;
        eventually("the job to catch up", || slow.read(), |read| *read > before + 64 * MIB).await?;
        slow.cancel().await?;
        slow.is("cancelled").await
    };
    App::launch().demo("progress").drive(spec).await;
}
