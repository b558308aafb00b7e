//! Each kind of argument arrives in Rust as what the page sent.

use e2e::pages::{Arguments, Shell};
use e2e::{App, Result};

/// Calls `command` and waits for what was sent and answered.
async fn check(page: &Arguments<'_>, command: &str, sent: &str, answer: &str) -> Result {
    page.sent(command).says(sent).await?;
    page.call(command).await?;
    page.answer(command).says(answer).await?;
    Ok(())
}

#[tokio::test]
async fn every_kind_of_argument_arrives() {
    let spec = async |app: &App| {
        let page = Arguments(app);
        page.fill("full_name", "first", "Grace").await?;
        page.fill("full_name", "last", "Hopper").await?;
        check(&page, "full_name", r#"{"firstName":"Grace","lastName":"Hopper"}"#, "Grace Hopper").await?;

        check(&page, "nickname", r#"{"name":"Ada"}"#, "Ada, without a nickname").await?;
        page.fill("nickname", "nickname", "Countess").await?;
        check(&page, "nickname", r#"{"name":"Ada","nickname":"Countess"}"#, "Ada, called Countess").await?;

        page.fill("order_total", "quantity", "3").await?;
        page.fill("order_total", "price", "250").await?;
        let order = r#"{"order":{"customer":{"name":"Ada","city":"London"},"lines":[{"item":"planks","quantity":3,"unitPriceCents":250}]}}"#;
        check(&page, "order_total", order, "Ada in London: 3 items, 7.50 in all").await?;

        check(&page, "paint", r#"{"shape":{"Circle":{"radius":2}}}"#, "12.57 m²").await?;
        page.choose_shape("rectangle").await?;
        page.fill("paint", "b", "4").await?;
        check(&page, "paint", r#"{"shape":{"Rectangle":{"width":2,"height":4}}}"#, "8.00 m²").await?;

        check(&page, "who_calls", "{}", "window “main”, webview “main”").await?;
        Shell(app).scroll_to_head().await?;
        app.picture("arguments").await
    };
    App::launch().demo("arguments").drive(spec).await;
}

#[tokio::test]
async fn counter_in_the_state_outlives_the_page() {
    let spec = async |app: &App| {
        let page = Arguments(app);
        check(&page, "count", r#"{"step":1}"#, "stands at 1").await?;
        page.fill("count", "step", "41").await?;
        check(&page, "count", r#"{"step":41}"#, "stands at 42").await?;
        app.reload().await?;
        check(&page, "count", r#"{"step":1}"#, "stands at 43").await
    };
    App::launch().demo("arguments").drive(spec).await;
}

#[tokio::test]
async fn argument_that_does_not_fit_is_refused_in_its_place() {
    let spec = async |app: &App| {
        let page = Arguments(app);
        page.fill("order_total", "quantity", "4294967295").await?;
        page.call("order_total").await?;
        page.error("order_total").has("data-code", "too_much").await?;

        page.fill("count", "step", "2147483648").await?;
        page.call("count").await?;
        page.error("count").has("data-code", "bad_argument").await?;
        page.error("count").says("step").await?;
        Ok(())
    };
    App::launch().demo("arguments").drive(spec).await;
}
