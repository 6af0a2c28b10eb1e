//! Countries as far as evidence speaks of them: two letters, and which two do not contradict each other.

use std::fmt;

use serde::{Deserialize, Serialize};

/// ISO 3166 alpha-2, in upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// A country with the territories whose organisations may have an address in either.
const FAMILIES: [(&str, &[&str]); 10] = [
    ("AU", &["CC", "CX", "NF"]),
    ("CN", &["HK", "MO"]),
    ("DK", &["FO", "GL"]),
    ("FI", &["AX"]),
    ("FR", &["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"]),
    ("GB", &["GG", "GI", "IM", "JE"]),
    ("NL", &["AW", "BQ", "CW", "SX"]),
    ("NO", &["BV", "SJ"]),
    ("NZ", &["CK", "NU", "TK"]),
    ("US", &["AS", "GU", "MP", "PR", "UM", "VI"]),
];

/// Country-code domains that are used all over the world as if they were generic ones.
const GENERIC_USE: [&str; 26] = [
    "ac", "ad", "ag", "ai", "am", "as", "bz", "cc", "cd", "co", "dj", "eu", "fm", "gg", "io", "la", "ly",
    "me", "ms", "nu", "sc", "su", "to", "tv", "vc", "ws",
];

impl Country {
    /// The United States.
    pub const US: Self = Self(*b"US");

    /// Two letters in any casing, with blanks around them or not.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Some(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The country of a host's last label, unless that is used generically.
    pub(crate) fn of_top_level(label: &str) -> Option<Self> {
        if GENERIC_USE.contains(&label) {
            return None;
        }
        match label {
            "uk" => Self::parse("GB"),
            other => Self::parse(other),
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }

    /// The country to which a territory belongs, or the country itself.
    fn family(self) -> Self {
        let found = FAMILIES.iter().find(|(_, territories)| territories.contains(&self.as_str()));
        found.and_then(|(head, _)| Self::parse(head)).unwrap_or(self)
    }

    /// Whether an organisation of one may have its address in the other: the same country, or a country and one of its
    /// territories.
    pub fn agrees_with(self, other: Self) -> bool {
        self == other || self.family() == other.family()
    }

    /// Whether it is the United States or one of their territories.
    pub(crate) fn is_united_states(self) -> bool {
        self.family() == Self::US
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("two letters are expected")
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(text: &str) -> Country {
        Country::parse(text).unwrap()
    }

    #[test]
    fn a_territory_agrees_with_its_country_and_with_no_other() {
        assert!(country("pr").agrees_with(Country::US) && Country::US.agrees_with(country("GU")));
        assert!(country("RE").agrees_with(country("FR")) && country("JE").agrees_with(country("GB")));
        assert!(!country("PR").agrees_with(country("FR")) && !country("NG").agrees_with(country("GB")));
        assert!(country("VI").is_united_states() && !country("VG").is_united_states());
    }

    #[test]
    fn the_last_label_names_a_country_unless_the_world_uses_it() {
        assert_eq!(Country::of_top_level("uk"), Country::parse("GB"));
        assert_eq!(Country::of_top_level("pl"), Country::parse("PL"));
        for label in ["io", "co", "me", "tv", "eu", "edu", "com"] {
            assert_eq!(Country::of_top_level(label), None, "{label}");
        }
    }

    #[test]
    fn only_two_letters_are_a_country() {
        for text in ["", "U", "USA", "U1", "ÅX", "  "] {
            assert_eq!(Country::parse(text), None, "{text:?}");
        }
        assert_eq!(country(" us "), Country::US);
    }
}
