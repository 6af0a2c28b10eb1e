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

/// How much waits where, for whoever looks after the service. Each is counted up to [`QueueLengths::ROWS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueLengths {
    /// Open cases.
    pub open_cases: u32,
    /// When the oldest of them was opened.
    pub oldest_case: Option<Timestamp>,
    /// Decisions that were sent from pages and have not taken effect.
    pub waiting_drafts: u32,
    /// Events of which no deliveries were made.
    pub new_events: u32,
    /// Deliveries that are attempted until they are taken.
    pub pending_deliveries: u32,
    /// When the first of them is due that nobody is at.
    pub first_delivery_due: Option<Timestamp>,
    /// Deliveries that were given up.
    pub failed_deliveries: u32,
    /// Receivers that are told nothing any more, because they failed for so long.
    pub disabled_receivers: u32,
}

impl QueueLengths {
    /// The number up to which rows are counted.
    pub const ROWS_MAX: u32 = 10_000;
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
    /// How much waits where.
    fn count_queues(&self) -> impl Future<Output = Outcome<QueueLengths>> + Send;
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
