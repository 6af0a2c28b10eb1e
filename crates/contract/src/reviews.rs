//! The objects of reviews, on both of our own doors: `/operator/v1/reviews` for staff, and
//! `/partner/v1/customers/{customer}/reviews` for the partner whose customer it is (design 2, vetting specification 10).

mod bodies;
mod parts;

use qualify_vocabulary::{CustomerId, PartnerId, PersonKey, ReviewId};
use serde::{Deserialize, Serialize};

use crate::operator::DecisionView;
pub use bodies::{AskBody, DecideBody, DecideManyBody, OpenReviewBody, TextBody};
pub use parts::{
    ApplicantView, DocumentView, EndingView, LookAlikeView, NoteView, ProposalView, QuestionView,
};

/// A case in a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueuedReviewView {
    /// The case.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: ReviewId,
    /// Whose customer it is about.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// The customer.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub customer_id: CustomerId,
    /// The customer's name; absent once the customer was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// `request`, `appeal`, `reverification` or `audit`.
    #[cfg_attr(feature = "schema", schema(example = "request"))]
    pub kind: String,
    /// What it is about.
    #[cfg_attr(feature = "schema", schema(example = "Education"))]
    pub qualification: String,
    /// `received`, `queued`, `claimed`, `needs-info`, `pending-second`, `escalated`, `approved`, `denied` or `withdrawn`.
    #[cfg_attr(feature = "schema", schema(example = "queued"))]
    pub state: String,
    /// `fraud`, `appeal`, `breached` or `normal`: what comes first in the queue.
    #[cfg_attr(feature = "schema", schema(example = "normal"))]
    pub priority: String,
    /// When the time for it is used up; absent while the clock stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// The country of the postal address.
    #[cfg_attr(feature = "schema", schema(example = "PL"))]
    pub country: String,
    /// The customer's language.
    #[cfg_attr(feature = "schema", schema(example = "pl"))]
    pub language: String,
    /// The registrable domain that a decision would rest on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Why a person has to decide.
    #[cfg_attr(feature = "schema", schema(example = "EDU_NO_EVIDENCE"))]
    pub reason_code: String,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Which person that is: two may have one name, and a name may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub holder_key: Option<PersonKey>,
    /// When the case was opened.
    pub created_at: String,
}

/// A page of a queue. It may hold fewer cases than asked for and still have a next one: a search looks at a bounded
/// number of cases at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReviewQueue {
    /// The cases, the most urgent first.
    pub items: Vec<QueuedReviewView>,
    /// For `?continuationToken=`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// A case as staff sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    /// What the queue shows.
    #[serde(flatten)]
    pub case: QueuedReviewView,
    /// Counts the changes of the case.
    pub revision: u64,
    /// When the request was made.
    pub opened_at: String,
    /// The how manieth request of the customer it is.
    pub attempt: u32,
    /// Until when it is the holder's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
    /// Who asked the partner, knows the case, and is preferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_reviewer: Option<String>,
    /// Which person that is: two may have one name, and a name may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub preferred_reviewer_key: Option<PersonKey>,
    /// Until when they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_until: Option<String>,
    /// Who asks, while the case is open and the customer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantView>,
    /// The case that it links to: of an appeal the one whose denial it contests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub linked_id: Option<ReviewId>,
    /// The appeal against its denial, a case of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub appeal_id: Option<ReviewId>,
    /// What the partner wrote against the denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal: Option<NoteView>,
    /// What reviewers wrote.
    pub notes: Vec<NoteView>,
    /// What the partner was asked.
    pub questions: Vec<QuestionView>,
    /// What was handed in.
    pub documents: Vec<DocumentView>,
    /// What waits for a second person, or for a lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalView>,
    /// Who decided, or proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_reviewer: Option<String>,
    /// Which person that is: two may have one name, and a name may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub first_reviewer_key: Option<PersonKey>,
    /// Who confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_reviewer: Option<String>,
    /// Which person that is: two may have one name, and a name may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub second_reviewer_key: Option<PersonKey>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<EndingView>,
    /// What a reviewer looks at, by the reason why a person has to decide; empty once the case is closed.
    pub checks: Vec<String>,
    /// What vetting found: inputs, look-ups, evidence, every rule that was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionView>,
    /// What was decided about the customer before, the newest first.
    pub earlier_decisions: Vec<DecisionView>,
    /// Listed names that look like the customer's.
    pub look_alikes: Vec<LookAlikeView>,
}

/// A case as its partner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PartnerReview {
    /// The case.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: ReviewId,
    /// `request`, `appeal` or `reverification`.
    #[cfg_attr(feature = "schema", schema(example = "request"))]
    pub kind: String,
    /// What it is about.
    #[cfg_attr(feature = "schema", schema(example = "Education"))]
    pub qualification: String,
    /// `in-review`, `needs-info`, `approved`, `denied` or `withdrawn`.
    #[cfg_attr(feature = "schema", schema(example = "in-review"))]
    pub state: String,
    /// When the request was made.
    pub opened_at: String,
    /// Why it stands as it does.
    pub explanation: String,
    /// What to do next.
    pub next_step: String,
    /// What was asked.
    pub questions: Vec<QuestionView>,
    /// What was handed in.
    pub documents: Vec<DocumentView>,
    /// The case that it links to: of an appeal the one whose denial it contests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub linked_id: Option<ReviewId>,
    /// The appeal against its denial, a case of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub appeal_id: Option<ReviewId>,
    /// What was written against a denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal: Option<NoteView>,
    /// The one reason, once it is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Until when a denial can be appealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal_until: Option<String>,
    /// When an approval that is being revoked ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
}

/// What became of one of several cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecidedReview {
    /// The case.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: ReviewId,
    /// Whether it was decided, or proposed where two people must agree.
    pub done: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
