//! The work of jobs: due records, leases, retention.

use std::future::Future;

use qualify_vocabulary::{PartnerId, Timestamp};

use super::commands::{
    DueBacklog, LeaseDue, LeasedRound, Leases, Retention, SaveDecisions, SavedRound, WorkLeft,
};
use super::outcome::Outcome;

/// What waits for a job until its time comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Records that vetting decides about, once nobody has a lease on them.
    Records,
    /// Cases that time acts on.
    Reviews,
    /// Receivers with deliveries.
    Receivers,
}

/// What the service's own jobs do with records that are due, leases, and what is over.
pub trait WorkStore: Send + Sync {
    /// Takes records that are due and nobody's, with everything that a decision about them needs.
    fn lease_due(&self, command: LeaseDue) -> impl Future<Output = Outcome<LeasedRound>> + Send;
    /// Saves decisions about records that are still claimed: each record with its decision, audit record and event.
    /// Where a decision rests on a domain that another customer was approved with, the other decision counts.
    fn save_decisions(&self, command: SaveDecisions) -> impl Future<Output = Outcome<SavedRound>> + Send;
    /// Ends leases: the own process's, which ask for it when it starts, or those that are over. Answers how many
    /// there were.
    fn release_leases(&self, which: Leases) -> impl Future<Output = Outcome<usize>> + Send;
    /// How much waits for the workers.
    fn count_due(&self, now: Timestamp) -> impl Future<Output = Outcome<DueBacklog>> + Send;
    /// The partners for whom any of this waits until a moment or less long, each once, with when the first of it is due.
    fn list_partners_waiting(
        &self,
        what: Waiting,
        until: Timestamp,
    ) -> impl Future<Output = Outcome<Vec<(PartnerId, Timestamp)>>> + Send;
    /// Whether the jobs have something of this to do, or are at it.
    fn is_work_left(&self, left: WorkLeft) -> impl Future<Output = Outcome<bool>> + Send;
    /// Removes what has been kept long enough; answers how many rows went.
    fn purge_expired(
        &self,
        now: Timestamp,
        retention: Retention,
    ) -> impl Future<Output = Outcome<usize>> + Send;
}
