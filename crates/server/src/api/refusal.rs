//! What each refusal of the domain says on the wire: status and code by kind, and a text that names the way out.

mod service;

use qualify_contract::errors::ErrorKind;
use qualify_domain::review::ReviewRefusal;
use qualify_domain::vetting::Finding;
use qualify_domain::{MemberProblem, Refusal};
use qualify_texts::Catalogue as Words;
use qualify_vocabulary::{Qualification, ValidationCodeId, VettingReason, VettingStatus, counted};
use qualify_wire::errors::ApiError;

use crate::service::explained;

pub(crate) use service::no_room_for_documents;
pub(super) use service::service_error;

const OTHER_SCHEMA: &str = "The snapshot was taken by another version of the program, whose data this one does not take over, and \
     nothing was changed. Take the snapshot anew, or put it back with the version that took it.";

pub(crate) fn refusal_error(refusal: Refusal) -> ApiError {
    use ErrorKind as Kind;
    let fixed = |kind, words: fn(Words) -> &'static str| ApiError::in_words(kind, words);
    match refusal {
        Refusal::CustomerNotFound => fixed(Kind::TenantNotFound, Words::refused_no_customer),
        Refusal::RelationshipEnded => fixed(Kind::NoRelationship, Words::refused_no_relationship),
        Refusal::PartnerNotFound => fixed(Kind::NotFound, Words::refused_no_partner),
        Refusal::RoleNotSufficient => fixed(Kind::RoleNotSufficient, Words::refused_role),
        Refusal::PartnerMayNotCreateCustomers => fixed(Kind::ActionNotAllowed, Words::refused_no_creation),
        Refusal::NotSandboxAccount => {
            fixed(Kind::NotSupportedInEnvironment, Words::refused_no_sandbox_account)
        }
        Refusal::CustomerLimitReached { limit } => customer_limit(limit),
        Refusal::MembersMissing(members) => members_missing(members),
        Refusal::MembersUnusable(problems) => members_unusable(problems),
        Refusal::RegistrationNumberMissing => {
            fixed(Kind::RegistrationNumberMissing, Words::refused_registration_number)
        }
        Refusal::RegistrationNumberInvalid { sample } => registration_number_invalid(sample),
        Refusal::PhoneNumberMissing => fixed(Kind::PhoneNumberMissing, Words::refused_phone_number),
        Refusal::DomainTaken(domain) => {
            ApiError::in_words(Kind::DomainExists, move |words| words.refused_domain_taken(&domain))
        }
        Refusal::EtagMismatch => fixed(Kind::EtagMismatch, Words::refused_etag),
        Refusal::NotSettable(qualification) => not_settable(qualification),
        Refusal::SegmentUnknown(text) => {
            fixed(Kind::EnumParse, Words::refused_segment_unknown).with_parameter("value", text)
        }
        Refusal::SegmentRequired => fixed(Kind::EducationSegmentRequired, Words::refused_segment_required),
        Refusal::ValidationCodeRequired => fixed(Kind::ValidationCodeRequired, Words::refused_code_required),
        Refusal::ValidationCodeMismatch => fixed(Kind::ValidationCodeMismatch, Words::refused_code_mismatch),
        // The same for unknown and foreign codes: whether a code exists elsewhere is nobody's business.
        Refusal::ValidationCodeUnknown(_) => fixed(Kind::ValidationCodeUnknown, Words::refused_code_unknown),
        Refusal::ValidationCodeExhausted(code) => code_exhausted(code),
        Refusal::ValidationCodeExists(code) => code_exists(&code),
        Refusal::DirectoryRoleMissing => fixed(Kind::InsufficientPrivileges, Words::refused_directory_role),
        Refusal::NotCombinable { current, requested } => not_combinable(current, requested),
        Refusal::AlreadyQualified { qualification, status } => already_qualified(qualification, status),
        Refusal::VettingRequired(finding) => vetting_required(finding.as_deref()),
        Refusal::VettingDenied { reason, finding } => vetting_denied(reason, &finding),
        Refusal::NothingToDecide => fixed(Kind::NotFound, Words::refused_nothing_to_decide),
        Refusal::ReviewNotFound => fixed(Kind::NotFound, Words::refused_no_review),
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
        Refusal::WebhookExists => fixed(Kind::WebhookExists, Words::refused_webhook_exists),
        Refusal::WebhookNotFound => fixed(Kind::NotFound, Words::refused_no_webhook),
        Refusal::TooManyWebhooks(webhooks_max) => too_many_webhooks(webhooks_max),
        Refusal::NotRegisteredForTests => fixed(Kind::InvalidProperty, Words::refused_no_tests),
        Refusal::WebhookDisabled => fixed(Kind::WebhookNotPossible, Words::refused_webhook_disabled),
        Refusal::DeliveryNotFound => fixed(Kind::NotFound, Words::refused_no_delivery),
        Refusal::EventsNotKept => fixed(Kind::InvalidContinuationToken, Words::refused_events_not_kept),
        Refusal::SnapshotOfOtherSchema => ApiError::new(Kind::SnapshotNotUsable, OTHER_SCHEMA),
        Refusal::DecisionNotPossible { from, to } => decision_not_possible(from, to),
    }
}

