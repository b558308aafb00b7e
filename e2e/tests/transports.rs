//! The same calls go over each transport, and Rust says by which it got them.

use std::time::Duration;

use e2e::pages::{Cost, Shell, Transports};
use e2e::{App, Result};
use thirtyfour::Key;

const KIB: u64 = 1024;
/// What the engine here offers, the best first.
const TRANSPORTS: [&str; 3] = ["socket", "post message", "custom protocol"];
const JOBS: [&str; 7] = ["one", "many", "json", "up-small", "up", "up-large", "down"];
const SIZES_KIB: [u64; 8] = [1, 16, 32, 64, 256, 1024, 4096, 8192];
/// Twenty-eight cells take their time on a busy machine.
const WITHIN: Duration = Duration::from_secs(240);

/// What a call may ask for: an app that is forced to another transport opens no socket.
fn offered(chosen: &str) -> &'static [&'static str] {
    if ["automatic", "socket"].contains(&chosen) { &TRANSPORTS } else { &TRANSPORTS[1..] }
}

async fn measured(app: &App, ways: &[&str]) -> Result<Vec<Cost>> {
    let transports = Transports(app);
    // Each job is waited for by itself.
    for job in JOBS {
        for way in ways {
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
        let chosen = Shell(app).transport().text().await?;
        let ways = [&["automatic"][..], offered(&chosen)].concat();
        transports.measure().click().await?;
        let table = measured(app, &ways).await?;
        transports.summary().says("The middle of three turns").await?;

        let cells: Vec<_> = table.iter().map(|cell| (cell.job.as_str(), cell.way.as_str())).collect();
        let wanted: Vec<_> = JOBS.iter().flat_map(|job| ways.iter().map(|way| (*job, *way))).collect();
        assert_eq!(cells, wanted);
        for cell in &table {
            assert!(cell.text.starts_with(|first: char| first.is_ascii_digit()), "{cell:?}");
            let unit = if ["one", "many"].contains(&cell.job.as_str()) { "calls/s" } else { "MB/s" };
            assert!(cell.text.contains(unit) && cell.text.contains("each"), "{cell:?}");
            match (cell.way.as_str(), cell.by.as_deref()) {
                ("automatic", Some(by)) => {
                    let taken = if chosen == "automatic" { TRANSPORTS[0] } else { chosen.as_str() };
                    assert!(by == taken && cell.text.contains(by), "{cell:?}");
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
        let chosen = Shell(app).transport().text().await?;
        for cargo in ["one", "json", "up"] {
            transports.load(cargo).await?;
            transports.send().click().await?;
            for &way in offered(&chosen) {
                transports.sent(cargo, way).has("data-by", way).await?;
                transports.sent(cargo, way).says("there and back").await?;
                let planks = transports.planks(cargo, way).await?;
                assert_eq!(planks.len(), 7, "{planks:?}");
                assert!(planks[1..6].iter().all(|state| state == "passed"), "{planks:?}");
            }
        }
        transports.sent("up", "custom protocol").scroll_to().await?;
        app.picture("transports-apart").await
    };
    App::launch().demo("transports").drive(spec).await;
}

#[tokio::test]
async fn bridge_takes_the_socket_for_every_size_and_kind() {
    let spec = async |app: &App| {
        let transports = Transports(app);
        assert_eq!(transports.offered().await?, TRANSPORTS);
        transports.send_sizes().click().await?;
        for kib in SIZES_KIB {
            for kind in ["json", "bytes"] {
                transports.size(kind, kib * KIB).has("data-by", "socket").await?;
                transports.size(kind, kib * KIB).has("data-pieces", "0").await?;
            }
        }
        Ok(())
    };
    App::launch().transport(None).demo("transports").drive(spec).await;
}

#[tokio::test]
async fn app_with_one_transport_says_so_and_a_call_may_still_ask_for_each_that_is_offered() {
    for way in TRANSPORTS {
        let spec = async |app: &App| {
            let transports = Transports(app);
            transports.forced().says(way).await?;
            Shell(app).transport().says(way).await?;
            transports.send_sizes().click().await?;
            transports.size("bytes", 1024 * KIB).has("data-by", way).await?;
            transports.size("json", KIB).has("data-by", way).await?;
            assert_eq!(transports.offered().await?, offered(way));
            transports.send().click().await?;
            for asked in offered(way) {
                transports.sent("one", asked).has("data-by", asked).await?;
            }
            assert_eq!(transports.sent("one", "socket").count().await? > 0, way == "socket");
            Ok(())
        };
        App::launch().transport(Some(way)).demo("transports").drive(spec).await;
    }
}

#[tokio::test]
async fn call_goes_by_the_transport_that_it_asks_for_and_by_no_other_where_there_is_none() {
    for (way, has_socket) in [(None, true), (Some("post message"), false), (Some("custom protocol"), false)] {
        let spec = async |app: &App| {
            let transports = Transports(app);
            for asked in &TRANSPORTS[1..] {
                assert_eq!(transports.asked_for(asked).await?, *asked);
            }
            let said = transports.asked_for("socket").await?;
            let refused = "TypeError: there is no transport of the name socket";
            assert_eq!(said, if has_socket { "socket" } else { refused });
            Ok(())
        };
        App::launch().transport(way).demo("transports").drive(spec).await;
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
        transports.sent("one", "custom protocol").appears().await?;
        assert_eq!(Shell(app).controls_out_of_reach().await?, Vec::<String>::new());
        assert!(transports.fits().await?, "nothing is cut off at the side");
        Shell(app).scroll_to_head().await?;
        app.picture("transports-small").await
    };
    App::launch().demo("transports").within(WITHIN).drive(spec).await;
}
