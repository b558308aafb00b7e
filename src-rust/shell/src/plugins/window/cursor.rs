//! The cursor over a window.

use footbridge::{Commands, State, command, generate_handler};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IntoDeserializer, value::StrDeserializer},
};
use ts_rs::TS;

use super::{setters, system};
use crate::{
    Error,
    desktop::Desktop,
    platform,
    plugins::measures::{PhysicalPosition, Position},
};

pub(super) const COMMANDS: Commands = generate_handler![
    cursor_position,
    set_cursor_icon,
    set_cursor_visible,
    set_cursor_position,
    set_cursor_grab,
    set_ignore_cursor_events
];

setters! {
    set_cursor_icon: Cursor = |window, cursor| Ok(window.set_cursor_icon(cursor.0));
    set_cursor_visible: bool = |window, visible| Ok(window.set_cursor_visible(visible));
    set_cursor_position: Position = |window, position| window.set_cursor_position(position).map_err(system);
    set_cursor_grab: bool = platform::set_cursor_grab;
    set_ignore_cursor_events: bool = platform::set_ignore_cursor_events;
}

/// Where the cursor is on the desktop.
#[command]
async fn cursor_position(desktop: State<'_, Desktop>) -> Result<PhysicalPosition, Error> {
    desktop.ask(|_, target| target.cursor_position().map(Into::into).map_err(system)).await
}

/// A cursor by its name in the client's spelling: `notAllowed`.
#[derive(Clone, Copy, Debug, PartialEq, TS)]
#[ts(type = "string")]
struct Cursor(tao::window::CursorIcon);

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        // The library's own names differ in their first letter alone.
        let mut letters = name.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        let spelled: String = first.into_iter().chain(letters).collect();
        let known: StrDeserializer<'_, D::Error> = spelled.as_str().into_deserializer();
        let cursor = tao::window::CursorIcon::deserialize(known);
        cursor.map(Self).map_err(|_| D::Error::custom(format_args!("`{name}` is not the name of a cursor")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};
    use tao::window::CursorIcon;

    #[test]
    fn cursors_have_the_names_of_the_client() {
        for (name, cursor) in [
            ("default", CursorIcon::Default),
            ("notAllowed", CursorIcon::NotAllowed),
            ("neswResize", CursorIcon::NeswResize),
        ] {
            assert_eq!(from_value::<Cursor>(json!(name)).unwrap().0, cursor, "{name}");
        }
        for wrong in ["", "pointless", "not-allowed"] {
            let error = from_value::<Cursor>(json!(wrong)).unwrap_err().to_string();
            assert!(error.contains("is not the name of a cursor"), "{error}");
        }
    }
}
