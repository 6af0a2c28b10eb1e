//! What review operations are told, and what they answer.

use std::future::Future;
use std::sync::Arc;

use qualify_vocabulary::{DocumentId, PartnerId, Person, ReasonCode, ReviewId, Timestamp, WorldId};
use serde::{Deserialize, Serialize};

use super::commands::Whose;
use super::contests::{AppealStanding, RequestStanding};
use super::outcome::Outcome;
use super::selections::Slice;
use crate::caller::Act;
use crate::customer::CustomerKey;
use crate::review::{Command, Note, Priority, Proposal, Review, ReviewKind, ReviewRules, Reviewer};
use crate::vetting::{Applicant, DecisionSeed};
use qualify_vocabulary::PageSize;

/// Somebody acts on a case.
#[derive(Debug, Clone)]
pub struct ActOnReview {
    /// Who acts, and when.
    pub act: Act,
    /// The case.
    pub review: ReviewId,
    /// The wall around a partner's customer; none for staff.
    pub wall: Option<CustomerKey>,
    /// What is done.
    pub command: Command,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
    /// What a decision is made of, if one follows.
    pub seed: DecisionSeed,
}

/// A case of its own is opened beside a record.
#[derive(Debug, Clone)]
pub struct OpenReview {
    /// Who acts, and when.
    pub act: Act,
    /// Whose record the case stands beside.
    pub key: CustomerKey,
    /// The id of the case, which is new.
    pub id: ReviewId,
    /// Why.
    pub opening: Opening,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
}

/// Why a case is opened.
#[derive(Debug, Clone)]
pub enum Opening {
    /// The partner contests the denial of the request that is this case.
    Appeal {
        /// The case of the denied request.
        denied: ReviewId,
        /// What the partner writes.
        text: Note,
    },
    /// Somebody asks whether an approval still holds.
    Reverification {
        /// Why.
        reason_code: ReasonCode,
        /// What is to be looked at.
        text: Note,
    },
}

impl Opening {
    /// What whoever opens it writes.
    pub const fn text(&self) -> &Note {
        match self {
            Self::Appeal { text, .. } | Self::Reverification { text, .. } => text,
        }
    }
}

/// A reviewer decides several cases alike.
#[derive(Debug, Clone)]
pub struct DecideReviews {
    /// Who acts, and when.
    pub act: Act,
    /// The cases, each with what its decision is made of.
    pub reviews: Vec<(ReviewId, DecisionSeed)>,
    /// Who decides.
    pub reviewer: Reviewer,
    /// What is decided about each.
    pub proposal: Proposal,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
}

/// An approval for Education that rests on a domain, with everything that looking at it again needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingApproval {
    /// The customer, as vetting sees it.
    pub applicant: Applicant,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// Why; none if no decision of the current request is kept.
    pub reason_code: Option<ReasonCode>,
    /// Why it was looked at again the last time, and when that ended; the far future if it has not.
    pub reverified: Option<(ReasonCode, Timestamp)>,
}

/// Some of the approvals that rest on a domain, in the order of the domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingApprovals {
    /// As many as were asked for at most.
    pub items: Vec<StandingApproval>,
    /// Where to go on; none at the end.
    pub next: Option<ApprovedDomain>,
}

/// A registrable domain on which a customer's approval rests. No other customer of its world is approved with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedDomain {
    /// The world.
    pub world: WorldId,
    /// The domain.
    pub domain: String,
}

/// What time alone does to cases.
#[derive(Debug, Clone)]
pub struct AdvanceReviews {
    /// The service, and when.
    pub act: Act,
    /// Whose cases.
    pub whose: Whose,
    /// What decisions are made of, one for each case: so many cases are looked at.
    pub seeds: Vec<DecisionSeed>,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
}

/// A document that was handed in with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id, and the name of its file.
    pub id: DocumentId,
    /// The case.
    pub review: ReviewId,
    /// What it is, by its content.
    pub media_type: String,
    /// How long it is, in bytes.
    pub bytes: u32,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// Who handed it in.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// When its bytes were deleted.
    pub deleted_at: Option<Timestamp>,
}

