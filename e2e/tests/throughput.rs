//! A run fills every plot with what this machine does, and its figures are copied and saved.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use e2e::pages::{Shell, Throughput};
use e2e::{App, Failure, Result, eventually};
use serde_json::Value;
use thirtyfour::Key;

const RULES: [&str; 4] = ["calls-a-second", "leave-json", "fetch-json", "fetch-bytes"];
/// A whole run is some fifty points, each of several batches.
const WITHIN: Duration = Duration::from_secs(400);

async fn pasted(app: &App) -> Result<String> {
    let search = Shell(app).search();
    search.click().await?;
    search.press(Key::Control + "v").await?;
    let text = app.script("return document.querySelector('[data-test=nav-search]').value").await?;
    search.press(Key::Control + "a").await?;
    search.press(Key::Delete).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

fn is_positive(figure: &Value) -> bool {
    figure["perSecond"].as_f64().is_some_and(|value| value > 0.0 && value.is_finite())
}

#[tokio::test]
async fn run_draws_every_point_and_says_what_each_rule_of_thumb_comes_to() {
    let spec = async |app: &App| {
        let throughput = Throughput(app);
        throughput.state().has("data-state", "empty").await?;
        for rule in RULES {
            throughput.rule(rule).says("Not measured yet.").await?;
        }
        app.picture("throughput-empty").await?;
        let clear = throughput.painted("messages").await?;

        throughput.start().click().await?;
        throughput.comes_to_its_end().await?;
        throughput.state().has("data-state", "whole").await?;
        assert!(throughput.painted("messages").await? > clear, "curves are drawn");

        let table = throughput.table().await?;
        assert!(table.iter().all(|point| point.state != "waiting"), "{table:?}");
        let done: Vec<_> = table.iter().filter(|point| point.state == "done").collect();
        assert_eq!(done.len(), throughput.points().await? as usize);
        for plot in ["calls", "messages", "bytes"] {
            throughput.unfold(plot).await?;
        }
        for point in done {
            let text = throughput.cell(&point.plot, &point.series, point.bytes).text().await?;
            assert!(text.starts_with(|first: char| first.is_ascii_digit()), "{point:?}: {text}");
        }
        for (series, threshold) in [("json", 8192), ("raw", 1024)] {
            for bytes in [threshold - 1, threshold] {
                throughput.cell("messages", series, bytes).says("pushed").await?;
            }
        }
        for rule in RULES {
            throughput.rule(rule).has("data-state", "done").await?;
        }
        for plot in ["calls", "messages", "bytes"] {
            throughput.unfold(plot).await?;
        }
        Shell(app).scroll_to_head().await?;
        app.picture("throughput").await?;
        throughput.rule("fetch-bytes").scroll_to().await?;
        app.picture("throughput-rules").await
    };
    App::launch().demo("throughput").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn figures_are_copied_and_saved_as_they_were_measured() {
    let spec = async |app: &App| {
        let throughput = Throughput(app);
        let way = Shell(app).transport().text().await?;
        throughput.start().click().await?;
        let mut points = 0;
        while points < 3 {
            points = throughput.grows(points).await?;
        }
        throughput.stop().click().await?;
        throughput.state().has("data-state", "stopped").await?;
        let points = throughput.points().await? as usize;

        throughput.copy().click().await?;
        throughput.copied().says("Copied").await?;
        let text = pasted(app).await?;
        assert!(text.starts_with("Footbridge, ") && text.contains(&format!("transport {way}")), "{text}");
        assert_eq!(text.matches("calls\t").count(), points, "{text}");

        throughput.save().await?.dismiss().await?;
        assert_eq!(throughput.saved().count().await?, 1);
        assert_eq!(throughput.saved().text().await?, "", "nothing was written");
        let path = app.folder().join("figures.json");
        throughput.save().await?.save(&path).await?;
        throughput.saved().says("figures.json").await?;
        let report: Value = serde_json::from_slice(&fs::read(&path)?)?;
        assert_eq!(report["transport"], way);
        assert!(["debug", "release"].map(Value::from).contains(&report["profile"]), "{report}");
        assert!(report["engine"].as_str().is_some_and(|engine| !engine.is_empty()), "{report}");
        let figures = report["figures"].as_array().ok_or_else(|| Failure::new("no list of figures"))?;
        assert_eq!(figures.len(), points);
        assert!(figures.iter().all(is_positive), "{report}");
        let names: HashSet<_> = figures.iter().map(|figure| figure["series"].as_str()).collect();
        assert_eq!(names, HashSet::from([Some("in-turn"), Some("at-once")]));
        Ok(())
    };
    App::launch().demo("throughput").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn run_is_ruled_by_keys_in_a_small_window_and_ends_when_the_demo_is_left() {
    let spec = async |app: &App| {
        app.resize(800, 600).await?;
        let (shell, throughput) = (Shell(app), Throughput(app));
        throughput.start().press(Key::Enter).await?;
        throughput.grows(0).await?;
        throughput.stop().press(Key::Space).await?;
        throughput.status().says("Stopped after").await?;
        throughput.start().press(Key::Enter).await?;
        throughput.grows(0).await?;
        assert_eq!(shell.controls_out_of_reach().await?, Vec::<String>::new());
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(app.script(fits).await?, true, "nothing is cut off at the side");
        app.picture("throughput-small").await?;

        shell.link("hello").click().await?;
        shell.shows("hello").await?;
        let rate = shell.rate();
        eventually("no call to be made any more", || rate.text(), |rate| rate == "0").await?;
        Ok(())
    };
    App::launch().demo("throughput").within(WITHIN).drive(spec).await;
}
