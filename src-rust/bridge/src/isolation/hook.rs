//! The app's hook, as text.

use std::{fmt, sync::Arc};

use crate::Error;

/// What isolates a page: the text of a classic script that defines `window.__TAURI_ISOLATION_HOOK__`.
///
/// The hook gets each message of the page as `{ cmd, callback, error, payload, options }` and gives back the one to send, at
/// once or as a promise. Giving back nothing, or throwing, stops the call: its promise rejects with `stopped_by_hook`.
///
/// ```
/// use footbridge::{Isolation, WindowConfig};
///
/// let hook = "window.__TAURI_ISOLATION_HOOK__ = (message) => {
///     if (message.cmd === 'greet') return message;
///     throw new Error(`${message.cmd} is not on the list`);
/// };";
/// let config = WindowConfig { isolation: Some(Isolation::new(hook)?), ..WindowConfig::default() };
/// # Ok::<(), footbridge::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Isolation(Arc<str>);

impl Isolation {
    /// Takes the text of a hook.
    ///
    /// # Errors
    /// When the text would end the element that it stands in, or change how the rest of it is read.
    pub fn new(hook: impl Into<Arc<str>>) -> Result<Self, Error> {
        let hook = hook.into();
        let lower = hook.to_ascii_lowercase();
        match ["</script", "<!--"].into_iter().find(|mark| lower.contains(mark)) {
            Some(mark) => Err(Error::Hook(mark)),
            None => Ok(Self(hook)),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Isolation({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_that_would_leave_its_element_is_refused() {
        for text in ["'</script>'", "`</SCRIPT\n>`", "// <!-- <script>"] {
            assert!(Isolation::new(text).is_err(), "{text}");
        }
        assert!(Isolation::new("'<\\/script>'").is_ok());
    }
}