fn decision_not_possible(from: VettingStatus, to: VettingStatus) -> ApiError {
    let text = format!("An Education record that is {} cannot become {}.", from.name(), to.name());
    ApiError::new(ErrorKind::DecisionNotPossible, text)
}

fn too_many_webhooks(webhooks_max: u32) -> ApiError {
    ApiError::in_words(ErrorKind::WebhookNotPossible, move |words| {
        words.refused_too_many_webhooks(webhooks_max)
    })
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
    ApiError::in_words(ErrorKind::SandboxLimit, move |words| words.refused_customer_limit(limit))
}

fn registration_number_invalid(sample: &'static str) -> ApiError {
    ApiError::in_words(ErrorKind::RegistrationNumberInvalid, move |words| {
        words.refused_registration_number_invalid(sample)
    })
}

fn not_settable(qualification: Qualification) -> ApiError {
    ApiError::in_words(ErrorKind::QualificationNotSettable, move |words| {
        words.refused_not_settable(qualification.name())
    })
}

fn not_combinable(current: Qualification, requested: Qualification) -> ApiError {
    ApiError::in_words(ErrorKind::QualificationNotCombinable, move |words| {
        words.refused_not_combinable(current.name(), requested.name())
    })
}

fn vetting_required(finding: Option<&Finding>) -> ApiError {
    let kind = ErrorKind::VettingRequired;
    let Some(finding) = finding else {
        return ApiError::in_words(kind, Words::refused_vetting_required);
    };
    let found = finding.clone();
    ApiError::in_words(kind, move |words| {
        joined([words.refused_vetting_required(), &explained::of_finding(&found, words.locale())])
    })
    .with_parameter("reasonCode", finding.reason_for_partner())
}

fn vetting_denied(reason: VettingReason, finding: &Finding) -> ApiError {
    let (reason, found) = (reason.text(), finding.clone());
    ApiError::in_words(ErrorKind::VettingDenied, move |words| {
        let denied = words.refused_vetting_denied(reason);
        let found = explained::of_finding(&found, words.locale());
        joined([&denied, &found, words.refused_nothing_stored()])
    })
    .with_parameter("vettingReason", reason)
    .with_parameter("reasonCode", finding.reason_for_partner())
}

/// Sentences with a blank between them, without those that say nothing.
fn joined<const N: usize>(sentences: [&str; N]) -> String {
    let said: Vec<&str> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
    said.join(" ")
}

fn code_exhausted(code: ValidationCodeId) -> ApiError {
    ApiError::in_words(ErrorKind::ValidationCodeExhausted, move |words| words.refused_code_exhausted(&code))
}

fn code_exists(code: &ValidationCodeId) -> ApiError {
    ApiError::new(
        ErrorKind::ValidationCodeExists,
        format!("The partner has validation code {code} already. Leave validationId out to get a fresh one."),
    )
}

fn members_missing(members: Vec<&'static str>) -> ApiError {
    let list = members.join(", ");
    ApiError::in_words(ErrorKind::InvalidInput, move |words| words.refused_members_missing(&list))
        .with_data(members.into_iter().map(str::to_owned).collect())
}

fn members_unusable(problems: Vec<MemberProblem>) -> ApiError {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    ApiError::new(ErrorKind::InvalidProperty, format!("Members have unusable values: {}.", lines.join("; ")))
        .with_data(lines)
}

fn already_qualified(qualification: Qualification, status: Option<VettingStatus>) -> ApiError {
    ApiError::in_words(ErrorKind::QualificationExists, move |words| match status {
        Some(VettingStatus::InReview) => words.refused_in_review(qualification.name()),
        Some(VettingStatus::Approved | VettingStatus::Denied) | None => {
            words.refused_already_set(qualification.name())
        }
    })
}
