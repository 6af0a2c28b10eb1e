//! S9: what a country demands of addresses and organisations (contract 1.18).

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::countries::CountryValidationRules;
use qualify_domain::country::Country;

use crate::api::extract::{PartnerCall, path_parameter};
use crate::api::failure::Failure;
use crate::api::{answer, present};

/// `{country}`: a code in any casing.
pub(crate) struct CountryPath(&'static Country);

impl<S: Send + Sync> FromRequestParts<S> for CountryPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let code = path_parameter(parts, state, "country").await.unwrap_or_default();
        Country::find(&code).map(Self).ok_or_else(|| {
            Failure::new(
                ErrorKind::NotFound,
                "There is no such country. Send two letters of ISO 3166-1 such as US.",
            )
        })
    }
}

/// S9: the rules of a country.
#[utoipa::path(get, path = "/v1/countryvalidationrules/{country}", tag = "validations",
    params(("country" = String, Path, description = "Two letters of ISO 3166-1, in any casing")),
    responses((status = 200, description = "The rules", body = CountryValidationRules)))]
pub(crate) async fn get_country_rules(_call: PartnerCall, CountryPath(country): CountryPath) -> Response {
    answer::json(StatusCode::OK, &present::country_rules(country))
}
