//! What is left to do.

use qualify_domain::ports::WorkLeft;

use super::Read;

/// What the jobs have to do, whoever is at it.
pub(crate) trait WorkRows {
    /// Whether any of this is not done.
    fn is_work_left(&mut self, left: WorkLeft) -> impl Read<bool>;
}
