//! The store port: the operations that a store must offer.
//!
//! One call is one transaction, with the audit record, the event and the replay entry inside it (design 4). The store
//! loads, calls a function of this crate, and saves. What is answered `Ok` is on disk; what is answered `Err` changed
//! nothing, the audit record of a refused qualification call aside.

mod commands;
mod deliveries;
mod feed;
mod grants;
mod outcome;
mod reviews;
mod selections;
mod trail;
mod webhooks;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use qualify_vocabulary::{
    AccountStatus, DecisionId, DocumentId, DomainName, PageSize, PartnerId, Qualification, ReviewId,
    Timestamp, UserId,
};

use crate::Refusal;
use crate::audit::{AuditEntry, AuditPosition};
use crate::caller::Act;
use crate::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary};
use crate::partner::Partner;
use crate::qualification::decide::Verdict;
use crate::qualification::{QualificationSet, RecordView};
use crate::replay::Answer;
use crate::seed::Seed;
use crate::snapshot::{Snapshot, SnapshotName};
use crate::validation_code::ValidationCode;
use crate::vetting::{DecisionSeed, StoredDecision};
pub use commands::{
    CreateCustomer, CreateQualification, DeleteCustomer, DueBacklog, EndRelationship, LeaseDue, LeasedRound,
    Leases, PreviewQualification, Previewed, PutPartner, Retention, SaveDecisions, SavedRound,
    SetQualification, UpdateBilling, VettedRecord,
};
pub use deliveries::{
    Attempt, AttemptedDelivery, Delivery, DeliveryKey, LeaseDeliveries, LeasedDelivery, ReplayDeliveries,
    ReplaySelection, Replayed, UnderWay,
};
pub use feed::{EventPage, EventPosition, EventsFrom};
pub use grants::{AddGrant, Grant, GrantChoice, GrantStore, RotateGrant};
pub use outcome::{Outcome, StoreError};
pub use reviews::{
    ActOnReview, AdvanceReviews, ApprovedDomain, DecideReviews, Document, OpenReview, Opening, QueuePage,
    QueuePosition, QueuedReview, ReviewPlace, ReviewSelection, StandingApproval, StandingApprovals,
    StoredReview,
};
pub use selections::{
    AuditPage, AuditSelection, Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection,
    Slice, TrailPlace,
};
pub use trail::{About, TrailNote, TrailStore};
pub use webhooks::{AddEndpoint, ChangeEndpoint, EndpointChoice, TestEndpoint, TestReport, WebhookStore};

/// The operations of a store. Every one that touches customers is walled by the partner's id. Those of webhooks and
/// of the
/// feed of events are [`WebhookStore`]'s, acts that are noted and nothing else [`TrailStore`]'s, what users of a
/// sandbox
/// allowed its applications [`GrantStore`]'s.
pub trait Store: WebhookStore + TrailStore + GrantStore + Send + Sync {
    /// The partner, from memory: asked for by every request.
    fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>>;

    /// How many partners there are. Looks into memory, as above.
    fn count_partners(&self) -> usize;

    /// Refuses customers that the partner may not see.
    fn check_customer(&self, key: CustomerKey) -> impl Future<Output = Outcome<()>> + Send;
    /// The records that the customer holds: none is there before it asks. Refused as by
    /// [`check_customer`](Self::check_customer).
    fn get_qualifications(&self, key: CustomerKey) -> impl Future<Output = Outcome<QualificationSet>> + Send;
    /// What a request for a qualification would come to; nothing is written.
    fn preview_qualification(
        &self,
        command: PreviewQualification,
    ) -> impl Future<Output = Outcome<Previewed>> + Send;
    /// The customer with its billing profile. Refused as by [`check_customer`](Self::check_customer).
    fn get_customer(&self, key: CustomerKey) -> impl Future<Output = Outcome<Customer>> + Send;
    /// The account status that an operator recorded last; none if nobody did.
    fn find_account_status(
        &self,
        key: CustomerKey,
    ) -> impl Future<Output = Outcome<Option<AccountStatusRecord>>> + Send;
    /// The partner's validation codes, by their text: no more are issued than
    /// [`VALIDATION_CODES_MAX`](crate::validation_code::VALIDATION_CODES_MAX).
    fn list_validation_codes(
        &self,
        partner: PartnerId,
    ) -> impl Future<Output = Outcome<Vec<ValidationCode>>> + Send;
    /// A part of the partner's customers by name, then id. Up to a position or the end, the customers next to it.
    fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<CustomerSummary>>> + Send;
    /// Whether a customer holds the domain, of any partner in the world of this one.
    fn is_domain_taken(
        &self,
        partner: PartnerId,
        domain: DomainName,
    ) -> impl Future<Output = Outcome<bool>> + Send;
    /// The partner's audit records, the newest first, behind a position. A page is looked for in a bounded number of
    /// records, and one with nothing on it for seconds, so that no search keeps the store busy for long.
    fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<AuditPage>> + Send;
    /// One audit record that the partner may see.
    fn find_audit(
        &self,
        partner: PartnerId,
        position: AuditPosition,
    ) -> impl Future<Output = Outcome<Option<AuditEntry>>> + Send;

