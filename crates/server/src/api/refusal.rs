//! What each refusal of the domain says on the wire: status and code by kind, and a text that names the way out.

mod service;

use qualify_contract::errors::ErrorKind;
use qualify_domain::review::ReviewRefusal;
use qualify_domain::vetting::Finding;
use qualify_domain::{MemberProblem, Refusal};
use qualify_vocabulary::{Qualification, ValidationCodeId, VettingReason, VettingStatus, counted};
use qualify_wire::errors::ApiError;

pub(crate) use service::no_room_for_documents;
pub(super) use service::service_error;

/// The text with which a denial at once begins (contract 4.5, X19).
const DENIED: &str = "Customer tagging denied.";
const NO_RELATIONSHIP: &str = "The partner no longer has a relationship with this customer.";
const NO_PARTNER: &str = "There is no such partner. PUT the partner first.";
const ROLE: &str = "The user's role may only read. Sign in as a user with the role AdminAgent or SalesAgent.";
const NO_CREATION: &str = "This partner account may not create customers. Ask the operator.";
const NO_SANDBOX_ACCOUNT: &str =
    "Customers of a production account cannot be deleted; only a sandbox account can do that.";
const REGISTRATION_NUMBER: &str =
    "The customer's country requires companyProfile.organizationRegistrationNumber.";
const PHONE_NUMBER: &str = "The customer's country requires billingProfile.defaultAddress.phoneNumber.";
const ETAG: &str = "The etag is missing or no longer valid. GET the billing profile, apply the change to it, and send its etag in \
     If-Match or in attributes.etag.";
const SEGMENT_REQUIRED: &str = "Education needs an educationSegment. Send K12 or HigherEducation.";
const SEGMENT_UNKNOWN: &str = "The educationSegment is not a known one. Send K12 or HigherEducation.";
const DIRECTORY_ROLE: &str =
    "The user holds none of the directory roles on this customer that GovernmentCommunityCloud requires.";
const VETTING_REQUIRED: &str = "Education cannot be decided at once for this customer, and nothing was stored. Send POST \
     /v1/customers/{id}/qualifications and follow its vettingStatus.";
const NO_REVIEW: &str = "There is no such review of this customer. GET the list of its reviews.";
const NOTHING_TO_DECIDE: &str = "The customer has no Education record to decide about.";
const NO_CUSTOMER: &str =
    "There is no such customer for this partner. Check the customer id, and the partner whose token is used.";
const CODE_REQUIRED: &str =
    "GovernmentCommunityCloud needs a validation code. Send it as ?code= or as validationCode in the body.";
const CODE_MISMATCH: &str =
    "The query and the body hold different validation codes. Send one, or the same in both.";
/// The same for unknown and foreign codes: whether a code exists elsewhere is nobody's business.
const CODE_UNKNOWN: &str =
    "The validation code is not among this partner's codes. GET /v1/customers/all/validations lists them.";
const WEBHOOK_EXISTS: &str =
    "The partner has a webhook registration already. Change it with PUT /webhooks/v1/registration.";
const NO_WEBHOOK: &str = "The partner has no such webhook. Register it first, or GET the list of webhooks.";
const NO_TESTS: &str = "The webhook is not registered for test-created. Add it to WebhookEvents with PUT /webhooks/v1/registration.";
const WEBHOOK_DISABLED: &str = "The webhook is disabled and told of nothing. PUT it again to switch it on.";
const NO_DELIVERY: &str =
    "The webhook was never told of an event with this id. GET its deliveries, or replay a range.";
const EVENTS_NOT_KEPT: &str = "Events behind this cursor are not kept any more, or it is from before a reset. Read on \
     without a cursor, from the oldest event that is kept, and compare with the records themselves.";
const OTHER_SCHEMA: &str = "The snapshot was taken by another version of the program, whose data this one does not take over, and \
     nothing was changed. Take the snapshot anew, or put it back with the version that took it.";

