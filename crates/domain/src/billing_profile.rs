//! A customer's billing profile (contract 1.13, 1.16): read from loose members into a value that keeps the rules.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::country::facts::Country;
use crate::language::canonical_language;
use crate::members::{MemberReader, Rule};

/// The members as a caller sent them; blank text counts as absent.
#[derive(Clone, Default)]
pub struct BillingProfileInput {
    /// Contact's first name.
    pub first_name: Option<String>,
    /// Contact's last name.
    pub last_name: Option<String>,
    /// Contact's e-mail address.
    pub email: Option<String>,
    /// Culture, `xx-YY` in any casing.
    pub culture: Option<String>,
    /// Language, like `en` or `pt-PT`.
    pub language: Option<String>,
    /// The organisation's name.
    pub company_name: Option<String>,
    /// The postal address.
    pub default_address: Option<AddressInput>,
}

/// An address as a caller sent it.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the members of contract 1.13")]
pub struct AddressInput {
    /// Two letters.
    pub country: Option<String>,
    /// Used where the address has no state.
    pub region: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub postal_code: Option<String>,
    /// First name at this address.
    pub first_name: Option<String>,
    /// Middle name at this address.
    pub middle_name: Option<String>,
    /// Last name at this address.
    pub last_name: Option<String>,
    pub phone_number: Option<String>,
}

/// A billing profile that keeps the rules of contract 1.13. `Debug` shows none of its personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingProfile {
    /// Contact's first name.
    pub first_name: Option<String>,
    /// Contact's last name.
    pub last_name: Option<String>,
    /// Contact's e-mail address.
    pub email: String,
    /// Culture as `en-US`.
    pub culture: String,
    /// Language, like `en` or `pt-PT`.
    pub language: String,
    /// The organisation's name.
    pub company_name: String,
    /// The postal address.
    pub default_address: Address,
}

/// An address whose members are no longer than contract 1.13 allows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the members of contract 1.13")]
pub struct Address {
    /// Two upper-case letters.
    pub country: String,
    /// Used where the address has no state.
    pub region: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub postal_code: Option<String>,
    /// First name at this address.
    pub first_name: Option<String>,
    /// Middle name at this address.
    #[serde(default)]
    pub middle_name: Option<String>,
    /// Last name at this address.
    pub last_name: Option<String>,
    pub phone_number: Option<String>,
}

impl BillingProfile {
    /// Reads the members. The registration number belongs to the customer but is demanded by the country of this
    /// address.
    ///
    /// # Errors
    /// [`Refusal::MembersMissing`], [`Refusal::MembersUnusable`], [`Refusal::RegistrationNumberMissing`],
    /// [`Refusal::RegistrationNumberInvalid`] or [`Refusal::PhoneNumberMissing`], in this order.
    pub fn parse(input: BillingProfileInput, registration_number: Option<&str>) -> Result<Self, Refusal> {
        let mut reader = MemberReader::default();
        let email = reader.required("billingProfile.email", input.email, Rule::EMAIL);
        let culture = reader.required("billingProfile.culture", input.culture, Rule::CULTURE);
        let language = reader.required("billingProfile.language", input.language, Rule::LANGUAGE);
        let company_name = reader.required("billingProfile.companyName", input.company_name, Rule::TEXT);
        let first_name = reader.optional("billingProfile.firstName", input.first_name, Rule::PERSON);
        let last_name = reader.optional("billingProfile.lastName", input.last_name, Rule::PERSON);
        let default_address = reader.address(input.default_address);
        reader.finish()?;
        check_registration(&default_address, registration_number)?;
        Ok(Self {
            first_name,
            last_name,
            email,
            culture: canonical_culture(&culture),
            language: canonical_language(&language).unwrap_or(language),
            company_name,
            default_address,
        })
    }
}

/// What the address's country demands beside the documented members (contract 4.5, Q14).
fn check_registration(address: &Address, number: Option<&str>) -> Result<(), Refusal> {
    let Some(rule) = Country::find(&address.country).and_then(Country::registration) else { return Ok(()) };
    let number = number.ok_or(Refusal::RegistrationNumberMissing)?;
    if !rule.accepts(number) {
        return Err(Refusal::RegistrationNumberInvalid { sample: rule.sample.unwrap_or_default() });
    }
    address.phone_number.as_ref().map(|_| ()).ok_or(Refusal::PhoneNumberMissing)
}

pub(crate) fn canonical_culture(culture: &str) -> String {
    format!("{}-{}", culture[..2].to_ascii_lowercase(), culture[3..].to_ascii_uppercase())
}

