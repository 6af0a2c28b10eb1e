//! The account validation status of a customer (contract 1.11).

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// Whether a customer's account may buy; recorded by an operator, only reported by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum AccountStatus {
    /// Not known.
    Unknown,
    /// Somebody is looking.
    UnderReview,
    /// May buy.
    Allowed,
    /// May not buy.
    NotAllowed,
    /// Not ready yet; written with a space on the wire.
    NotReady,
}

impl AccountStatus {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Unknown, Self::UnderReview, Self::Allowed, Self::NotAllowed, Self::NotReady];

    /// The one spelling, on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::UnderReview => "UnderReview",
            Self::Allowed => "Allowed",
            Self::NotAllowed => "NotAllowed",
            Self::NotReady => "Not Ready",
        }
    }

    /// Reads a name without regard to case and blanks.
    ///
    /// # Errors
    /// The text is not one of the names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let without_blanks = |text: &str| text.replace(' ', "").to_ascii_lowercase();
        let folded = without_blanks(text);
        Self::ALL.into_iter().find(|value| without_blanks(value.name()) == folded).ok_or(ParseError::new(
            "an account status",
            "Unknown, UnderReview, Allowed, NotAllowed or Not Ready is expected",
        ))
    }
}

impl TryFrom<String> for AccountStatus {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<AccountStatus> for &'static str {
    fn from(status: AccountStatus) -> Self {
        status.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_with_and_without_the_space() {
        for status in AccountStatus::ALL {
            assert_eq!(AccountStatus::parse(status.name()), Ok(status));
        }
        assert_eq!(AccountStatus::parse("notready"), Ok(AccountStatus::NotReady));
        assert!(AccountStatus::parse("Fine").is_err());
    }
}
