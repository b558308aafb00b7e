//! A table says who may call what; each cell tells why, and the call itself comes out as foretold.

use e2e::App;
use e2e::pages::{Permissions, Shell, Visitor};
use thirtyfour::Key;

#[tokio::test]
async fn cell_tells_why_with_file_line_entry_and_what_to_change() {
    let spec = async |app: &App| {
        let permissions = Permissions(app);
        permissions.filter("_book").await?;
        permissions.count().has("data-rows", "2").await?;
        for (command, webview, mark) in [
            ("sign_book", "main", "open"),
            ("sign_book", "visitor", "closed"),
            ("burn_book", "main", "denied"),
            ("burn_book", "visitor", "denied"),
        ] {
            permissions.cell(command, webview).has("data-mark", mark).await?;
        }

        permissions.cell("sign_book", "main").click().await?;
        permissions.why().has("data-allowed", "true").await?;
        permissions.entry().says("capabilities/permissions.json:").await?;
        permissions.entry().says("allow-sign-book").await?;

        permissions.cell("burn_book", "visitor").click().await?;
        permissions.entry().says("deny-burn-book").await?;
        permissions.suggestion().says("remove that entry").await?;

        permissions.cell("sign_book", "visitor").click().await?;
        permissions.why().has("data-allowed", "false").await?;
        permissions.reason().says("No capability lets window \"visitor\" call sign_book").await?;
        permissions
            .suggestion()
            .says("add \"visitor\" to \"windows\" in capabilities/permissions.json")
            .await?;
        app.picture("permissions-closed").await
    };
    App::launch().demo("permissions").drive(spec).await;
}

#[tokio::test]
async fn call_comes_out_as_foretold_from_this_window_and_from_the_visitors() {
    let spec = async |app: &App| {
        let permissions = Permissions(app);
        for (command, main, visitor) in [
            ("ring_bell", "", ""),
            ("sign_book", "", "not_permitted"),
            ("burn_book", "not_permitted", "not_permitted"),
        ] {
            permissions.filter(command).await?;
            permissions.cell(command, "main").click().await?;
            let trial = permissions.try_from_main().await?;
            trial.outcome().has("data-code", main).await?;
            trial.came().has("data-came", "true").await?;
            let trial = permissions.try_from_visitor().await?;
            trial.outcome().has("data-code", visitor).await?;
            trial.came().has("data-came", "true").await?;
        }
        app.in_other_window(async || {
            assert_eq!(Visitor(app).tried().count().await?, 3);
            app.picture("permissions-visitor").await
        })
        .await?;

        // The command answers with the scopes that it was handed: those that the explanation shows.
        permissions.filter("see_shelves").await?;
        permissions.cell("see_shelves", "visitor").click().await?;
        permissions.scopes().says("maps").await?;
        let main = permissions.try_from_main().await?;
        main.outcome().says(r#"{"allowed":[{"shelf":"maps"},{"shelf":"letters"}],"denied":[]}"#).await?;
        let visitor = permissions.try_from_visitor().await?;
        visitor.outcome().says(r#"{"allowed":[{"shelf":"maps"}],"denied":[{"shelf":"letters"}]}"#).await?;
        permissions.filter("_b").await?;
        permissions.cell("burn_book", "visitor").has("data-mark", "denied").await?;
        visitor.outcome().scroll_to().await?;
        app.picture("permissions").await
    };
    App::launch().demo("permissions").drive(spec).await;
}

#[tokio::test]
async fn pages_from_elsewhere_are_judged_by_their_address() {
    let spec = async |app: &App| {
        let permissions = Permissions(app);
        permissions.filter("ring_bell").await?;
        permissions.cell("ring_bell", "main").has("data-mark", "open").await?;
        permissions.from_origin("https://example.com").await?;
        permissions.cell("ring_bell", "main").has("data-mark", "closed").await?;
        permissions.cell("ring_bell", "main").click().await?;
        permissions.suggestion().says("add \"https://example.com\" to \"remote.urls\"").await?;
        permissions.from_origin("example").await?;
        permissions.error().has("data-code", "bad_origin").await?;
        permissions.from_origin(" ").await?;
        permissions.cell("ring_bell", "main").has("data-mark", "open").await?;
        permissions.error().disappears().await
    };
    App::launch().demo("permissions").drive(spec).await;
}

#[tokio::test]
async fn table_of_all_commands_is_moved_through_by_keys_and_has_only_rows_in_sight() {
    let spec = async |app: &App| {
        let permissions = Permissions(app);
        permissions.cell("about", "main").click().await?;
        let rows = permissions.rows().count().await?;
        assert!((5..=16).contains(&rows), "{rows} rows exist");
        let all = permissions.count().attribute("data-rows").await?.unwrap_or_default();
        assert!(all.parse::<usize>()? > 100, "{all} commands");
        app.picture("permissions-all").await?;
        app.resize(800, 600).await?;

        permissions.cell("about", "main").press(Key::End).await?;
        let last = permissions.rows().attributes("data-command").await?.pop().flatten().unwrap_or_default();
        permissions.cell(&last, "main").takes_focus().await?;
        permissions.cell(&last, "main").press(Key::Right).await?;
        permissions.cell(&last, "visitor").takes_focus().await?;
        permissions.cell(&last, "visitor").press(Key::Enter).await?;
        permissions.reason().says(&last).await?;
        permissions.filter("nothing is called like this").await?;
        permissions.none().says("nothing is called like this").await?;
        Ok(())
    };
    App::launch().demo("permissions").drive(spec).await;
}

#[tokio::test]
async fn call_of_a_window_that_is_closed_meanwhile_is_told_as_unanswered_and_the_next_one_is_made() {
    let spec = async |app: &App| {
        app.resize(800, 600).await?;
        let permissions = Permissions(app);
        permissions.filter("ring_bell").await?;
        permissions.cell("ring_bell", "visitor").click().await?;
        permissions.arguments(r#"{"seconds":60}"#).await?;
        let trial = permissions.try_from_visitor().await?;
        app.in_webview("visitor", async || {
            Visitor(app).calls("ring_bell").says("Waiting for the answer").await.map(drop)
        })
        .await?;
        app.close_other_window().await?;
        trial.outcome().has("data-code", "no_answer").await?;
        trial.outcome().says("the visitor’s window is closed").await?;
        assert_eq!(trial.came().count().await?, 0, "nobody can say whether it came as foretold");
        assert_eq!(Shell(app).controls_out_of_reach().await?, Vec::<String>::new());
        trial.outcome().scroll_to().await?;
        app.picture("permissions-small").await?;

        permissions.arguments("{}").await?;
        permissions.visitor_button().press(Key::Enter).await?;
        trial.outcome().says("The bell rang.").await?;
        trial.came().has("data-came", "true").await
    };
    App::launch().demo("permissions").drive(spec).await;
}
