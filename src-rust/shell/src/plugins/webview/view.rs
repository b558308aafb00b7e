//! A webview that is there: place, size, zoom, colour, focus.

use footbridge::{Commands, State, Webview, command, generate_handler};
use tao::dpi;

use super::on_view;
use crate::{
    Error,
    desktop::Desktop,
    options::Color,
    placement::Area,
    plugins::measures::{PhysicalPosition, PhysicalSize, Position, Size},
    windows::{OpenView, OpenWindow},
};

pub(super) const COMMANDS: Commands = generate_handler![
    webview_position,
    webview_size,
    set_webview_position,
    set_webview_size,
    set_webview_auto_resize,
    set_webview_focus,
    set_webview_zoom,
    set_webview_background_color,
    webview_show,
    webview_hide,
    print,
    clear_all_browsing_data,
    internal_toggle_devtools
];

/// A table of commands about a webview: `name(value: type) -> type = |window, view, value| ..;`.
macro_rules! commands {
    ($($name:ident($($value:ident: $type:ty)?) -> $answer:ty = $ask:expr;)*) => {$(
        #[command]
        async fn $name(
            desktop: State<'_, Desktop>,
            webview: Webview,
            label: Option<String>,
            $($value: $type,)?
        ) -> Result<$answer, Error> {
            let ask: fn(&OpenWindow, &OpenView $(, $type)?) -> Result<$answer, Error> = $ask;
            on_view(&desktop, &webview, label, move |open, view| ask(open, view $(, $value)?)).await
        }
    )*};
}

commands! {
    webview_position() -> PhysicalPosition = |open, view| {
        let Area { x, y, .. } = view.view.area(&open.window);
        let place = dpi::LogicalPosition::new(x, y).to_physical::<i32>(open.window.scale_factor());
        Ok(place.into())
    };
    webview_size() -> PhysicalSize = |open, view| {
        let Area { width, height, .. } = view.view.area(&open.window);
        Ok(dpi::LogicalSize::new(width, height).to_physical::<u32>(open.window.scale_factor()).into())
    };
    set_webview_position(value: Position) -> () = |open, view, position| {
        let place = dpi::Position::from(position).to_logical::<f64>(open.window.scale_factor());
        let area = view.view.area(&open.window);
        view.view.set_area(&open.window, Area { x: place.x, y: place.y, ..area })
    };
    set_webview_size(value: Size) -> () = |open, view, size| {
        let size = size.drawn()?.to_logical::<f64>(open.window.scale_factor());
        let area = view.view.area(&open.window);
        view.view.set_area(&open.window, Area { width: size.width, height: size.height, ..area })
    };
    set_webview_auto_resize(value: bool) -> () = |open, view, auto_resize| {
        Ok(view.view.set_auto_resize(&open.window, auto_resize))
    };
    set_webview_focus() -> () = |_, view| Ok(view.view.web().focus()?);
    set_webview_zoom(value: f64) -> () = |_, view, factor| {
        if !(factor.is_finite() && factor > 0.0) {
            return Err(Error::System(format!("a page cannot be zoomed by {factor}; take a number above 0")));
        }
        Ok(view.view.web().zoom(factor)?)
    };
    set_webview_background_color(value: Option<Color>) -> () = |_, view, color| {
        let Color(color) = color.unwrap_or(Color((255, 255, 255, 255)));
        Ok(view.view.web().set_background_color(color)?)
    };
    webview_show() -> () = |_, view| view.view.set_visible(true);
    webview_hide() -> () = |_, view| view.view.set_visible(false);
    print() -> () = |_, view| view.view.print();
    clear_all_browsing_data() -> () = |_, view| Ok(view.view.web().clear_all_browsing_data()?);
}

/// Opens or closes the inspector, where the app offers one.
#[command]
async fn internal_toggle_devtools(
    desktop: State<'_, Desktop>,
    webview: Webview,
    label: Option<String>,
) -> Result<(), Error> {
    let label = super::named(&webview, label);
    desktop
        .ask(move |windows, _| {
            if !windows.looks.devtools {
                return Err(Error::Unsupported(
                    "the inspector",
                    "the app does not offer it; see `Shell::devtools`",
                ));
            }
            windows.view(&label)?.1.view.toggle_inspector()
        })
        .await
}
