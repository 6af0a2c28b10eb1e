//! The text of a GCC validation code: a secret that a partner was given (contract 2.4, 2.7).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// Longest code that is looked up at all, in characters; every issued code is shorter.
const CODE_CHARS_MAX: usize = 64;

/// A validation code as text. `Debug` and `Display` show its last two digits only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ValidationCodeId(String);

impl ValidationCodeId {
    /// Takes the text that a caller sent: surrounding blanks go, nothing else is normalised (leading zeros count).
    /// Blank text is no code. A text too long for any code keeps its meaning of "a code that nobody has".
    ///
    /// ```
    /// use qualify_vocabulary::ValidationCodeId;
    /// assert_eq!(ValidationCodeId::from_input(" 481516 ").unwrap().reveal(), "481516");
    /// assert!(ValidationCodeId::from_input("  ").is_none());
    /// ```
    pub fn from_input(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.chars().take(CODE_CHARS_MAX + 1).collect()))
    }

    /// Reads a code that is to be issued: 4 to 10 digits.
    ///
    /// # Errors
    /// The text is not made of 4 to 10 digits.
    pub fn parse_issued(text: &str) -> Result<Self, ParseError> {
        let is_code = (4..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_code
            .then(|| Self(text.to_owned()))
            .ok_or(ParseError::new("a validation code", "4 to 10 digits are expected"))
    }

    /// What those get to see who may not use it: its last two digits.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self(self.to_string())
    }

    /// The whole code. For storage and for its owner only; never for logs, errors or audit.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ValidationCodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.0.chars().count();
        formatter.write_str("****")?;
        if characters >= 4 {
            self.0.chars().skip(characters - 2).try_for_each(|character| write!(formatter, "{character}"))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ValidationCodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ValidationCodeId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_two_digits_show() {
        let code = ValidationCodeId::from_input("481516").unwrap();
        assert_eq!(code.to_string(), "****16");
        assert_eq!(format!("{code:?}"), "ValidationCodeId(****16)");
        assert_eq!(code.masked().reveal(), "****16");
        assert_eq!(ValidationCodeId::from_input("1").unwrap().to_string(), "****");
    }

    #[test]
    fn issued_codes_are_four_to_ten_digits() {
        for text in ["4815", "0012345678"] {
            assert!(ValidationCodeId::parse_issued(text).is_ok(), "{text}");
        }
        for text in ["481", "00123456789", "48a5", "", "４８１５"] {
            assert!(ValidationCodeId::parse_issued(text).is_err(), "{text}");
        }
    }
}
