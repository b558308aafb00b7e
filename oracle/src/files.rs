//! What both sides are given: texts with their paths.

use std::fmt;

use footbridge::acl::Platform;

/// The files of one app.
#[derive(Clone, Default)]
pub struct Files {
    /// The permission files of each plugin by its key; of the app, where there is none.
    pub manifests: Vec<(Option<String>, Vec<File>)>,
    pub capabilities: Vec<File>,
    /// The app's configuration, with its list of capabilities.
    pub config: Option<File>,
    /// Capability files that come while the app runs.
    pub later: Vec<File>,
    pub target: Target,
}

#[derive(Clone)]
pub struct File {
    /// Ends in `.toml` or `.json`.
    pub path: String,
    pub text: String,
}

/// A platform, in both sides' types.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Target {
    #[default]
    Linux,
    MacOs,
    Ios,
}

impl Target {
    pub fn ours(self) -> Platform {
        match self {
            Self::Linux => Platform::Linux,
            Self::MacOs => Platform::MacOs,
            Self::Ios => Platform::Ios,
        }
    }

    pub fn theirs(self) -> tauri_utils::platform::Target {
        match self {
            Self::Linux => tauri_utils::platform::Target::Linux,
            Self::MacOs => tauri_utils::platform::Target::MacOS,
            Self::Ios => tauri_utils::platform::Target::Ios,
        }
    }
}

impl File {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    pub fn is_toml(&self) -> bool {
        self.path.ends_with(".toml")
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "on {:?}", self.target)?;
        for (key, files) in &self.manifests {
            writeln!(f, "\nmanifest of {}", key.as_deref().unwrap_or("the app"))?;
            files.iter().try_for_each(|file| write!(f, "{file}"))?;
        }
        for (title, files) in
            [("capabilities", &self.capabilities), ("capabilities at run time", &self.later)]
        {
            writeln!(f, "\n{title}")?;
            files.iter().try_for_each(|file| write!(f, "{file}"))?;
        }
        self.config.iter().try_for_each(|file| write!(f, "\nconfiguration\n{file}"))
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "--- {}\n{}", self.path, self.text.trim_end())
    }
}
