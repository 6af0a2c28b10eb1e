//! What is left to do.

use qualify_domain::ports::{QueueLengths, Waiting, WorkLeft};
use qualify_vocabulary::{PartnerId, Timestamp};

use super::Read;

/// What the jobs have to do, whoever is at it.
pub(crate) trait WorkRows {
    /// The partners for whom any of this waits until a moment or less long, with when the first of it is due.
    fn list_partners_waiting(
        &mut self,
        what: Waiting,
        until: Timestamp,
    ) -> impl Read<Vec<(PartnerId, Timestamp)>>;
    /// How much waits where.
    fn count_queues(&mut self) -> impl Read<QueueLengths>;
    /// Whether any of this is not done.
    fn is_work_left(&mut self, left: WorkLeft) -> impl Read<bool>;
}
