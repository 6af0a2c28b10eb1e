//! Qualification records, in the row of their customer; their leases; the domains on which approvals rest.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{ApprovedDomain, DueBacklog, Leases, Outcome, Whose};
use qualify_domain::qualification::{
    Change, EducationRecord, EducationState, ExclusiveRecord, GovernmentRecord, GovernmentValidation,
    NonprofitRecord, QualificationSet, StateOwnedRecord,
};
use qualify_vocabulary::{
    EducationSegment, LeaseId, PartnerId, Qualification, Timestamp, ValidationCodeId, VettingReason,
    VettingStatus,
};

use super::cells::Cells;
use super::reading::{Queued, Read};

use super::customers::Standing;

/// What is written beside an exclusive record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// How many requests for Education there are more, or fewer.
    pub(crate) attempts: i32,
    /// The domain on which an approval would rest.
    pub(crate) approvable_domain: Option<&'a str>,
}

/// A domain with the customer that was approved with it.
#[derive(Debug, Clone)]
pub(crate) struct Approval {
    pub(crate) domain: ApprovedDomain,
    pub(crate) key: CustomerKey,
    pub(crate) approved_at: Timestamp,
}

/// Qualification records, in the row of their customer; their leases; the domains on which approvals rest.
pub(crate) trait QualificationRows {
    /// The customer's standing and its records, in one look.
    fn find_records(&mut self, key: CustomerKey) -> impl Read<Option<(Standing, QualificationSet)>>;
    /// Records that are due and free, the longest free first, at most so many.
    fn list_due(&mut self, now: Timestamp, whose: &Whose, records_max: u16) -> impl Read<Vec<CustomerKey>>;
    /// Leases a customer's record to a worker.
    fn lease_record(&mut self, key: CustomerKey, lease: LeaseId, until: Timestamp) -> Queued;
    /// Which customer in the world of a partner was approved with the domain.
    fn find_approved_with(&mut self, partner: PartnerId, domain: &str) -> impl Read<Option<CustomerKey>>;
    /// Domains on which approvals rest, behind one of them, in their order.
    fn list_approvals(&mut self, after: Option<&ApprovedDomain>, rows_max: u16) -> impl Read<Vec<Approval>>;
    /// Writes a record into its place. An exclusive one that changes is no longer claimed by a worker.
    fn save_record(&mut self, key: CustomerKey, change: &Change, beside: &Beside<'_>) -> Queued;
    /// Takes the exclusive record away. The number of requests stays.
    fn remove_record(&mut self, key: CustomerKey) -> Queued;
    /// Whether any record is due and free.
    fn is_any_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool>;
    /// The lease on a customer's record, if there is one.
    fn find_lease(&mut self, key: CustomerKey) -> impl Read<Option<LeaseId>>;
    /// Ends these leases; answers how many records were under one.
    fn release_record_leases(&mut self, which: Leases) -> impl Read<usize>;
    /// How many records are due and free, and since when the first of them waits.
    fn count_due(&mut self, now: Timestamp) -> impl Read<DueBacklog>;
    /// Nothing is to be decided any more about a customer's record that is due.
    fn clear_due(&mut self, key: CustomerKey) -> Queued;
    /// Makes a record that is due so later, and nobody's.
    fn postpone(&mut self, key: CustomerKey, until: Timestamp) -> Queued;
    /// The domain that the customer was approved with, or would be.
    fn find_approved_domain(&mut self, key: CustomerKey) -> impl Read<Option<String>>;
    /// Notes the domain that a customer is approved with. Where it is another customer's, it stays that one's.
    fn hold_approved_domain(&mut self, domain: &str, key: CustomerKey, now: Timestamp) -> Queued;
    /// The customer's approval is gone, and the domain is free again if the customer held one.
    fn release_approved_domain(&mut self, key: CustomerKey) -> Queued;
}

/// The records of a customer's row.
pub(crate) fn read_records(columns: &impl Cells) -> Outcome<QualificationSet> {
    let exclusive = columns
        .optional_parsed("qualification", Qualification::parse)?
        .map(|qualification| read_exclusive(columns, qualification))
        .transpose()?;
    let state_owned =
        columns.optional_moment("state_owned_at")?.map(|opened_at| StateOwnedRecord { opened_at });
    Ok(QualificationSet { exclusive, state_owned })
}

fn read_exclusive(columns: &impl Cells, qualification: Qualification) -> Outcome<ExclusiveRecord> {
    let opened_at = columns.moment("opened_at")?;
    match qualification {
        Qualification::Education => Ok(ExclusiveRecord::Education(EducationRecord {
            opened_at,
            segment: columns.optional_parsed("segment", EducationSegment::parse)?,
            website: columns.get("website")?,
            state: read_education_state(columns)?,
        })),
        Qualification::GovernmentCommunityCloud => {
            let code: Option<String> = columns.get("code")?;
            let code = code.as_deref().and_then(ValidationCodeId::from_input);
            let organization_name: Option<String> = columns.get("organization_name")?;
            let validation = GovernmentValidation {
                code: code.ok_or_else(|| columns.corrupt("code"))?,
                organization_name: organization_name.ok_or_else(|| columns.corrupt("organization_name"))?,
            };
            Ok(ExclusiveRecord::Government(GovernmentRecord { opened_at, validation }))
        }
        Qualification::Nonprofit => Ok(ExclusiveRecord::Nonprofit(NonprofitRecord { opened_at })),
        Qualification::None | Qualification::StateOwnedEntity => Err(columns.corrupt("qualification")),
    }
}

fn read_education_state(columns: &impl Cells) -> Outcome<EducationState> {
    match columns.parsed("status", VettingStatus::parse)? {
        VettingStatus::InReview => {
            Ok(EducationState::InReview { due_at: columns.optional_moment("due_at")? })
        }
        VettingStatus::Approved => Ok(EducationState::Approved),
        VettingStatus::Denied => {
            Ok(EducationState::Denied { reason: columns.parsed("reason", VettingReason::parse)? })
        }
    }
}
