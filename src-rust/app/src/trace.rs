//! Where the time of one call went: what the spans of its hops said, for the page to draw.

use std::time::Duration;

use footbridge::hops::{Hops, Trace};
use footbridge::{State, command};

use crate::Failure;

/// How long to wait for a call to end. The guest window's call starts once that window is there.
const WAIT: Duration = Duration::from_secs(10);

/// The hops of the call that was sent with the header `Footbridge-Trace: <trace>`, once it has ended.
#[command]
pub(crate) async fn hops(trace: String, hops: State<'_, Hops>) -> Result<Trace, Failure> {
    hops.wait(&trace, WAIT).await.ok_or_else(|| {
        let message =
            format!("No call with the trace “{trace}” has ended. Send the header Footbridge-Trace with it.");
        Failure::new("no_trace", message)
    })
}

/// The hops of a call that was sent with a trace and has been answered. Nothing where it never became a call, because it was
/// refused before that.
#[command]
pub(crate) async fn hops_of_answered(trace: String, hops: State<'_, Hops>) -> Option<Trace> {
    hops.of_answered(&trace).await
}
