//! What a window is at the moment: shown, minimized, maximized, full screen, in front.

use footbridge::{Commands, State, Window, command, generate_handler};
use serde::Deserialize;
use tao::window::{Fullscreen, UserAttentionType};
use ts_rs::TS;

use super::{actions, getters, on_window, setters};
use crate::{Error, desktop::Desktop, platform, plugins::measures};

pub(super) const COMMANDS: Commands = generate_handler![
    is_visible,
    is_focused,
    is_enabled,
    is_minimized,
    is_maximized,
    is_fullscreen,
    is_always_on_top,
    show,
    hide,
    set_focus,
    maximize,
    unmaximize,
    toggle_maximize,
    internal_toggle_maximize,
    minimize,
    unminimize,
    set_enabled,
    set_focusable,
    set_fullscreen,
    set_simple_fullscreen,
    set_fullscreen_on_monitor,
    set_always_on_top,
    set_always_on_bottom,
    set_visible_on_all_workspaces,
    set_skip_taskbar,
    request_user_attention
];

getters! {
    is_visible: bool = |window| window.is_visible();
    is_focused: bool = |window| window.is_focused();
    is_minimized: bool = |window| window.is_minimized();
    is_maximized: bool = |window| window.is_maximized();
    is_fullscreen: bool = |window| window.fullscreen().is_some();
}

actions! {
    show = |window| window.set_visible(true);
    hide = |window| window.set_visible(false);
    set_focus = |window| window.set_focus();
    maximize = |window| window.set_maximized(true);
    unmaximize = |window| window.set_maximized(false);
    toggle_maximize = |window| window.set_maximized(!window.is_maximized());
    internal_toggle_maximize = |window| {
        if window.is_resizable() && (window.is_maximized() || window.is_maximizable()) {
            window.set_maximized(!window.is_maximized());
        }
    };
    minimize = |window| window.set_minimized(true);
    unminimize = |window| window.set_minimized(false);
}

setters! {
    set_enabled: bool = platform::set_enabled;
    set_focusable: bool = |window, focusable| Ok(window.set_focusable(focusable));
    set_fullscreen: bool = |window, on| Ok(window.set_fullscreen(on.then_some(Fullscreen::Borderless(None))));
    // The simple kind is a matter of one platform, and an ordinary one elsewhere.
    set_simple_fullscreen: bool = |window, on| {
        Ok(window.set_fullscreen(on.then_some(Fullscreen::Borderless(None))))
    };
    set_visible_on_all_workspaces: bool = |window, on| Ok(window.set_visible_on_all_workspaces(on));
    set_skip_taskbar: bool = platform::set_skip_taskbar;
    request_user_attention: Option<Attention> = |window, kind| {
        Ok(window.request_user_attention(kind.map(UserAttentionType::from)))
    };
}

/// How urgently a window asks to be looked at.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(tag = "type")]
enum Attention {
    Critical,
    Informational,
}

impl From<Attention> for UserAttentionType {
    fn from(kind: Attention) -> Self {
        match kind {
            Attention::Critical => Self::Critical,
            Attention::Informational => Self::Informational,
        }
    }
}

/// Whether a window takes input.
#[command]
async fn is_enabled(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
) -> Result<bool, Error> {
    on_window(&desktop, &window, label, |open, _| platform::is_enabled(&open.window)).await
}

/// Whether a window stays above all others.
#[command]
async fn is_always_on_top(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
) -> Result<bool, Error> {
    on_window(&desktop, &window, label, |open, _| Ok(open.is_on_top.get())).await
}

/// Keeps a window above all others, or no longer.
#[command]
async fn set_always_on_top(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
    value: bool,
) -> Result<(), Error> {
    on_window(&desktop, &window, label, move |open, _| {
        open.window.set_always_on_top(value);
        open.is_on_top.set(value);
        Ok(())
    })
    .await
}

/// Keeps a window below all others, or no longer.
#[command]
async fn set_always_on_bottom(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
    value: bool,
) -> Result<(), Error> {
    on_window(&desktop, &window, label, move |open, _| {
        open.window.set_always_on_bottom(value);
        open.is_on_top.set(open.is_on_top.get() && !value);
        Ok(())
    })
    .await
}

/// Fills the monitor that a place of the desktop is on.
#[command]
async fn set_fullscreen_on_monitor(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
    value: measures::PhysicalPosition,
) -> Result<(), Error> {
    on_window(&desktop, &window, label, move |open, target| {
        let monitor = target.monitor_from_point(value.x, value.y);
        let none = || Error::System(format!("no monitor shows the place {}, {}", value.x, value.y));
        let monitor = monitor.ok_or_else(none)?;
        open.window.set_fullscreen(Some(Fullscreen::Borderless(Some(monitor))));
        Ok(())
    })
    .await
}