/// A case with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReview {
    /// The case.
    pub review: Review,
    /// Counts the changes.
    pub revision: u64,
    /// The customer's name; none once the customer was deleted.
    pub company_name: Option<String>,
    /// The documents, the oldest first.
    pub documents: Vec<Document>,
    /// The last appeal that contests it, if there is one.
    pub appeal: Option<AppealStanding>,
    /// What has become of the request that it is about; none where nobody needs it: for staff, and after an act.
    pub request: Option<RequestStanding>,
}

/// A place in the list of a customer's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPlace {
    /// When the case was opened.
    pub created_at: Timestamp,
    /// The case.
    pub id: ReviewId,
}

impl ReviewPlace {
    /// Where a case stands.
    pub const fn of(review: &Review) -> Self {
        Self { created_at: review.subject.created_at, id: review.subject.id }
    }

    /// Whether a case at this place comes after one at another: the newest is the first.
    pub fn is_behind(self, other: Self) -> bool {
        (other.created_at, self.id) > (self.created_at, other.id)
    }
}

/// Which open cases a queue shows: those that meet every member. A member that is none is met by all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewSelection {
    /// The name of their state. There is no queue of all states.
    pub state: &'static str,
    /// What is asked in them: a first request, an appeal, or something about an approval.
    pub kind: Option<ReviewKind>,
    /// Whose customers they are about.
    pub partner: Option<PartnerId>,
    /// The customer's country: two capital letters.
    pub country: Option<String>,
    /// The language that the customer is written to in.
    pub language: Option<String>,
    /// The registrable domain that they rest on.
    pub domain: Option<String>,
    /// Why a person has to look.
    pub reason_code: Option<ReasonCode>,
    /// Who holds them: the text of a person's key, or a name.
    pub holder: Option<String>,
    /// Partners whose cases are left out.
    pub without_partners: Vec<PartnerId>,
}

/// A place in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePosition {
    /// The priority's number.
    pub priority: u8,
    /// When the time is used up, in microseconds since 1970; the greatest number while the clock stands.
    pub sla_due_at_micros: i64,
    /// The case.
    pub id: ReviewId,
}

/// A page of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    /// The cases, the most urgent first.
    pub items: Vec<QueuedReview>,
    /// Where to go on; none at the end. A page may hold fewer cases than asked for and still not be the last: a
    /// search looks at a bounded number of cases at a time.
    pub next: Option<QueuePosition>,
}

/// A case in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedReview {
    /// Its place.
    pub position: QueuePosition,
    /// Whose customer.
    pub key: CustomerKey,
    /// The customer's name; none once the customer was deleted.
    pub company_name: Option<String>,
    /// Why the case exists.
    pub kind: ReviewKind,
    /// What it is about, by its name.
    pub qualification: String,
    /// The state, by its name.
    pub state: String,
    /// How urgent it is.
    pub priority: Priority,
    /// When the time is used up; none while the clock stands.
    pub sla_due_at: Option<Timestamp>,
    /// The country of the postal address.
    pub country: String,
    /// The customer's language.
    pub language: String,
    /// The registrable domain.
    pub domain: Option<String>,
    /// Why a person has to decide.
    pub reason_code: ReasonCode,
    /// Whose it is.
    pub holder: Option<Person>,
    /// When the case was opened.
    pub created_at: Timestamp,
}

/// Cases that people decide, and what is known of their documents.
pub trait ReviewStore: Send + Sync {
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
    /// Carries out what somebody does with a case, and what follows from it.
    fn act_on_review(&self, command: ActOnReview) -> impl Future<Output = Outcome<StoredReview>> + Send;
    /// Opens a case beside a record.
    fn open_review(&self, command: OpenReview) -> impl Future<Output = Outcome<StoredReview>> + Send;
    /// Decides several cases alike; each for itself, so that one that is refused or does not read back leaves nothing
    /// and stops none of the others. Refused as a whole if they differ in reason or domain.
    fn decide_reviews(
        &self,
        command: DecideReviews,
    ) -> impl Future<Output = Outcome<Vec<(ReviewId, Outcome<()>)>>> + Send;
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
}
