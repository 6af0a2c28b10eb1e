//! Addresses, countries and domains (S8, S9, S10, S19).

use qualify_contract::v1::addresses::{AddressStatus, AddressToValidate, AddressValidation};
use qualify_contract::v1::countries::CountryValidationRules;
use serde_json::Value;

use crate::call::{Call, escaped};
use crate::client::Client;
use crate::error::Result;
use crate::reading::{json_of, read_value};

/// The code of a bad address in the older generation (contract 1.12).
const INVALID_ADDRESS: i64 = 2007;

impl Client {
    /// Checks an address (S8). A bad one is an answer and no error, in either generation of the service.
    ///
    /// # Errors
    /// The call fails, or the answer is no validation.
    pub async fn validate_address(&self, address: &AddressToValidate) -> Result<AddressValidation> {
        let call = Call::post("validate_address", "/v1/validations/address").json(address)?;
        let said = |status: AddressStatus, message: Option<String>| AddressValidation {
            original_address: address.clone(),
            suggested_addresses: Vec::new(),
            status: status.into(),
            validation_message: message,
        };
        match self.send(call).await {
            Ok(answer) if answer.body.is_empty() => Ok(said(AddressStatus::Verified, None)),
            Ok(answer) => answer.understood(json_of(&answer.body).and_then(|value| match value {
                Value::Bool(true) => Ok(said(AddressStatus::Verified, None)),
                Value::Bool(false) => Ok(said(AddressStatus::None, None)),
                other => read_value(other),
            })),
            Err(error) => match error.service() {
                Some(refused) if refused.code() == Some(INVALID_ADDRESS) => {
                    Ok(said(AddressStatus::None, Some(inner_text(refused.description()))))
                }
                Some(_) | None => Err(error),
            },
        }
    }

    /// What a country demands of addresses and organisations (S9). The country: two letters.
    ///
    /// # Errors
    /// The call fails, or the answer is no set of rules.
    pub async fn country_rules(&self, country: &str) -> Result<CountryValidationRules> {
        let target = format!("/v1/countryvalidationrules/{}", escaped(country));
        self.send(Call::get("get_country_rules", target)).await?.object()
    }

    /// Whether a tenant domain is taken (S10).
    ///
    /// # Errors
    /// The call fails.
    pub async fn domain_exists(&self, domain: &str) -> Result<bool> {
        let target = format!("/v1/domains/{}", escaped(domain));
        match self.send(Call::new(http::Method::HEAD, "find_domain", target)).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The description inside of the JSON that the older generation puts into the description.
fn inner_text(description: &str) -> String {
    let inner = serde_json::from_str::<Value>(description).ok();
    let inner = inner.as_ref().and_then(|value| value.get("description")).and_then(Value::as_str);
    inner.unwrap_or(description).to_owned()
}
