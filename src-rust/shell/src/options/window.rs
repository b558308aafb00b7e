//! Options of a native window.

use footbridge::{NativeText, NulInText, Theme, WindowConfig};
use serde::Deserialize;
use tao::{
    dpi::{LogicalPosition, LogicalSize, LogicalUnit, PixelUnit},
    window::{self, Fullscreen, WindowBuilder, WindowSizeConstraints},
};
use ts_rs::TS;

use super::Color;
use crate::{
    Error,
    limits::{least_side, side},
};

/// `WindowOptions` of the official client. Lengths are logical pixels.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WindowOptions {
    pub(crate) label: String,
    pub(crate) title: NativeText,
    pub(crate) x: Option<f64>,
    pub(crate) y: Option<f64>,
    pub(crate) center: bool,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) min_width: Option<f64>,
    pub(crate) min_height: Option<f64>,
    pub(crate) max_width: Option<f64>,
    pub(crate) max_height: Option<f64>,
    pub(crate) prevent_overflow: Option<Overflow>,
    pub(crate) resizable: bool,
    pub(crate) maximizable: bool,
    pub(crate) minimizable: bool,
    pub(crate) closable: bool,
    pub(crate) fullscreen: bool,
    pub(crate) maximized: bool,
    pub(crate) focus: bool,
    pub(crate) focusable: bool,
    pub(crate) visible: bool,
    pub(crate) transparent: bool,
    pub(crate) decorations: bool,
    pub(crate) always_on_top: bool,
    pub(crate) always_on_bottom: bool,
    pub(crate) visible_on_all_workspaces: bool,
    pub(crate) skip_taskbar: bool,
    pub(crate) content_protected: bool,
    pub(crate) theme: Option<Theme>,
    pub(crate) background_color: Option<Color>,
    pub(crate) parent: Option<String>,
}

/// Whether a window must fit on its monitor, and what must stay free around it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(untagged)]
pub(crate) enum Overflow {
    Prevented(bool),
    Margin { width: f64, height: f64 },
}

/// A theme as the window library has it.
pub(crate) fn native_theme(theme: Theme) -> window::Theme {
    match theme {
        Theme::Light => window::Theme::Light,
        Theme::Dark => window::Theme::Dark,
    }
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self {
            label: String::new(),
            title: NativeText::default(),
            x: None,
            y: None,
            center: false,
            width: 800.0,
            height: 600.0,
            min_width: None,
            min_height: None,
            max_width: None,
            max_height: None,
            prevent_overflow: None,
            resizable: true,
            maximizable: true,
            minimizable: true,
            closable: true,
            fullscreen: false,
            maximized: false,
            focus: true,
            focusable: true,
            visible: true,
            transparent: false,
            decorations: true,
            always_on_top: false,
            always_on_bottom: false,
            visible_on_all_workspaces: false,
            skip_taskbar: false,
            content_protected: false,
            theme: None,
            background_color: None,
            parent: None,
        }
    }
}

impl TryFrom<&WindowConfig> for WindowOptions {
    type Error = NulInText;

    fn try_from(config: &WindowConfig) -> Result<Self, NulInText> {
        Ok(Self {
            label: config.label.clone(),
            title: config.title.clone().try_into()?,
            width: config.width,
            height: config.height,
            min_width: Some(config.min_width),
            min_height: Some(config.min_height),
            ..Self::default()
        })
    }
}

