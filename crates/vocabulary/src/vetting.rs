//! Vetting: the states of an Education request, the documented reasons of a denial, and a decision as a value.

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// Where a vetted qualification stands (contract 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VettingStatus {
    /// Not decided yet.
    InReview,
    /// Decided in the customer's favour.
    Approved,
    /// Refused, with a [`VettingReason`].
    Denied,
}

impl VettingStatus {
    /// All three.
    pub const ALL: [Self; 3] = [Self::InReview, Self::Approved, Self::Denied];

    /// The one spelling, on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InReview => "InReview",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
        }
    }

    /// Reads the exact name.
    ///
    /// # Errors
    /// The text is not one of the names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL
            .into_iter()
            .find(|value| value.name() == text)
            .ok_or(ParseError::new("a vetting status", "InReview, Approved or Denied is expected"))
    }
}

/// Why Education was denied: the documented texts (contract 2.8), the only ones that are emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum VettingReason {
    /// The organisation is not an education customer.
    NotEducationCustomer,
    /// It was one when it was approved, and is none now.
    NoLongerEducationCustomer,
    /// A person looked, and it is none.
    NotEducationCustomerAfterReview,
    /// It may not be one.
    Restricted,
    /// The domain does not belong to an academic institution.
    NotAcademicDomain,
    /// A library outside the rules.
    NotEligibleLibrary,
    /// A museum outside the rules.
    NotEligibleMuseum,
}

impl VettingReason {
    /// All seven.
    pub const ALL: [Self; 7] = [
        Self::NotEducationCustomer,
        Self::NoLongerEducationCustomer,
        Self::NotEducationCustomerAfterReview,
        Self::Restricted,
        Self::NotAcademicDomain,
        Self::NotEligibleLibrary,
        Self::NotEligibleMuseum,
    ];

    /// The documented text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotEducationCustomer => "Not an Education Customer",
            Self::NoLongerEducationCustomer => "No longer an Education Customer",
            Self::NotEducationCustomerAfterReview => "Not an Education Customer - After Review",
            Self::Restricted => "Restricted being an Education Customer",
            Self::NotAcademicDomain => "Not an Academic Domain",
            Self::NotEligibleLibrary => "Not an eligible Library",
            Self::NotEligibleMuseum => "Not an eligible Museum",
        }
    }

    /// Reads a documented text without regard to case: the sources themselves print two casings.
    ///
    /// # Errors
    /// The text is not documented.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL.into_iter().find(|value| value.text().eq_ignore_ascii_case(text.trim())).ok_or(
            ParseError::new(
                "a vetting reason",
                "one of the documented texts is expected, such as Not an Academic Domain",
            ),
        )
    }
}

impl TryFrom<String> for VettingReason {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<VettingReason> for &'static str {
    fn from(reason: VettingReason) -> Self {
        reason.text()
    }
}

/// What vetting answers about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// The customer qualifies.
    Approve,
    /// The customer does not.
    Deny(VettingReason),
    /// Nobody but a person can tell.
    NeedsPerson,
}

/// Who decides about requests (contract Q7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VettingPolicy {
    /// The engine, by its rules.
    #[default]
    Rules,
    /// Always a person.
    Manual,
    /// Every request is approved.
    ApproveAll,
    /// Every request is denied.
    DenyAll,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_texts_read_back_in_any_casing() {
        for reason in VettingReason::ALL {
            assert_eq!(VettingReason::parse(reason.text()), Ok(reason));
            assert_eq!(VettingReason::parse(&reason.text().to_lowercase()), Ok(reason));
        }
        assert!(VettingReason::parse("Because").is_err());
    }

    #[test]
    fn a_reason_travels_as_its_text() {
        let json = serde_json::to_string(&VettingReason::NotAcademicDomain).unwrap();
        assert_eq!(json, r#""Not an Academic Domain""#);
        assert_eq!(serde_json::from_str::<VettingReason>(&json).unwrap(), VettingReason::NotAcademicDomain);
    }

    #[test]
    fn statuses_read_back() {
        for status in VettingStatus::ALL {
            assert_eq!(VettingStatus::parse(status.name()), Ok(status));
        }
        assert!(VettingStatus::parse("In Review").is_err());
    }
}
