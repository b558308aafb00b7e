//! What a window looks like: title, frame, colours, and what a taskbar shows of it.

use footbridge::{Commands, NativeText, Theme, generate_handler};
use serde::Deserialize;
use serde_json::Value;
use tao::window::{self, ProgressState};
use ts_rs::TS;

use super::{getters, setters};
use crate::{
    Error,
    options::{Color, native_theme},
    platform,
    windows::theme_of,
};

pub(super) const COMMANDS: Commands = generate_handler![
    title,
    theme,
    is_decorated,
    is_resizable,
    is_maximizable,
    is_minimizable,
    is_closable,
    activity_name,
    scene_identifier,
    set_title,
    set_theme,
    set_decorations,
    set_resizable,
    set_maximizable,
    set_minimizable,
    set_closable,
    set_background_color,
    set_progress_bar,
    set_badge_count,
    set_badge_label,
    set_shadow,
    set_effects,
    set_content_protected,
    set_title_bar_style
];

getters! {
    title: String = |window| window.title();
    theme: Theme = theme_of;
    is_decorated: bool = |window| window.is_decorated();
    is_resizable: bool = |window| window.is_resizable();
    is_maximizable: bool = |window| window.is_maximizable();
    is_minimizable: bool = |window| window.is_minimizable();
    is_closable: bool = |window| window.is_closable();
}

setters! {
    set_title: NativeText = |window, title| Ok(window.set_title(&title));
    set_theme: Option<Theme> = |window, theme| Ok(window.set_theme(theme.map(native_theme)));
    set_decorations: bool = |window, on| Ok(window.set_decorations(on));
    set_resizable: bool = |window, on| Ok(window.set_resizable(on));
    set_maximizable: bool = platform::set_maximizable;
    set_minimizable: bool = platform::set_minimizable;
    set_closable: bool = |window, on| Ok(window.set_closable(on));
    set_background_color: Option<Color> = |window, color| {
        Ok(window.set_background_color(color.map(|Color(color)| color)))
    };
    set_progress_bar: Progress = |window, progress| Ok(window.set_progress_bar(progress.into()));
    set_badge_count: Option<i32> = |window, count| platform::set_badge_count(window, count.map(Into::into));
    set_shadow: bool = platform::set_shadow;
    set_content_protected: bool = platform::set_content_protected;
    set_effects: Option<Value> = |_, effects| match effects {
        None => Ok(()),
        Some(_) => Err(Error::Unsupported("a window effect", "this shell draws windows without effects")),
    };
    set_badge_label: Option<String> = |_, _| {
        Err(Error::Unsupported("a badge with a text", "only the dock of macOS has one, and this shell leaves it out"))
    };
    set_title_bar_style: Value = |_, _| {
        Err(Error::Unsupported("another title bar", "only macOS has styles of it, and this shell leaves them out"))
    };
}

/// What only a window of another kind of system has.
macro_rules! mobile {
    ($($name:ident)*) => {$(
        #[footbridge::command]
        async fn $name() -> Result<String, Error> {
            Err(Error::Unsupported(stringify!($name), "only the windows of a mobile system have it"))
        }
    )*};
}

mobile!(activity_name scene_identifier);

/// How far a window's work is. Unit of `progress`: hundredths.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Progress {
    status: Option<Status>,
    progress: Option<f64>,
}

/// In which state a window's work is.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
enum Status {
    None,
    Normal,
    Indeterminate,
    Paused,
    Error,
}

impl From<Progress> for window::ProgressBarState {
    fn from(Progress { status, progress }: Progress) -> Self {
        let state = status.map(|status| match status {
            Status::None => ProgressState::None,
            Status::Normal => ProgressState::Normal,
            Status::Indeterminate => ProgressState::Indeterminate,
            Status::Paused => ProgressState::Paused,
            Status::Error => ProgressState::Error,
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
        let progress = progress.map(|progress| progress.clamp(0.0, 100.0).round() as u64);
        Self { state, progress, desktop_filename: None }
    }
}
