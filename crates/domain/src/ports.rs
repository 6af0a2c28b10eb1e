//! The store port: the operations that a store must offer.
//!
//! One call is one transaction, with the audit record, the event and the replay entry inside it (design 4). The store
//! loads, calls a function of this crate, and saves. What is answered `Ok` is on disk; what is answered `Err` changed
//! nothing, the audit record of a refused qualification call aside.

mod commands;
mod contests;
mod customer_search;
mod customers;
mod decisions;
mod deliveries;
mod documents;
mod drafts;
mod events;
mod feed;
mod figures;
mod grants;
mod installation;
mod observation;
mod operators;
mod outcome;
mod qualifications;
mod reviews;
mod sandbox;
mod selections;
mod sessions;
mod trail;
mod webhooks;
mod work;

pub use commands::{
    CreateCustomer, CreateQualification, DeleteCustomer, DueBacklog, EndRelationship, LeaseDue, LeasedRound,
    Leases, PreviewQualification, Previewed, PutPartner, Retention, SaveDecisions, SavedRound,
    SetQualification, UpdateBilling, VettedRecord, Whose, WorkLeft,
};
pub use contests::{AppealEnd, AppealStanding, RequestStanding};
pub use customer_search::{CustomerSearch, FoundCustomer, FoundCustomers, SearchPlace};
pub use customers::CustomerStore;
pub use decisions::{DecisionFault, DecisionStore, Walked};
pub use deliveries::{
    Attempt, AttemptedDelivery, Delivery, DeliveryKey, LeaseDeliveries, LeasedDelivery, ReplayDeliveries,
    ReplaySelection, Replayed, UnderWay,
};
pub use documents::{DocumentStore, DocumentStoreError, IncomingBytes, StoredBytes};
pub use drafts::{CarryOutDraft, DraftStore, DueDraft, SubmitDrafts, TakeBackDraft};
pub use events::EventStore;
pub use feed::{EventPage, EventPosition, EventsFrom};
pub use figures::{CountedCases, CountedDecisions, CountedPage, DecisionPlace, FigureStore};
pub use grants::{AddGrant, Grant, GrantChoice, GrantStore, RotateGrant};
pub use installation::InstallationStore;
pub use observation::{Changes, EngineNumber, NumberKind, ObservationStore, StoreNumbers};
pub use operators::OperatorStore;
pub use outcome::{Outcome, StoreError};
pub use qualifications::QualificationStore;
pub use reviews::{
    ActOnReview, AdvanceReviews, ApprovedDomain, DecideReviews, Document, OpenReview, Opening, QueuePage,
    QueuePosition, QueuedReview, ReviewPlace, ReviewSelection, ReviewStore, StandingApproval,
    StandingApprovals, StoredReview,
};
pub use sandbox::SandboxStore;
pub use selections::{
    AuditPage, AuditSelection, Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection,
    Slice, TrailPlace,
};
pub use sessions::{
    AddSignIn, CreateSession, RotateSession, SessionChoices, SessionEnd, SessionStore, TakeSignIn,
    TouchSession,
};
pub use trail::{About, TrailNote, TrailStore};
pub use webhooks::{AddEndpoint, ChangeEndpoint, EndpointChoice, TestEndpoint, TestReport, WebhookStore};
pub use work::{QueueLengths, Waiting, WorkStore};

/// A store: all operations on rows. The bytes of documents are kept beside it, in a [`DocumentStore`].
pub trait Store:
    CustomerStore
    + DecisionStore
    + DraftStore
    + EventStore
    + FigureStore
    + GrantStore
    + InstallationStore
    + ObservationStore
    + OperatorStore
    + QualificationStore
    + ReviewStore
    + SandboxStore
    + SessionStore
    + TrailStore
    + WebhookStore
    + WorkStore
{
}

impl<T> Store for T where
    T: CustomerStore
        + DecisionStore
        + DraftStore
        + EventStore
        + FigureStore
        + GrantStore
        + InstallationStore
        + ObservationStore
        + OperatorStore
        + QualificationStore
        + ReviewStore
        + SandboxStore
        + SessionStore
        + TrailStore
        + WebhookStore
        + WorkStore
{
}
