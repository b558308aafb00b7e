//! The demo `throughput`.

use crate::{App, FileDialog, Part, Result, eventually};

/// The demo `throughput`.
pub struct Throughput<'a>(pub &'a App);

/// One cell of the tables below the plots.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// `calls`, `messages` or `bytes`.
    pub plot: String,
    /// Which curve of it.
    pub series: String,
    /// The size that was measured.
    pub bytes: u32,
    /// `waiting`, `done` or `left-out`.
    pub state: String,
}

impl<'a> Throughput<'a> {
    /// The button that starts a run.
    pub fn start(&self) -> Part<'a> {
        self.part("throughput-start")
    }

    /// The button that stops it.
    pub fn stop(&self) -> Part<'a> {
        self.part("throughput-stop")
    }

    /// The demo's state: `empty`, `busy`, `whole`, `stopped` or `failed`.
    pub fn state(&self) -> Part<'a> {
        self.part("throughput")
    }

    /// What is being done, in words.
    pub fn status(&self) -> Part<'a> {
        self.part("throughput-status")
    }

    /// How many points the plots have, all together, now.
    pub async fn points(&self) -> Result<u32> {
        let counts = self.part("throughput-plot").attributes("data-points").await?;
        counts.into_iter().flatten().map(|count| Ok(count.parse::<u32>()?)).sum()
    }

    /// Waits until there are more points than `before`, and counts them.
    pub async fn grows(&self, before: u32) -> Result<u32> {
        eventually("another point", || self.points(), |points| *points > before).await
    }

    /// Waits as long as points come, until the run is at its end.
    pub async fn comes_to_its_end(&self) -> Result {
        let mut points = 0;
        while self.state().attribute("data-state").await?.as_deref() == Some("busy") {
            let seen = async || {
                let is_busy = self.state().attribute("data-state").await?.as_deref() == Some("busy");
                Ok((self.points().await?, is_busy))
            };
            let goes_on = |(count, is_busy): &(u32, bool)| *count > points || !is_busy;
            points = eventually("another point", seen, goes_on).await?.0;
        }
        Ok(())
    }

    /// Unfolds the table of a plot.
    pub async fn unfold(&self, plot: &str) -> Result {
        self.part("throughput-table").with("data-plot", plot).summary().click().await
    }

    /// All cells of all tables, now.
    pub async fn table(&self) -> Result<Vec<Point>> {
        let cell = self.part("throughput-cell");
        let (plots, series) = (cell.attributes("data-plot").await?, cell.attributes("data-series").await?);
        let (bytes, states) = (cell.attributes("data-bytes").await?, cell.attributes("data-state").await?);
        let cells = plots.into_iter().zip(series).zip(bytes.into_iter().zip(states));
        let point = |((plot, series), (bytes, state)): ((_, _), (Option<String>, _))| {
            Ok(Point {
                plot: Option::unwrap_or_default(plot),
                series: Option::unwrap_or_default(series),
                bytes: bytes.unwrap_or_default().parse()?,
                state: Option::unwrap_or_default(state),
            })
        };
        cells.map(point).collect()
    }

    /// The figure of one cell.
    pub fn cell(&self, plot: &str, series: &str, bytes: u32) -> Part<'a> {
        let cell = self.part("throughput-cell").with("data-plot", plot).with("data-series", series);
        cell.with("data-bytes", &bytes.to_string())
    }

    /// How much of a plot is painted, now: pixels of its canvas that are not clear.
    pub async fn painted(&self, plot: &str) -> Result<u64> {
        let script = format!(
            "const canvas = document.querySelector('[data-test=throughput-plot][data-plot={plot}] canvas');
             const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
             return data.filter((value, n) => n % 4 === 3 && value > 0).length;"
        );
        Ok(serde_json::from_value(self.0.script(&script).await?)?)
    }

    /// What a rule of thumb comes to here.
    pub fn rule(&self, id: &str) -> Part<'a> {
        self.part("throughput-rule").with("data-rule", id)
    }

    /// The button that copies the figures.
    pub fn copy(&self) -> Part<'a> {
        self.part("throughput-copy")
    }

    /// What became of copying them.
    pub fn copied(&self) -> Part<'a> {
        self.part("throughput-copied")
    }

    /// Opens the save dialog.
    pub async fn save(&self) -> Result<FileDialog<'a>> {
        self.part("throughput-save").click().await?;
        FileDialog::opened(self.0).await
    }

    /// Where they were written to.
    pub fn saved(&self) -> Part<'a> {
        self.part("throughput-saved")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
