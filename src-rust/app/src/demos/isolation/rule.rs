//! The rule of the form, checked, and the hook that goes by it.

use footbridge::Isolation;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;

/// What the hook goes by. It is written into the hook's text, so it is checked first.
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The folder that letters may be filed in.
    pub folder: String,
    /// Copies that pass as they are.
    pub copies_max: u32,
    /// What becomes of a call that asks for more.
    pub otherwise: Otherwise,
    /// How long such a call waits, if it is to. Unit: milliseconds.
    pub delay_ms: u32,
}

/// What becomes of a call that asks for too much.
#[derive(Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Otherwise {
    /// It is refused, with the reason.
    Stop,
    /// It asks for as much as is allowed.
    Change,
    /// It passes, later.
    Delay,
}

/// The hook's text, as it stands beside this file. No bundler has to be there, and no module is loaded.
const HOOK: &str = include_str!("hook.js");
const FOLDER_CHARS_MAX: usize = 20;
const COPIES_MAX: u32 = 99;
const DELAY_MS_MAX: u32 = 5_000;

impl Rule {
    /// The hook that goes by this rule.
    ///
    /// # Errors
    /// `bad_rule`, with what is wrong.
    pub fn into_hook(self) -> Result<Isolation, Failure> {
        let bad = |problem: &str| Err(Failure::new("bad_rule", problem));
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(1..=FOLDER_CHARS_MAX).contains(&self.folder.len()) || !self.folder.chars().all(fits) {
            return bad("A folder has 1 to 20 letters, digits and hyphens.");
        }
        if !(1..=COPIES_MAX).contains(&self.copies_max) {
            return bad("Between 1 and 99 copies can be allowed.");
        }
        if self.delay_ms > DELAY_MS_MAX {
            return bad("A call waits 5,000 ms at most.");
        }
        let rule =
            serde_json::to_string(&self).map_err(|error| Failure::new("bad_rule", error.to_string()))?;
        let text = format!("const RULE = {rule};\n{HOOK}");
        Isolation::new(text)
            .map_err(|error| Failure::new("bad_rule", format!("The hook cannot be used: {error}.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(folder: &str, copies_max: u32, delay_ms: u32) -> Rule {
        Rule { folder: folder.into(), copies_max, otherwise: Otherwise::Stop, delay_ms }
    }

    #[test]
    fn a_rule_is_checked_before_it_becomes_part_of_a_script() {
        assert!(rule("letters", 3, 800).into_hook().is_ok());
        for wrong in [
            rule("", 3, 0),
            rule("../etc", 3, 0),
            rule("a\"; alert(1); \"", 3, 0),
            rule("</script>", 3, 0),
            rule(&"a".repeat(21), 3, 0),
            rule("letters", 0, 0),
            rule("letters", 100, 0),
            rule("letters", 3, 5_001),
        ] {
            assert_eq!(wrong.into_hook().unwrap_err().code, "bad_rule");
        }
    }
}
