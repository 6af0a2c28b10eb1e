//! Open enumerations: a documented word, or one that a newer service says and we do not know yet.

use std::fmt;

use qualify_vocabulary::{AccountStatus, Qualification, VettingReason, VettingStatus};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// An enumeration of the vocabulary with its spelling on the wire.
pub trait WireWord: Copy + PartialEq + fmt::Debug + 'static {
    /// The name in the OpenAPI document.
    const SCHEMA_NAME: &'static str;

    /// Every word that is emitted.
    fn words() -> Vec<&'static str>;

    /// The word as it is emitted.
    fn word(self) -> &'static str;

    /// The value that a received text means.
    fn find(text: &str) -> Option<Self>;
}

/// A documented value, or the text of an undocumented one.
///
/// A server writes known values only; a client keeps what it does not know instead of failing (contract 6.3 rule 5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word<T> {
    /// A value of the enumeration.
    Known(T),
    /// Any other text.
    Other(String),
}

/// A qualification by name. (The aliases exist because the OpenAPI derive cannot look into `Word<T>`.)
pub type QualificationWord = Word<Qualification>;

/// A vetting status.
pub type VettingStatusWord = Word<VettingStatus>;

/// A vetting reason.
pub type VettingReasonWord = Word<VettingReason>;

/// An account status.
pub type AccountStatusWord = Word<AccountStatus>;

impl<T: WireWord> Word<T> {
    /// The value, if it is a documented one.
    pub const fn known(&self) -> Option<T> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Other(_) => None,
        }
    }

    /// The text on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(value) => value.word(),
            Self::Other(text) => text,
        }
    }

    fn read(text: &str) -> Self {
        T::find(text).map_or_else(|| Self::Other(text.to_owned()), Self::Known)
    }
}

impl<T> From<T> for Word<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: WireWord> fmt::Display for Word<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl<T: WireWord> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: WireWord> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(std::marker::PhantomData<T>);

        impl<T: WireWord> Visitor<'_> for Reader<T> {
            type Value = Word<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Word<T>, E> {
                Ok(Word::read(text))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Word<T>, E> {
                Ok(Word::read(&number.to_string()))
            }
        }

        // Some clients and services write enumerations as integers.
        deserializer.deserialize_any(Reader(std::marker::PhantomData))
    }
}

impl WireWord for Qualification {
    const SCHEMA_NAME: &'static str = "QualificationName";

    fn words() -> Vec<&'static str> {
        // "None" is never written: a customer without a qualification has an empty list (contract 2.3).
        Self::ALL.into_iter().filter(|value| *value != Self::None).map(Self::name).collect()
    }

    fn word(self) -> &'static str {
        self.name()
    }

    fn find(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl WireWord for VettingStatus {
    const SCHEMA_NAME: &'static str = "VettingStatusName";

    fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::name).collect()
    }

    fn word(self) -> &'static str {
        self.name()
    }

    fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.name().eq_ignore_ascii_case(text))
    }
}

impl WireWord for VettingReason {
    const SCHEMA_NAME: &'static str = "VettingReasonText";

    fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::text).collect()
    }

    fn word(self) -> &'static str {
        self.text()
    }

    fn find(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl WireWord for AccountStatus {
    const SCHEMA_NAME: &'static str = "AccountStatusName";

    fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::name).collect()
    }

    fn word(self) -> &'static str {
        self.name()
    }

    fn find(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_read_in_any_documented_spelling_and_others_are_kept() {
        let read = |json: &str| serde_json::from_str::<Word<Qualification>>(json).unwrap();
        let gcc = Word::Known(Qualification::GovernmentCommunityCloud);
        for json in ["\"GovernmentCommunityCloud\"", "\"government_community_cloud\"", "3"] {
            assert_eq!(read(json), gcc, "{json}");
        }
        assert_eq!(read("\"Gold\""), Word::Other("Gold".to_owned()));
        assert_eq!(serde_json::to_string(&read("\"Gold\"")).unwrap(), "\"Gold\"");
        assert_eq!(serde_json::to_string(&gcc).unwrap(), "\"GovernmentCommunityCloud\"");
    }
}
