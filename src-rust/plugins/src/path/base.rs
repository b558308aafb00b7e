//! The base directories, by the numbers and variables that Tauri 2 gives them.

use serde::Deserialize;
use ts_rs::TS;

/// Where a relative path starts.
///
/// A page names it by its number, a scope by its variable.
/// Source: `BaseDirectory` of `@tauri-apps/api/path` 2.12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(try_from = "u16")]
#[ts(type = "number")]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum BaseDirectory {
    Audio = 1,
    Cache = 2,
    Config = 3,
    Data = 4,
    LocalData = 5,
    Document = 6,
    Download = 7,
    Picture = 8,
    Public = 9,
    Video = 10,
    Resource = 11,
    Temp = 12,
    AppConfig = 13,
    AppData = 14,
    AppLocalData = 15,
    AppCache = 16,
    AppLog = 17,
    Desktop = 18,
    Executable = 19,
    Font = 20,
    Home = 21,
    Runtime = 22,
    Template = 23,
}

use BaseDirectory::*;

impl BaseDirectory {
    /// Every one, in the order of their numbers.
    pub const ALL: [Self; 23] = [
        Audio,
        Cache,
        Config,
        Data,
        LocalData,
        Document,
        Download,
        Picture,
        Public,
        Video,
        Resource,
        Temp,
        AppConfig,
        AppData,
        AppLocalData,
        AppCache,
        AppLog,
        Desktop,
        Executable,
        Font,
        Home,
        Runtime,
        Template,
    ];

    /// How a scope writes it, such as `$TEMP`.
    pub const fn variable(self) -> &'static str {
        match self {
            Audio => "$AUDIO",
            Cache => "$CACHE",
            Config => "$CONFIG",
            Data => "$DATA",
            LocalData => "$LOCALDATA",
            Document => "$DOCUMENT",
            Download => "$DOWNLOAD",
            Picture => "$PICTURE",
            Public => "$PUBLIC",
            Video => "$VIDEO",
            Resource => "$RESOURCE",
            Temp => "$TEMP",
            AppConfig => "$APPCONFIG",
            AppData => "$APPDATA",
            AppLocalData => "$APPLOCALDATA",
            AppCache => "$APPCACHE",
            AppLog => "$APPLOG",
            Desktop => "$DESKTOP",
            Executable => "$EXE",
            Font => "$FONT",
            Home => "$HOME",
            Runtime => "$RUNTIME",
            Template => "$TEMPLATE",
        }
    }

    /// The one that a variable stands for.
    pub fn from_variable(variable: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.variable() == variable)
    }
}

impl TryFrom<u16> for BaseDirectory {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        let base = Self::ALL.into_iter().find(|base| *base as u16 == number);
        base.ok_or_else(|| format!("{number} is no base directory; they go from 1 to 23"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_variables_are_those_of_the_guest_package() {
        for (number, base, variable) in [
            (1, Audio, "$AUDIO"),
            (12, Temp, "$TEMP"),
            (15, AppLocalData, "$APPLOCALDATA"),
            (23, Template, "$TEMPLATE"),
        ] {
            assert_eq!(serde_json::from_value::<BaseDirectory>(number.into()).unwrap(), base);
            assert_eq!(BaseDirectory::from_variable(variable), Some(base));
        }
        for wrong in [0, 24, 65_535] {
            assert!(serde_json::from_value::<BaseDirectory>(wrong.into()).is_err());
        }
        assert_eq!(BaseDirectory::from_variable("$temp"), None);
    }
}
