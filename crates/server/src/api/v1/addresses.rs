//! S8: whether an address can be one of its country (contract 1.12). Two generations of the answer, by dialect.

use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::addresses::{
    AddressStatus, AddressToValidate, AddressValidation, InvalidAddressDetail,
};
use qualify_domain::MemberProblem;
use qualify_domain::country::check_address;
use qualify_wire::errors::ApiError;
use qualify_wire::json;

use crate::api::body::RawBody;
use crate::api::extract::PartnerCall;
use crate::api::failure::Failure;
use crate::api::{answer, present};

/// S8: validate an address.
#[utoipa::path(post, path = "/v1/validations/address", tag = "validations", request_body = AddressToValidate,
    responses((status = 200, description = "The verdict; true for clients of the older generation",
        body = AddressValidation)))]
pub(crate) async fn validate_address(call: PartnerCall, RawBody(body): RawBody) -> Result<Response, Failure> {
    let original: AddressToValidate = json::read(&body?).map_err(ApiError::from)?;
    let problems = check_address(&present::address_to_check(&original));
    let message = (!problems.is_empty()).then(|| message(&problems));
    if call.dialect().has_legacy_address_validation() {
        return older_answer(message);
    }
    let (suggested_addresses, status) = match message {
        None => (vec![original.clone()], AddressStatus::Verified),
        Some(_) => (Vec::new(), AddressStatus::None),
    };
    let validation = AddressValidation {
        original_address: original,
        suggested_addresses,
        status: status.into(),
        validation_message: message,
    };
    Ok(answer::json(StatusCode::OK, &validation))
}

/// What clients of the older generation read: `true`, or an error with JSON in its text.
fn older_answer(message: Option<String>) -> Result<Response, Failure> {
    match message {
        None => Ok(answer::json_static(StatusCode::OK, b"true")),
        Some(message) => {
            Err(ApiError::new(ErrorKind::InvalidAddress, InvalidAddressDetail::json(message)).into())
        }
    }
}

/// Names the members with what is expected there.
fn message(problems: &[MemberProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
