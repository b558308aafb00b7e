//! A page reads what an entry of its permission opens, and nothing else: not by `..`, not through a link, and not after
//! a folder was taken back.

use e2e::App;
use e2e::pages::Scopes;
use thirtyfour::Key;

const ALLOWED: &str = "$APPDATA/samples/scopes/notes/**";
const DENIED: &str = "$APPDATA/samples/scopes/notes/keys.txt";

#[tokio::test]
async fn each_file_says_which_line_decided_about_it() {
    let spec = async |app: &App| {
        let scopes = Scopes(app);
        scopes.empty().appears().await?;
        for (path, state, line) in [
            ("notes/harbour.txt", "open", "line 9"),
            ("notes/crew/roster.txt", "open", "line 9"),
            ("notes/today.txt", "open", "line 9"),
            ("notes/keys.txt", "denied", "line 12"),
            ("notes/.draft.txt", "closed", "no entry"),
            ("notes/shortcut.txt", "closed", "no entry"),
            ("safe/secret.txt", "closed", "no entry"),
            ("lent/chart.txt", "closed", "no entry"),
        ] {
            scopes.entry(path).has("data-state", state).await?;
            scopes.entry(path).says(line).await?;
        }
        Ok(())
    };
    App::launch().demo("scopes").drive(spec).await;
}

#[tokio::test]
async fn what_is_open_is_read_and_what_is_not_says_why() {
    let spec = async |app: &App| {
        let scopes = Scopes(app);
        scopes.entry("notes/today.txt").click().await?;
        scopes.answered("notes/today.txt", "open").await?;
        scopes.text().says("High water 05:42").await?;
        scopes.leads_to().says("notes/harbour.txt").await?;
        scopes.decided_by().says(ALLOWED).await?;

        scopes.entry("notes/keys.txt").click().await?;
        scopes.answered("notes/keys.txt", "denied").await?;
        scopes.error().has("data-code", "denied").await?;
        scopes.decided_by().says(DENIED).await?;
        scopes.decided_by().says("permissions/scopes.toml, line 12").await?;

        scopes.entry("notes/shortcut.txt").click().await?;
        scopes.answered("notes/shortcut.txt", "closed").await?;
        scopes.leads_to().says("safe/secret.txt").await?;
        scopes.decided_by().says("Nothing").await?;
        app.picture("scopes").await?;

        scopes.try_path("notes/../safe/secret.txt").await?;
        scopes.answered("notes/../safe/secret.txt", "closed").await?;
        scopes.error().says("it holds ..").await?;
        scopes.try_path("/proc/self/environ").await?;
        scopes.answered("/proc/self/environ", "closed").await?;
        scopes.error().has("data-code", "not_allowed").await?;
        for path in ["safe/../notes/harbour.txt", "../../../etc/passwd", "~/notes", "notes/crew"] {
            scopes.read(path).await?;
            scopes.error().appears().await?;
        }
        scopes.read("notes/./crew//roster.txt").await?;
        scopes.text().says("Joris").await?;
        Ok(())
    };
    App::launch().demo("scopes").drive(spec).await;
}

#[tokio::test]
async fn folder_that_is_lent_is_open_until_it_is_taken_back_or_the_page_reloads() {
    let spec = async |app: &App| {
        let scopes = Scopes(app);
        let chart = scopes.entry("lent/chart.txt");
        chart.click().await?;
        scopes.answered("lent/chart.txt", "closed").await?;

        scopes.lend_or_take_back().await?;
        scopes.answered("lent/chart.txt", "open").await?;
        scopes.text().says("four fathoms").await?;
        scopes.decided_by().says("lent to this page").await?;
        chart.has("data-state", "open").await?;
        app.picture("scopes-lent").await?;

        scopes.lend_or_take_back().await?;
        scopes.answered("lent/chart.txt", "closed").await?;
        chart.has("data-state", "closed").await?;

        scopes.lend_or_take_back().await?;
        chart.has("data-state", "open").await?;
        app.reload().await?;
        chart.has("data-state", "closed").await
    };
    App::launch().demo("scopes").drive(spec).await;
}

#[tokio::test]
async fn path_is_typed_and_read_with_the_keyboard_alone() {
    let spec = async |app: &App| {
        let scopes = Scopes(app);
        scopes.entry("notes/harbour.txt").has("data-state", "open").await?;
        scopes.entry("notes/harbour.txt").press(Key::Enter).await?;
        scopes.answered("notes/harbour.txt", "open").await?;
        scopes.path().fill("notes/crew/roster.txt").await?;
        scopes.path().press(Key::Enter).await?;
        scopes.text().says("Maud").await?;
        Ok(())
    };
    App::launch().demo("scopes").drive(spec).await;
}
