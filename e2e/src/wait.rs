//! The one way to wait: for a condition, with a bound.

use std::fmt::Debug;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::{Failure, Result};

/// How long a condition may take to come true. Far more than any needs: it is there to end a spec that cannot pass.
const WITHIN: Duration = Duration::from_secs(60);
const BETWEEN_PROBES: Duration = Duration::from_millis(20);

/// Asks `probe` until `is_met` likes what it saw, and gives that back.
///
/// An element that is not there yet, or no longer, is no failure: it counts as not met.
///
/// # Errors
/// When the bound is over: says what was awaited and what was seen last.
pub async fn eventually<T: Debug>(
    what: &str,
    probe: impl AsyncFn() -> Result<T>,
    is_met: impl Fn(&T) -> bool,
) -> Result<T> {
    let end = Instant::now() + WITHIN;
    loop {
        let seen =
            timeout(WITHIN, probe()).await.unwrap_or_else(|_| Err(Failure::new("the app did not answer")));
        match seen {
            Ok(seen) if is_met(&seen) => return Ok(seen),
            seen if Instant::now() > end => {
                let seen = seen.map_or_else(|failure| failure.to_string(), |seen| format!("{seen:?}"));
                return Err(Failure::new(format!("waited {WITHIN:?} for {what}; last seen: {seen}")));
            }
            _ => sleep(BETWEEN_PROBES).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn condition_that_comes_true_gives_what_was_seen() {
        let count = Cell::new(0);
        let probe = async || {
            count.set(count.get() + 1);
            if count.get() < 3 { Err(Failure::new("not there yet")) } else { Ok(count.get()) }
        };
        assert_eq!(eventually("a five", probe, |seen| *seen == 5).await.unwrap(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn condition_that_stays_false_says_what_was_awaited_and_last_seen() {
        let failure = eventually("a five", async || Ok("a four"), |_| false).await.unwrap_err().to_string();
        assert!(failure.contains("for a five") && failure.contains("a four"), "{failure}");
    }

    #[tokio::test(start_paused = true)]
    async fn probe_that_never_answers_is_given_up() {
        let failure =
            eventually("an answer", std::future::pending::<Result<()>>, |()| true).await.unwrap_err();
        assert!(failure.to_string().contains("did not answer"), "{failure}");
    }
}
