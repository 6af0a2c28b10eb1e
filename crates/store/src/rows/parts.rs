//! Parts of an operation that handles many rows.

use super::reading::Queued;

/// Parts of an operation, one behind the other: what a part has written is kept or taken back whole.
pub(crate) trait PartRows {
    /// Begins a part; the one before has ended.
    fn begin_part(&mut self) -> Queued;
    /// Ends the part: what it has written stays, if the operation does.
    fn keep_part(&mut self) -> Queued;
    /// Ends the part, and takes back what it has written.
    fn take_part_back(&mut self) -> Queued;
}
