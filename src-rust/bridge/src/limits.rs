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
    /// Names and values of all headers of one request. Unit: bytes. Attack: calls that hold megabytes of headers while they
    /// wait, which no bound of bodies counts. Default: 65,536.
    pub header_bytes_max: usize,
    /// Members of the object that holds a call's arguments. Unit: members. Attack: a body of empty members, each of which
    /// takes thirty times its text to write down. Default: 1,024.
    pub arguments_max: usize,
    /// Calls of one page that are not answered yet. Unit: calls. Attack: a flood of calls that never end.
    /// Default: 16,384.
    pub pending_calls_max: usize,
    /// Bodies that the unanswered calls of one page hold together. Unit: bytes. Attack: large calls that never end.
    /// Default: 1 GiB.
    pub pending_body_bytes_max: usize,
    /// Ended calls of one page that are remembered, so that one sent again is recognised. Unit: calls.
    /// Attack: an id table that grows with every call. Default: 4,096.
    pub settled_calls_max: usize,
    /// Lines that what is refused to one page adds to the log in a second, one for each command; the others are counted,
    /// and the next line says how many. Unit: lines. Attack: a page that calls what it may not, in a loop, and so fills the
    /// disk and hides what others write. Default: 64; none for 0.
    pub refusal_lines_max: usize,
    /// How far a sealed message of an isolated document may be behind the newest one: the numbers that were used are
    /// remembered for that long. Unit: messages. Attack: a message that is sent again when it is forgotten; a table of all
    /// that ever came. Default: 16,384, a bit each.
    pub sealed_window_max: usize,
    /// Messages of channels that are queued for one document, parked ones among them, before their senders have to wait.
    /// Unit: bytes. Attack: a page that never reads, while commands send. Default: 8 MiB.
    pub outbox_bytes_max: usize,
    /// Events that are queued for one document; beyond it an event is refused. Unit: bytes. Attack: a page that never
    /// reads, while others emit. Default: 32 MiB.
    pub event_bytes_max: usize,
    /// Answers that are queued for one document; beyond it a call is refused in its answer's place. Unit: bytes. Attack: a
    /// page that calls and never reads. Default: 1 GiB.
    pub answer_bytes_max: usize,
    /// A JSON message of a channel that is smaller than this goes with a delivery; another is parked, and fetched by the
    /// page. Unit: bytes. Attack: messages of megabytes in the scripts that a page runs. Default: 131,072.
    pub channel_inline_json_bytes_max: usize,
    /// The same for a raw message. Unit: bytes. Attack: the same. Default: 131,072.
    pub channel_inline_raw_bytes_max: usize,
    /// Channels of one document that are open at once; another one is closed from the start. Unit: channels. Attack: a
    /// table that grows with every call that never ends. Default: 65,536.
    pub channels_max: usize,
    /// Longest event name. Unit: bytes. Attack: names of megabytes in tables and logs. Default: 256.
    pub event_name_bytes_max: usize,
    /// Listeners of one document. Unit: listeners. Attack: a page that listens without end, and makes every emit slow.
    /// Default: 16,384.
    pub listeners_max: usize,
    /// Events that listeners in Rust emit while they hear one, which wait until they have. Unit: events of one thread.
    /// Attack: an event that makes a listener emit without end. Default: 65,536.
    pub nested_events_max: usize,
    /// Streams of one document that commands read or may read. Unit: streams. Attack: calls with streams that nobody
    /// ends. Default: 64.
    pub upstreams_max: usize,
    /// Pieces of one stream that wait for their command; the page sends no more before there is room. Unit: pieces.
    /// Attack: a page that is faster than its command. Default: 8; at least 1.
    pub upstream_chunks_max: usize,
    /// The same in bytes, and so the largest piece. Unit: bytes. Attack: a few pieces that fill the memory.
    /// Default: 16 MiB.
    pub upstream_bytes_max: usize,
    /// Webviews open at once. Unit: webviews. Attack: a page that opens windows without end. Default: 64.
    pub pages_max: usize,
    /// Threads for commands that block. Unit: threads. Attack: a thread for each of a flood of calls; above the bound
    /// they wait their turn, those of other pages too. Default: 64; at least 1.
    pub worker_threads_max: usize,
    /// Resources of the app, of one window, or of one document. Unit: resources. Attack: a page that opens files and
    /// closes none. Default: 4,096.
    pub resources_max: usize,
    /// Requests to the schemes of plugins that are not answered to their end, each perhaps with an open file. Unit:
    /// requests. Attack: a page that asks for files faster than it reads them; further ones get a 503. Default: 4,096.
    pub scheme_requests_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 256 * 1024 * 1024,
            command_bytes_max: 256,
            headers_max: 128,
            header_bytes_max: 65_536,
            arguments_max: 1_024,
            pending_calls_max: 16_384,
            pending_body_bytes_max: 1024 * 1024 * 1024,
            settled_calls_max: 4_096,
            refusal_lines_max: 64,
            sealed_window_max: 16_384,
            outbox_bytes_max: 8 * 1024 * 1024,
            event_bytes_max: 32 * 1024 * 1024,
            answer_bytes_max: 1024 * 1024 * 1024,
            channel_inline_json_bytes_max: 131_072,
            channel_inline_raw_bytes_max: 131_072,
            channels_max: 65_536,
            event_name_bytes_max: 256,
            listeners_max: 16_384,
            nested_events_max: 65_536,
            upstreams_max: 64,
            upstream_chunks_max: 8,
            upstream_bytes_max: 16 * 1024 * 1024,
            pages_max: 64,
            worker_threads_max: 64,
            resources_max: 4_096,
            scheme_requests_max: 4_096,
        }
    }
}
