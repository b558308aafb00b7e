//! The demo `transports`.

use serde_json::Value;

use crate::{App, Part, Result};

/// The demo `transports`.
pub struct Transports<'a>(pub &'a App);

/// One cell of the table of costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// What is sent.
    pub job: String,
    /// `automatic`, or one of the transports that are offered: what the page asked for.
    pub way: String,
    /// `waiting`, `busy` or `done`.
    pub state: String,
    /// The transport by which Rust got it.
    pub by: Option<String>,
    /// What stands in it.
    pub text: String,
}

impl<'a> Transports<'a> {
    /// The transports that a call of this page may ask for, the best first.
    pub async fn offered(&self) -> Result<Vec<String>> {
        let offered = self.0.script("return __FOOTBRIDGE__.transports").await?;
        let names = offered.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(names.map(ToOwned::to_owned).collect())
    }

    /// What becomes of a call that asks for this transport: the transport by which Rust got it, or what was thrown.
    pub async fn asked_for(&self, transport: &str) -> Result<String> {
        let ask = format!(
            "const headers = {{ 'Footbridge-Trace': crypto.randomUUID() }};
             const {{ invoke }} = __TAURI_INTERNALS__;
             const asked = invoke('carry', {{ text: '' }}, {{ headers, transport: '{transport}' }});
             return asked.then(() => invoke('hops', {{ trace: headers['Footbridge-Trace'] }}))
                 .then(({{ transport }}) => transport, String);"
        );
        let said = self.0.async_script(&ask).await?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// The button that measures.
    pub fn measure(&self) -> Part<'a> {
        self.part("transports-measure")
    }

    /// The button that stops it.
    pub fn stop(&self) -> Part<'a> {
        self.part("transports-stop")
    }

    /// The table of costs: `busy` or `still`.
    pub fn costs(&self) -> Part<'a> {
        self.part("transports-costs")
    }

    /// Whether nothing is wider than the window, and in the table of costs nothing than its place.
    pub async fn fits(&self) -> Result<bool> {
        let look = "const table = document.querySelector('[data-test=transports-costs]');
            const places = [document.documentElement, table.parentElement, ...table.querySelectorAll('th, td')];
            return places.every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth);";
        Ok(self.0.script(look).await? == true)
    }

    /// What it all came to, in words.
    pub fn summary(&self) -> Part<'a> {
        self.part("transports-summary")
    }

    /// One cell of it.
    pub fn cell(&self, job: &str, way: &str) -> Part<'a> {
        self.part("transports-cell").with("data-job", job).with("data-way", way)
    }

    /// The table of costs, row by row, now.
    pub async fn table(&self) -> Result<Vec<Cost>> {
        let cell = self.part("transports-cell");
        let (jobs, ways) = (cell.attributes("data-job").await?, cell.attributes("data-way").await?);
        let (states, seen) = (cell.attributes("data-state").await?, cell.attributes("data-by").await?);
        let cells = jobs.into_iter().zip(ways).zip(states.into_iter().zip(seen)).zip(cell.texts().await?);
        let cost = |(((job, way), (state, by)), text)| Cost {
            job: Option::unwrap_or_default(job),
            way: Option::unwrap_or_default(way),
            state: Option::unwrap_or_default(state),
            by,
            text,
        };
        Ok(cells.map(cost).collect())
    }

    /// Chooses what the call carries that is taken apart: `one`, `json` or `up`.
    pub async fn load(&self, cargo: &str) -> Result {
        self.part(&format!("transports-cargo-{cargo}")).label().click().await
    }

    /// The button that sends a few calls over each transport, of which the quickest is shown.
    pub fn send(&self) -> Part<'a> {
        self.part("transports-send")
    }

    /// The call with this cargo that was sent by this transport.
    pub fn sent(&self, cargo: &str, way: &str) -> Part<'a> {
        self.part("transports-way").with("data-cargo", cargo).with("data-way", way)
    }

    /// The states of the planks of that call, now.
    pub async fn planks(&self, cargo: &str, way: &str) -> Result<Vec<String>> {
        let states = self.sent(cargo, way).inner("plank").attributes("data-state").await?;
        Ok(states.into_iter().flatten().collect())
    }

    /// The button that sends a body of each size.
    pub fn send_sizes(&self) -> Part<'a> {
        self.part("transports-sizes")
    }

    /// How a body of so many bytes came, sent as `json` or as `bytes`.
    pub fn size(&self, kind: &str, bytes: u64) -> Part<'a> {
        self.part("transports-size").with("data-kind", kind).with("data-bytes", &bytes.to_string())
    }

    /// What is said where one transport carries all calls.
    pub fn forced(&self) -> Part<'a> {
        self.part("transports-forced")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
