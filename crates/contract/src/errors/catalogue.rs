//! The catalogue: status, code and name of each kind of error (contract 4.5).
//!
//! To add an error: a variant in `kind.rs`, a row in `rows.rs` at the same place, and a line in the endpoints that give it.
//! Codes from 1900001 on are ours. A code, once released, keeps its meaning.

use std::fmt::Write as _;

use super::kind::ErrorKind;
use super::rows::CATALOGUE;

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
