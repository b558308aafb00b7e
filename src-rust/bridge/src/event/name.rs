//! What an event may be called.

use std::{fmt, ops::Deref};

use crate::{
    Error,
    command::{ArgumentError, CommandArg, CommandItem},
};

/// The rule, for whoever broke it.
const RULE: &str = "an event name: letters, digits and any of `-/:_`, at least one of them";

/// A name that keeps the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventName(String);

impl EventName {
    pub(crate) fn new(name: impl Into<String>, bytes_max: usize) -> Result<Self, Error> {
        let name = name.into();
        if name.len() > bytes_max {
            return Err(Error::EventNameTooLong { bytes: name.len(), bytes_max });
        }
        if !is_event_name(&name) {
            return Err(Error::InvalidEventName(name));
        }
        Ok(Self(name))
    }
}

fn is_event_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-/:_".contains(c))
}

impl Deref for EventName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> CommandArg<'a> for EventName {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        let bytes_max = item.message.app_handle().limits().event_name_bytes_max;
        let name: String = item.deserialize()?;
        Self::new(name, bytes_max).map_err(|error| match error {
            Error::EventNameTooLong { bytes, .. } => {
                ArgumentError::new(format!("{RULE}, at most {bytes_max} bytes"), format!("{bytes} bytes"))
            }
            _ => ArgumentError::new(RULE, "a name with other characters, or none"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_tauris_rule() {
        for name in ["a", "tauri://close-requested", "größe_1", "-", "a:b/c"] {
            assert!(EventName::new(name, 64).is_ok(), "{name}");
        }
        for name in ["", " ", "a b", "a.b", "a\n", "a\"", "ä\u{2028}"] {
            let error = EventName::new(name, 64).unwrap_err().to_string();
            assert!(error.contains("is no event name: use letters, digits and any of `-/:_`"), "{error}");
        }
        let error = EventName::new("aaaaa", 4).unwrap_err().to_string();
        assert!(error.contains("5 bytes") && error.contains("at most 4"), "{error}");
    }
}
