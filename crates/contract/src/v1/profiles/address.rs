//! Postal addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::v1::OtherMembers;

/// A postal address with the person who is there. Company profiles say `region` where billing profiles say `state`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// The country: two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "US"))]
    pub country: Option<String>,
    /// The region, in a company profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The state, in a billing profile.
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
    /// The person's first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The person's middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// The person's last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// What a service says beyond this: a client that writes the object back sends it along. Nothing is read into it here.
    #[serde(flatten, skip_deserializing)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub other: OtherMembers,
}

impl Address {
    /// An address in a country: two letters.
    pub fn in_country(country: impl Into<String>) -> Self {
        Self { country: Some(country.into()), ..Self::default() }
    }

    /// The street and number.
    #[must_use]
    pub fn line1(mut self, line: impl Into<String>) -> Self {
        self.address_line1 = Some(line.into());
        self
    }

    /// What else is in the address.
    #[must_use]
    pub fn line2(mut self, line: impl Into<String>) -> Self {
        self.address_line2 = Some(line.into());
        self
    }

    /// The city.
    #[must_use]
    pub fn city(mut self, city: impl Into<String>) -> Self {
        self.city = Some(city.into());
        self
    }

    /// The state or province, where the country has them.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// The postal code, where the country has them.
    #[must_use]
    pub fn postal_code(mut self, code: impl Into<String>) -> Self {
        self.postal_code = Some(code.into());
        self
    }

    /// Who is there, by given name and family name.
    #[must_use]
    pub fn person(mut self, first_name: impl Into<String>, last_name: impl Into<String>) -> Self {
        (self.first_name, self.last_name) = (Some(first_name.into()), Some(last_name.into()));
        self
    }

    /// The phone number.
    #[must_use]
    pub fn phone_number(mut self, number: impl Into<String>) -> Self {
        self.phone_number = Some(number.into());
        self
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Address").field("country", &self.country).finish_non_exhaustive()
    }
}
