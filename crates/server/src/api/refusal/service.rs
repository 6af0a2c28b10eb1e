//! What each refusal of the service says on the wire.

use qualify_contract::errors::ErrorKind;
use qualify_wire::errors::ApiError;

use crate::service::error::ServiceRefusal;
use crate::service::names::NAME_CHARS_MAX;
use crate::service::records::ROLES_MAX;

const NIL_PARTNER: &str = "The nil GUID is no partner's. Send the GUID of the partner's tenant.";
const CODE_WITHOUT_UNITS: &str = "maxCreates must be at least 1; leave it out for no limit.";
const NO_DATASET: &str = "There is no such dataset. GET /operator/v1/datasets lists them.";

pub(in crate::api) fn service_error(refusal: &ServiceRefusal) -> ApiError {
    let unusable = |text: String| ApiError::new(ErrorKind::InvalidProperty, text);
    match refusal {
        ServiceRefusal::NilPartner => ApiError::new(ErrorKind::InvalidProperty, NIL_PARTNER),
        ServiceRefusal::NameUnusable { member } => unusable(format!(
            "{member} must hold 1 to {NAME_CHARS_MAX} characters, and no control characters or marks of direction."
        )),
        ServiceRefusal::CodeWithoutUnits => ApiError::new(ErrorKind::InvalidProperty, CODE_WITHOUT_UNITS),
        ServiceRefusal::CodeUnusable { rule } => unusable(format!("validationId: {rule}.")),
        ServiceRefusal::DatasetNotFound => ApiError::new(ErrorKind::NotFound, NO_DATASET),
        ServiceRefusal::DecisionNotFound => ApiError::new(ErrorKind::NotFound, "There is no such decision."),
        ServiceRefusal::TooManyRoles => unusable(format!("roles must hold at most {ROLES_MAX} names.")),
    }
}
