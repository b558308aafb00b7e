//! The name of a permission: `allow-greet` of the app, or `fs:allow-read` of a plugin.

use std::fmt;

/// A permission's name with the key of the manifest that declares it. The grammar is Tauri 2's.
///
/// `[key:]name`, where both are ASCII letters, digits and inner hyphens. A key that begins with `core:` may hold
/// further colons; 116 bytes at most; nothing begins with `tauri-plugin-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    text: String,
    colon: Option<usize>,
}

/// Cargo's 64 bytes for a package name less the prefix of a plugin's package, a colon, and 64 bytes for the name.
const BYTES_MAX: usize = 64 - "tauri-plugin-".len() + 1 + 64;

impl Identifier {
    /// # Errors
    ///
    /// The sentence that says which rule `text` breaks.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refuse = |rule: String| Err(format!("`{text}` is no permission identifier: {rule}"));
        if text.is_empty() {
            return Err("a permission identifier cannot be empty".into());
        }
        if text.len() > BYTES_MAX {
            return refuse(format!("it has {} bytes, {BYTES_MAX} are the most", text.len()));
        }
        if text.starts_with("tauri-plugin-") {
            return refuse("leave `tauri-plugin-` away, the plugin's own name is enough".into());
        }
        if text.matches(':').count() > 1 && !text.starts_with("core:") {
            return refuse("one colon, between the plugin and the permission, is the most".into());
        }
        for part in text.split(':') {
            if part.is_empty() {
                return refuse("there is nothing on one side of its colon".into());
            }
            if part.starts_with('-') || part.ends_with('-') {
                return refuse("a hyphen cannot come first or last".into());
            }
            if let Some(other) = part.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
                return refuse(format!("it can hold letters, digits and hyphens, but not {other:?}"));
            }
        }
        Ok(Self { text: text.into(), colon: text.rfind(':') })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The manifest it belongs to: a plugin's key, or `None` for the app's own.
    pub fn key(&self) -> Option<&str> {
        self.colon.map(|at| &self.text[..at])
    }

    /// The name inside that manifest.
    pub fn name(&self) -> &str {
        self.colon.map_or(&self.text, |at| &self.text[at + 1..])
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_that_of_tauri() {
        let longest = format!("{}:{}", "k".repeat(51), "n".repeat(64));
        for good in
            ["allow-greet", "fs:default", "preFix:base", "p3:pre--fix", "core:window:allow-close", &longest]
        {
            assert!(Identifier::parse(good).is_ok(), "{good}");
        }
        let longer = format!("{longest}n");
        for bad in [
            "",
            "allow_greet",
            "-a",
            "a-",
            "a-:b",
            "a:-b",
            ":a",
            "a:",
            "a::b",
            "a:b:c",
            "tauri-plugin-fs:default",
            "größe",
            "a b",
            &longer,
        ] {
            assert!(Identifier::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_last_colon_parts_key_and_name() {
        let parts = |text| {
            let identifier = Identifier::parse(text).unwrap();
            (identifier.key().map(String::from), identifier.name().to_owned())
        };
        assert_eq!(parts("allow-greet"), (None, "allow-greet".into()));
        assert_eq!(parts("fs:default"), (Some("fs".into()), "default".into()));
        assert_eq!(parts("core:window:default"), (Some("core:window".into()), "default".into()));
    }
}
