//! Options of a webview.

use footbridge::{Isolation, NativeText, NulInText, Page, WebviewConfig, WindowConfig};
use serde::Deserialize;
use ts_rs::TS;

use super::Color;
use crate::{
    Error,
    limits::side,
    placement::{Area, Placement},
};

/// `WebviewOptions` of the official client. Lengths are logical pixels.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WebviewOptions {
    pub(crate) label: String,
    /// A path from the root of the app's scheme, or an address.
    pub(crate) url: NativeText,
    x: Option<f64>,
    y: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    auto_resize: bool,
    pub(crate) transparent: bool,
    pub(crate) focus: bool,
    pub(crate) drag_drop_enabled: bool,
    pub(crate) accept_first_mouse: bool,
    pub(crate) zoom_hotkeys_enabled: bool,
    pub(crate) general_autofill_enabled: bool,
    pub(crate) incognito: bool,
    pub(crate) javascript_disabled: bool,
    pub(crate) devtools: Option<bool>,
    pub(crate) user_agent: Option<NativeText>,
    pub(crate) background_color: Option<Color>,
    proxy_url: Option<String>,
    data_directory: Option<String>,
    data_store_identifier: Option<Vec<u8>>,
    /// What isolates it. No page says so: it is the app's word, or goes over from the page that opens it.
    #[serde(skip)]
    pub(crate) isolation: Option<Isolation>,
}

fn index() -> NativeText {
    NativeText::try_from("index.html").expect("a literal without a NUL")
}

impl Default for WebviewOptions {
    fn default() -> Self {
        Self {
            label: String::new(),
            url: index(),
            x: None,
            y: None,
            width: None,
            height: None,
            auto_resize: false,
            transparent: false,
            focus: true,
            drag_drop_enabled: true,
            accept_first_mouse: false,
            zoom_hotkeys_enabled: false,
            general_autofill_enabled: true,
            incognito: false,
            javascript_disabled: false,
            devtools: None,
            user_agent: None,
            background_color: None,
            proxy_url: None,
            data_directory: None,
            data_store_identifier: None,
            isolation: None,
        }
    }
}

impl TryFrom<&WindowConfig> for WebviewOptions {
    type Error = NulInText;

    fn try_from(config: &WindowConfig) -> Result<Self, NulInText> {
        Ok(Self {
            label: config.label.clone(),
            url: config.path.clone().try_into()?,
            isolation: config.isolation.clone(),
            ..Self::default()
        })
    }
}

impl TryFrom<&WebviewConfig> for WebviewOptions {
    type Error = NulInText;

    fn try_from(config: &WebviewConfig) -> Result<Self, NulInText> {
        Ok(Self {
            label: config.label.clone(),
            url: config.path.clone().try_into()?,
            x: Some(config.x),
            y: Some(config.y),
            width: Some(config.width),
            height: Some(config.height),
            auto_resize: config.auto_resize,
            isolation: config.isolation.clone(),
            ..Self::default()
        })
    }
}

impl WebviewOptions {
    /// The options with the isolation of the page that asks for them: what an isolated page opens is isolated too.
    pub(crate) fn opened_by(mut self, opener: &Page) -> Self {
        self.isolation = opener.isolation().cloned();
        self
    }

    /// Whether an engine with one store for all webviews can meet them.
    ///
    /// # Errors
    /// With the first option that it cannot meet.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let shared = "all webviews share one store and one way to the network";
        if self.proxy_url.is_some() {
            return Err(Error::Unsupported("proxyUrl", shared));
        }
        if self.data_directory.is_some() || self.data_store_identifier.is_some() {
            return Err(Error::Unsupported("dataDirectory and dataStoreIdentifier", shared));
        }
        Ok(())
    }

    /// Where the webview lies in a window of this size, in logical pixels.
    ///
    /// # Errors
    /// When place or size are missing, or the size cannot be drawn.
    pub(crate) fn placement(&self, window: (f64, f64)) -> Result<Placement, Error> {
        let (Some(x), Some(y), Some(width), Some(height)) = (self.x, self.y, self.width, self.height) else {
            return Err(Error::NoPlace);
        };
        let fixed = Placement::Fixed(Area { x, y, width: side(width)?, height: side(height)? });
        Ok(if self.auto_resize { Placement::sharing(fixed.within(window), window) } else { fixed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    fn options(value: Value) -> WebviewOptions {
        from_value(value).unwrap()
    }

    #[test]
    fn place_and_size_are_asked_for() {
        let whole = options(json!({ "x": 1, "y": 2, "width": 3, "height": 4 }));
        let area = Area { x: 1.0, y: 2.0, width: 3.0, height: 4.0 };
        assert_eq!(whole.placement((10.0, 10.0)).unwrap(), Placement::Fixed(area));
        for part in ["x", "y", "width", "height"] {
            let mut value = json!({ "x": 1, "y": 2, "width": 3, "height": 4 });
            value.as_object_mut().unwrap().remove(part);
            assert!(matches!(options(value).placement((10.0, 10.0)), Err(Error::NoPlace)), "{part}");
        }
    }

    #[test]
    fn an_option_that_cannot_be_met_is_refused_by_name() {
        let error = options(json!({ "proxyUrl": "http://proxy.invalid" })).check().unwrap_err();
        assert!(error.to_string().contains("proxyUrl"), "{error}");
        assert!(options(json!({ "dataDirectory": "elsewhere" })).check().is_err());
        assert!(options(json!({ "scrollBarStyle": "fluentOverlay" })).check().is_ok());
    }
}
