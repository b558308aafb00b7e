//! From 1 KiB to 64 MiB, as JSON and as they are, bytes arrive unchanged in both directions.

use e2e::pages::{Bytes, Transfer};
use e2e::{App, attack, eventually};

const KIB: u64 = 1024;
const SIZES: [u64; 5] = [KIB, 64 * KIB, 1024 * KIB, 16 * 1024 * KIB, 64 * 1024 * KIB];

#[tokio::test]
async fn every_size_has_the_same_hash_on_both_sides() {
    let spec = async |app: &App| {
        let bytes = Bytes(app);
        bytes.measure().await?;
        bytes.summary().says("each hash is the same on both sides").await?;

        let table = bytes.table().await?;
        for size in SIZES {
            let row: Vec<&Transfer> = table.iter().filter(|transfer| transfer.bytes == size).collect();
            assert_eq!(
                row.iter().map(|transfer| transfer.way.as_str()).collect::<Vec<_>>(),
                ["json", "down", "up"]
            );
            for transfer in row {
                let left_out = transfer.way == "json" && size > 1024 * KIB;
                let expected = if left_out { ("left-out", None) } else { ("done", Some(true)) };
                assert_eq!((transfer.state.as_str(), transfer.same_hash), expected, "{transfer:?}");
            }
        }
        app.picture("bytes").await
    };
    App::launch().demo("bytes").drive(spec).await;
}

#[tokio::test]
async fn measuring_stops_when_asked_and_starts_again() {
    let spec = async |app: &App| {
        let bytes = Bytes(app);
        bytes.measure().await?;
        bytes.stop().await?;
        bytes.summary().says("Stopped").await?;
        let is_at_rest = |table: &Vec<Transfer>| table.iter().all(|transfer| transfer.state != "busy");
        eventually("nothing to be on its way", || bytes.table(), is_at_rest).await?;
        bytes.measure().await?;
        bytes.summary().says("each hash is the same").await?;
        Ok(())
    };
    App::launch().demo("bytes").drive(spec).await;
}

/// The webview library's own reader of bodies stops at the first short read. This one must not, at any size.
#[tokio::test]
async fn body_of_any_size_up_to_64_mib_arrives_whole() {
    let spec = async |app: &App| {
        let sizes = (0..=26).flat_map(|power| [(1_u64 << power) - 1, 1 << power, (1 << power) + 1]);
        for size in sizes.filter(|size| *size <= 64 * 1024 * KIB) {
            let script = format!(
                "const bytes = new Uint8Array({size});
                 for (let i = 0, x = 1; i < bytes.length; i += 97) bytes[i] = x = (x * 75 + 74) & 255;
                 const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                 const own = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
                 const seen = await window.__TAURI_INTERNALS__.invoke('raw_up', bytes);
                 return seen.bytes === {size} && seen.sha256 === own;"
            );
            assert_eq!(app.async_script(&script).await?, true, "a body of {size} bytes");
        }
        Ok(())
    };
    App::launch().demo("bytes").drive(spec).await;
}

#[tokio::test]
async fn array_of_numbers_arrives_as_bytes() {
    let spec = async |app: &App| {
        let digest = attack::invoke(app, "raw_up", "[0, 127, 128, 255]").await?;
        assert_eq!(digest["value"]["bytes"], 4, "{digest}");
        let refused = attack::invoke(app, "raw_up", "{}").await?;
        assert_eq!(refused["refused"]["code"], "not_raw", "{refused}");
        Ok(())
    };
    App::launch().demo("bytes").drive(spec).await;
}