impl WindowOptions {
    /// A native window with these options, but for those that need another window or a monitor. `app_theme` holds where
    /// the options name none.
    ///
    /// # Errors
    /// When an option cannot be met.
    pub(crate) fn builder(&self, app_theme: Option<Theme>) -> Result<WindowBuilder, Error> {
        if self.content_protected && cfg!(target_os = "linux") {
            return Err(Error::Unsupported(
                "contentProtected",
                "the windows of this desktop can be recorded",
            ));
        }
        side(self.width).and(side(self.height))?;
        for least in [self.min_width, self.min_height].into_iter().flatten() {
            least_side(least)?;
        }
        let mut builder = WindowBuilder::new()
            .with_title(&*self.title)
            .with_inner_size(LogicalSize::new(self.width, self.height))
            .with_inner_size_constraints(self.constraints())
            .with_resizable(self.resizable)
            .with_maximizable(self.maximizable)
            .with_minimizable(self.minimizable)
            .with_closable(self.closable)
            .with_fullscreen(self.fullscreen.then_some(Fullscreen::Borderless(None)))
            .with_maximized(self.maximized)
            .with_focused(self.focus)
            .with_focusable(self.focusable)
            .with_visible(self.visible)
            .with_transparent(self.transparent)
            .with_decorations(self.decorations)
            .with_always_on_top(self.always_on_top)
            .with_always_on_bottom(self.always_on_bottom)
            .with_visible_on_all_workspaces(self.visible_on_all_workspaces)
            .with_content_protection(self.content_protected)
            .with_theme(self.theme.or(app_theme).map(native_theme));
        if let Some(Color(color)) = self.background_color {
            builder = builder.with_background_color(color);
        }
        if let (Some(x), Some(y)) = (self.x, self.y) {
            builder = builder.with_position(LogicalPosition::new(x, y));
        }
        Ok(builder)
    }

    fn constraints(&self) -> WindowSizeConstraints {
        let unit = |length: f64| PixelUnit::Logical(LogicalUnit(length));
        WindowSizeConstraints {
            min_width: self.min_width.map(unit),
            min_height: self.min_height.map(unit),
            max_width: self.max_width.map(unit),
            max_height: self.max_height.map(unit),
        }
    }

    /// The size that fits on a monitor with `monitor` logical pixels of room.
    pub(crate) fn size_on(&self, monitor: (f64, f64)) -> (f64, f64) {
        let margin = match self.prevent_overflow {
            None | Some(Overflow::Prevented(false)) => return (self.width, self.height),
            Some(Overflow::Prevented(true)) => (0.0, 0.0),
            Some(Overflow::Margin { width, height }) => (width, height),
        };
        let fitted = |length: f64, room: f64, margin: f64| length.min((room - margin).max(1.0));
        (fitted(self.width, monitor.0, margin.0), fitted(self.height, monitor.1, margin.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    fn options(value: Value) -> WindowOptions {
        from_value(value).unwrap()
    }

    #[test]
    fn what_the_official_client_sends_is_understood() {
        let options = options(json!({
            "label": "a", "title": "A", "x": 10, "y": 20.5, "width": 300, "height": 200, "minWidth": 100,
            "alwaysOnTop": true, "theme": "dark", "backgroundColor": "#102030", "parent": "main",
            "preventOverflow": { "width": 10, "height": 20 }, "tabbingIdentifier": "elsewhere"
        }));
        assert_eq!((options.x, options.y), (Some(10.0), Some(20.5)));
        assert_eq!(options.theme, Some(Theme::Dark));
        assert!(options.always_on_top && options.resizable && options.visible);
        assert_eq!(options.parent.as_deref(), Some("main"));
        assert_eq!(options.size_on((305.0, 1000.0)), (295.0, 200.0));
    }

    #[test]
    fn a_window_overflows_unless_it_is_told_not_to() {
        assert_eq!(options(json!({ "width": 5000 })).size_on((800.0, 600.0)).0, 5000.0);
        assert_eq!(
            options(json!({ "width": 5000, "preventOverflow": true })).size_on((800.0, 600.0)).0,
            800.0
        );
    }

    #[test]
    fn an_option_of_the_wrong_type_is_named() {
        let error = from_value::<WindowOptions>(json!({ "width": "wide" })).unwrap_err();
        assert!(error.to_string().contains("wide"), "{error}");
    }
}
