//! An integer that a page's `number` holds exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// A whole number from 0 to 2^53 - 1, such as a file's size or an offset in it.
///
/// A JSON number becomes a double in the page, and a double rounds above 2^53 without a word. This type refuses to
/// cross instead.
/// Source: ECMA-262, `Number.MAX_SAFE_INTEGER`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeInteger(u64);

impl SafeInteger {
    /// The largest that a double holds with all its neighbours: 2^53 - 1.
    pub const MAX: u64 = (1 << 53) - 1;

    /// Takes a number, of which one above [`Self::MAX`] will be refused when it is sent.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u32> for SafeInteger {
    fn from(value: u32) -> Self {
        Self(value.into())
    }
}

impl Serialize for SafeInteger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 > Self::MAX {
            return Err(ser::Error::custom(format!("{} is above 2^53 - 1 and would be rounded", self.0)));
        }
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for SafeInteger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u64::deserialize(deserializer)?;
        if value > Self::MAX {
            let received = de::Unexpected::Unsigned(value);
            return Err(de::Error::invalid_value(received, &"a whole number up to 2^53 - 1"));
        }
        Ok(Self(value))
    }
}

#[cfg(feature = "bindings")]
impl ts_rs::TS for SafeInteger {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "number".to_owned()
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::name(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_above_2_to_the_53_are_refused_and_never_rounded() {
        assert_eq!(serde_json::to_string(&SafeInteger::new(SafeInteger::MAX)).unwrap(), "9007199254740991");
        assert!(serde_json::to_string(&SafeInteger::new(SafeInteger::MAX + 1)).is_err());
        assert_eq!(serde_json::from_str::<SafeInteger>("9007199254740991").unwrap().get(), SafeInteger::MAX);
        for refused in ["9007199254740992", "-1", "1.5", "\"1\""] {
            assert!(serde_json::from_str::<SafeInteger>(refused).is_err(), "{refused}");
        }
    }
}
