//! A partner's own profile (contract 1.18, S12 and S13): where it is, and how it stands with the programme. Its
//! name is the partner's.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::MemberProblem;
use crate::billing_profile::{Address, AddressInput, canonical_culture};
use crate::country::facts::Country;
use crate::language::canonical_language;
use crate::members::{MemberReader, Rule};

/// The country of a partner that names none.
const DEFAULT_COUNTRY: &str = "US";

/// How the vetting of a partner stands; nothing to do with that of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerVettingStatus {
    /// Vetting has not begun.
    None,
    /// Vetting has begun.
    Pending,
    /// Vetting has ended well.
    #[default]
    Authorized,
    /// Vetting has ended badly.
    Rejected,
}

impl PartnerVettingStatus {
    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::Rejected => "rejected",
        }
    }
}

/// The members as somebody wrote them; blank text counts as absent.
#[derive(Clone, Default)]
pub struct PartnerProfileInput {
    /// The tenant's domain.
    pub domain: Option<String>,
    /// The contact's e-mail address.
    pub email: Option<String>,
    /// The culture, `xx-YY` in any casing; by default the country's.
    pub culture: Option<String>,
    /// The language, like `en` or `pt-PT`; by default the culture's.
    pub language: Option<String>,
    /// The address, with the contact's names and phone number.
    pub address: AddressInput,
    /// How its vetting stands.
    pub vetting_status: PartnerVettingStatus,
    /// More about that; `none` by default.
    pub vetting_sub_status: Option<String>,
}

/// A partner's profile that can be shown. `Debug` shows none of its personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct PartnerProfile {
    /// The tenant's domain.
    pub domain: Option<String>,
    /// The contact's e-mail address.
    pub email: Option<String>,
    /// Like `en-US`.
    pub culture: String,
    /// Like `en` or `pt-PT`.
    pub language: String,
    /// The address, with the contact's names and phone number.
    pub address: Address,
    /// How its vetting stands.
    pub vetting_status: PartnerVettingStatus,
    /// More about that.
    pub vetting_sub_status: String,
}

impl PartnerProfile {
    /// Reads the members. Nothing is required: what is left out follows from the country.
    ///
    /// # Errors
    /// Every member with an unusable value.
    pub fn parse(input: PartnerProfileInput) -> Result<Self, Vec<MemberProblem>> {
        let mut reader = MemberReader::default();
        let domain = reader.optional("domain", input.domain, Rule::DOMAIN);
        let email = reader.optional("email", input.email, Rule::EMAIL);
        let culture = reader.optional("culture", input.culture, Rule::CULTURE);
        let language = reader.optional("language", input.language, Rule::LANGUAGE);
        let vetting_sub_status = reader.optional("vettingSubStatus", input.vetting_sub_status, Rule::TEXT);
        let (address, default_culture) = read_address(&mut reader, input.address);
        if !reader.unusable.is_empty() {
            return Err(reader.unusable);
        }
        let culture =
            culture.map_or_else(|| default_culture.to_owned(), |culture| canonical_culture(&culture));
        let language =
            language.and_then(|text| canonical_language(&text)).unwrap_or_else(|| culture[..2].to_owned());
        Ok(Self {
            domain,
            email,
            culture,
            language,
            address,
            vetting_status: input.vetting_status,
            vetting_sub_status: vetting_sub_status.unwrap_or_else(|| "none".to_owned()),
        })
    }
}

/// The address with its country's culture.
fn read_address(reader: &mut MemberReader, input: AddressInput) -> (Address, &'static str) {
    let country = reader.optional("country", input.country, Rule::COUNTRY);
    let country = country.unwrap_or_else(|| DEFAULT_COUNTRY.to_owned()).to_ascii_uppercase();
    let culture = Country::find(&country).map(Country::default_culture);
    let address = Address {
        country,
        region: reader.optional("region", input.region, Rule::TEXT),
        city: reader.optional("city", input.city, Rule::TEXT),
        state: reader.optional("state", input.state, Rule::TEXT),
        address_line1: reader.optional("addressLine1", input.address_line1, Rule::ADDRESS_LINE),
        address_line2: reader.optional("addressLine2", input.address_line2, Rule::ADDRESS_LINE),
        postal_code: reader.optional("postalCode", input.postal_code, Rule::TEXT),
        first_name: reader.optional("firstName", input.first_name, Rule::PERSON),
        middle_name: reader.optional("middleName", input.middle_name, Rule::MIDDLE_NAME),
        last_name: reader.optional("lastName", input.last_name, Rule::PERSON),
        phone_number: reader.optional("phoneNumber", input.phone_number, Rule::TEXT),
    };
    (address, culture.unwrap_or_default())
}

impl Default for PartnerProfile {
    fn default() -> Self {
        Self::parse(PartnerProfileInput::default()).expect("no member is required")
    }
}

impl fmt::Debug for PartnerProfileInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PartnerProfileInput").finish_non_exhaustive()
    }
}

impl fmt::Debug for PartnerProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PartnerProfile")
            .field("culture", &self.culture)
            .field("vetting_status", &self.vetting_status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(country: &str) -> PartnerProfileInput {
        let address = AddressInput { country: Some(country.to_owned()), ..AddressInput::default() };
        PartnerProfileInput { email: Some("info@partner.example".to_owned()), address, ..Default::default() }
    }

    #[test]
    fn what_is_left_out_follows_from_the_country() {
        let profile = PartnerProfile::default();
        assert_eq!((profile.culture.as_str(), profile.language.as_str()), ("en-US", "en"));
        assert_eq!((profile.address.country.as_str(), profile.vetting_status.name()), ("US", "authorized"));
        assert_eq!(profile.vetting_sub_status, "none");
        let polish = PartnerProfile::parse(input("pl")).unwrap();
        assert_eq!((polish.culture.as_str(), polish.language.as_str()), ("pl-PL", "pl"));
    }

    #[test]
    fn every_unusable_member_is_named() {
        let mut bad = input("XX");
        bad.email = Some("nobody".to_owned());
        bad.culture = Some("polish".to_owned());
        bad.domain = Some("no domain".to_owned());
        bad.address.first_name = Some("x".repeat(51));
        let problems = PartnerProfile::parse(bad).unwrap_err();
        let members: Vec<_> = problems.iter().map(|problem| problem.member).collect();
        assert_eq!(members, ["domain", "email", "culture", "country", "firstName"]);
        assert_eq!(PartnerProfile::parse(input("U")).unwrap_err().len(), 1);
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let shown = format!("{:?} {:?}", input("US"), PartnerProfile::parse(input("US")).unwrap());
        assert!(!shown.contains("partner.example"), "{shown}");
    }
}
