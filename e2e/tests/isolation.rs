//! What an isolated window sends is sealed; relabelled, replayed or changed it is refused; the hook's rule stops, changes
//! or delays a call.

use e2e::pages::Isolation;
use e2e::{App, eventually};
use serde_json::json;
use thirtyfour::Key;

#[tokio::test]
async fn sealed_message_is_refused_under_another_name_again_and_changed() {
    let spec = async |app: &App| {
        let isolation = Isolation(app);
        isolation.open().await?;
        isolation.file("letters/ada.txt", 2).await?;
        isolation.plain().has("data-state", "answered").await?;
        isolation.isolated().has("data-state", "answered").await?;
        isolation.isolated().says("2 filed as letters/ada.txt").await?;
        isolation.sealed().says("file_letter").await?;
        isolation.hex().says("0000").await?;
        assert!(!isolation.hex().text().await?.contains("letters/ada"), "the arguments are under the seal");

        for (how, code) in [("again", "duplicate_call"), ("changed", "bad_seal"), ("relabelled", "bad_seal")]
        {
            isolation.steal(how).await?;
            isolation.stolen().has("data-code", code).await?;
            isolation.verdict().has("data-refused", "true").await?;
        }
        isolation.stolen().scroll_to().await?;
        app.picture("isolation-stolen").await?;
        // Nothing was thrown away, and nothing was filed twice.
        isolation.file("letters/ada.txt", 1).await?;
        isolation.isolated().says("in the drawer").await?;
        let filed = async || isolation.plain().text().await.and(isolation.isolated().text().await);
        eventually("both letters to be counted", filed, |text| text.contains("in the drawer")).await?;

        app.in_other_window(async || {
            isolation.pattern().says("isolation").await?;
            isolation.calls().says("file_letter").await?;
            Ok(())
        })
        .await?;
        app.script(
            "document.querySelector('[data-test=isolation-plain]').closest('main, section').scrollIntoView()",
        )
        .await?;
        app.picture("isolation").await
    };
    App::launch().demo("isolation").drive(spec).await;
}

#[tokio::test]
async fn rule_of_the_hook_stops_changes_and_delays_a_call_and_a_path_out_of_the_folder_never_passes() {
    let spec = async |app: &App| {
        let isolation = Isolation(app);
        isolation.open().await?;
        isolation.file("letters/ada.txt", 5).await?;
        isolation.plain().says("5 filed").await?;
        isolation.refusal().has("data-code", "stopped_by_hook").await?;
        isolation.refusal().says("5 copies are more than 3").await?;
        app.picture("isolation-stopped").await?;

        isolation.rule("change").await?;
        isolation.file("letters/ada.txt", 6).await?;
        isolation.plain().says("6 filed").await?;
        isolation.isolated().says("3 filed").await?;

        isolation.rule("delay").await?;
        isolation.file("letters/ada.txt", 7).await?;
        isolation.isolated().says("7 filed").await?;

        isolation.file("letters/../keys.txt", 1).await?;
        isolation.refusal().says("is not in letters/").await?;
        Ok(())
    };
    App::launch().demo("isolation").drive(spec).await;
}

#[tokio::test]
async fn reading_a_mebibyte_from_both_windows_says_what_isolation_costs() {
    let spec = async |app: &App| {
        let isolation = Isolation(app);
        isolation.open().await?;
        let cost = isolation.measure().await?;
        cost.has("data-rounds", "21").await?;
        println!("reads of 1 MiB: {:?} times the plain path", cost.attribute("data-times").await?);
        Ok(())
    };
    App::launch().demo("isolation").drive(spec).await;
}

#[tokio::test]
async fn demo_fits_a_small_window_and_works_by_keyboard_and_its_form_takes_no_path() {
    let spec = async |app: &App| {
        app.resize(800, 600).await?;
        let isolation = Isolation(app);
        isolation.open().await?;
        isolation.path().press(Key::Enter).await?;
        isolation.isolated().has("data-state", "answered").await?;
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(app.script(fits).await?, json!(true), "nothing is cut off at the side");
        app.picture("isolation-small").await?;

        isolation.folder().fill("../etc").await?;
        isolation.use_rule().scroll_to().await?;
        isolation.use_rule().click().await?;
        isolation.use_rule().says("Use this rule").await?;
        isolation.path().press(Key::Enter).await?;
        isolation.isolated().says("filed as letters/ada.txt").await?;
        Ok(())
    };
    App::launch().demo("isolation").drive(spec).await;
}
