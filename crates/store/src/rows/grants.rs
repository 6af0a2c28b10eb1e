//! What users of a sandbox allowed its applications.

use qualify_domain::ports::{Grant, GrantChoice};
use qualify_vocabulary::{GrantId, Timestamp};

use super::reading::{Queued, Read};

/// What users of a sandbox allowed its applications.
pub(crate) trait GrantRows {
    /// Keeps a grant.
    fn insert_grant(&mut self, grant: &Grant, now: Timestamp) -> Queued;
    /// Puts the next generation in the place of one that is at most `generation`; answers whether it was.
    fn rotate_grant(
        &mut self,
        id: GrantId,
        generation: u32,
        next: u32,
        expires_at: Timestamp,
    ) -> impl Read<bool>;
    /// How many grants are kept.
    fn count_grants(&mut self) -> impl Read<u32>;
    /// One grant.
    fn find_grant(&mut self, id: GrantId) -> impl Read<Option<Grant>>;
    /// Lets a grant last longer, never shorter; answers whether it is there.
    fn extend_grant(&mut self, id: GrantId, expires_at: Timestamp) -> impl Read<bool>;
    /// Removes grants; answers how many.
    fn end_grants(&mut self, choice: GrantChoice) -> impl Read<usize>;
    /// Whether a grant is over.
    fn is_any_grant_expired(&mut self, now: Timestamp) -> impl Read<bool>;
    /// Removes grants that are over, at most so many; answers how many.
    fn purge_grants(&mut self, now: Timestamp, rows_max: u16) -> impl Read<usize>;
}
