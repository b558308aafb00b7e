//! The asset protocol: a page loads what a person handed to it, in every way that the engine asks for files, and
//! nothing beside it.

use std::fs::{self, File};
use std::path::Path;

use e2e::pages::Files;
use e2e::{App, Result, eventually};
use serde_json::{Value, json};

const MIB: u64 = 1024 * 1024;
const GIANT_BYTES: u64 = 512 * MIB;

/// One pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// Drops a file onto the page, and waits until the page may load it.
async fn hand_over(app: &App, path: &Path) -> Result {
    Files(app).drop_file(path).await?;
    let is_there = |answer: &Value| answer["status"] == 200;
    eventually("the file to be an asset", || ask(app, path, json!({ "method": "HEAD" })), is_there).await?;
    Ok(())
}

/// What the page gets for the file at `path`, with these options of `fetch`.
async fn ask(app: &App, path: &Path, options: Value) -> Result<Value> {
    let script = format!(
        "const url = window.__TAURI_INTERNALS__.convertFileSrc({});
         const answer = await fetch(url, {options});
         return {{
             status: answer.status,
             type: answer.headers.get('content-type'),
             length: answer.headers.get('content-length'),
             range: answer.headers.get('content-range'),
             text: await answer.text(),
         }};",
        json!(path),
    );
    app.async_script(&script).await
}

#[tokio::test]
async fn file_that_was_dropped_is_loaded_whole_and_in_ranges() {
    let spec = async |app: &App| {
        let path = app.folder().join("digits.txt");
        fs::write(&path, "0123456789")?;
        assert_eq!(ask(app, &path, json!({})).await?["status"], 403, "before the drop");
        hand_over(app, &path).await?;

        let text = "text/plain; charset=utf-8";
        let whole = ask(app, &path, json!({})).await?;
        let digits = json!("0123456789");
        assert_eq!(
            whole,
            json!({ "status": 200, "type": text, "length": "10", "range": null, "text": digits })
        );
        let head = ask(app, &path, json!({ "method": "HEAD" })).await?;
        assert_eq!(head, json!({ "status": 200, "type": text, "length": "10", "range": null, "text": "" }));

        let range = async |range: &str| ask(app, &path, json!({ "headers": { "Range": range } })).await;
        for (asked, place, part) in
            [("bytes=2-4", "bytes 2-4/10", "234"), ("bytes=-3", "bytes 7-9/10", "789")]
        {
            let answer = range(asked).await?;
            let expected = json!([206, place, part]);
            assert_eq!(json!([answer["status"], answer["range"], answer["text"]]), expected, "{asked}");
        }
        let several = range("bytes=0-1,8-9").await?;
        assert_eq!(several["status"], 206);
        let kind = several["type"].as_str().unwrap_or_default();
        let boundary = kind.strip_prefix("multipart/byteranges; boundary=").unwrap_or("none");
        let body = several["text"].as_str().unwrap_or_default();
        assert_eq!(body.matches(&format!("--{boundary}")).count(), 3, "{several}");
        assert!(
            body.contains("bytes 0-1/10\r\n\r\n01\r\n") && body.contains("bytes 8-9/10\r\n\r\n89\r\n"),
            "{body}"
        );
        let beyond = range("bytes=10-").await?;
        assert_eq!(
            json!([beyond["status"], beyond["range"], beyond["text"]]),
            json!([416, "bytes */10", ""])
        );
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn picture_that_was_dropped_is_shown_and_what_lies_beside_it_is_not_there() {
    let spec = async |app: &App| {
        let (picture, neighbour) = (app.folder().join("dot.png"), app.folder().join("beside.png"));
        fs::write(&picture, PNG)?;
        fs::write(&neighbour, PNG)?;
        hand_over(app, &picture).await?;
        let width = async |path: &Path| {
            let script = format!(
                "const image = new Image();
                 image.src = window.__TAURI_INTERNALS__.convertFileSrc({});
                 return image.decode().then(() => image.naturalWidth, () => null);",
                json!(path),
            );
            app.async_script(&script).await
        };
        assert_eq!(width(&picture).await?, 1);
        let nowhere = app.folder().join("nowhere.png");
        let around = app.folder().join("x/../beside.png");
        for path in [&neighbour, &nowhere, &around, app.folder(), Path::new("/etc/passwd")] {
            assert_eq!(width(path).await?, Value::Null, "{}", path.display());
            assert_eq!(ask(app, path, json!({})).await?["status"], 403, "{}", path.display());
        }
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn giant_asset_streams_through_and_is_never_in_memory_as_a_whole() {
    let spec = async |app: &App| {
        let path = app.folder().join("giant.bin");
        File::create(&path)?.set_len(GIANT_BYTES)?;
        hand_over(app, &path).await?;
        let before = app.memory_bytes()?;
        let script = format!(
            "window.read = {{ bytes: 0, ended: false }};
             fetch(window.__TAURI_INTERNALS__.convertFileSrc({})).then(async (answer) => {{
                 const reader = answer.body.getReader();
                 for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {{
                     window.read.bytes += piece.value.length;
                 }}
                 window.read.ended = true;
             }});",
            json!(path),
        );
        app.script(&script).await?;
        let mut memory_bytes_max = 0;
        loop {
            memory_bytes_max = memory_bytes_max.max(app.memory_bytes()?);
            let read = app.script("return window.read").await?;
            if read["ended"] == true {
                assert_eq!(read["bytes"], GIANT_BYTES);
                break;
            }
        }
        let grown = memory_bytes_max.saturating_sub(before);
        // What the page has read and not yet collected is the engine's own, and does not grow with the file.
        assert!(grown < GIANT_BYTES / 4 * 3, "the app grew by {} MiB", grown / MIB);
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}

#[tokio::test]
async fn drag_is_told_to_the_page_from_its_coming_to_the_drop() {
    let spec = async |app: &App| {
        let path = app.folder().join("dragged.txt");
        fs::write(&path, "")?;
        let script = "
            window.heard = [];
            const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
            for (const phase of ['enter', 'over', 'drop', 'leave']) {
                const target = { kind: 'Webview', label: 'main' };
                const handler = transformCallback(({ payload }) => window.heard.push([phase, payload]));
                await invoke('plugin:event|listen', { event: `tauri://drag-${phase}`, target, handler });
            }";
        app.async_script(script).await?;
        Files(app).drop_file(&path).await?;

        let heard = async || app.script("return window.heard").await;
        let is_dropped =
            |heard: &Value| heard.as_array().is_some_and(|all| all.iter().any(|one| one[0] == "drop"));
        let heard = eventually("the drop to be told", heard, is_dropped).await?;
        let all = heard.as_array().map(Vec::as_slice).unwrap_or_default();
        let [entered, between @ .., dropped] = all else { panic!("only {heard} was told") };
        assert_eq!((&entered[0], &dropped[0]), (&json!("enter"), &json!("drop")), "{heard}");
        assert!(between.iter().all(|one| one[0] == "over"), "{heard}");
        for told in [entered, dropped] {
            assert_eq!(told[1]["paths"], json!([path]), "{heard}");
        }
        let place = &dropped[1]["position"];
        let within = |side: &str, length: f64| place[side].as_f64().is_some_and(|at| 0.0 < at && at < length);
        assert!(within("x", 1280.0) && within("y", 800.0), "{heard}");
        assert!(between.iter().all(|one| one[1]["position"] == *place), "{heard}");
        Ok(())
    };
    App::launch().demo("files").drive(spec).await;
}
