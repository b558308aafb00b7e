//! Messages and questions.

use footbridge::{AppHandle, NativeText, command};
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::shown;
use crate::app::AppInfo;

/// Which sign stands beside the text. What is not known is a plain message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(from = "String")]
#[ts(type = "string")]
pub(super) enum Sign {
    #[default]
    Info,
    Warning,
    Error,
}

impl From<String> for Sign {
    fn from(text: String) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "warning" => Self::Warning,
            "error" => Self::Error,
            _ => Self::Info,
        }
    }
}

/// The buttons, some with words of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
pub(super) enum Buttons {
    #[default]
    Ok,
    OkCancel,
    YesNo,
    YesNoCancel,
    OkCustom(NativeText),
    OkCancelCustom(NativeText, NativeText),
    YesNoCancelCustom(NativeText, NativeText, NativeText),
}

/// The button that was pressed; with words of its own it is these words.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
pub(super) enum Pressed {
    Yes,
    No,
    Ok,
    Cancel,
    #[serde(untagged)]
    Custom(String),
}

#[command]
pub(super) async fn message(
    app: AppHandle,
    title: Option<NativeText>,
    message: NativeText,
    kind: Option<Sign>,
    buttons: Option<Buttons>,
) -> Result<Pressed, String> {
    let title = title
        .map(NativeText::into_string)
        .or_else(|| Some(app.try_state::<AppInfo>()?.name.clone()))
        .unwrap_or_default();
    let buttons = buttons.unwrap_or_default();
    let words = buttons.clone();
    let result = shown(&app, move || {
        AsyncMessageDialog::new()
            .set_title(title)
            .set_description(&*message)
            .set_level(level(kind.unwrap_or_default()))
            .set_buttons(in_dialog(words))
            .show()
    });
    Ok(pressed(result.await?, buttons))
}

fn level(sign: Sign) -> MessageLevel {
    match sign {
        Sign::Info => MessageLevel::Info,
        Sign::Warning => MessageLevel::Warning,
        Sign::Error => MessageLevel::Error,
    }
}

fn in_dialog(buttons: Buttons) -> MessageButtons {
    match buttons {
        Buttons::Ok => MessageButtons::Ok,
        Buttons::OkCancel => MessageButtons::OkCancel,
        Buttons::YesNo => MessageButtons::YesNo,
        Buttons::YesNoCancel => MessageButtons::YesNoCancel,
        Buttons::OkCustom(ok) => MessageButtons::OkCustom(ok.into_string()),
        Buttons::OkCancelCustom(ok, cancel) => {
            MessageButtons::OkCancelCustom(ok.into_string(), cancel.into_string())
        }
        Buttons::YesNoCancelCustom(yes, no, cancel) => {
            MessageButtons::YesNoCancelCustom(yes.into_string(), no.into_string(), cancel.into_string())
        }
    }
}

/// Some platforms report which of the usual buttons it was although it had words of its own.
fn pressed(result: MessageDialogResult, buttons: Buttons) -> Pressed {
    use MessageDialogResult::{Cancel, Custom, No, Ok, Yes};
    match (result, buttons) {
        (Ok, Buttons::OkCustom(words) | Buttons::OkCancelCustom(words, _))
        | (Cancel, Buttons::OkCancelCustom(_, words) | Buttons::YesNoCancelCustom(.., words))
        | (Yes, Buttons::YesNoCancelCustom(words, ..))
        | (No, Buttons::YesNoCancelCustom(_, words, _)) => Pressed::Custom(words.into_string()),
        (Custom(words), _) => Pressed::Custom(words),
        (Ok, _) => Pressed::Ok,
        (Cancel, _) => Pressed::Cancel,
        (Yes, _) => Pressed::Yes,
        (No, _) => Pressed::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(text: &str) -> NativeText {
        text.try_into().unwrap()
    }

    #[test]
    fn buttons_have_the_forms_of_the_guest_package() {
        for (form, buttons) in [
            (json!("YesNo"), Buttons::YesNo),
            (json!({ "OkCustom": "Fine" }), Buttons::OkCustom(text("Fine"))),
            (json!({ "OkCancelCustom": ["a", "b"] }), Buttons::OkCancelCustom(text("a"), text("b"))),
        ] {
            assert_eq!(serde_json::from_value::<Buttons>(form).unwrap(), buttons);
        }
    }

    #[test]
    fn a_button_with_a_nul_is_refused() {
        for form in [json!({ "OkCustom": "\0" }), json!({ "YesNoCancelCustom": ["a", "b", "c\0"] })] {
            let error = serde_json::from_value::<Buttons>(form).unwrap_err();
            assert!(error.to_string().contains("NUL"), "{error}");
        }
    }

    #[test]
    fn an_answer_is_the_word_on_the_button() {
        let custom = Buttons::OkCancelCustom(text("Keep"), text("Drop"));
        let word = |result, buttons| serde_json::to_value(pressed(result, buttons)).unwrap();
        assert_eq!(word(MessageDialogResult::Ok, custom.clone()), "Keep");
        assert_eq!(word(MessageDialogResult::Cancel, custom), "Drop");
        assert_eq!(word(MessageDialogResult::Yes, Buttons::YesNo), "Yes");
        assert_eq!(word(MessageDialogResult::Cancel, Buttons::Ok), "Cancel");
    }

    #[test]
    fn an_unknown_sign_is_a_plain_message() {
        assert_eq!(Sign::from("Warning".to_owned()), Sign::Warning);
        assert_eq!(Sign::from("loud".to_owned()), Sign::Info);
    }
}
