//! Around the demos: list, search, source, themes and keyboard, in a window of any size.

use e2e::pages::{Hello, Shell};
use e2e::{App, eventually};
use thirtyfour::Key;

#[tokio::test]
async fn click_opens_a_demo_and_the_last_one_is_remembered() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        shell.link("tasks").click().await?;
        shell.shows("tasks").await?;
        app.script("location.href = 'index.html'").await?;
        shell.shows("tasks").await
    };
    App::launch().drive(spec).await;
}

#[tokio::test]
async fn list_brings_the_open_demo_into_view() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        app.resize(800, 600).await?;
        for demo in ["hello", "throughput"] {
            app.script(&format!("location.hash = '#/{demo}'")).await?;
            shell.shows(demo).await?;
            let what = format!("the link to {demo} to be in view");
            eventually(&what, async || shell.link(demo).is_within_window().await, |is_within| *is_within)
                .await?;
        }
        app.resize(800, 400).await?;
        let in_view = async || shell.link("throughput").is_within_window().await;
        eventually("the link to be in view in a smaller window", in_view, |is_within| *is_within).await?;
        assert!(shell.search().is_within_window().await?, "the search is out of view");
        Ok(())
    };
    App::launch().demo("throughput").drive(spec).await;
}

#[tokio::test]
async fn search_finds_names_and_source_and_enter_opens_the_first() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        shell.shows("hello").await?;
        let all = shell.listed().await?;
        shell.press("/").await?;
        shell.search().takes_focus().await?;
        shell.search().press("raw_up").await?;
        let found = |demos: &Vec<String>| demos.first().is_some_and(|demo| demo == "bytes");
        eventually("bytes to be found by a command of its source", || shell.listed(), found).await?;
        shell.search().press(Key::Enter).await?;
        shell.shows("bytes").await?;

        shell.search().fill("zzqx").await?;
        shell.nothing_found().says("zzqx").await?;
        shell.search().press(Key::Escape).await?;
        eventually("all demos to be listed again", || shell.listed(), |demos| *demos == all).await?;

        shell.press_control("k").await?;
        shell.search().takes_focus().await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn keyboard_alone_opens_a_demo_and_makes_a_call() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        shell.press("/").await?;
        shell.search().takes_focus().await?;
        for demo in ["hello", "arguments", "errors"] {
            shell.press_in_focus(Key::Down).await?;
            let is_next = |focused: &Option<String>| focused.as_deref() == Some(demo);
            eventually("the next link to have the focus", || shell.focused_link(), is_next).await?;
        }
        shell.press_in_focus(Key::Up).await?;
        shell.press_in_focus(Key::Enter).await?;
        shell.shows("arguments").await?;

        app.script("location.hash = '#/hello'").await?;
        shell.shows("hello").await?;
        Hello(app).name().press(Key::Enter).await?;
        Hello(app).answer().says("Hello, Ada.").await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn panel_shows_the_files_that_run_and_marks_the_lines_of_the_last_click() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        let files = [
            ("rust", "src-rust/app/src/demos/hello/mod.rs", "//! # hello"),
            ("page", "web/src/demos/hello/Demo.svelte", "<script"),
            ("capability", "capabilities/hello.json", "{"),
            ("test", "e2e/tests/hello.rs", "//! "),
        ];
        for (kind, path, first_line) in files {
            shell.show_source(kind).await?;
            shell.source_path().has("title", path).await?;
            shell.source_line(1).says(first_line).await?;
        }
        shell.show_source("rust").await?;
        assert_eq!(shell.marked_lines().count().await?, 0);
        Hello(app).greet("Ada").await?;
        let marked = async || Ok(shell.marked_lines().texts().await?.join("\n"));
        eventually("the greeting command to be marked", marked, |lines| lines.contains("fn greet(")).await?;

        shell.show_wire().await?;
        shell.wire().appears().await?;
        shell.toggle_panel().await?;
        shell.panel().disappears().await?;
        shell.toggle_panel().await?;
        shell.panel().appears().await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn theme_follows_the_switch_and_is_remembered() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        let ground = async || app.script("return getComputedStyle(document.body).backgroundColor").await;
        let mut grounds = Vec::new();
        for theme in ["light", "dark"] {
            shell.theme(theme).await?;
            shell.page().has("data-theme", theme).await?;
            grounds.push(ground().await?);
        }
        assert_ne!(grounds[0], grounds[1]);
        app.reload().await?;
        shell.page().has("data-theme", "dark").await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn every_demo_fits_a_window_of_800_by_600() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        app.resize(800, 600).await?;
        // The panel makes room where it cannot stand beside the stage.
        shell.panel().disappears().await?;
        for demo in shell.listed().await? {
            shell.link(&demo).click().await?;
            shell.shows(&demo).await?;
            let what = format!("every control of {demo} to be in reach");
            eventually(&what, || shell.controls_out_of_reach(), Vec::is_empty).await?;
            assert!(shell.status().is_within_window().await?, "{demo} pushes the status line out");
        }
        shell.toggle_panel().await?;
        shell.panel().appears().await?;
        shell.press_in_focus(Key::Escape).await?;
        shell.panel().disappears().await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn status_line_says_which_window_and_transport() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        shell.transport().says("automatic").await?;
        for words in ["main", "socket first", "0 in flight", "WebKitGTK"] {
            shell.status().says(words).await?;
        }
        Ok(())
    };
    App::launch().transport(None).demo("hello").drive(spec).await;
}

#[tokio::test]
#[should_panic(expected = "the page's console had errors")]
async fn console_error_fails_the_spec() {
    let spec = async |app: &App| {
        app.script("console.error('nobody expects this')").await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn every_kind_of_console_error_is_noticed() {
    let spec = async |app: &App| {
        assert_eq!(app.console_errors()?, Vec::<String>::new());
        app.script("console.error('told')").await?;
        app.script("setTimeout(() => { throw new Error('thrown') })").await?;
        app.script("setTimeout(() => Promise.reject(new Error('rejected')))").await?;
        Ok(())
    };
    let launch = App::launch().demo("hello").expecting_console_error("told");
    launch.expecting_console_error("thrown").expecting_console_error("rejected").drive(spec).await;
}
