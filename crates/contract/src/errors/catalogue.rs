//! The catalogue: status, code and name of each kind of error (contract 4.5).
//!
//! To add an error: a variant in `kind.rs`, a row here at the same place, and a line in the endpoints that give it.
//! Codes from 1900001 on are ours. A code, once released, keeps its meaning.

use std::fmt::Write as _;

use super::kind::ErrorKind;

const PARTNER_SOURCE: &str = "PartnerFD";
const FILTER_SOURCE: &str = "PartnerApiServiceControllers";

/// One row of contract 4.5: what a kind of error looks like on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogueRow {
    /// The kind that the row belongs to.
    pub kind: ErrorKind,
    /// The HTTP status.
    pub status: u16,
    /// The number that clients compare.
    pub code: u32,
    /// The member `errorName`.
    pub name: &'static str,
    /// What it means, in a sentence for the documentation.
    pub meaning: &'static str,
    /// Whether the same call may succeed later without a change.
    pub is_retryable: bool,
    /// The member `source`.
    pub source: &'static str,
}

const fn row(
    kind: ErrorKind,
    status: u16,
    code: u32,
    name: &'static str,
    meaning: &'static str,
) -> CatalogueRow {
    CatalogueRow { kind, status, code, name, meaning, is_retryable: false, source: PARTNER_SOURCE }
}

const fn filter_row(
    kind: ErrorKind,
    status: u16,
    code: u32,
    name: &'static str,
    meaning: &'static str,
) -> CatalogueRow {
    CatalogueRow { source: FILTER_SOURCE, ..row(kind, status, code, name, meaning) }
}

const fn retryable_row(
    kind: ErrorKind,
    status: u16,
    code: u32,
    name: &'static str,
    meaning: &'static str,
) -> CatalogueRow {
    CatalogueRow { is_retryable: true, ..row(kind, status, code, name, meaning) }
}

