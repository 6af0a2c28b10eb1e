//! Validation codes and states: C5, C6, C7 (contract 1.9 to 1.11).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::validations::{AccountValidationStatus, GccValidation, ValidationCode};
use qualify_domain::ports::{CustomerStore as _, OperatorStore as _, QualificationStore as _};
use qualify_wire::errors::ApiError;
use qualify_wire::query::is_word;

use crate::api::extract::{CustomerPath, PartnerCall, UserCall};
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;

/// C5: the partner's validation codes.
#[utoipa::path(get, path = "/v1/customers/all/validations", tag = "validations",
    responses((status = 200, description = "The codes; used-up ones included", body = Vec<ValidationCode>)))]
pub(crate) async fn list_validation_codes(
    State(app): State<Arc<App>>,
    call: PartnerCall,
) -> Result<Response, Failure> {
    let partner = call.partner();
    let codes = call.store(app.store.list_validation_codes(partner)).await?;
    let codes: Vec<ValidationCode> =
        codes.into_iter().map(|code| present::validation_code(partner, code)).collect();
    Ok(answer::json(StatusCode::OK, &codes))
}

/// C6: the code by which the customer got GCC.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/validations", tag = "validations",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "The relationship between customer and code", body = GccValidation)))]
pub(crate) async fn get_gcc_validation(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let key = call.key(customer);
    let records = call.store(app.store.get_qualifications(key)).await?;
    let Some(record) = records.government_record() else {
        return Err(Failure::new(
            ErrorKind::NotFound,
            "The customer did not get GovernmentCommunityCloud through a validation code.",
        ));
    };
    Ok(answer::json(StatusCode::OK, &present::gcc_validation(key, record)))
}

/// C7: the recorded status of the customer's account.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/validationStatus", tag = "validations",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("type" = String, Query, description = "account")),
    responses((status = 200, description = "The status", body = AccountValidationStatus)))]
pub(crate) async fn get_validation_status(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let kind = call.query().find("type").unwrap_or_default();
    if !is_word(&kind, "account") {
        let error = ApiError::new(ErrorKind::EnumParse, "The query parameter type must be account.");
        return Err(error.with_parameter("value", kind.into_owned()).into());
    }
    let status = call.store(app.store.find_account_status(call.key(customer))).await?;
    let Some(record) = status else {
        return Err(Failure::new(
            ErrorKind::AccountStatusNotFound,
            format!("No account status exists for customer {customer}."),
        ));
    };
    Ok(answer::json(StatusCode::OK, &AccountValidationStatus::new(record.status, record.changed_at)))
}