pub(crate) fn refusal_error(refusal: Refusal) -> ApiError {
    use ErrorKind as Kind;
    let fixed = |kind, text: &'static str| ApiError::new(kind, text);
    match refusal {
        Refusal::CustomerNotFound => fixed(Kind::TenantNotFound, NO_CUSTOMER),
        Refusal::RelationshipEnded => fixed(Kind::NoRelationship, NO_RELATIONSHIP),
        Refusal::PartnerNotFound => fixed(Kind::NotFound, NO_PARTNER),
        Refusal::RoleNotSufficient => fixed(Kind::RoleNotSufficient, ROLE),
        Refusal::PartnerMayNotCreateCustomers => fixed(Kind::ActionNotAllowed, NO_CREATION),
        Refusal::NotSandboxAccount => fixed(Kind::NotSupportedInEnvironment, NO_SANDBOX_ACCOUNT),
        Refusal::CustomerLimitReached { limit } => customer_limit(limit),
        Refusal::MembersMissing(members) => members_missing(members),
        Refusal::MembersUnusable(problems) => members_unusable(problems),
        Refusal::RegistrationNumberMissing => fixed(Kind::RegistrationNumberMissing, REGISTRATION_NUMBER),
        Refusal::RegistrationNumberInvalid { sample } => registration_number_invalid(sample),
        Refusal::PhoneNumberMissing => fixed(Kind::PhoneNumberMissing, PHONE_NUMBER),
        Refusal::DomainTaken(domain) => ApiError::new(
            Kind::DomainExists,
            format!("The domain {domain} belongs to a customer already. Choose another domain."),
        ),
        Refusal::EtagMismatch => fixed(Kind::EtagMismatch, ETAG),
        Refusal::NotSettable(qualification) => not_settable(qualification),
        Refusal::SegmentUnknown(text) => {
            fixed(Kind::EnumParse, SEGMENT_UNKNOWN).with_parameter("value", text)
        }
        Refusal::SegmentRequired => fixed(Kind::EducationSegmentRequired, SEGMENT_REQUIRED),
        Refusal::ValidationCodeRequired => fixed(Kind::ValidationCodeRequired, CODE_REQUIRED),
        Refusal::ValidationCodeMismatch => fixed(Kind::ValidationCodeMismatch, CODE_MISMATCH),
        Refusal::ValidationCodeUnknown(_) => fixed(Kind::ValidationCodeUnknown, CODE_UNKNOWN),
        Refusal::ValidationCodeExhausted(code) => code_exhausted(&code),
        Refusal::ValidationCodeExists(code) => code_exists(&code),
        Refusal::DirectoryRoleMissing => fixed(Kind::InsufficientPrivileges, DIRECTORY_ROLE),
        Refusal::NotCombinable { current, requested } => not_combinable(current, requested),
        Refusal::AlreadyQualified { qualification, status } => already_qualified(qualification, status),
        Refusal::VettingRequired(finding) => vetting_required(finding.as_deref()),
        Refusal::VettingDenied { reason, finding } => vetting_denied(reason, &finding),
        Refusal::NothingToDecide => fixed(Kind::NotFound, NOTHING_TO_DECIDE),
        Refusal::ReviewNotFound => fixed(Kind::NotFound, NO_REVIEW),
        Refusal::Review(refusal) => review(&refusal),
        Refusal::ReviewsDiffer(what) => ApiError::new(
            Kind::ReviewNotPossible,
            format!(
                "The reviews differ in their {what}, or have none. Decide those alike that have the same."
            ),
        ),
        Refusal::TooManyDocuments(documents_max) => ApiError::new(
            Kind::ReviewNotPossible,
            format!(
                "The review holds its {} already. Put several pages into one document.",
                counted(documents_max, "document")
            ),
        ),
        Refusal::TooManyValidationCodes(codes_max) => too_many_codes(codes_max),
        Refusal::WebhookExists => fixed(Kind::WebhookExists, WEBHOOK_EXISTS),
        Refusal::WebhookNotFound => fixed(Kind::NotFound, NO_WEBHOOK),
        Refusal::TooManyWebhooks(webhooks_max) => too_many_webhooks(webhooks_max),
        Refusal::NotRegisteredForTests => fixed(Kind::InvalidProperty, NO_TESTS),
        Refusal::WebhookDisabled => fixed(Kind::WebhookNotPossible, WEBHOOK_DISABLED),
        Refusal::DeliveryNotFound => fixed(Kind::NotFound, NO_DELIVERY),
        Refusal::EventsNotKept => fixed(Kind::InvalidContinuationToken, EVENTS_NOT_KEPT),
        Refusal::SnapshotOfOtherSchema => fixed(Kind::SnapshotNotUsable, OTHER_SCHEMA),
        Refusal::DecisionNotPossible { from, to } => ApiError::new(
            Kind::DecisionNotPossible,
            format!("An Education record that is {} cannot become {}.", from.name(), to.name()),
        ),
    }
}

fn too_many_webhooks(webhooks_max: u32) -> ApiError {
    let held = counted(webhooks_max, "webhook");
    ApiError::new(
        ErrorKind::WebhookNotPossible,
        format!("The partner has its {held} already. Remove one that is not used."),
    )
}

fn too_many_codes(codes_max: u32) -> ApiError {
    ApiError::new(
        ErrorKind::ValidationCodeExists,
        format!(
            "The partner has its {codes_max} validation codes already, used-up ones included, and none can be \
             issued to it any more. Let it use one that it has."
        ),
    )
}