/// Every error of the API, in the order of [`ErrorKind`].
pub const CATALOGUE: &[CatalogueRow] = &[
    filter_row(ErrorKind::InvalidFilter, 400, 2_000, "InvalidFilter", "The filter is not usable."),
    row(
        ErrorKind::InvalidAddress,
        400,
        2_007,
        "InvalidAddress",
        "The address is invalid (older generation of address validation).",
    ),
    row(
        ErrorKind::EtagMismatch,
        400,
        2_055,
        "EtagMismatch",
        "The etag is missing or no longer the current one.",
    ),
    row(
        ErrorKind::InvalidProperty,
        400,
        3_000,
        "InvalidProperty",
        "A property or parameter has an unusable value.",
    ),
    row(
        ErrorKind::RegistrationNumberNotSupported,
        400,
        600_002,
        "RegistrationNumberNotSupported",
        "A registration number was given for a country without one. Not raised by Qualify.",
    ),
    row(
        ErrorKind::RegistrationNumberMissing,
        400,
        600_049,
        "RegistrationNumberMissing",
        "The country requires an organization registration number.",
    ),
    row(
        ErrorKind::RegistrationNumberInvalid,
        400,
        600_050,
        "RegistrationNumberInvalid",
        "The organization registration number does not match the country's form.",
    ),
    row(
        ErrorKind::PhoneNumberMissing,
        400,
        600_051,
        "PhoneNumberMissing",
        "The country requires a phone number.",
    ),
    row(
        ErrorKind::InvalidInput,
        400,
        800_002,
        "InvalidInput",
        "The body, or a required member of it, is missing or unreadable.",
    ),
    row(
        ErrorKind::SandboxLimit,
        400,
        800_018,
        "SandboxLimit",
        "The sandbox account holds as many customers as it may.",
    ),
    row(
        ErrorKind::InvalidCustomerId,
        400,
        900_118,
        "InvalidCustomerId",
        "The customer id in the path is not a GUID.",
    ),
    row(
        ErrorKind::EnumParse,
        400,
        900_126,
        "EnumParse",
        "A text is not a known value of its enumeration; `parameters.value` holds it.",
    ),
    row(
        ErrorKind::NotSupportedInEnvironment,
        400,
        900_127,
        "NotSupportedInEnvironment",
        "The operation is not possible in this environment, e.g. deleting a customer outside a sandbox account.",
    ),
    row(
        ErrorKind::OperationNotSupported,
        400,
        900_141,
        "OperationNotSupported",
        "The operation is not supported.",
    ),
    row(
        ErrorKind::MethodNotAllowed,
        405,
        900_141,
        "OperationNotSupported",
        "The path exists, but not with this method; `Allow` names the methods.",
    ),
    row(
        ErrorKind::InvalidToken,
        401,
        400,
        "AccessDenied",
        "The token is invalid: signature, issuer, lifetime or form.",
    ),
    row(
        ErrorKind::TokenMissing,
        401,
        800_001,
        "TokenMissing",
        "There is no `Authorization` header with a bearer token.",
    ),
    row(
        ErrorKind::InvalidAudience,
        401,
        900_420,
        "InvalidAudience",
        "The token was issued for an audience that is not accepted here.",
    ),
    row(
        ErrorKind::AccessDenied,
        403,
        2_032,
        "AccessDenied",
        "Refused, or the token's tenant is not a partner known to this service.",
    ),
    row(
        ErrorKind::NoRelationship,
        403,
        20_002,
        "NoRelationship",
        "The partner no longer has a relationship with the customer.",
    ),
    row(
        ErrorKind::ActionNotAllowed,
        403,
        600_006,
        "ActionNotAllowed",
        "The partner account may not create customers.",
    ),
    row(ErrorKind::ProgramNotActive, 403, 900_149, "ProgramNotActive", "The partner is suspended."),
    row(
        ErrorKind::RoleNotSufficient,
        403,
        900_150,
        "RoleNotSufficient",
        "The user's role does not allow this.",
    ),
    row(
        ErrorKind::InsufficientPrivileges,
        403,
        900_308,
        "InsufficientPrivileges",
        "The user has no delegated admin role for the customer that allows this.",
    ),
    row(
        ErrorKind::ConditionalAccess,
        403,
        900_309,
        "ConditionalAccess",
        "Blocked by conditional access. Not raised by Qualify.",
    ),
    row(
        ErrorKind::AppOnlyNotSupported,
        403,
        900_329,
        "AppOnlyNotSupported",
        "The endpoint needs a token of a signed-in user (App+User).",
    ),
    row(ErrorKind::NotFound, 404, 1_000, "NotFound", "There is no such resource or route."),
    row(
        ErrorKind::TenantNotFound,
        404,
        60_003,
        "TenantNotFound",
        "There is no such customer for this partner.",
    ),
    row(
        ErrorKind::AccountStatusNotFound,
        404,
        600_074,
        "AccountStatusNotFound",
        "No account status is recorded for the customer.",
    ),
    row(
        ErrorKind::UnexpectedError,
        500,
        800_003,
        "UnexpectedError",
        "A fault of the service; the correlation id is the reference.",
    ),
    retryable_row(
        ErrorKind::Busy,
        503,
        800_003,
        "Busy",
        "The service is overloaded or shutting down; `Retry-After` says when to try again.",
    ),
    row(
        ErrorKind::ValidationCodeRequired,
        400,
        1_900_001,
        "ValidationCodeRequired",
        "GovernmentCommunityCloud was asked for without a validation code.",
    ),
    row(
        ErrorKind::ValidationCodeUnknown,
        400,
        1_900_002,
        "ValidationCodeUnknown",
        "The validation code is not among the partner's codes.",
    ),
    row(
        ErrorKind::ValidationCodeExhausted,
        400,
        1_900_003,
        "ValidationCodeExhausted",
        "The validation code has no remaining creates.",
    ),
    row(
        ErrorKind::ValidationCodeMismatch,
        400,
        1_900_004,
        "ValidationCodeMismatch",
        "The query and the body name different validation codes.",
    ),
    row(
        ErrorKind::QualificationNotSettable,
        400,
        1_900_005,
        "QualificationNotSettable",
        "None and Nonprofit cannot be set; StateOwnedEntity cannot be set by PUT.",
    ),
    row(
        ErrorKind::QualificationNotCombinable,
        400,
        1_900_006,
        "QualificationNotCombinable",
        "The customer has a qualification that excludes the one asked for.",
    ),
    row(
        ErrorKind::QualificationExists,
        409,
        1_900_007,
        "QualificationExists",
        "The same qualification is already in review or approved.",
    ),
    row(
        ErrorKind::EducationSegmentRequired,
        400,
        1_900_008,
        "EducationSegmentRequired",
        "Education needs `educationSegment` (strict mode).",
    ),
    row(
        ErrorKind::VettingRequired,
        400,
        1_900_009,
        "VettingRequired",
        "Education cannot be decided at once; use POST qualifications.",
    ),
    row(
        ErrorKind::InvalidContinuationToken,
        400,
        1_900_010,
        "InvalidContinuationToken",
        "The paging token is missing, invalid or expired.",
    ),
    row(ErrorKind::DomainExists, 409, 1_900_011, "DomainExists", "The domain already belongs to a customer."),
    row(
        ErrorKind::WebhookExists,
        409,
        1_900_012,
        "WebhookExists",
        "The partner already has a webhook registration.",
    ),
    row(
        ErrorKind::VettingDenied,
        400,
        1_900_013,
        "VettingDenied",
        "Education was decided at once, negatively; `parameters.vettingReason` holds the reason.",
    ),
    row(
        ErrorKind::DecisionNotPossible,
        409,
        1_900_014,
        "DecisionNotPossible",
        "The operator's decision does not lead from the state of the record.",
    ),
    row(
        ErrorKind::ValidationCodeExists,
        409,
        1_900_015,
        "ValidationCodeExists",
        "The partner has this validation code already.",
    ),
    row(
        ErrorKind::ReviewHeld,
        409,
        1_900_020,
        "ReviewHeld",
        "Somebody else holds the review; the text says who, and until when.",
    ),
    row(
        ErrorKind::ReviewNotPossible,
        409,
        1_900_021,
        "ReviewNotPossible",
        "The review does not do that from where it stands.",
    ),
    row(
        ErrorKind::ReviewerNotEligible,
        403,
        1_900_022,
        "ReviewerNotEligible",
        "This reviewer may not do that in this review: another person is needed.",
    ),
    row(
        ErrorKind::DocumentNotUsable,
        400,
        1_900_023,
        "DocumentNotUsable",
        "The document is not taken: the text says why.",
    ),
    row(
        ErrorKind::WebhookNotPossible,
        409,
        1_900_024,
        "WebhookNotPossible",
        "The webhook does not do this now.",
    ),
];