impl MemberReader {
    fn address(&mut self, input: Option<AddressInput>) -> Address {
        if input.is_none() {
            self.missing.push("billingProfile.defaultAddress");
            return Address::nowhere();
        }
        let input = input.unwrap_or_default();
        let country = self.required("billingProfile.defaultAddress.country", input.country, Rule::COUNTRY);
        Address {
            country: country.to_ascii_uppercase(),
            region: self.optional("billingProfile.defaultAddress.region", input.region, Rule::TEXT),
            city: self.optional("billingProfile.defaultAddress.city", input.city, Rule::TEXT),
            state: self.optional("billingProfile.defaultAddress.state", input.state, Rule::TEXT),
            address_line1: self.optional(
                "billingProfile.defaultAddress.addressLine1",
                input.address_line1,
                Rule::FIRST_ADDRESS_LINE,
            ),
            address_line2: self.optional(
                "billingProfile.defaultAddress.addressLine2",
                input.address_line2,
                Rule::ADDRESS_LINE,
            ),
            postal_code: self.optional(
                "billingProfile.defaultAddress.postalCode",
                input.postal_code,
                Rule::TEXT,
            ),
            first_name: self.optional(
                "billingProfile.defaultAddress.firstName",
                input.first_name,
                Rule::PERSON,
            ),
            middle_name: self.optional(
                "billingProfile.defaultAddress.middleName",
                input.middle_name,
                Rule::MIDDLE_NAME,
            ),
            last_name: self.optional("billingProfile.defaultAddress.lastName", input.last_name, Rule::PERSON),
            phone_number: self.optional(
                "billingProfile.defaultAddress.phoneNumber",
                input.phone_number,
                Rule::TEXT,
            ),
        }
    }
}

impl Address {
    /// A place-holder while problems are still being collected; it never leaves the reader.
    const fn nowhere() -> Self {
        Self {
            country: String::new(),
            region: None,
            city: None,
            state: None,
            address_line1: None,
            address_line2: None,
            postal_code: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            phone_number: None,
        }
    }
}

impl fmt::Debug for BillingProfileInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BillingProfileInput").finish_non_exhaustive()
    }
}

impl fmt::Debug for AddressInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AddressInput").finish_non_exhaustive()
    }
}

impl fmt::Debug for BillingProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BillingProfile").field("culture", &self.culture).finish_non_exhaustive()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Address").field("country", &self.country).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        value.to_owned()
    }

    fn input() -> BillingProfileInput {
        BillingProfileInput {
            email: Some(text("it@lakeside.example")),
            culture: Some(text("EN-us")),
            language: Some(text("EN")),
            company_name: Some(text("Lakeside School")),
            default_address: Some(AddressInput {
                country: Some(text("us")),
                phone_number: Some(text("4255550100")),
                ..AddressInput::default()
            }),
            ..BillingProfileInput::default()
        }
    }

    #[test]
    fn culture_language_and_country_get_their_usual_casing() {
        let profile = BillingProfile::parse(input(), None).unwrap();
        assert_eq!((profile.culture.as_str(), profile.language.as_str()), ("en-US", "en"));
        assert_eq!(profile.default_address.country, "US");
    }

    #[test]
    fn one_answer_names_every_missing_member() {
        let refusal = BillingProfile::parse(BillingProfileInput::default(), None).unwrap_err();
        let Refusal::MembersMissing(members) = refusal else { panic!("{refusal:?}") };
        assert_eq!(
            members,
            [
                "billingProfile.email",
                "billingProfile.culture",
                "billingProfile.language",
                "billingProfile.companyName",
                "billingProfile.defaultAddress"
            ]
        );
    }

    #[test]
    fn unusable_values_are_named_with_their_rule() {
        type Change = fn(&mut BillingProfileInput);
        let table: [(&str, Change); 6] = [
            ("billingProfile.email", |input| input.email = Some(text("nobody"))),
            ("billingProfile.culture", |input| input.culture = Some(text("english"))),
            ("billingProfile.language", |input| input.language = Some(text("eng"))),
            ("billingProfile.firstName", |input| input.first_name = Some("x".repeat(51))),
            ("billingProfile.defaultAddress.country", |input| {
                input.default_address.as_mut().unwrap().country = Some(text("USA"));
            }),
            ("billingProfile.defaultAddress.addressLine1", |input| {
                input.default_address.as_mut().unwrap().address_line1 = Some("x".repeat(201));
            }),
        ];
        for (member, change) in table {
            let mut changed = input();
            change(&mut changed);
            let refusal = BillingProfile::parse(changed, None).unwrap_err();
            assert!(
                matches!(&refusal, Refusal::MembersUnusable(all) if all[0].member == member),
                "{refusal:?}"
            );
        }
    }

    #[test]
    fn some_countries_demand_a_registration_number_and_a_phone_number() {
        let mut polish = input();
        polish.default_address.as_mut().unwrap().country = Some(text("PL"));
        assert_eq!(BillingProfile::parse(polish.clone(), None), Err(Refusal::RegistrationNumberMissing));
        assert!(BillingProfile::parse(polish.clone(), Some("0000123456")).is_ok());
        polish.default_address.as_mut().unwrap().phone_number = None;
        assert_eq!(BillingProfile::parse(polish, Some("0000123456")), Err(Refusal::PhoneNumberMissing));
    }

    #[test]
    fn a_registration_number_must_have_its_countrys_form_where_there_is_one() {
        let mut russian = input();
        russian.default_address.as_mut().unwrap().country = Some(text("RU"));
        for good in ["7707083893", "770708389312", "1027700132195"] {
            assert!(BillingProfile::parse(russian.clone(), Some(good)).is_ok(), "{good}");
        }
        for bad in ["1", "77070838931", "770708389x", "7707083893 "] {
            assert_eq!(
                BillingProfile::parse(russian.clone(), Some(bad)),
                Err(Refusal::RegistrationNumberInvalid { sample: "1234567890" }),
                "{bad}"
            );
        }
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let profile = BillingProfile::parse(input(), None).unwrap();
        let shown = format!("{profile:?} {:?} {:?}", profile.default_address, input());
        assert!(!shown.contains("lakeside") && !shown.contains("425555"), "{shown}");
    }
}
