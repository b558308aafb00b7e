//! Ten tasks finish out of order, a cancelled one is gone in Rust too, and a blocking one freezes nothing.

use e2e::pages::Tasks;
use e2e::{App, attack, eventually};

#[tokio::test]
async fn ten_tasks_run_side_by_side_and_finish_out_of_order() {
    let spec = async |app: &App| {
        let tasks = Tasks(app);
        tasks.start_ten().await?;
        let mut places = tasks.places().await?;
        // They draw their times anew: one run in three million would come in in the order it started.
        assert!(!places.is_sorted(), "{places:?}");
        places.sort_unstable();
        assert_eq!(places, (1..=10).collect::<Vec<_>>());
        tasks.summary().says("side by side").await?;
        app.picture("tasks").await
    };
    App::launch().demo("tasks").drive(spec).await;
}

#[tokio::test]
async fn cancelled_call_rejects_and_its_future_is_dropped() {
    let spec = async |app: &App| {
        let tasks = Tasks(app);
        tasks.start("slow").await?;
        tasks.answer("slow").has("data-state", "running").await?;
        tasks.cancel("slow").await?;
        tasks.answer("slow").has("data-state", "cancelled").await?;
        tasks.answer("slow").says("AbortError").await?;
        tasks.dropped().has("data-count", "1").await
    };
    App::launch().demo("tasks").drive(spec).await;
}

#[tokio::test]
async fn command_with_a_token_is_told_and_stops_between_two_steps() {
    let spec = async |app: &App| {
        let tasks = Tasks(app);
        tasks.start("steps").await?;
        tasks.answer("steps").has("data-state", "running").await?;
        tasks.cancel("steps").await?;
        tasks.answer("steps").has("data-state", "cancelled").await?;
        tasks.told().has("data-count", "1").await
    };
    App::launch().demo("tasks").drive(spec).await;
}

#[tokio::test]
async fn animation_goes_on_while_a_command_blocks_its_thread() {
    let spec = async |app: &App| {
        let tasks = Tasks(app);
        tasks.block().await?;
        eventually("the animation to draw ten frames", || tasks.frames(), |frames| *frames >= 10).await?;
        assert_eq!(tasks.blocked().count().await?, 0, "the animation stood still until the command was done");
        tasks.blocked().appears().await?;
        assert!(
            !tasks.blocked().text().await?.contains("main"),
            "it must not run on the thread of the windows"
        );
        Ok(())
    };
    App::launch().demo("tasks").drive(spec).await;
}

#[tokio::test]
async fn page_that_reloads_takes_its_calls_with_it() {
    let spec = async |app: &App| {
        let tasks = Tasks(app);
        tasks.start("slow").await?;
        tasks.answer("slow").has("data-state", "running").await?;
        app.reload().await?;
        tasks.answer("slow").has("data-state", "idle").await?;
        let dropped = async || attack::invoke(app, "drops", "{}").await;
        eventually("Rust to drop the call", dropped, |drops| drops["value"]["dropped"] == 1).await?;
        Ok(())
    };
    App::launch().demo("tasks").drive(spec).await;
}
