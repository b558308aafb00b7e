//! Events that an app declares, with the type that each carries, for the generated client.

use crate::command::Location;

#[cfg(feature = "bindings")]
use crate::typed::{Typed, Types};

/// A list of events: what [`crate::events!`] makes.
#[derive(Clone, Copy)]
pub struct Events(&'static [DeclaredEvent]);

impl Events {
    /// No events.
    pub const NONE: Self = Self(&[]);

    #[doc(hidden)]
    pub const fn new(list: &'static [DeclaredEvent]) -> Self {
        Self(list)
    }

    /// Their names, in the order in which they stand.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|event| event.name)
    }

    #[cfg(feature = "bindings")]
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static DeclaredEvent> {
        self.0.iter()
    }
}

/// One of them.
#[doc(hidden)]
pub struct DeclaredEvent {
    pub name: &'static str,
    pub location: Location,
    #[cfg(feature = "bindings")]
    pub payload: fn(&mut Types) -> Typed,
}

/// Checks a name while the app is compiled. Letters and digits beyond ASCII are left to the check at run time.
#[doc(hidden)]
pub const fn checked(name: &'static str) -> &'static str {
    let bytes = name.as_bytes();
    let mut fits = !bytes.is_empty();
    let mut n = 0;
    while n < bytes.len() {
        let byte = bytes[n];
        fits = fits && (byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b':' | b'_' | 128..));
        n += 1;
    }
    assert!(fits, "no event name: use letters, digits and any of `-/:_`, at least one of them");
    name
}

/// Declares events and what they carry, so that the generated client knows their types.
///
/// A payload is described like what a command returns: `ipc::Response` stands for bytes.
///
/// ```
/// use footbridge::{Events, events, ipc::Response};
///
/// pub const EVENTS: Events = events!["work:step" => u32, "work:picture" => Response];
/// assert!(EVENTS.names().eq(["work:step", "work:picture"]));
/// ```
///
/// A name that no event can have does not compile:
///
/// ```compile_fail,E0080
/// const EVENTS: footbridge::Events = footbridge::events!["work done" => u32];
/// # EVENTS.names();
/// ```
#[macro_export]
macro_rules! events {
    ($($name:literal => $payload:ty),* $(,)?) => {
        $crate::Events::new(const { &[$($crate::__event!($name, $payload)),*] })
    };
}

/// Writes a [`DeclaredEvent`]: its type is part of it only where bindings are wanted.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "bindings")]
macro_rules! __event {
    ($name:expr, $payload:ty) => {
        $crate::__private::DeclaredEvent {
            name: $crate::__private::checked($name),
            location: $crate::__private::Location { file: file!(), line: line!() },
            payload: |types| <$payload as $crate::typed::ReplyType>::name(types),
        }
    };
}

/// Writes a [`DeclaredEvent`]: its type is part of it only where bindings are wanted.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "bindings"))]
macro_rules! __event {
    ($name:expr, $payload:ty) => {
        $crate::__private::DeclaredEvent {
            name: $crate::__private::checked($name),
            location: $crate::__private::Location { file: file!(), line: line!() },
        }
    };
}
