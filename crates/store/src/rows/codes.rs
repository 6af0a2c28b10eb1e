//! Validation codes.

use qualify_domain::ports::Outcome;
use qualify_domain::validation_code::{Units, ValidationCode};
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Validation codes.
pub(crate) trait CodeRows {
    /// Inserts a code; refused where the partner has it already.
    fn insert_code(&mut self, partner: PartnerId, code: &ValidationCode, now: Timestamp) -> Queued;
    /// The partner's codes, by their text.
    fn list_codes(&mut self, partner: PartnerId) -> impl Read<Vec<ValidationCode>>;
    /// How many codes a partner has.
    fn count_codes(&mut self, partner: PartnerId) -> impl Read<u32>;
    /// One code of the partner's.
    fn find_code(&mut self, partner: PartnerId, code: &ValidationCodeId)
    -> impl Read<Option<ValidationCode>>;
    /// Writes what is left of a code.
    fn save_code(&mut self, partner: PartnerId, code: &ValidationCode) -> Queued;
}

/// A code.
pub(crate) fn read_code(columns: &impl Cells) -> Outcome<ValidationCode> {
    let units = match (columns.get("max_creates")?, columns.get("remaining_creates")?) {
        (Some(max_creates), Some(remaining_creates)) => Some(Units { max_creates, remaining_creates }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(columns.corrupt("remaining_creates")),
    };
    let id: String = columns.get("id")?;
    Ok(ValidationCode {
        id: ValidationCodeId::from_input(&id).ok_or_else(|| columns.corrupt("id"))?,
        organization_name: columns.get("organization_name")?,
        units,
        changed_at: columns.moment("changed_at")?,
    })
}
