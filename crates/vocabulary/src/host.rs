//! A domain name as the API takes it: the name of a tenant or of an organisation (contract 1.13, 1.18 S10).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// A domain name of at least two labels, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

impl DomainName {
    /// Reads a name: two or more labels of letters, digits and inner hyphens, 63 characters each at most and 253 in
    /// all; the last is no number, or it would be an address. Non-ASCII letters pass (their A-label form is the vetting engine's business). One root dot goes.
    ///
    /// # Errors
    /// The text breaks the rule.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let error =
            ParseError::new("a domain name", "two or more labels such as school.example are expected");
        let text = text.trim().to_lowercase();
        let name = text.strip_suffix('.').unwrap_or(&text);
        let is_name =
            name.len() <= 253 && name.contains('.') && name.split('.').all(is_label) && !ends_in_number(name);
        is_name.then(|| Self(name.to_owned())).ok_or(error)
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn ends_in_number(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_label(label: &str) -> bool {
    let length_is_good = (1..=63).contains(&label.chars().count());
    let hyphens_are_inside = !label.starts_with('-') && !label.ends_with('-');
    length_is_good && hyphens_are_inside && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

impl fmt::Display for DomainName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for DomainName {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_lower_case_without_the_root_dot() {
        assert_eq!(
            DomainName::parse("Lakeside.OnMicrosoft.com.").unwrap().as_str(),
            "lakeside.onmicrosoft.com"
        );
        assert!(DomainName::parse("szkoła.edu.pl").is_ok());
    }

    #[test]
    fn malformed_names_are_refused() {
        let long = format!("{}.example", "a".repeat(64));
        for text in [
            "",
            "single",
            ".",
            "a..b",
            "-a.example",
            "a-.example",
            "a b.example",
            "a@b.example",
            "1.2.3.4",
            &long,
        ] {
            assert!(DomainName::parse(text).is_err(), "{text}");
        }
    }
}
