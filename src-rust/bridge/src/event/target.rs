//! Who an event is for, and who a listener listens as.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::fmt;

/// The same names serve both sides: an emitter names whom it means, a listener what it listens as.
///
/// On the wire `{ "kind": "Window", "label": "main" }` and so on, as in Tauri 2; a bare string is [`Self::AnyLabel`].
///
/// ```
/// use footbridge::EventTarget;
///
/// let target: EventTarget = serde_json::from_str(r#"{ "kind": "Window", "label": "main" }"#)?;
/// assert_eq!(target, EventTarget::window("main"));
/// assert_eq!(EventTarget::from("main"), EventTarget::labeled("main"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum EventTarget {
    /// An emitter means everybody; a listener hears everything.
    Any,
    /// Windows and webviews of this label alike.
    AnyLabel {
        /// The label.
        label: String,
    },
    /// The app itself.
    App,
    /// The window of this label.
    Window {
        /// The label.
        label: String,
    },
    /// The webview of this label.
    Webview {
        /// The label.
        label: String,
    },
    /// A window and the webview of the same label in it, taken as one.
    WebviewWindow {
        /// The label.
        label: String,
    },
}

impl EventTarget {
    /// [`Self::Any`].
    pub fn any() -> Self {
        Self::Any
    }

    /// [`Self::App`].
    pub fn app() -> Self {
        Self::App
    }

    /// [`Self::AnyLabel`].
    pub fn labeled(label: impl Into<String>) -> Self {
        Self::AnyLabel { label: label.into() }
    }

    /// [`Self::Window`].
    pub fn window(label: impl Into<String>) -> Self {
        Self::Window { label: label.into() }
    }

    /// [`Self::Webview`].
    pub fn webview(label: impl Into<String>) -> Self {
        Self::Webview { label: label.into() }
    }

    /// [`Self::WebviewWindow`].
    pub fn webview_window(label: impl Into<String>) -> Self {
        Self::WebviewWindow { label: label.into() }
    }

    /// Whether an event for `self` reaches a listener that listens as `listener`. The rules are Tauri 2's:
    /// [`Self::Any`] goes with everything on either side, a label without a kind with every kind of that label, and a
    /// kind with itself alone.
    pub fn reaches(&self, listener: &Self) -> bool {
        match (self, listener) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::AnyLabel { label }, other) | (other, Self::AnyLabel { label }) => {
                other.label() == Some(label.as_str())
            }
            _ => self == listener,
        }
    }

    fn label(&self) -> Option<&str> {
        match self {
            Self::Any | Self::App => None,
            Self::AnyLabel { label }
            | Self::Window { label }
            | Self::Webview { label }
            | Self::WebviewWindow { label } => Some(label),
        }
    }
}

impl<T: AsRef<str>> From<T> for EventTarget {
    fn from(label: T) -> Self {
        Self::labeled(label.as_ref())
    }
}

impl<'de> Deserialize<'de> for EventTarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TargetVisitor)
    }
}

/// The targets that are objects on the wire.
#[derive(Deserialize)]
#[serde(tag = "kind", remote = "EventTarget")]
enum Tagged {
    Any,
    AnyLabel { label: String },
    App,
    Window { label: String },
    Webview { label: String },
    WebviewWindow { label: String },
}

struct TargetVisitor;

impl<'de> Visitor<'de> for TargetVisitor {
    type Value = EventTarget;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event target: a label, or an object with a `kind` and, for most kinds, a `label`")
    }

    fn visit_str<E>(self, label: &str) -> Result<EventTarget, E> {
        Ok(EventTarget::labeled(label))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<EventTarget, A::Error> {
        Tagged::deserialize(MapAccessDeserializer::new(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn targets_have_the_form_that_the_official_client_sends() {
        for (target, wire) in [
            (EventTarget::Any, json!({ "kind": "Any" })),
            (EventTarget::App, json!({ "kind": "App" })),
            (EventTarget::labeled("a"), json!({ "kind": "AnyLabel", "label": "a" })),
            (EventTarget::window("a"), json!({ "kind": "Window", "label": "a" })),
            (EventTarget::webview("a"), json!({ "kind": "Webview", "label": "a" })),
            (EventTarget::webview_window("a"), json!({ "kind": "WebviewWindow", "label": "a" })),
        ] {
            assert_eq!(serde_json::to_value(&target).unwrap(), wire);
            assert_eq!(serde_json::from_value::<EventTarget>(wire).unwrap(), target);
        }
        assert_eq!(serde_json::from_value::<EventTarget>(json!("a")).unwrap(), EventTarget::labeled("a"));
    }

    #[test]
    fn what_is_no_target_is_told_so() {
        let error = |wire: Value| serde_json::from_value::<EventTarget>(wire).unwrap_err().to_string();
        assert!(error(json!(7)).contains("expected an event target: a label, or an object with a `kind`"));
        assert!(error(json!({ "kind": "Tab" })).contains("unknown variant `Tab`, expected one of `Any`"));
        assert!(error(json!({ "kind": "Window" })).contains("missing field `label`"));
    }

    /// Rows: whom the emitter means. Columns: as what the listener listens. The table was read off Tauri 2.12.
    #[test]
    fn matching_is_that_of_tauri() {
        use EventTarget as T;
        let all = [
            T::Any,
            T::App,
            T::labeled("a"),
            T::window("a"),
            T::webview("a"),
            T::webview_window("a"),
            T::labeled("b"),
            T::window("b"),
        ];
        let table = [
            (T::Any, [1, 1, 1, 1, 1, 1, 1, 1]),
            (T::App, [1, 1, 0, 0, 0, 0, 0, 0]),
            (T::labeled("a"), [1, 0, 1, 1, 1, 1, 0, 0]),
            (T::window("a"), [1, 0, 1, 1, 0, 0, 0, 0]),
            (T::webview("a"), [1, 0, 1, 0, 1, 0, 0, 0]),
            (T::webview_window("a"), [1, 0, 1, 0, 0, 1, 0, 0]),
        ];
        for (target, row) in table {
            for (listener, expected) in all.iter().zip(row) {
                assert_eq!(target.reaches(listener), expected == 1, "{target:?} to {listener:?}");
            }
        }
    }
}
