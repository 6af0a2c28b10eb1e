//! What each kind of error means, in words, and which part of the service says it (contract 4.5); status and number of each
//! stand in `qualify-contract`.

use std::fmt::Write as _;

use qualify_contract::errors::{CODES, ErrorKind};

const PARTNER_SOURCE: &str = "PartnerFD";
const FILTER_SOURCE: &str = "PartnerApiServiceControllers";

/// The member `source` of a kind's answers.
pub(super) const fn source_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidFilter => FILTER_SOURCE,
        _ => PARTNER_SOURCE,
    }
}

/// What a kind means, in a sentence for the documentation, and for answers without a text of their own.
pub(super) const fn meaning_of(kind: ErrorKind) -> &'static str {
    // The rows stand in the order of the variants, which is proved below when it is compiled.
    MEANINGS[kind as usize].1
}

// A row out of order must not compile.
const _: () = {
    let mut index = 0;
    while index < MEANINGS.len() {
        assert!(MEANINGS[index].0 as usize == index, "the meanings are not in the order of ErrorKind");
        index += 1;
    }
    assert!(MEANINGS.len() == CODES.len(), "a kind of error has no meaning");
};

/// The catalogue as a Markdown table; `docs/errors.md` is generated from it.
pub fn catalogue_markdown() -> String {
    let mut table = String::from("| Status | Code | errorName | Meaning | Retry |\n|---|---|---|---|---|\n");
    for row in CODES {
        let retry = if row.is_retryable { "yes" } else { "no" };
        let meaning = meaning_of(row.kind);
        writeln!(table, "| {} | {} | {} | {meaning} | {retry} |", row.status, row.code, row.name)
            .expect("writing to a String cannot fail");
    }
    table
}

const MEANINGS: &[(ErrorKind, &str)] = &[
    (ErrorKind::InvalidFilter, "The filter is not usable."),
    (ErrorKind::InvalidAddress, "The address is invalid (older generation of address validation)."),
    (ErrorKind::EtagMismatch, "The etag is missing or no longer the current one."),
    (ErrorKind::InvalidProperty, "A property or parameter has an unusable value."),
    (
        ErrorKind::RegistrationNumberNotSupported,
        "A registration number was given for a country without one. Not raised by Qualify.",
    ),
    (ErrorKind::RegistrationNumberMissing, "The country requires an organization registration number."),
    (
        ErrorKind::RegistrationNumberInvalid,
        "The organization registration number does not match the country's form.",
    ),
    (ErrorKind::PhoneNumberMissing, "The country requires a phone number."),
    (ErrorKind::InvalidInput, "The body, or a required member of it, is missing or unreadable."),
    (ErrorKind::SandboxLimit, "The sandbox account holds as many customers as it may."),
    (ErrorKind::InvalidCustomerId, "The customer id in the path is not a GUID."),
    (ErrorKind::EnumParse, "A text is not a known value of its enumeration; `parameters.value` holds it."),
    (
        ErrorKind::NotSupportedInEnvironment,
        "The operation is not possible in this environment, e.g. deleting a customer outside a sandbox account.",
    ),
    (ErrorKind::OperationNotSupported, "The operation is not supported."),
    (ErrorKind::MethodNotAllowed, "The path exists, but not with this method; `Allow` names the methods."),
    (ErrorKind::InvalidToken, "The token is invalid: signature, issuer, lifetime or form."),
    (ErrorKind::TokenMissing, "There is no `Authorization` header with a bearer token."),
    (ErrorKind::InvalidAudience, "The token was issued for an audience that is not accepted here."),
    (
        ErrorKind::MfaRequired,
        "The user signed in without a second factor. With `mfa_error = \"empty\"`, the default, a 401 without a body.",
    ),
    (ErrorKind::AccessDenied, "Refused, or the token's tenant is not a partner known to this service."),
    (ErrorKind::NoRelationship, "The partner no longer has a relationship with the customer."),
    (ErrorKind::ActionNotAllowed, "The partner account may not create customers."),
    (ErrorKind::ProgramNotActive, "The partner is suspended."),
    (ErrorKind::RoleNotSufficient, "The user's role does not allow this."),
    (
        ErrorKind::InsufficientPrivileges,
        "The user has no delegated admin role for the customer that allows this.",
    ),
    (ErrorKind::ConditionalAccess, "Blocked by conditional access. Not raised by Qualify."),
    (ErrorKind::AppOnlyNotSupported, "The endpoint needs a token of a signed-in user (App+User)."),
    (ErrorKind::NotFound, "There is no such resource or route."),
    (ErrorKind::TenantNotFound, "There is no such customer for this partner."),
    (ErrorKind::AccountStatusNotFound, "No account status is recorded for the customer."),
    (ErrorKind::UnexpectedError, "A fault of the service; the correlation id is the reference."),
    (ErrorKind::Busy, "The service is overloaded or shutting down; `Retry-After` says when to try again."),
    (ErrorKind::ValidationCodeRequired, "GovernmentCommunityCloud was asked for without a validation code."),
    (ErrorKind::ValidationCodeUnknown, "The validation code is not among the partner's codes."),
    (ErrorKind::ValidationCodeExhausted, "The validation code has no remaining creates."),
    (ErrorKind::ValidationCodeMismatch, "The query and the body name different validation codes."),
    (
        ErrorKind::QualificationNotSettable,
        "None and Nonprofit cannot be set; StateOwnedEntity cannot be set by PUT.",
    ),
    (
        ErrorKind::QualificationNotCombinable,
        "The customer has a qualification that excludes the one asked for.",
    ),
    (ErrorKind::QualificationExists, "The same qualification is already in review or approved."),
    (ErrorKind::EducationSegmentRequired, "Education needs `educationSegment` (strict mode)."),
    (ErrorKind::VettingRequired, "Education cannot be decided at once; use POST qualifications."),
    (ErrorKind::InvalidContinuationToken, "The paging token is missing, invalid or expired."),
    (ErrorKind::DomainExists, "The domain already belongs to a customer."),
    (ErrorKind::WebhookExists, "The partner already has a webhook registration."),
    (
        ErrorKind::VettingDenied,
        "Education was decided at once, negatively; `parameters.vettingReason` holds the reason.",
    ),
    (ErrorKind::DecisionNotPossible, "The operator's decision does not lead from the state of the record."),
    (ErrorKind::ValidationCodeExists, "The partner has this validation code already."),
    (ErrorKind::ReviewHeld, "Somebody else holds the review; the text says who, and until when."),
    (ErrorKind::ReviewNotPossible, "The review does not do that from where it stands."),
    (
        ErrorKind::ReviewerNotEligible,
        "This reviewer may not do that in this review: another person is needed.",
    ),
    (ErrorKind::DocumentNotUsable, "The document is not taken: the text says why."),
    (ErrorKind::WebhookNotPossible, "The webhook does not do this now."),
    (ErrorKind::SnapshotNotUsable, "The snapshot was taken by another version of the program; take it anew."),
    (
        ErrorKind::QueryParameterUnknown,
        "`/operator`, `/partner` and `/sandbox` take the query parameters that they name, and no others; the text lists them.",
    ),
];

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
