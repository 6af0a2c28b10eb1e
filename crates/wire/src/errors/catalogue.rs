//! What each kind of error means, in the words of `qualify-texts`, and which part of the service says it (contract 4.5);
//! status and number of each stand in `qualify-contract`.

use std::fmt::Write as _;

use qualify_contract::errors::{CODES, ErrorKind};
use qualify_texts::{Catalogue, Locale};

const PARTNER_SOURCE: &str = "PartnerFD";
const FILTER_SOURCE: &str = "PartnerApiServiceControllers";

/// The member `source` of a kind's answers.
pub(super) const fn source_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidFilter => FILTER_SOURCE,
        _ => PARTNER_SOURCE,
    }
}

/// What a kind means, in a sentence for the documentation, and for answers without a text of their own in a language.
pub(super) fn meaning_of(kind: ErrorKind, locale: Locale) -> &'static str {
    use ErrorKind as Kind;
    let texts = Catalogue::in_locale(locale);
    match kind {
        Kind::InvalidFilter => texts.invalid_filter(),
        Kind::InvalidAddress => texts.invalid_address(),
        Kind::EtagMismatch => texts.etag_mismatch(),
        Kind::InvalidProperty => texts.invalid_property(),
        Kind::RegistrationNumberNotSupported => texts.registration_number_not_supported(),
        Kind::RegistrationNumberMissing => texts.registration_number_missing(),
        Kind::RegistrationNumberInvalid => texts.registration_number_invalid(),
        Kind::PhoneNumberMissing => texts.phone_number_missing(),
        Kind::InvalidInput => texts.invalid_input(),
        Kind::SandboxLimit => texts.sandbox_limit(),
        Kind::InvalidCustomerId => texts.invalid_customer_id(),
        Kind::EnumParse => texts.enum_parse(),
        Kind::NotSupportedInEnvironment => texts.not_supported_in_environment(),
        Kind::OperationNotSupported => texts.operation_not_supported(),
        Kind::MethodNotAllowed => texts.method_not_allowed(),
        Kind::InvalidToken => texts.invalid_token(),
        Kind::TokenMissing => texts.token_missing(),
        Kind::InvalidAudience => texts.invalid_audience(),
        Kind::MfaRequired => texts.mfa_required(),
        Kind::AccessDenied => texts.access_denied(),
        Kind::NoRelationship => texts.no_relationship(),
        Kind::ActionNotAllowed => texts.action_not_allowed(),
        Kind::ProgramNotActive => texts.program_not_active(),
        Kind::RoleNotSufficient => texts.role_not_sufficient(),
        Kind::InsufficientPrivileges => texts.insufficient_privileges(),
        Kind::ConditionalAccess => texts.conditional_access(),
        Kind::AppOnlyNotSupported => texts.app_only_not_supported(),
        Kind::NotFound => texts.not_found(),
        Kind::TenantNotFound => texts.tenant_not_found(),
        Kind::AccountStatusNotFound => texts.account_status_not_found(),
        Kind::UnexpectedError => texts.unexpected_error(),
        Kind::Busy => texts.busy(),
        Kind::ValidationCodeRequired => texts.validation_code_required(),
        Kind::ValidationCodeUnknown => texts.validation_code_unknown(),
        Kind::ValidationCodeExhausted => texts.validation_code_exhausted(),
        Kind::ValidationCodeMismatch => texts.validation_code_mismatch(),
        Kind::QualificationNotSettable => texts.qualification_not_settable(),
        Kind::QualificationNotCombinable => texts.qualification_not_combinable(),
        Kind::QualificationExists => texts.qualification_exists(),
        Kind::EducationSegmentRequired => texts.education_segment_required(),
        Kind::VettingRequired => texts.vetting_required(),
        Kind::InvalidContinuationToken => texts.invalid_continuation_token(),
        Kind::DomainExists => texts.domain_exists(),
        Kind::WebhookExists => texts.webhook_exists(),
        Kind::VettingDenied => texts.vetting_denied(),
        Kind::DecisionNotPossible => texts.decision_not_possible(),
        Kind::ValidationCodeExists => texts.validation_code_exists(),
        Kind::ReviewHeld => texts.review_held(),
        Kind::ReviewNotPossible => texts.review_not_possible(),
        Kind::ReviewerNotEligible => texts.reviewer_not_eligible(),
        Kind::DocumentNotUsable => texts.document_not_usable(),
        Kind::WebhookNotPossible => texts.webhook_not_possible(),
        Kind::SnapshotNotUsable => texts.snapshot_not_usable(),
        Kind::QueryParameterUnknown => texts.query_parameter_unknown(),
    }
}

/// What only the documentation adds to a meaning.
const fn note_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::RegistrationNumberNotSupported | ErrorKind::ConditionalAccess => " Not raised by Qualify.",
        ErrorKind::MfaRequired => " With `mfa_error = \"empty\"`, the default, a 401 without a body.",
        _ => "",
    }
}

/// The catalogue as a Markdown table; `docs/errors.md` is generated from it.
pub fn catalogue_markdown() -> String {
    let mut table = String::from("| Status | Code | errorName | Meaning | Retry |\n|---|---|---|---|---|\n");
    for row in CODES {
        let retry = if row.is_retryable { "yes" } else { "no" };
        let (meaning, note) = (meaning_of(row.kind, Locale::En), note_of(row.kind));
        writeln!(table, "| {} | {} | {} | {meaning}{note} | {retry} |", row.status, row.code, row.name)
            .expect("writing to a String cannot fail");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_for_the_documentation_has_a_line_for_each_row() {
        let table = catalogue_markdown();
        assert_eq!(table.lines().count(), CODES.len() + 2);
        assert!(table.contains(
            "| 400 | 1900003 | ValidationCodeExhausted | The validation code has no remaining creates. | no |"
        ));
        assert!(table.contains("| 503 | 800003 | Busy |"));
    }
}
