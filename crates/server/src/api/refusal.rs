//! What each refusal of the domain says on the wire: status and code by kind, and a text that names the way out.

use qualify_contract::errors::{ApiError, ErrorKind};
use qualify_domain::{MemberProblem, Refusal};
use qualify_vocabulary::{Qualification, VettingStatus};

/// The text with which a denial at once begins (contract 4.5, X19).
const DENIED_TEXT: &str = "Customer tagging denied.";

pub(crate) fn refusal_error(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::MembersMissing(members) => members_missing(members),
        Refusal::MembersUnusable(problems) => members_unusable(problems),
        Refusal::NotSettable(qualification) => ApiError::new(
            ErrorKind::QualificationNotSettable,
            format!(
                "{} cannot be set here. Education and GovernmentCommunityCloud can; StateOwnedEntity can by POST.",
                qualification.name()
            ),
        ),
        Refusal::SegmentUnknown(text) => ApiError::new(
            ErrorKind::EnumParse,
            "The educationSegment is not a known one. Send K12 or HigherEducation.",
        )
        .with_parameter("value", text),
        Refusal::NotCombinable { current, requested } => ApiError::new(
            ErrorKind::QualificationNotCombinable,
            format!(
                "The customer's qualification {} does not combine with {}. A qualification that is set cannot be taken back.",
                current.name(),
                requested.name()
            ),
        ),
        Refusal::AlreadyQualified { qualification, status } => already_qualified(qualification, status),
        Refusal::VettingDenied(reason) => ApiError::new(
            ErrorKind::VettingDenied,
            format!("{DENIED_TEXT} Vetting decided: {}. Nothing was stored.", reason.text()),
        )
        .with_parameter("vettingReason", reason.text().to_owned()),
        Refusal::ValidationCodeUnknown(_)
        | Refusal::ValidationCodeExhausted(_)
        | Refusal::ValidationCodeExists(_)
        | Refusal::ValidationCodeRequired
        | Refusal::ValidationCodeMismatch => validation_code_error(refusal),
        Refusal::DecisionNotPossible { from, to } => ApiError::new(
            ErrorKind::DecisionNotPossible,
            format!("An Education record that is {} cannot become {}.", from.name(), to.name()),
        ),
        Refusal::DomainTaken(domain) => ApiError::new(
            ErrorKind::DomainExists,
            format!("The domain {domain} belongs to a customer already. Choose another domain."),
        ),
        Refusal::CustomerLimitReached { limit } => ApiError::new(
            ErrorKind::SandboxLimit,
            format!("This sandbox account holds its {limit} customers. Delete one first."),
        ),
        other => {
            let (kind, text) = fixed_text(&other);
            ApiError::new(kind, text)
        }
    }
}

/// The refusals whose text is always the same.
fn fixed_text(refusal: &Refusal) -> (ErrorKind, &'static str) {
    match refusal {
        Refusal::RelationshipEnded => {
            (ErrorKind::NoRelationship, "The partner no longer has a relationship with this customer.")
        }
        Refusal::PartnerNotFound => (ErrorKind::NotFound, "There is no such partner. PUT the partner first."),
        Refusal::RoleNotSufficient => (
            ErrorKind::RoleNotSufficient,
            "The user's role may only read. Sign in as a user with the role AdminAgent or SalesAgent.",
        ),
        Refusal::PartnerMayNotCreateCustomers => {
            (ErrorKind::ActionNotAllowed, "This partner account may not create customers. Ask the operator.")
        }
        Refusal::NotSandboxAccount => (
            ErrorKind::NotSupportedInEnvironment,
            "Customers of a production account cannot be deleted; only a sandbox account can do that.",
        ),
        Refusal::RegistrationNumberMissing => (
            ErrorKind::RegistrationNumberMissing,
            "The customer's country requires companyProfile.organizationRegistrationNumber.",
        ),
        Refusal::PhoneNumberMissing => (
            ErrorKind::PhoneNumberMissing,
            "The customer's country requires billingProfile.defaultAddress.phoneNumber.",
        ),
        Refusal::EtagMismatch => (
            ErrorKind::EtagMismatch,
            "The etag is missing or no longer valid. GET the billing profile, apply the change to it, and send its \
             etag in If-Match or in attributes.etag.",
        ),
        Refusal::SegmentRequired => (
            ErrorKind::EducationSegmentRequired,
            "Education needs an educationSegment. Send K12 or HigherEducation.",
        ),
        Refusal::DirectoryRoleMissing => (
            ErrorKind::InsufficientPrivileges,
            "The user holds none of the directory roles on this customer that GovernmentCommunityCloud requires.",
        ),
        Refusal::VettingRequired => (
            ErrorKind::VettingRequired,
            "Education cannot be decided at once for this customer, and nothing was stored. Send POST \
             /v1/customers/{id}/qualifications and follow its vettingStatus.",
        ),
        Refusal::NothingToDecide => {
            (ErrorKind::NotFound, "The customer has no Education record to decide about.")
        }
        // The rest is spelled out by the caller of this function.
        _ => (
            ErrorKind::TenantNotFound,
            "There is no such customer for this partner. Check the customer id, and the partner whose token is used.",
        ),
    }
}

fn members_missing(members: Vec<&'static str>) -> ApiError {
    let list = members.join(", ");
    ApiError::new(ErrorKind::InvalidInput, format!("Required members are missing: {list}. Send them all."))
        .with_data(members.into_iter().map(str::to_owned).collect())
}

fn members_unusable(problems: Vec<MemberProblem>) -> ApiError {
    let lines: Vec<String> =
        problems.iter().map(|problem| format!("{}: {} is expected", problem.member, problem.rule)).collect();
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

fn validation_code_error(refusal: Refusal) -> ApiError {
    let (kind, text) = match refusal {
        Refusal::ValidationCodeRequired => (
            ErrorKind::ValidationCodeRequired,
            "GovernmentCommunityCloud needs a validation code. Send it as ?code= or as validationCode in the body."
                .to_owned(),
        ),
        Refusal::ValidationCodeMismatch => (
            ErrorKind::ValidationCodeMismatch,
            "The query and the body hold different validation codes. Send one, or the same in both.".to_owned(),
        ),
        Refusal::ValidationCodeExhausted(code) => (
            ErrorKind::ValidationCodeExhausted,
            format!("Validation code {code} has no remaining creates. Ask for another code."),
        ),
        Refusal::ValidationCodeExists(code) => (
            ErrorKind::ValidationCodeExists,
            format!("The partner has validation code {code} already. Leave validationId out to get a fresh one."),
        ),
        // The same text for unknown and foreign codes: whether a code exists elsewhere is nobody's business.
        _ => (
            ErrorKind::ValidationCodeUnknown,
            "The validation code is not among this partner's codes. GET /v1/customers/all/validations lists them."
                .to_owned(),
        ),
    };
    ApiError::new(kind, text)
}
