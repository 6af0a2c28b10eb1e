//! What each refusal of the service says on the wire.

use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::webhooks::{QUALIFICATION_UPDATED, REGISTERED_EVENTS_MAX, TEST_CREATED};
use qualify_domain::event::EventKind;
use qualify_wire::errors::ApiError;

use crate::service::error::ServiceRefusal;
use crate::service::names::NAME_CHARS_MAX;
use crate::service::records::ROLES_MAX;
use crate::service::reviews::of_staff::DECIDED_ALIKE_MAX;
use crate::service::webhooks::DESCRIPTION_CHARS_MAX;

const NIL_PARTNER: &str = "The nil GUID is no partner's. Send the GUID of the partner's tenant.";
const CODE_WITHOUT_UNITS: &str = "maxCreates must be at least 1; leave it out for no limit.";
const NO_DATASET: &str = "There is no such dataset. GET /operator/v1/datasets lists them.";
const NO_DOCUMENT: &str = "There is no such document with this review.";
const DOCUMENT_DELETED: &str =
    "The document was deleted: its time was over. What it was stands with the review.";
const DOCUMENT_FILE_GONE: &str = "The document's file is gone. Ask for the document again.";
const NEW_WEBHOOK_DISABLED: &str =
    "A new webhook cannot be disabled. Leave disabled out, or register it later.";
const MICROSOFTS_FORM: &str =
    "This webhook is the registration in Microsoft's form. Use /webhooks/v1/registration for it.";
const NO_ROOM: &str = "There is no room for more documents at the moment. Nothing was changed. Repeat the call later; if it is \
     refused again, tell the operator.";

/// Seconds after which an upload that found the disk taken is worth repeating.
const DISK_RETRY_SECONDS: u32 = 300;

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
        ServiceRefusal::ReviewNotFound => ApiError::new(ErrorKind::NotFound, "There is no such review."),
        ServiceRefusal::NotSoManyReviews => {
            unusable(format!("reviews must hold 1 to {DECIDED_ALIKE_MAX} ids."))
        }
        ServiceRefusal::DocumentNotFound => ApiError::new(ErrorKind::NotFound, NO_DOCUMENT),
        ServiceRefusal::DocumentDeleted => ApiError::new(ErrorKind::NotFound, DOCUMENT_DELETED),
        ServiceRefusal::DocumentFileGone => ApiError::new(ErrorKind::NotFound, DOCUMENT_FILE_GONE),
        ServiceRefusal::NewWebhookDisabled => ApiError::new(ErrorKind::InvalidProperty, NEW_WEBHOOK_DISABLED),
        ServiceRefusal::TargetUnusable { member, fault } => unusable_member(
            member,
            format!("{member} {fault}. Send an https URL that the whole world reaches."),
        ),
        ServiceRefusal::EventUnknown => {
            let known = EventKind::ALL.map(EventKind::name).join(", ");
            unusable_member("events", format!("events holds an unknown event. Send some of: {known}."))
        }
        ServiceRefusal::TooManyEventNames(names) => unusable_member(
            "WebhookEvents",
            format!(
                "WebhookEvents holds more than {REGISTERED_EVENTS_MAX} names: {names}. Send those that your receiver reads."
            ),
        ),
        ServiceRefusal::EventNameUnusable { place } => unusable_member(
            "WebhookEvents",
            format!(
                "WebhookEvents[{place}] is not the name of an event. Send names such as {TEST_CREATED} or \
                 {QUALIFICATION_UPDATED}; GET /webhooks/v1/registration/events lists them."
            ),
        ),
        ServiceRefusal::DescriptionTooLong => {
            unusable(format!("description is longer than {DESCRIPTION_CHARS_MAX} characters. Shorten it."))
        }
        ServiceRefusal::WebhookOfMicrosoftsForm => ApiError::new(ErrorKind::NotFound, MICROSOFTS_FORM),
        ServiceRefusal::TooManyRoles => unusable(format!("roles must hold at most {ROLES_MAX} names.")),
    }
}

/// What is said where documents, or the disk, have no room for another one.
pub(crate) fn no_room_for_documents() -> ApiError {
    ApiError::new(ErrorKind::Busy, NO_ROOM).with_retry_after(DISK_RETRY_SECONDS)
}

fn unusable_member(member: &'static str, text: String) -> ApiError {
    ApiError::new(ErrorKind::InvalidProperty, text).with_parameter("member", member)
}
