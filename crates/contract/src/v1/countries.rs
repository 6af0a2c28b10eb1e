//! S9: what a country demands of addresses and organisations (contract 1.18), in the flat form that clients read.

use serde::{Deserialize, Serialize};

use super::ResourceAttributes;

/// The rules of a country; a pattern that it has not is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the wire's own members")]
pub struct CountryValidationRules {
    /// Two letters.
    #[cfg_attr(feature = "schema", schema(example = "US"))]
    pub iso2_code: String,
    /// The culture of somebody who names none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(example = "en-US"))]
    pub default_culture: String,
    /// Whether an address must name a state.
    #[serde(default)]
    pub is_state_required: bool,
    /// The codes of the states, where addresses name one; else empty.
    #[serde(default)]
    pub supported_states_list: Vec<String>,
    /// Languages such as `en` or `pt-PT`.
    #[serde(default)]
    pub supported_languages_list: Vec<String>,
    /// Cultures such as `en-US`.
    #[serde(default)]
    pub supported_cultures_list: Vec<String>,
    /// Whether an address must have a postal code.
    #[serde(default)]
    pub is_postal_code_required: bool,
    /// The form of postal codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "^\\d{5}(-\\d{4})?$"))]
    pub postal_code_regex: Option<String>,
    /// Whether an address must name a city.
    #[serde(default)]
    pub is_city_required: bool,
    /// Whether organisations have a VAT id.
    #[serde(default)]
    pub is_vat_id_supported: bool,
    /// The form of phone numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_regex: Option<String>,
    /// Whether organisations have a tax id.
    #[serde(default)]
    pub is_tax_id_supported: bool,
    /// Whether they may leave it out.
    #[serde(default)]
    pub is_tax_id_optional: bool,
    /// Calling codes without the plus sign.
    #[serde(default)]
    pub country_calling_codes_list: Vec<String>,
    /// Whether a customer needs an organisation registration number; absent means no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_organization_registration_number_required: Option<bool>,
    /// The form of registration numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_organization_registration_number_regex: Option<String>,
    /// A number of that form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_organization_registration_number_sample: Option<String>,
    /// Whether a customer needs a phone number; absent means no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_organization_phone_number_required: Option<bool>,
    /// `CountryValidationRules`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

impl CountryValidationRules {
    /// The value of `attributes.objectType`.
    pub const OBJECT_TYPE: &'static str = "CountryValidationRules";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_as_the_contract_shows_them() {
        let expected = concat!(
            r#"{"iso2Code":"US","defaultCulture":"en-US","isStateRequired":true,"#,
            r#""supportedStatesList":["AK","AL","WA"],"supportedLanguagesList":["en","es"],"#,
            r#""supportedCulturesList":["en-US","es-US"],"isPostalCodeRequired":true,"#,
            r#""postalCodeRegex":"^\\d{5}(-\\d{4})?$","isCityRequired":true,"isVatIdSupported":false,"#,
            r#""phoneNumberRegex":"^\\d{10}$","isTaxIdSupported":true,"isTaxIdOptional":true,"#,
            r#""countryCallingCodesList":["1"],"attributes":{"objectType":"CountryValidationRules"}}"#,
        );
        let rules: CountryValidationRules = serde_json::from_str(expected).unwrap();
        assert_eq!(rules.attributes, ResourceAttributes::of(CountryValidationRules::OBJECT_TYPE));
        assert_eq!(serde_json::to_string(&rules).unwrap(), expected);
    }
}
