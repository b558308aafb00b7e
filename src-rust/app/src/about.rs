//! What the app says of itself, for the status line.

use footbridge::command;
use serde::Serialize;
use ts_rs::TS;

/// The app, and what it runs on.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    version: &'static str,
    /// The web engine with its version.
    engine: String,
    profile: Profile,
}

/// How the app was built.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    /// With the long explanations.
    Debug,
    /// Without them, and fast.
    Release,
}

/// Says which app this is and what it runs on.
#[command]
pub(crate) fn about() -> About {
    About {
        version: env!("CARGO_PKG_VERSION"),
        engine: footbridge_shell::engine(),
        profile: if cfg!(debug_assertions) { Profile::Debug } else { Profile::Release },
    }
}
