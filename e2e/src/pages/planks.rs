//! The row of planks that a call crosses.

use crate::{App, Part, Result, eventually};

/// A row of planks.
pub struct Planks<'a>(Part<'a>);

/// One plank, as it is drawn.
#[derive(Debug)]
pub struct Plank {
    /// `transport`, `key`, `acl`, `router`, `command`, `reply` or `delivery`.
    pub hop: String,
    /// `passed`, `stopped`, `skipped` or `unmeasured`.
    pub state: String,
    /// Microseconds, where they were measured.
    pub us: Option<f64>,
}

impl<'a> Planks<'a> {
    pub(super) fn named(app: &'a App, name: &str) -> Self {
        Self(Part::named(app, name))
    }

    /// Waits until the row is drawn, and reads it.
    pub async fn read(&self) -> Result<Vec<Plank>> {
        eventually("the planks to be drawn", || self.drawn(), |planks| !planks.is_empty()).await
    }

    async fn drawn(&self) -> Result<Vec<Plank>> {
        let row = self.0.inner("plank");
        let (hops, states) = (row.attributes("data-hop").await?, row.attributes("data-state").await?);
        let times = row.inner("plank-time").texts().await?;
        let number = |time: String| {
            let figures = time.chars().filter(|each| each.is_ascii_digit() || *each == '.');
            figures.collect::<String>().parse().ok()
        };
        let planks = hops.into_iter().zip(states).zip(times).map(|((hop, state), time)| Plank {
            hop: hop.unwrap_or_default(),
            state: state.unwrap_or_default(),
            us: number(time),
        });
        Ok(planks.collect())
    }
}
