//! Validation codes.

use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};

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
