//! A capability: which windows may use which permissions, as one file says it.
//!
//! In comes a file's text, out come [`Capability`] values with the lines they were read from. The format is Tauri 2's
//! (<https://v2.tauri.app/reference/acl/capability/>), with one rule more: a field that nobody knows is an error,
//! because a misspelt `webviews` would otherwise be a capability that names other callers than its author meant.

use glob::Pattern;

use super::document::{Document, Fields, Node};
use super::error::Error;
use super::identifier::Identifier;
use super::origin::{Origin, UrlPattern};
use super::permission::Scope;

const FIELDS: [&str; 9] = [
    "$schema",
    "identifier",
    "description",
    "local",
    "remote",
    "windows",
    "webviews",
    "permissions",
    "platforms",
];

/// What one capability says, and where it says it.
#[derive(Debug)]
pub struct Capability {
    /// Its name, which no other capability of the app has.
    pub identifier: String,
    /// For people.
    pub description: String,
    /// Whether it speaks of the app's own pages.
    pub local: bool,
    /// The pages from elsewhere that it speaks of.
    pub remote: Vec<UrlPattern>,
    /// Globs of window labels. One that matches takes in every webview of that window.
    pub windows: Vec<Pattern>,
    /// Globs of webview labels.
    pub webviews: Vec<Pattern>,
    /// What it allows and denies.
    pub permissions: Vec<PermissionEntry>,
    /// Where it applies; everywhere when it does not say.
    pub platforms: Option<Vec<Platform>>,
    /// The path of its file from the repository's root.
    pub file: String,
    /// Where its parts stand in that file.
    pub lines: Lines,
}

/// Lines counted from 1. A field that is not written has the line of the capability that would hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The capability itself.
    pub capability: usize,
    /// Its `identifier`.
    pub identifier: usize,
    /// Its `local`.
    pub local: usize,
    /// Its `remote`.
    pub remote: usize,
    /// Its `windows`.
    pub windows: usize,
    /// Its `webviews`.
    pub webviews: usize,
    /// Its `permissions`.
    pub permissions: usize,
}

/// One element of `permissions`: a string, or an object that adds scopes to the permission.
#[derive(Clone, Debug, PartialEq)]
pub struct PermissionEntry {
    /// Which permission or permission set.
    pub identifier: Identifier,
    /// What it adds to the permission's own scope.
    pub scope: Scope,
    /// Where it stands.
    pub line: usize,
    /// The way to it inside its file, such as `permissions[0]`.
    pub field: String,
}

/// A platform that a capability can be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// `macOS`
    MacOs,
    /// `windows`
    Windows,
    /// `linux`, and every other Unix
    Linux,
    /// `android`
    Android,
    /// `iOS`
    Ios,
}

impl Platform {
    const NAMES: [(&str, Self); 5] = [
        ("macOS", Self::MacOs),
        ("windows", Self::Windows),
        ("linux", Self::Linux),
        ("android", Self::Android),
        ("iOS", Self::Ios),
    ];

    /// The platform of a name, spelt as a capability spells it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, platform)| *platform)
    }

    /// The names of all platforms.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(name, _)| *name)
    }

    /// The platform that this code was built for.
    pub fn current() -> Self {
        match std::env::consts::OS {
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            "android" => Self::Android,
            "ios" => Self::Ios,
            _ => Self::Linux,
        }
    }

    /// Reads the field `platforms`.
    pub(super) fn read_all(fields: &Fields<'_>) -> Result<Option<Vec<Self>>, Error> {
        let platforms = fields.get_nullable("platforms");
        platforms.map(|platforms| platforms.items()?.iter().map(Self::read).collect()).transpose()
    }

    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let text = node.string()?;
        Self::from_name(&text).ok_or_else(|| {
            let names = Self::names().collect::<Vec<_>>().join(", ");
            node.error(format!("`{text}` is no platform; these are: {names}"))
        })
    }
}

impl Capability {
    /// Reads a file that holds one capability, an array of them, or an object with an array `capabilities`.
    ///
    /// # Errors
    ///
    /// The first fault of the file, with its line and field.
    pub fn read_file(file: &str, text: &str) -> Result<Vec<Self>, Error> {
        let document = Document::parse(file, text)?;
        let root = document.root();
        if root.is_array() {
            root.items()?.iter().map(Self::read).collect()
        } else if root.has_field("capabilities") {
            let fields = root.fields(&["$schema", "capabilities"])?;
            fields.required("capabilities")?.items()?.iter().map(Self::read).collect()
        } else {
            Ok(vec![Self::read(&root)?])
        }
    }

    /// Reads one, wherever it stands.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Error> {
        let fields = node.fields(&FIELDS)?;
        let identifier = fields.required("identifier")?;
        let name = identifier.string()?;
        if name.is_empty() {
            return Err(identifier.error("a capability needs a name"));
        }
        Ok(Self {
            identifier: name,
            description: fields.get("description").map_or(Ok(String::new()), Node::string)?,
            local: fields.get("local").map_or(Ok(true), Node::boolean)?,
            remote: fields.get_nullable("remote").map_or(Ok(Vec::new()), remote_urls)?,
            windows: fields.each("windows", label_glob)?,
            webviews: fields.each("webviews", label_glob)?,
            permissions: fields
                .required("permissions")?
                .items()?
                .iter()
                .map(PermissionEntry::read)
                .collect::<Result<_, _>>()?,
            platforms: Platform::read_all(&fields)?,
            file: node.file().into(),
            lines: Lines::read(node, &fields),
        })
    }

    /// Whether it applies on `platform`.
    pub fn is_active_on(&self, platform: Platform) -> bool {
        self.platforms.as_ref().is_none_or(|platforms| platforms.contains(&platform))
    }

    /// Whether it speaks of pages from `origin`.
    pub fn names_origin(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Local => self.local,
            Origin::Remote(url) => self.remote.iter().any(|pattern| pattern.matches(url)),
        }
    }

    /// Whether it speaks of the webview, or of the window that the webview is in.
    pub fn names_label(&self, window: &str, webview: &str) -> bool {
        self.webviews.iter().any(|glob| glob.matches(webview))
            || self.windows.iter().any(|glob| glob.matches(window))
    }
}

impl Lines {
    fn read(node: &Node<'_>, fields: &Fields<'_>) -> Self {
        Self {
            capability: node.line(),
            identifier: fields.line("identifier"),
            local: fields.line("local"),
            remote: fields.line("remote"),
            windows: fields.line("windows"),
            webviews: fields.line("webviews"),
            permissions: fields.line("permissions"),
        }
    }
}

impl PermissionEntry {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let (name, scope) = if node.is_object() {
            let fields = node.fields(&["identifier", "allow", "deny"])?;
            (fields.required("identifier")?.clone(), Scope::of(&fields)?)
        } else {
            (node.clone(), Scope::default())
        };
        let identifier = Identifier::parse(&name.string()?).map_err(|problem| name.error(problem))?;
        Ok(Self { identifier, scope, line: name.line(), field: node.path().into() })
    }
}

fn label_glob(node: &Node<'_>) -> Result<Pattern, Error> {
    let text = node.string()?;
    Pattern::new(&text).map_err(|fault| {
        node.error(format!("`{text}` is no label pattern: {} (at character {})", fault.msg, fault.pos + 1))
    })
}

fn remote_urls(node: &Node<'_>) -> Result<Vec<UrlPattern>, Error> {
    let pattern = |url: &Node<'_>| UrlPattern::parse(&url.string()?).map_err(|problem| url.error(problem));
    node.fields(&["urls"])?.required("urls")?.items()?.iter().map(pattern).collect()
}
