//! A colour as pages write it.

use serde::{Deserialize, Deserializer, de::Error};
use ts_rs::TS;

/// Red, green, blue and alpha. On the wire: `"#rrggbb"` or `"#rrggbbaa"`, an array of three or four, or an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, TS)]
#[ts(type = "string | number[] | { red: number, green: number, blue: number, alpha?: number }")]
pub(crate) struct Color(pub(crate) (u8, u8, u8, u8));

#[derive(Deserialize)]
#[serde(untagged)]
enum Spelling {
    Text(String),
    Opaque([u8; 3]),
    Translucent([u8; 4]),
    Named {
        red: u8,
        green: u8,
        blue: u8,
        #[serde(default = "opaque")]
        alpha: u8,
    },
}

const fn opaque() -> u8 {
    u8::MAX
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spelling = Spelling::deserialize(deserializer).ok();
        let color = spelling.and_then(|spelling| match spelling {
            Spelling::Text(text) => parse(&text),
            Spelling::Opaque([red, green, blue]) => Some((red, green, blue, opaque())),
            Spelling::Translucent([red, green, blue, alpha]) => Some((red, green, blue, alpha)),
            Spelling::Named { red, green, blue, alpha } => Some((red, green, blue, alpha)),
        });
        let expected =
            "a colour is \"#rrggbb\", \"#rrggbbaa\", [r, g, b], [r, g, b, a] or { red, green, blue, alpha }";
        color.map(Self).ok_or_else(|| D::Error::custom(expected))
    }
}

fn parse(text: &str) -> Option<(u8, u8, u8, u8)> {
    let digits: Option<Vec<u8>> =
        text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect();
    match *digits? {
        [r, g, b] => Some((r * 17, g * 17, b * 17, opaque())),
        [a, b, c, d, e, f] => Some((a * 16 + b, c * 16 + d, e * 16 + f, opaque())),
        [a, b, c, d, e, f, g, h] => Some((a * 16 + b, c * 16 + d, e * 16 + f, g * 16 + h)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn every_spelling_is_the_same_colour() {
        for spelling in [
            json!("#ff8000"),
            json!("#FF8000ff"),
            json!([255, 128, 0]),
            json!([255, 128, 0, 255]),
            json!({ "red": 255, "green": 128, "blue": 0 }),
        ] {
            assert_eq!(from_value::<Color>(spelling.clone()).unwrap().0, (255, 128, 0, 255), "{spelling}");
        }
        assert_eq!(from_value::<Color>(json!("#f80")).unwrap().0, (255, 136, 0, 255));
    }

    #[test]
    fn what_is_no_colour_is_refused_with_the_spellings() {
        for wrong in
            [json!("red"), json!("#12"), json!([1, 2]), json!([300, 0, 0]), json!("#é0ff00"), json!(7)]
        {
            let error = from_value::<Color>(wrong.clone()).unwrap_err().to_string();
            assert!(error.starts_with("a colour is"), "{wrong}: {error}");
        }
    }
}
