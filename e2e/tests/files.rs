//! A person chooses a file; the page reads that one as text, as bytes and in pieces, and no other.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use e2e::pages::Files;
use e2e::{App, Result};

const MIB: u64 = 1024 * 1024;
const GIANT_BYTES: u64 = 1024 * MIB;

fn write(app: &App, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
    let path = app.folder().join(name);
    fs::write(&path, content)?;
    Ok(path)
}

/// Goes through the open file in sixteen leaps, and then to its end.
async fn scroll(files: &Files<'_>, bytes: u64) -> Result {
    for sixteenth in 0..16 {
        let offset = bytes / 16 * sixteenth;
        files.go_to(&offset.to_string()).await?;
        files.row(offset).has("data-state", "here").await?;
    }
    files.scroll_to_end().await?;
    files.row(bytes - 16).has("data-state", "here").await
}

/// Waits for an error with this code whose sentence holds `words`.
async fn refused(files: &Files<'_>, code: &str, words: &str) -> Result {
    files.error().has("data-code", code).await?;
    files.error().says(words).await?;
    Ok(())
}

#[tokio::test]
async fn file_chosen_in_the_native_dialog_is_read_as_text_and_as_bytes() {
    let spec = async |app: &App| {
        let files = Files(app);
        let path = write(app, "letter.txt", "Dear Ada,\nthe bridge holds.\n")?;
        files.choose(&path).await?;
        files.name().says("letter.txt").await?;
        files.line(2).says("the bridge holds.").await?;

        files.read_as("whole").await?;
        files.row(0).says("44 65 61 72 20 41 64 61").await?;
        files.row(16).says("idge holds.").await?;
        app.picture("files").await?;

        files.dialog().await?.dismiss().await?;
        files.row(0).says("44 65 61 72").await?;
        assert_eq!(files.error().count().await?, 0);
        files.close().await?;
        files.name().disappears().await
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn file_of_1_gib_opens_at_once_and_scrolls_without_being_loaded() {
    let spec = async |app: &App| {
        let files = Files(app);
        let path = app.folder().join("giant.bin");
        let giant = File::create(&path)?;
        giant.set_len(GIANT_BYTES)?;
        giant.write_all_at(b"half way across.", GIANT_BYTES / 2)?;
        giant.write_all_at(b"the farther bank", GIANT_BYTES - 16)?;

        // What dialog and engine take when they are first used is not the file's: a smaller one has been through the
        // same before anything is measured.
        files.choose(&write(app, "warm.bin", vec![0; 20 << 20])?).await?;
        scroll(&files, 20 * MIB).await?;
        let before = app.memory_bytes()?;

        files.choose(&path).await?;
        files.size().has("data-bytes", &GIANT_BYTES.to_string()).await?;
        scroll(&files, GIANT_BYTES).await?;
        files.row(GIANT_BYTES - 16).says("the farther bank").await?;
        files.go_to("0x20000000").await?;
        files.row(GIANT_BYTES / 2).says("half way across.").await?;
        files.page_down().await?;
        files.row(GIANT_BYTES / 2).disappears().await?;

        let grown = app.memory_bytes()?.saturating_sub(before);
        assert!(grown < 64 * MIB, "the app grew by {} MiB", grown / MIB);
        let held = files.pieces().attribute("data-count").await?.unwrap_or_default().parse::<u32>()?;
        assert!((1..=16).contains(&held), "the page holds {held} pieces");
        assert!(files.rows().count().await? < 100, "only rows in sight exist");
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn path_that_was_not_chosen_is_refused_and_says_nothing_about_the_file() {
    let spec = async |app: &App| {
        let files = Files(app);
        let chosen = write(app, "chosen.txt", "mine")?;
        let other = write(app, "other.txt", "not mine")?;
        files.choose(&chosen).await?;
        files.line(1).says("mine").await?;

        for path in [Path::new("/etc/passwd"), &other, &app.folder().join("nowhere.txt"), app.folder()] {
            files.open_path(path).await?;
            files.path_error().has("data-code", "not_chosen").await?;
            files.path_error().says(&path.display().to_string()).await?;
        }
        files.name().says("chosen.txt").await?;

        files.open_path(&chosen).await?;
        files.path_error().disappears().await?;
        files.line(1).says("mine").await?;
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn file_dropped_onto_the_stage_is_chosen_and_a_folder_is_not() {
    let spec = async |app: &App| {
        let files = Files(app);
        let first = write(app, "first.txt", "dropped from outside")?;
        files.drop_file(&first).await?;
        files.name().says("first.txt").await?;
        files.line(1).says("dropped from outside").await?;

        files.drop_file(app.folder()).await?;
        refused(&files, "is_a_folder", "Choose a file in it").await?;
        files.name().says("first.txt").await?;

        let second = write(app, "second.txt", "and once more")?;
        files.drop_file(&second).await?;
        files.line(1).says("and once more").await?;
        assert_eq!(files.error().count().await?, 0);
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn file_that_is_empty_or_no_text_is_told_in_words() {
    let spec = async |app: &App| {
        let files = Files(app);
        files.choose(&write(app, "empty.txt", "")?).await?;
        files.empty().says("zero bytes").await?;
        files.read_as("whole").await?;
        files.empty().says("zero bytes").await?;

        files.choose(&write(app, "broken.txt", b"good\xffbad")?).await?;
        refused(&files, "not_utf8", "offset 4").await?;
        files.read_as("whole").await?;
        files.row(0).says("ff").await?;
        assert_eq!(files.error().count().await?, 0);
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn file_that_shrinks_or_goes_while_it_is_read_is_told_in_words() {
    let spec = async |app: &App| {
        let files = Files(app);
        let path = write(app, "log.txt", "a line\n".repeat(1000))?;
        files.choose(&path).await?;
        files.line(1).says("a line").await?;
        File::options().write(true).open(&path)?.set_len(10)?;
        files.read_as("whole").await?;
        refused(&files, "changed", "Choose it again").await?;
        files.choose(&path).await?;
        files.line(2).says("a l").await?;

        fs::remove_file(&path)?;
        files.read_as("whole").await?;
        refused(&files, "not_found", "not there").await?;

        let big = write(app, "big.bin", vec![7; 20 << 20])?;
        files.choose(&big).await?;
        files.row(0).says("07 07").await?;
        File::options().write(true).open(&big)?.set_len(MIB)?;
        files.scroll_to_end().await?;
        refused(&files, "changed", "Choose it again").await
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn samples_are_there_for_who_has_no_file_at_hand() {
    let spec = async |app: &App| {
        let files = Files(app);
        files.open_sample("letter.txt").await?;
        files.line(1).appears().await?;
        files.open_sample("ruler.txt").await?;
        files.row(0).has("data-state", "here").await?;
        files.scroll_to_end().await?;
        files.row(GIANT_BYTES - 16).has("data-state", "here").await?;
        files.go_to("0x20000000").await?;
        files.row(GIANT_BYTES / 2).has("data-state", "here").await?;
        app.picture("files-pieces").await
    };
    App::launch().demo("files").drive(spec).await;
}
