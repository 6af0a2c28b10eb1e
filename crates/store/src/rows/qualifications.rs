//! Qualification records, in the row of their customer; their leases; the domains on which approvals rest.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::DueBacklog;
use qualify_domain::qualification::{Change, QualificationSet};
use qualify_vocabulary::{ClaimId, Timestamp};

use super::{Queued, Read};

use super::Standing;

/// What is written beside an exclusive record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// How many requests for Education there are more, or fewer.
    pub(crate) attempts: i32,
    /// The domain on which an approval would rest.
    pub(crate) claimable: Option<&'a str>,
}

/// A registrable domain on which a customer's approval rests.
#[derive(Debug, Clone)]
pub(crate) struct ClaimedDomain {
    pub(crate) domain: String,
    pub(crate) key: CustomerKey,
    pub(crate) claimed_at: Timestamp,
}

/// Qualification records, in the row of their customer; their leases; the domains on which approvals rest.
pub(crate) trait QualificationRows {
    /// The customer's standing and its records, in one look.
    fn find_records(&mut self, key: CustomerKey) -> impl Read<Option<(Standing, QualificationSet)>>;
    /// Records that are due and free, the longest free first, at most so many.
    fn list_due(&mut self, now: Timestamp, records_max: u16) -> impl Read<Vec<CustomerKey>>;
    /// Leases a customer's record to a worker.
    fn lease_record(&mut self, key: CustomerKey, claim: ClaimId, until: Timestamp) -> Queued;
    /// Who was approved with the domain.
    fn find_claimant(&mut self, domain: &str) -> impl Read<Option<CustomerKey>>;
    /// Domains on which approvals rest, behind one of them, in their order.
    fn list_claimed_domains(&mut self, after: &str, rows_max: u16) -> impl Read<Vec<ClaimedDomain>>;
    /// Writes a record into its place. An exclusive one that changes is no longer claimed by a worker.
    fn save_record(&mut self, key: CustomerKey, change: &Change, beside: &Beside<'_>) -> Queued;
    /// Takes the exclusive record away. The number of requests stays.
    fn remove_record(&mut self, key: CustomerKey) -> Queued;
    /// Whether any record is due and free.
    fn is_any_due(&mut self, now: Timestamp) -> impl Read<bool>;
    /// The lease on a customer's record, if there is one.
    fn find_lease(&mut self, key: CustomerKey) -> impl Read<Option<ClaimId>>;
    /// Frees everything that is claimed; answers how many records.
    fn release_leases(&mut self) -> impl Read<usize>;
    /// How many records are due and free, and since when the first of them waits.
    fn count_due(&mut self, now: Timestamp) -> impl Read<DueBacklog>;
    /// Nothing is to be decided about the customer's record any more.
    fn clear_due(&mut self, key: CustomerKey) -> Queued;
    /// Makes a record due later, and nobody's.
    fn postpone(&mut self, key: CustomerKey, until: Timestamp) -> Queued;
    /// The domain that the customer was approved with, or would be.
    fn find_claimed_domain(&mut self, key: CustomerKey) -> impl Read<Option<String>>;
    /// Notes the domain that a customer is approved with. Where it is another customer's, it stays that one's.
    fn claim_domain(&mut self, domain: &str, key: CustomerKey, now: Timestamp) -> Queued;
    /// The customer's approval is gone, and the domain is free again.
    fn release_domain(&mut self, key: CustomerKey) -> Queued;
}
