//! The bounds of the access rules. They stand here because a build script uses this module alone.

/// How deep the values of a scope may be nested. Unit: values inside each other. Attack: a file that exhausts the
/// stack. Default: 128, as in `serde_json`.
pub(super) const VALUES_DEEP_MAX: usize = 128;

/// How many sets one entry may lead through. Unit: sets inside each other. Attack: a file that exhausts the stack.
/// Default: 64.
pub(super) const SETS_DEEP_MAX: usize = 64;

/// How many names one entry may lead to, those in sets included. Unit: names. Attack: sets that each hold the next one
/// twice. Default: 65,536.
pub(super) const NAMES_MAX: usize = 65_536;

/// Callers whose globs and URL patterns are remembered. Unit: callers. Attack: a page that changes its address with
/// every call; what is forgotten is worked out again. Default: 64.
pub(super) const CALLERS_MAX: usize = 64;

/// The longest caller that is remembered, labels and address together. Unit: bytes. Attack: addresses of megabytes.
/// Default: 4,096.
pub(super) const CALLER_BYTES_MAX: usize = 4_096;

/// Largest expression of a URL pattern. Unit: bytes of its compiled form. Attack: a pattern that repeats what it
/// repeats, and takes minutes and gigabytes. Default: 1 MiB.
pub(super) const REGEX_BYTES_MAX: usize = 1024 * 1024;