fn review(refusal: &ReviewRefusal) -> ApiError {
    let (kind, next) = match refusal {
        ReviewRefusal::HeldBy { holder, is_namesake, until } => {
            let other = if *is_namesake { " (somebody else of your name)" } else { "" };
            let name = &holder.name;
            let text = format!("{name}{other} holds the review until {until}. Take another one, or wait.");
            return ApiError::new(ErrorKind::ReviewHeld, text)
                .with_parameter("holder", name.as_str())
                .with_parameter("holderKey", holder.key.as_str())
                .with_parameter("until", until.to_string());
        }
        ReviewRefusal::NotHeld { .. } => (ErrorKind::ReviewNotPossible, "Claim the review first."),
        ReviewRefusal::NotPossible { .. } => (ErrorKind::ReviewNotPossible, "Read the review again."),
        ReviewRefusal::DecidedEarlier => (ErrorKind::ReviewerNotEligible, "Leave it to another reviewer."),
        ReviewRefusal::SamePerson => (ErrorKind::ReviewerNotEligible, "Leave it to somebody else."),
        ReviewRefusal::OfThePartner => (
            ErrorKind::ReviewerNotEligible,
            "Leave it to somebody who does not. Who does follows from reviews.partner_staff and partner_staff_by_domain.",
        ),
        ReviewRefusal::LeadNeeded => {
            (ErrorKind::ReviewerNotEligible, "Leave it to a lead who has not been part of it.")
        }
        ReviewRefusal::AppealTooLate(_) | ReviewRefusal::AppealedBefore => {
            (ErrorKind::ReviewNotPossible, "Send a corrected request instead.")
        }
        ReviewRefusal::Unusable { .. } => (ErrorKind::InvalidProperty, "Correct it and send it again."),
        ReviewRefusal::Full => (ErrorKind::ReviewNotPossible, "Decide it, or escalate it."),
    };
    let text = refusal.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase().to_string()).unwrap_or_default();
    ApiError::new(kind, format!("{first}{}. {next}", letters.as_str()))
}

fn customer_limit(limit: u32) -> ApiError {
    let text = format!("This sandbox account holds its {}. Delete one first.", counted(limit, "customer"));
    ApiError::new(ErrorKind::SandboxLimit, text)
}

fn registration_number_invalid(sample: &str) -> ApiError {
    let text = format!("The registration number has not the form of its country. Send one like {sample}.");
    ApiError::new(ErrorKind::RegistrationNumberInvalid, text)
}

fn not_settable(qualification: Qualification) -> ApiError {
    ApiError::new(
        ErrorKind::QualificationNotSettable,
        format!(
            "{} cannot be set here. Education and GovernmentCommunityCloud can; StateOwnedEntity can by POST.",
            qualification.name()
        ),
    )
}

fn not_combinable(current: Qualification, requested: Qualification) -> ApiError {
    ApiError::new(
        ErrorKind::QualificationNotCombinable,
        format!(
            "The customer's qualification {} does not combine with {}. A qualification that is set cannot be taken \
             back.",
            current.name(),
            requested.name()
        ),
    )
}

fn vetting_required(finding: Option<&Finding>) -> ApiError {
    let Some(finding) = finding else {
        return ApiError::new(ErrorKind::VettingRequired, VETTING_REQUIRED);
    };
    ApiError::new(ErrorKind::VettingRequired, format!("{VETTING_REQUIRED} {}", finding.explanation))
        .with_parameter("reasonCode", finding.reason_for_partner())
}

fn vetting_denied(reason: VettingReason, finding: &Finding) -> ApiError {
    let (reason, explanation) = (reason.text(), &finding.explanation);
    ApiError::new(
        ErrorKind::VettingDenied,
        format!("{DENIED} Vetting decided: {reason}. {explanation} Nothing was stored."),
    )
    .with_parameter("vettingReason", reason)
    .with_parameter("reasonCode", finding.reason_for_partner())
}

fn code_exhausted(code: &ValidationCodeId) -> ApiError {
    ApiError::new(
        ErrorKind::ValidationCodeExhausted,
        format!("Validation code {code} has no remaining creates. Ask for another code."),
    )
}

fn code_exists(code: &ValidationCodeId) -> ApiError {
    ApiError::new(
        ErrorKind::ValidationCodeExists,
        format!("The partner has validation code {code} already. Leave validationId out to get a fresh one."),
    )
}

fn members_missing(members: Vec<&'static str>) -> ApiError {
    let list = members.join(", ");
    ApiError::new(ErrorKind::InvalidInput, format!("Required members are missing: {list}. Send them all."))
        .with_data(members.into_iter().map(str::to_owned).collect())
}

fn members_unusable(problems: Vec<MemberProblem>) -> ApiError {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    ApiError::new(ErrorKind::InvalidProperty, format!("Members have unusable values: {}.", lines.join("; ")))
        .with_data(lines)
}

fn already_qualified(qualification: Qualification, status: Option<VettingStatus>) -> ApiError {
    let state = match status {
        Some(VettingStatus::InReview) => {
            "is in review already; follow it with GET /v1/customers/{id}/qualifications"
        }
        Some(VettingStatus::Approved | VettingStatus::Denied) | None => {
            "is set already; there is nothing to do"
        }
    };
    ApiError::new(ErrorKind::QualificationExists, format!("The customer's {} {state}.", qualification.name()))
}
