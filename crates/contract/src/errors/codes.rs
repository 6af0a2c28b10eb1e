//! The codes: status, number and name of each kind of error (contract 4.5).
//!
//! To add one: a variant in `kind.rs`, a row here at the same place and its name in the check above the rows, its
//! meaning in `qualify-texts`, a line in the endpoints that give it, and one in the testkit's names. Codes from
//! 1900001 on are ours. A code, once released, keeps its meaning.

use super::kind::ErrorKind;

/// One row of contract 4.5: how a kind of error is told from others on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    /// The kind that the row belongs to.
    pub kind: ErrorKind,
    /// The HTTP status.
    pub status: u16,
    /// The number that clients compare.
    pub code: u32,
    /// The member `errorName`.
    pub name: &'static str,
    /// Whether the same call may succeed later without a change.
    pub is_retryable: bool,
}

const fn row(kind: ErrorKind, status: u16, code: u32, name: &'static str) -> CodeRow {
    CodeRow { kind, status, code, name, is_retryable: false }
}

const fn retryable_row(kind: ErrorKind, status: u16, code: u32, name: &'static str) -> CodeRow {
    CodeRow { is_retryable: true, ..row(kind, status, code, name) }
}

// `ErrorKind::row` indexes by the variant, so a row out of order must not compile.
const _: () = {
    let mut index = 0;
    while index < CODES.len() {
        assert!(CODES[index].kind as usize == index, "the codes are not in the order of ErrorKind");
        index += 1;
    }
    assert!(CODES.len() == ErrorKind::QueryParameterUnknown as usize + 1, "a kind of error has no row");
};