// `ErrorKind::row` indexes by the variant, so a row out of order must not compile.
const _: () = {
    let mut index = 0;
    while index < CATALOGUE.len() {
        assert!(CATALOGUE[index].kind as usize == index, "the catalogue is not in the order of ErrorKind");
        index += 1;
    }
    assert!(CATALOGUE.len() == ErrorKind::WebhookNotPossible as usize + 1, "a kind of error has no row");
};

/// The catalogue as a Markdown table; `docs/errors.md` is generated from it.
pub fn catalogue_markdown() -> String {
    let mut table = String::from("| Status | Code | errorName | Meaning | Retry |\n|---|---|---|---|---|\n");
    for row in CATALOGUE {
        let retry = if row.is_retryable { "yes" } else { "no" };
        writeln!(table, "| {} | {} | {} | {} | {retry} |", row.status, row.code, row.name, row.meaning)
            .expect("writing to a String cannot fail");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_its_own_row() {
        for row in CATALOGUE {
            assert_eq!(row.kind.row(), row);
        }
    }

    #[test]
    fn only_statuses_that_clients_do_not_repeat_stand_for_permanent_errors() {
        for row in CATALOGUE {
            let is_fault = matches!(row.status, 500 | 503);
            let is_final = matches!(row.status, 400 | 401 | 403 | 404 | 405 | 409);
            assert!(is_fault || is_final, "{row:?}");
        }
    }

    #[test]
    fn a_pair_of_status_and_code_means_one_thing() {
        let mut pairs: Vec<_> = CATALOGUE.iter().map(|row| (row.status, row.code)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), CATALOGUE.len());
    }

    #[test]
    fn the_documented_pairs_stand_in_the_catalogue() {
        let pairs = [
            (ErrorKind::InvalidFilter, 400, 2000, "InvalidFilter"),
            (ErrorKind::InvalidInput, 400, 800_002, "InvalidInput"),
            (ErrorKind::EnumParse, 400, 900_126, "EnumParse"),
            (ErrorKind::MethodNotAllowed, 405, 900_141, "OperationNotSupported"),
            (ErrorKind::InvalidToken, 401, 400, "AccessDenied"),
            (ErrorKind::AccessDenied, 403, 2032, "AccessDenied"),
            (ErrorKind::Busy, 503, 800_003, "Busy"),
            (ErrorKind::QualificationExists, 409, 1_900_007, "QualificationExists"),
            (ErrorKind::VettingDenied, 400, 1_900_013, "VettingDenied"),
            (ErrorKind::DecisionNotPossible, 409, 1_900_014, "DecisionNotPossible"),
            (ErrorKind::ValidationCodeExists, 409, 1_900_015, "ValidationCodeExists"),
            (ErrorKind::ReviewHeld, 409, 1_900_020, "ReviewHeld"),
            (ErrorKind::ReviewNotPossible, 409, 1_900_021, "ReviewNotPossible"),
            (ErrorKind::ReviewerNotEligible, 403, 1_900_022, "ReviewerNotEligible"),
            (ErrorKind::DocumentNotUsable, 400, 1_900_023, "DocumentNotUsable"),
            (ErrorKind::WebhookNotPossible, 409, 1_900_024, "WebhookNotPossible"),
        ];
        for (kind, status, code, name) in pairs {
            let row = kind.row();
            assert_eq!((row.status, row.code, row.name), (status, code, name));
        }
    }

    #[test]
    fn the_table_for_the_documentation_has_a_line_for_each_row() {
        let table = catalogue_markdown();
        assert_eq!(table.lines().count(), CATALOGUE.len() + 2);
        assert!(table.contains(
            "| 400 | 1900003 | ValidationCodeExhausted | The validation code has no remaining creates. | no |"
        ));
        assert!(table.contains("| 503 | 800003 | Busy |"));
    }
}
