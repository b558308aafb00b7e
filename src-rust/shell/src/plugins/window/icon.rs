//! The picture of a window.

use footbridge::{Commands, generate_handler};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use super::setters;
use crate::{Error, options::icon, platform};

pub(super) const COMMANDS: Commands = generate_handler![set_icon, set_overlay_icon];

/// A picture in one of the client's spellings.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(untagged)]
enum Picture {
    /// Rows of red, green, blue and alpha, a byte each.
    Rows { rgba: Vec<u8>, width: u32, height: u32 },
    /// A picture file.
    File(Vec<u8>),
    /// The path of a picture file, or a resource of the plugin `image`.
    Elsewhere(#[expect(dead_code, reason = "it is not looked at")] Value),
}

setters! {
    set_icon: Picture = |window, picture| match picture {
        Picture::Rows { rgba, width, height } => {
            window.set_window_icon(Some(icon(rgba, width, height)?));
            Ok(())
        }
        Picture::File(bytes) => platform::set_icon_file(window, &bytes),
        Picture::Elsewhere(_) => {
            let reason = "a path would be read past every scope, and there is no plugin `image`; pass the bytes";
            Err(Error::Unsupported("an icon that is neither bytes nor rows", reason))
        }
    };
    set_overlay_icon: Option<Value> = |_, _| {
        Err(Error::Unsupported("an overlay icon", "only the taskbar of Windows has one, and this shell leaves it out"))
    };
}