    /// `PUT /qualification`: sets the one word that stands for the customer's records. A replay answers as before.
    fn set_qualification(
        &self,
        command: SetQualification,
    ) -> impl Future<Output = Outcome<Answer<Qualification>>> + Send;
    /// `POST /qualifications`: asks for one qualification, whose record may have to wait for vetting or a person.
    fn create_qualification(
        &self,
        command: CreateQualification,
    ) -> impl Future<Output = Outcome<Answer<RecordView>>> + Send;
    /// `POST /customers`: creates a customer, unless its domain is taken or the account is full.
    fn create_customer(
        &self,
        command: CreateCustomer,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;
    /// `DELETE /customers/{id}`: of a sandbox account only. Its audit records stay, and its decisions without their
    /// texts.
    fn delete_customer(&self, command: DeleteCustomer) -> impl Future<Output = Outcome<Answer<()>>> + Send;
    /// `PATCH /customers/{id}`; answers the customer as it is from now on.
    fn end_relationship(
        &self,
        command: EndRelationship,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;
    /// `PUT /customers/{id}/profiles/billing`, if the profile is still the one that the caller has seen.
    fn update_billing(
        &self,
        command: UpdateBilling,
    ) -> impl Future<Output = Outcome<Answer<Customer>>> + Send;

    /// Creates or changes a partner.
    fn put_partner(&self, act: Act, command: PutPartner) -> impl Future<Output = Outcome<Partner>> + Send;
    /// Issues a code to a partner; refused where the code is known already, or the partner has as many as it may.
    fn issue_validation_code(
        &self,
        act: Act,
        partner: PartnerId,
        code: ValidationCode,
    ) -> impl Future<Output = Outcome<ValidationCode>> + Send;
    /// Records an account status in the place of the one before.
    fn set_account_status(
        &self,
        act: Act,
        key: CustomerKey,
        status: AccountStatus,
    ) -> impl Future<Output = Outcome<AccountStatusRecord>> + Send;
    /// Records the directory roles of a user on a customer; none takes them away.
    fn set_directory_roles(
        &self,
        act: Act,
        key: CustomerKey,
        user: UserId,
        roles: Vec<String>,
    ) -> impl Future<Output = Outcome<()>> + Send;
    /// Gives a customer an approved Nonprofit record, as only an import can.
    fn import_nonprofit(
        &self,
        act: Act,
        key: CustomerKey,
    ) -> impl Future<Output = Outcome<RecordView>> + Send;
    /// Applies an operator's verdict, which is a decision like another.
    fn decide_education(
        &self,
        act: Act,
        key: CustomerKey,
        verdict: Verdict,
        seed: DecisionSeed,
    ) -> impl Future<Output = Outcome<RecordView>> + Send;
    /// All audit records, of all partners or of one, the newest first, behind a position.
    fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<AuditEntry>>> + Send;

    /// One decision with its texts.
    fn find_decision(
        &self,
        decision: DecisionId,
    ) -> impl Future<Output = Outcome<Option<StoredDecision>>> + Send;
    /// The decisions about a customer, the newest first, below a place of the chain; also of one that was deleted.
    fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> impl Future<Output = Outcome<Slice<StoredDecision>>> + Send;

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
    /// One case: of any customer for staff, of the customer within the wall for its partner. A record that nobody has
    /// looked at yet is a case too.
    fn find_review(
        &self,
        review: ReviewId,
        wall: Option<CustomerKey>,
    ) -> impl Future<Output = Outcome<Option<StoredReview>>> + Send;
    /// The cases of a customer that its partner sees, the newest first, behind a place.
    fn list_customer_reviews(
        &self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<StoredReview>>> + Send;
    /// A page of a queue behind a place, the most urgent case first.
    fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<QueuePage>> + Send;
    /// Notes in the operators' trail that somebody looked at a case.
    fn record_review_view(&self, act: Act, review: ReviewId) -> impl Future<Output = Outcome<()>> + Send;
    /// Notes in the operators' trail that somebody looked at a decision with its texts.
    fn record_decision_view(
        &self,
        act: Act,
        key: CustomerKey,
        decision: DecisionId,
    ) -> impl Future<Output = Outcome<()>> + Send;
    /// Carries out what somebody does with a case, and what follows from it.
    fn act_on_review(&self, command: ActOnReview) -> impl Future<Output = Outcome<StoredReview>> + Send;
    /// Opens a case beside a record.
    fn open_review(&self, command: OpenReview) -> impl Future<Output = Outcome<StoredReview>> + Send;
    /// Decides several cases alike; each for itself. Refused as a whole if they differ in reason or domain.
    fn decide_reviews(
        &self,
        command: DecideReviews,
    ) -> impl Future<Output = Outcome<Vec<(ReviewId, Result<(), Refusal>)>>> + Send;
    /// Approvals for Education that rest on a domain, behind one of them.
    fn list_standing_approvals(
        &self,
        after: Option<ApprovedDomain>,
        rows_max: u16,
    ) -> impl Future<Output = Outcome<StandingApprovals>> + Send;
    /// Does what is due to cases by time alone; answers how many were looked at.
    fn advance_reviews(&self, command: AdvanceReviews) -> impl Future<Output = Outcome<usize>> + Send;
    /// Keeps a document of an open case within the wall; its bytes are on disk already.
    fn add_document(
        &self,
        act: Act,
        wall: CustomerKey,
        document: Document,
    ) -> impl Future<Output = Outcome<StoredReview>> + Send;
    /// Documents whose bytes are to go: of cases that were closed before a moment, and of customers who are gone.
    fn list_expired_documents(
        &self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> impl Future<Output = Outcome<Vec<DocumentId>>> + Send;
    /// Notes that a document's bytes are gone.
    fn mark_document_deleted(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<()>> + Send;
    /// Which of these documents the store knows and has not given up.
    fn list_known_documents(
        &self,
        documents: Vec<DocumentId>,
    ) -> impl Future<Output = Outcome<Vec<DocumentId>>> + Send;

    /// Removes what has been kept long enough; answers how many rows went.
    fn purge_expired(
        &self,
        now: Timestamp,
        retention: Retention,
    ) -> impl Future<Output = Outcome<usize>> + Send;

    /// A value that the installation keeps, such as its signing keys.
    fn load_setting(&self, name: &'static str) -> impl Future<Output = Outcome<Option<Vec<u8>>>> + Send;
    /// Keeps a value in the place of the one before; no reset and no snapshot touches it.
    fn save_setting(&self, name: &'static str, value: Vec<u8>) -> impl Future<Output = Outcome<()>> + Send;
    /// Writes the seed if the store holds no partner; answers whether it did.
    fn seed_if_empty(&self, seed: Seed) -> impl Future<Output = Outcome<bool>> + Send;
    /// Empties the store and writes the seed. Settings and grants stay.
    fn reset(&self, seed: Seed) -> impl Future<Output = Outcome<()>> + Send;
    /// Keeps everything but settings and grants under this name, in the place of what the name stood for; `notes`
    /// are kept
    /// with it. What was answered before the call is in it.
    fn take_snapshot(
        &self,
        name: SnapshotName,
        notes: Vec<u8>,
    ) -> impl Future<Output = Outcome<Snapshot>> + Send;
    /// Puts everything but settings and grants back to a snapshot, and keeps one setting in the same transaction;
    /// answers
    /// whether there is such a snapshot. `committed` is called once it is done and before anything else is written,
    /// whether or not somebody still waits for the answer.
    fn restore_snapshot(
        &self,
        name: SnapshotName,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> impl Future<Output = Outcome<bool>> + Send;
    /// The snapshots, by their names. They outlive the process.
    fn list_snapshots(&self) -> impl Future<Output = Outcome<Vec<Snapshot>>> + Send;
    /// Removes a snapshot; answers whether there was one.
    fn delete_snapshot(&self, name: SnapshotName) -> impl Future<Output = Outcome<bool>> + Send;
    /// Copies the whole store into a new file while it is in use.
    fn back_up(&self, file: &Path) -> impl Future<Output = Outcome<()>> + Send;
    /// Whether the store answers and has the schema of this program.
    fn check_ready(&self) -> impl Future<Output = Outcome<()>> + Send;
}
