//! A plugin's hooks are seen as they fire; taken out, its commands are gone, and put back they are there again.

use e2e::pages::Plugins;
use e2e::{App, eventually};

#[tokio::test]
async fn plugin_is_taken_out_and_put_back_while_the_app_runs() {
    let spec = async |app: &App| {
        let plugins = Plugins(app);
        plugins.no_notes().appears().await?;
        plugins.keep("Oil the hinges").await?;
        plugins.notes().says("Oil the hinges").await?;

        plugins.switch(false).await?;
        plugins.keep("Paint the rail").await?;
        plugins.error().has("data-code", "unknown_command").await?;
        plugins.explanation().says("taken out").await?;
        app.picture("plugins-out").await?;

        plugins.switch(true).await?;
        // The plugin tells its notes to whoever listens to it, and the page listens anew.
        plugins.keep("Paint the rail").await?;
        plugins.notes().says("Paint the rail").await?;
        // The state is the app's, so it outlives the plugin.
        plugins.notes().says("Oil the hinges").await?;
        Ok(())
    };
    App::launch().demo("plugins").drive(spec).await;
}

#[tokio::test]
async fn every_hook_fires_and_is_seen() {
    let spec = async |app: &App| {
        let plugins = Plugins(app);
        for (hook, about) in [("setup", "room for 5 notes"), ("on_event", "Ready"), ("on_page_load", "main")]
        {
            let lines = async || Ok(plugins.fired(hook).texts().await?.join("\n"));
            eventually(&format!("{hook} to tell of {about}"), lines, |lines| lines.contains(about)).await?;
        }
        plugins.open_window().await?;
        for hook in ["on_window_ready", "on_webview_ready", "on_page_load", "on_event"] {
            let lines = async || Ok(plugins.fired(hook).texts().await?.join("\n"));
            eventually(&format!("{hook} to tell of the window"), lines, |lines| lines.contains("noted"))
                .await?;
        }
        app.picture("plugins").await?;
        app.close_other_window().await?;
        let events = async || Ok(plugins.fired("on_event").texts().await?.join("\n"));
        eventually("the plugin to be told that it closed", events, |lines| {
            lines.contains("window noted, Destroyed")
        })
        .await?;
        Ok(())
    };
    App::launch().demo("plugins").drive(spec).await;
}

#[tokio::test]
async fn plugin_keeps_a_page_from_an_address_and_gives_it_a_script() {
    let spec = async |app: &App| {
        let plugins = Plugins(app);
        plugins.script().has("data-ran", "true").await?;
        plugins.go_locked().await?;
        plugins.fired("on_navigation").says("kept from").await?;
        assert_eq!(app.script("return location.search").await?, "");

        // Without the plugin nobody locks that address, and no script of it runs there.
        plugins.switch(false).await?;
        plugins.go_locked().await?;
        plugins.script().has("data-ran", "false").await?;
        assert_eq!(app.script("return location.search").await?, "?locked");
        plugins.switch(true).await?;
        plugins.reload().await?;
        plugins.script().has("data-ran", "true").await
    };
    App::launch().demo("plugins").drive(spec).await;
}

#[tokio::test]
async fn command_that_no_capability_opens_stays_closed_and_the_configuration_holds() {
    let spec = async |app: &App| {
        let plugins = Plugins(app);
        plugins.no_notes().appears().await?;
        plugins.forget().await?;
        plugins.error().has("data-code", "not_permitted").await?;
        plugins.error().says("notes:allow-forget").await?;
        for note in 1..=5 {
            plugins.keep(&format!("Note {note}")).await?;
            plugins.notes().says(&format!("Note {note}")).await?;
        }
        plugins.keep("One too many").await?;
        plugins.error().has("data-code", "too_many_notes").await?;
        plugins.keep("   ").await?;
        plugins.error().has("data-code", "empty_note").await
    };
    App::launch().demo("plugins").drive(spec).await;
}

#[tokio::test]
async fn scheme_of_the_plugin_answers_while_the_plugin_is_there() {
    let spec = async |app: &App| {
        let plugins = Plugins(app);
        plugins.no_notes().appears().await?;
        plugins.keep("Zoë oils the hinges").await?;
        plugins.notes().says("Zoë oils the hinges").await?;
        plugins.fetch("200").await?;
        plugins.fetched().says("Zoë oils the hinges").await?;
        plugins.fired("scheme").says("main asks for /notes.txt").await?;

        plugins.switch(false).await?;
        plugins.fetch("404").await?;
        plugins.switch(true).await?;
        plugins.fetch("200").await?;
        plugins.fetched().says("Zoë oils the hinges").await?;
        Ok(())
    };
    App::launch().demo("plugins").drive(spec).await;
}
