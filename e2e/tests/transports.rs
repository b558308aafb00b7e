//! The same calls go over each transport, and Rust says by which it got them.

use std::time::Duration;

use e2e::pages::{Cost, Shell, Transports};
use e2e::{App, Result};
use thirtyfour::Key;

const KIB: u64 = 1024;
const WAYS: [&str; 3] = ["automatic", "post message", "custom protocol"];
const TRANSPORTS: [&str; 2] = ["post message", "custom protocol"];
const JOBS: [&str; 7] = ["one", "many", "json", "up-small", "up", "up-large", "down"];
/// Twenty-one cells take their time on a busy machine.
const WITHIN: Duration = Duration::from_secs(180);

async fn measured(app: &App) -> Result<Vec<Cost>> {
    let transports = Transports(app);
    // Each job is waited for by itself.
    for job in JOBS {
        for way in WAYS {
            transports.cell(job, way).has("data-state", "done").await?;
        }
    }
    transports.costs().has("data-state", "still").await?;
    transports.table().await
}

#[tokio::test]
async fn each_cell_has_a_figure_and_came_by_the_transport_that_was_asked_for() {
    let spec = async |app: &App| {
        let transports = Transports(app);
        transports.summary().says("Nothing has been measured yet.").await?;
        transports.measure().click().await?;
        let table = measured(app).await?;
        transports.summary().says("The middle of three turns").await?;

        let chosen = Shell(app).transport().text().await?;
        let cells: Vec<_> = table.iter().map(|cell| (cell.job.as_str(), cell.way.as_str())).collect();
        let wanted: Vec<_> = JOBS.iter().flat_map(|job| WAYS.map(|way| (*job, way))).collect();
        assert_eq!(cells, wanted);
        for cell in &table {
            assert!(cell.text.starts_with(|first: char| first.is_ascii_digit()), "{cell:?}");
            let unit = if ["one", "many"].contains(&cell.job.as_str()) { "calls/s" } else { "MB/s" };
            assert!(cell.text.contains(unit) && cell.text.contains("each"), "{cell:?}");
            match (cell.way.as_str(), cell.by.as_deref()) {
                ("automatic", Some(by)) => {
                    let is_taken = chosen == "automatic" || chosen == by;
                    assert!(is_taken && TRANSPORTS.contains(&by) && cell.text.contains(by), "{cell:?}");
                }
                (way, by) => assert_eq!(by, Some(way), "{cell:?}"),
            }
        }
        app.picture("transports").await
    };
    App::launch().demo("transports").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn one_call_is_taken_apart_over_each_transport() {
    let spec = async |app: &App| {
        let transports = Transports(app);
        for cargo in ["one", "json", "up"] {
            transports.load(cargo).await?;
            transports.send().click().await?;
            for way in TRANSPORTS {
                transports.sent(way).has("data-by", way).await?;
                transports.sent(way).says("there and back").await?;
                let planks = transports.planks(way).await?;
                assert_eq!(planks.len(), 7, "{planks:?}");
                assert!(planks[1..6].iter().all(|state| state == "passed"), "{planks:?}");
            }
        }
        transports.sent("custom protocol").scroll_to().await?;
        app.picture("transports-apart").await
    };
    App::launch().demo("transports").drive(spec).await;
}

#[tokio::test]
async fn bridge_takes_a_message_for_what_is_small_and_a_request_for_many_bytes() {
    let spec = async |app: &App| {
        let transports = Transports(app);
        transports.send_sizes().click().await?;
        for (kind, bytes, by) in [
            ("json", KIB, "post message"),
            ("bytes", KIB, "post message"),
            ("json", 64 * KIB, "post message"),
            ("bytes", 1024 * KIB, "custom protocol"),
        ] {
            transports.size(kind, bytes).has("data-by", by).await?;
        }
        for kind in ["json", "bytes"] {
            let seen = async || transports.size(kind, 8192 * KIB).attribute("data-by").await;
            e2e::eventually("the largest to be there", seen, Option::is_some).await?;
        }
        transports.size("bytes", 1024 * KIB).has("data-pieces", "0").await?;
        transports.size("bytes", 8192 * KIB).has("data-pieces", "2").await
    };
    App::launch().transport(None).demo("transports").drive(spec).await;
}

#[tokio::test]
async fn app_with_one_transport_says_so_and_a_call_may_still_ask_for_the_other() {
    for way in TRANSPORTS {
        let spec = async |app: &App| {
            let transports = Transports(app);
            transports.forced().says(way).await?;
            Shell(app).transport().says(way).await?;
            transports.send_sizes().click().await?;
            transports.size("bytes", 1024 * KIB).has("data-by", way).await?;
            transports.size("json", KIB).has("data-by", way).await?;
            transports.send().click().await?;
            for asked in TRANSPORTS {
                transports.sent(asked).has("data-by", asked).await?;
            }
            Ok(())
        };
        App::launch().transport(Some(way)).demo("transports").drive(spec).await;
    }
}

#[tokio::test]
async fn measuring_is_stopped_and_started_by_keys_in_a_small_window() {
    let spec = async |app: &App| {
        app.resize(800, 600).await?;
        let transports = Transports(app);
        transports.measure().press(Key::Enter).await?;
        transports.costs().has("data-state", "busy").await?;
        transports.stop().press(Key::Enter).await?;
        transports.summary().says("Stopped.").await?;
        assert!(transports.table().await?.iter().all(|cell| cell.state != "busy"));
        transports.measure().press(Key::Space).await?;
        transports.cell("one", "automatic").has("data-state", "done").await?;
        transports.cell("one", "custom protocol").has("data-state", "done").await?;
        transports.stop().press(Key::Enter).await?;
        transports.summary().says("Stopped.").await?;
        transports.send().press(Key::Enter).await?;
        transports.sent("custom protocol").appears().await?;
        assert_eq!(Shell(app).controls_out_of_reach().await?, Vec::<String>::new());
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(app.script(fits).await?, true, "nothing is cut off at the side");
        Shell(app).scroll_to_head().await?;
        app.picture("transports-small").await
    };
    App::launch().demo("transports").within(WITHIN).drive(spec).await;
}
