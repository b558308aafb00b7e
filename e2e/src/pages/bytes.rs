//! The demo `bytes`: a table of transfers.

use crate::{App, Part, Result};

/// The demo `bytes`.
pub struct Bytes<'a>(pub &'a App);

/// One cell of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// How many bytes it moves.
    pub bytes: u64,
    /// `json`, `down` or `up`.
    pub way: String,
    /// `waiting`, `busy`, `done`, `left-out` or `failed`.
    pub state: String,
    /// Whether both sides worked out the same hash.
    pub same_hash: Option<bool>,
}

impl<'a> Bytes<'a> {
    /// Measures every size.
    pub async fn measure(&self) -> Result {
        Part::named(self.0, "bytes-run").click().await
    }

    /// Stops measuring.
    pub async fn stop(&self) -> Result {
        Part::named(self.0, "bytes-stop").click().await
    }

    /// The whole table, row by row, now.
    pub async fn table(&self) -> Result<Vec<Transfer>> {
        let cell = Part::named(self.0, "bytes-cell");
        let (bytes, ways) = (cell.attributes("data-bytes").await?, cell.attributes("data-way").await?);
        let (states, hashes) = (cell.attributes("data-state").await?, cell.attributes("data-match").await?);
        let cells = bytes.into_iter().zip(ways).zip(states.into_iter().zip(hashes));
        let transfer = |((bytes, way), (state, hash)): ((Option<String>, _), (_, Option<String>))| {
            let bytes = bytes.unwrap_or_default().parse()?;
            let same_hash = hash.map(|hash| hash == "true");
            Ok(Transfer {
                bytes,
                way: Option::unwrap_or_default(way),
                state: Option::unwrap_or_default(state),
                same_hash,
            })
        };
        cells.map(transfer).collect()
    }

    /// What it all came to, in words.
    pub fn summary(&self) -> Part<'a> {
        Part::named(self.0, "bytes-summary")
    }
}
