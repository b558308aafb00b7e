//! Every bound there is: its unit, the attack it stops, its default.

/// Bounds of the bridge. A call that meets one is refused with a code; nothing is cut short in silence.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Largest request body. Unit: bytes. Attack: a page fills the host's memory with one call.
    /// Default: 256 MiB.
    pub body_bytes_max: usize,
    /// Longest command name. Unit: bytes. Attack: names of megabytes in logs and look-ups. Default: 256.
    pub command_bytes_max: usize,
    /// Headers of one request. Unit: headers. Attack: a request of headers only, which a table of them may not be able to
    /// hold. Default: 128.
    pub headers_max: usize,
    /// Calls of one page that are not answered yet. Unit: calls. Attack: a flood of calls that never end.
    /// Default: 16,384.
    pub pending_calls_max: usize,
    /// Bodies that the unanswered calls of one page hold together. Unit: bytes. Attack: large calls that never end.
    /// Default: 1 GiB.
    pub pending_body_bytes_max: usize,
    /// Ended calls of one page that are remembered, so that one sent again is recognised. Unit: calls.
    /// Attack: an id table that grows with every call. Default: 4,096.
    pub settled_calls_max: usize,
    /// Webviews open at once. Unit: webviews. Attack: a page that opens windows without end. Default: 64.
    pub pages_max: usize,
    /// Threads for commands that block. Unit: threads. Attack: a thread for each of a flood of calls; above the bound
    /// they wait their turn, those of other pages too. Default: 64; at least 1.
    pub worker_threads_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 256 * 1024 * 1024,
            command_bytes_max: 256,
            headers_max: 128,
            pending_calls_max: 16_384,
            pending_body_bytes_max: 1024 * 1024 * 1024,
            settled_calls_max: 4_096,
            pages_max: 64,
            worker_threads_max: 64,
        }
    }
}
