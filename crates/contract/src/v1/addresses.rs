//! S8: address validation (contract 1.12). They hold personal data: `Debug` shows countries and states of the check only.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::word::{WireWord, Word};

/// An address to validate; further members that clients send with it are ignored.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddressToValidate {
    /// The country: two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "US"))]
    pub country: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    /// The second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

impl fmt::Debug for AddressToValidate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AddressToValidate").field("country", &self.country).finish_non_exhaustive()
    }
}

/// What validation says about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressStatus {
    /// It exists, and goods can be shipped to it.
    VerifiedShippable,
    /// It is good.
    Verified,
    /// A person has to look at the suggestion.
    InteractionRequired,
    /// The street is known, the house is not.
    StreetPartial,
    /// The house is known, the part of it is not.
    PremisesPartial,
    /// It may be one of several.
    Multiple,
    /// It cannot be an address.
    None,
    /// Nobody looked.
    NotValidated,
}

/// A status by name.
pub type AddressStatusWord = Word<AddressStatus>;

impl AddressStatus {
    const ALL: [Self; 8] = [
        Self::VerifiedShippable,
        Self::Verified,
        Self::InteractionRequired,
        Self::StreetPartial,
        Self::PremisesPartial,
        Self::Multiple,
        Self::None,
        Self::NotValidated,
    ];
}

impl WireWord for AddressStatus {
    const SCHEMA_NAME: &'static str = "AddressStatusName";

    fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::word).collect()
    }

    fn word(self) -> &'static str {
        match self {
            Self::VerifiedShippable => "VerifiedShippable",
            Self::Verified => "Verified",
            Self::InteractionRequired => "InteractionRequired",
            Self::StreetPartial => "StreetPartial",
            Self::PremisesPartial => "PremisesPartial",
            Self::Multiple => "Multiple",
            Self::None => "None",
            Self::NotValidated => "NotValidated",
        }
    }

    fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.word().eq_ignore_ascii_case(text))
    }
}

/// The answer of S8 in its newer generation, for good and for bad addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddressValidation {
    /// The address as it was sent.
    #[serde(default)]
    pub original_address: AddressToValidate,
    /// What it should be; empty for a bad one.
    #[serde(default)]
    pub suggested_addresses: Vec<AddressToValidate>,
    /// The verdict.
    pub status: AddressStatusWord,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_message: Option<String>,
}

/// The JSON text inside the description of error 2007, for clients of the older generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidAddressDetail {
    /// Always 60071.
    pub code: u32,
    /// What is wrong.
    pub description: String,
}

impl InvalidAddressDetail {
    /// The inner code.
    pub const CODE: u32 = 60_071;

    /// The JSON text.
    pub fn json(description: String) -> String {
        let detail = Self { code: Self::CODE, description };
        serde_json::to_string(&detail).expect("a number and a text are JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_generation_has_json_inside_its_text() {
        let json = InvalidAddressDetail::json("state: \"ZZ\"".to_owned());
        assert_eq!(json, r#"{"code":60071,"description":"state: \"ZZ\""}"#);
    }

    #[test]
    fn an_address_does_not_show_in_debug() {
        let address = AddressToValidate { city: Some("Redmond".to_owned()), ..AddressToValidate::default() };
        assert!(!format!("{address:?}").contains("Redmond"));
    }
}
