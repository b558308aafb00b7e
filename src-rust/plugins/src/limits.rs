//! The bounds of the plugins: unit, attack, default. The bridge's own stand in `footbridge::limits`.

/// Largest file that one call reads as a whole. Unit: bytes. Attack: a page fills the host's memory with one call.
/// Default: 1 GiB; a longer file is opened and read in pieces.
pub const WHOLE_FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Most bytes that one read of an open file gives. Unit: bytes. Attack: a page asks for a buffer of any size.
/// Default: 64 MiB; a read may always give less than was asked for.
pub const READ_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Longest line of a file that is read line by line. Unit: bytes. Attack: a file without a line break.
/// Default: 64 MiB.
pub const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Entries of a folder that one call lists. Unit: entries. Attack: a folder of millions of files.
/// Default: 1,000,000.
pub const FOLDER_ENTRIES_MAX: usize = 1_000_000;

/// Paths that one call watches. Unit: paths. Attack: the operating system's own bound, used up by one page.
/// Default: 1,024.
pub const WATCHED_PATHS_MAX: usize = 1_024;

/// Longest delay of a watcher. Unit: milliseconds. Attack: a thread that sleeps for years. Default: 60,000.
pub const WATCH_DELAY_MS_MAX: u64 = 60_000;

/// Watchers that are at work at once, for all pages. Unit: watchers. Attack: threads, and the operating system's own
/// bound, used up by one page. Default: 32; Linux gives each person 128.
pub const WATCHERS_MAX: usize = 32;

/// Paths that one webview is granted, and as many that it is forbidden. Unit: paths. Attack: a table that grows with
/// every drop. Default: 4,096; the one granted longest ago makes room, one more to forbid is an error.
pub const GRANTS_MAX: usize = 4_096;

/// Longest path that a page may name. Unit: bytes. Attack: a path of so many parts that looking for each takes minutes.
/// Default: 4,096, as in Linux.
pub const PATH_BYTES_MAX: usize = 4_096;

/// Links that are followed on the way to one file. Unit: links. Attack: links that lead in a circle. Default: 40, as in
/// Linux.
pub const LINKS_MAX: usize = 40;

/// Native dialogs that are open at once. Unit: dialogs. Attack: a page that covers the screen. Default: 8.
pub const DIALOGS_MAX: usize = 8;

/// Byte ranges that one request for an asset may name. Unit: ranges. Attack: a thousand small parts, each with a head
/// of its own. Default: 64; a request for more gets the whole file, as RFC 9110 section 14.2 permits.
pub const RANGES_MAX: usize = 64;
