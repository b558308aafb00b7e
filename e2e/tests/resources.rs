//! A file stays open in Rust under a number: it is read on through it, closed, and ended by whoever owns it.

use e2e::pages::Resources;
use e2e::{App, FileDialog};

#[tokio::test]
async fn file_is_read_on_through_its_number_to_its_end() {
    let spec = async |app: &App| {
        let resources = Resources(app);
        resources.empty().appears().await?;
        resources.open_for("page").await?;
        let handle = resources.handle("page");
        handle.stands_at("0").await?;
        resources.open_files("1").await?;

        handle.read().await?;
        resources.piece().says("day   high").await?;
        handle.stands_at("128").await?;
        handle.read().await?;
        resources.piece().says("4  05:42").await?;
        handle.rewind().await?;
        handle.stands_at("0").await?;
        for read in 1..=8 {
            handle.read().await?;
            handle.stands_at(&(read * 128).to_string()).await?;
        }
        resources.piece().says("Times are local").await?;
        handle.read().await?;
        resources.end().appears().await
    };
    App::launch().demo("resources").drive(spec).await;
}

#[tokio::test]
async fn closed_handle_says_so_when_it_is_used_again() {
    let spec = async |app: &App| {
        let resources = Resources(app);
        resources.open_for("page").await?;
        let handle = resources.handle("page");
        handle.read().await?;
        handle.stands_at("128").await?;
        handle.close().await?;
        handle.is("closed").await?;
        resources.open_files("0").await?;

        handle.read().await?;
        resources.error().has("data-code", "unknown_resource").await?;
        resources.error().says("open it again").await?;
        handle.close().await?;
        resources.error().says("closed").await?;
        Ok(())
    };
    App::launch().demo("resources").drive(spec).await;
}

#[tokio::test]
async fn reload_ends_what_the_page_owns_and_leaves_the_rest() {
    let spec = async |app: &App| {
        let resources = Resources(app);
        for (n, owner) in ["page", "window", "app"].into_iter().enumerate() {
            resources.open_for(owner).await?;
            resources.handle(owner).is("open").await?;
            resources.open_files(&(n + 1).to_string()).await?;
        }
        resources.handle("window").read().await?;
        resources.handle("window").stands_at("128").await?;
        resources.handle("app").close().await?;
        resources.handle("app").is("closed").await?;
        resources.handle("app").read().await?;
        resources.error().appears().await?;
        app.picture("resources").await?;

        app.reload().await?;
        resources.open_files("1").await?;
        resources.handle("window").stands_at("128").await?;
        assert_eq!(resources.handle("page").row().count().await?, 0);
        resources.handle("window").close().await?;
        resources.open_files("0").await
    };
    App::launch().demo("resources").drive(spec).await;
}

#[tokio::test]
async fn chosen_file_is_kept_open_too() {
    let spec = async |app: &App| {
        let resources = Resources(app);
        let path = app.folder().join("tall.txt");
        std::fs::write(&path, "Only these words.")?;
        resources.choose().await?;
        FileDialog::opened(app).await?.choose(&path).await?;
        let handle = resources.handle("page");
        handle.is("open").await?;
        // It is the file that is open, not its name: it can be read when the name is gone.
        std::fs::remove_file(&path)?;
        handle.read().await?;
        resources.piece().says("Only these words.").await?;
        Ok(())
    };
    App::launch().demo("resources").drive(spec).await;
}
