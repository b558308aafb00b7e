//! A text that native code takes.

use std::{ops::Deref, path::Path};

use serde::{Deserialize, Deserializer, de};

/// A text without a NUL, such as the title of a window.
///
/// Native code takes a NUL for the end of a text; the libraries in front of it panic on one, some of them where a panic
/// aborts the process. This type refuses to come in instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NativeText(String);

/// A text holds a NUL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text for the system holds a NUL (U+0000); leave it out")]
pub struct NulInText;

impl NativeText {
    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for NativeText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<Path> for NativeText {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl TryFrom<String> for NativeText {
    type Error = NulInText;

    fn try_from(text: String) -> Result<Self, NulInText> {
        if text.contains('\0') { Err(NulInText) } else { Ok(Self(text)) }
    }
}

impl TryFrom<&str> for NativeText {
    type Error = NulInText;

    fn try_from(text: &str) -> Result<Self, NulInText> {
        text.to_owned().try_into()
    }
}

impl<'de> Deserialize<'de> for NativeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

#[cfg(feature = "bindings")]
impl ts_rs::TS for NativeText {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::name(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_nul_is_refused_wherever_it_stands() {
        assert_eq!(&*serde_json::from_str::<NativeText>("\"\u{fc} \\\\0\"").unwrap(), "\u{fc} \\0");
        assert_eq!(&*serde_json::from_str::<NativeText>("\"\"").unwrap(), "");
        for refused in [r#""\u0000""#, r#""a\u0000b""#, r#""a\u0000""#] {
            let error = serde_json::from_str::<NativeText>(refused).unwrap_err().to_string();
            assert!(error.contains("NUL"), "{refused}: {error}");
        }
    }
}
