//! # attacks
//!
//! This page attacks the bridge that it stands on, and shows what stops each attack.
//!
//! Press Run all, or one attack at a time; open a row to see what was sent and what came back.
//! All of them are after the same vault: this page may open it, and no attack may.
//!
//! Read next: `src-rust/bridge/tests/attacks/main.rs`, where the same attacks are made by bytes.

mod others;
mod traps;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use footbridge::ipc::Request;
use footbridge::{
    AppHandle, Builder, CancellationToken, Commands, State, Webview, command, generate_handler,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{DataDir, Failure};
use others::{Attempt, SealedMessage, Theft, Thieves};
use traps::Traps;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    open_vault,
    vault_openings,
    hold_vault,
    admit_to_vault,
    lay_traps,
    weigh_loot,
    attack_from_elsewhere,
    attack_seal,
    hand_over
];

/// What the attacks are after.
#[derive(Default)]
struct Vault {
    openings: AtomicU32,
    /// Ends the flood that is under way.
    flood: Mutex<CancellationToken>,
}

impl Vault {
    /// What ends the flood that is under way. The calls of a flood are begun side by side, so some may be here before the one
    /// that leads it, and have to end with it all the same.
    fn flood(&self, leads: bool) -> CancellationToken {
        let mut flood = self.flood.lock().unwrap_or_else(PoisonError::into_inner);
        if leads && flood.is_cancelled() {
            *flood = CancellationToken::new();
        }
        flood.clone()
    }
}

/// Hands the demo's state to the app.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Vault::default()).manage(Thieves::default())
}

/// Opens the vault, and says how often it was opened. An attack that gets this far has got through.
#[command]
fn open_vault(vault: State<'_, Vault>) -> u32 {
    vault.openings.fetch_add(1, Ordering::SeqCst) + 1
}

/// How often the vault was opened.
#[command]
fn vault_openings(vault: State<'_, Vault>) -> u32 {
    vault.openings.load(Ordering::SeqCst)
}

/// Never ends by itself: what a flood is made of. All of a flood ends with the call that leads it.
#[command]
async fn hold_vault(leads: bool, vault: State<'_, Vault>) -> Result<(), Failure> {
    let flood = vault.flood(leads);
    let _end = leads.then(|| (*flood).clone().drop_guard());
    flood.cancelled().await;
    Ok(())
}

/// Takes bytes, and says how many. A body that is too large does not come this far.
#[command]
fn weigh_loot(vault: State<'_, Vault>, request: Request<'_>) -> u32 {
    vault.openings.fetch_add(1, Ordering::SeqCst);
    u32::try_from(request.body().len()).unwrap_or(u32::MAX)
}

/// Somebody at the vault's door, by what the page says of them.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Guest {
    name: String,
    #[serde(default)]
    is_keeper: bool,
}

/// What Rust made of a guest.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Admitted {
    /// Whom Rust saw.
    name: String,
    /// Whether Rust took them for the keeper. The vault is opened to the keeper only.
    is_keeper: bool,
}

/// Opens the vault to its keeper, and to nobody who only inherited that name.
#[command]
fn admit_to_vault(guest: Guest, vault: State<'_, Vault>) -> Admitted {
    if guest.is_keeper {
        vault.openings.fetch_add(1, Ordering::SeqCst);
    }
    Admitted { name: guest.name, is_keeper: guest.is_keeper }
}

/// Lays out a folder that this page may read from, and a secret beside it that it may not.
#[command]
fn lay_traps(data: State<'_, DataDir>) -> Result<Traps, Failure> {
    traps::lay(&data.0)
        .map_err(|error| Failure::new("no_traps", format!("The files could not be made: {error}.")))
}

/// Has a page from elsewhere attack, in a window of its own, and gives what it tried.
#[command]
async fn attack_from_elsewhere(app: AppHandle) -> Result<Vec<Attempt>, Failure> {
    others::from_elsewhere(&app).await
}

/// Has a thief send messages of an isolated page, with the invoke key, and gives what was tried.
#[command]
async fn attack_seal(theft: Theft, app: AppHandle) -> Result<Vec<Attempt>, Failure> {
    others::with_stolen(&app, theft).await
}

/// The isolated page gives its sealed messages away.
#[command]
fn hand_over(messages: Vec<SealedMessage>, webview: Webview, thieves: State<'_, Thieves>) {
    thieves.take(webview.label(), messages);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_of_a_flood_that_is_begun_before_its_leader_ends_with_it() {
        let vault = Vault::default();
        for _ in 0..2 {
            let (early, leader) = (vault.flood(false), vault.flood(true));
            assert!(!leader.is_cancelled());
            leader.cancel();
            assert!(early.is_cancelled());
            assert!(vault.flood(false).is_cancelled(), "it comes when the flood is over");
        }
    }
}