/// Every error of the API, in the order of [`ErrorKind`].
pub const CODES: &[CodeRow] = &[
    row(ErrorKind::InvalidFilter, 400, 2_000, "InvalidFilter"),
    row(ErrorKind::InvalidAddress, 400, 2_007, "InvalidAddress"),
    row(ErrorKind::EtagMismatch, 400, 2_055, "EtagMismatch"),
    row(ErrorKind::InvalidProperty, 400, 3_000, "InvalidProperty"),
    row(ErrorKind::RegistrationNumberNotSupported, 400, 600_002, "RegistrationNumberNotSupported"),
    row(ErrorKind::RegistrationNumberMissing, 400, 600_049, "RegistrationNumberMissing"),
    row(ErrorKind::RegistrationNumberInvalid, 400, 600_050, "RegistrationNumberInvalid"),
    row(ErrorKind::PhoneNumberMissing, 400, 600_051, "PhoneNumberMissing"),
    row(ErrorKind::InvalidInput, 400, 800_002, "InvalidInput"),
    row(ErrorKind::SandboxLimit, 400, 800_018, "SandboxLimit"),
    row(ErrorKind::InvalidCustomerId, 400, 900_118, "InvalidCustomerId"),
    row(ErrorKind::EnumParse, 400, 900_126, "EnumParse"),
    row(ErrorKind::NotSupportedInEnvironment, 400, 900_127, "NotSupportedInEnvironment"),
    row(ErrorKind::OperationNotSupported, 400, 900_141, "OperationNotSupported"),
    row(ErrorKind::MethodNotAllowed, 405, 900_141, "OperationNotSupported"),
    row(ErrorKind::InvalidToken, 401, 400, "AccessDenied"),
    row(ErrorKind::TokenMissing, 401, 800_001, "TokenMissing"),
    row(ErrorKind::InvalidAudience, 401, 900_420, "InvalidAudience"),
    row(ErrorKind::MfaRequired, 401, 900_421, "MfaRequired"),
    row(ErrorKind::AccessDenied, 403, 2_032, "AccessDenied"),
    row(ErrorKind::NoRelationship, 403, 20_002, "NoRelationship"),
    row(ErrorKind::ActionNotAllowed, 403, 600_006, "ActionNotAllowed"),
    row(ErrorKind::ProgramNotActive, 403, 900_149, "ProgramNotActive"),
    row(ErrorKind::RoleNotSufficient, 403, 900_150, "RoleNotSufficient"),
    row(ErrorKind::InsufficientPrivileges, 403, 900_308, "InsufficientPrivileges"),
    row(ErrorKind::ConditionalAccess, 403, 900_309, "ConditionalAccess"),
    row(ErrorKind::AppOnlyNotSupported, 403, 900_329, "AppOnlyNotSupported"),
    row(ErrorKind::NotFound, 404, 1_000, "NotFound"),
    row(ErrorKind::TenantNotFound, 404, 60_003, "TenantNotFound"),
    row(ErrorKind::AccountStatusNotFound, 404, 600_074, "AccountStatusNotFound"),
    row(ErrorKind::UnexpectedError, 500, 800_003, "UnexpectedError"),
    retryable_row(ErrorKind::Busy, 503, 800_003, "Busy"),
    row(ErrorKind::ValidationCodeRequired, 400, 1_900_001, "ValidationCodeRequired"),
    row(ErrorKind::ValidationCodeUnknown, 400, 1_900_002, "ValidationCodeUnknown"),
    row(ErrorKind::ValidationCodeExhausted, 400, 1_900_003, "ValidationCodeExhausted"),
    row(ErrorKind::ValidationCodeMismatch, 400, 1_900_004, "ValidationCodeMismatch"),
    row(ErrorKind::QualificationNotSettable, 400, 1_900_005, "QualificationNotSettable"),
    row(ErrorKind::QualificationNotCombinable, 400, 1_900_006, "QualificationNotCombinable"),
    row(ErrorKind::QualificationExists, 409, 1_900_007, "QualificationExists"),
    row(ErrorKind::EducationSegmentRequired, 400, 1_900_008, "EducationSegmentRequired"),
    row(ErrorKind::VettingRequired, 400, 1_900_009, "VettingRequired"),
    row(ErrorKind::InvalidContinuationToken, 400, 1_900_010, "InvalidContinuationToken"),
    row(ErrorKind::DomainExists, 409, 1_900_011, "DomainExists"),
    row(ErrorKind::WebhookExists, 409, 1_900_012, "WebhookExists"),
    row(ErrorKind::VettingDenied, 400, 1_900_013, "VettingDenied"),
    row(ErrorKind::DecisionNotPossible, 409, 1_900_014, "DecisionNotPossible"),
    row(ErrorKind::ValidationCodeExists, 409, 1_900_015, "ValidationCodeExists"),
    row(ErrorKind::ReviewHeld, 409, 1_900_020, "ReviewHeld"),
    row(ErrorKind::ReviewNotPossible, 409, 1_900_021, "ReviewNotPossible"),
    row(ErrorKind::ReviewerNotEligible, 403, 1_900_022, "ReviewerNotEligible"),
    row(ErrorKind::DocumentNotUsable, 400, 1_900_023, "DocumentNotUsable"),
    row(ErrorKind::WebhookNotPossible, 409, 1_900_024, "WebhookNotPossible"),
    row(ErrorKind::SnapshotNotUsable, 409, 1_900_025, "SnapshotNotUsable"),
    row(ErrorKind::QueryParameterUnknown, 400, 1_900_026, "QueryParameterUnknown"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_its_own_row() {
        for row in CODES {
            assert_eq!(row.kind.row(), row);
        }
    }

    #[test]
    fn only_statuses_that_clients_do_not_repeat_stand_for_permanent_errors() {
        for row in CODES {
            let is_fault = matches!(row.status, 500 | 503);
            let is_final = matches!(row.status, 400 | 401 | 403 | 404 | 405 | 409);
            assert!(is_fault || is_final, "{row:?}");
        }
    }

    #[test]
    fn a_pair_of_status_and_code_means_one_thing() {
        let mut pairs: Vec<_> = CODES.iter().map(|row| (row.status, row.code)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), CODES.len());
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
            (ErrorKind::SnapshotNotUsable, 409, 1_900_025, "SnapshotNotUsable"),
            (ErrorKind::QueryParameterUnknown, 400, 1_900_026, "QueryParameterUnknown"),
        ];
        for (kind, status, code, name) in pairs {
            let row = kind.row();
            assert_eq!((row.status, row.code, row.name), (status, code, name));
        }
    }
}
