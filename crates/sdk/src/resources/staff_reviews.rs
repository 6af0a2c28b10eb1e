//! The reviewers' side of cases (Qualify's `/operator/v1/reviews`, R1 to R15).

use qualify_contract::reviews::{
    AskBody, DecideBody, DecideManyBody, DecidedReview, OpenReviewBody, QueuedReviewView, ReviewView,
    TextBody,
};
use qualify_vocabulary::{CustomerId, DocumentId, PartnerId, ReviewId};
use serde::Serialize;

use super::document::Document;
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, ListCall, Paging};
use crate::reading::{json_of, shape};

const PATH: &str = "/operator/v1/reviews";

/// The cases of all partners: `client.operator().reviews()`.
#[derive(Debug, Clone)]
pub struct Reviews {
    client: Client,
}

/// Which cases the queue shows: those that wait for anybody, unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReviewQuery {
    /// `queued`, `claimed`, `needs-info`, `pending-second` or `escalated`.
    pub state: Option<String>,
    /// `request`, `appeal`, `reverification` or `audit`.
    pub kind: Option<String>,
    /// Of one partner.
    pub partner: Option<PartnerId>,
    /// Of one country, in two letters.
    pub country: Option<String>,
    /// Of one registrable domain.
    pub domain: Option<String>,
    /// Why a person has to decide.
    pub reason_code: Option<String>,
    /// Whose it is: a key, a name, or `me`.
    pub holder: Option<String>,
}

impl Reviews {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// The queue, the most urgent first (R1).
    pub fn list(&self, query: &ReviewQuery) -> List<QueuedReviewView> {
        let partner = query.partner.map(|partner| partner.to_string());
        let first = Call::get("list_reviews", PATH)
            .query("state", query.state.as_deref())
            .query("kind", query.kind.as_deref())
            .query("partnerId", partner.as_deref())
            .query("country", query.country.as_deref())
            .query("domain", query.domain.as_deref())
            .query("reasonCode", query.reason_code.as_deref())
            .query("holder", query.holder.as_deref());
        List::new(self.client.clone(), ListCall::new(first, Paging::Query))
    }

    /// One case, which nothing is asked about yet.
    pub fn by_id(&self, review: ReviewId) -> Review {
        Review { client: self.client.clone(), review }
    }

    /// Decides several cases alike (R13); each answer says whether it was done.
    ///
    /// # Errors
    /// The call fails as a whole.
    pub async fn decide_many(&self, decision: &DecideManyBody) -> Result<Vec<DecidedReview>> {
        let call = Call::post("decide_reviews", format!("{PATH}/decide")).json(decision)?;
        let answer = self.client.send(call).await?;
        answer.understood(json_of(&answer.body).and_then(|value| shape::list_in(value, &["items"])))
    }

    /// Opens a case about a qualification that a customer has (R15).
    ///
    /// # Errors
    /// The call fails: there is nothing to look at, or a case about it is open.
    pub async fn open(
        &self,
        partner: PartnerId,
        customer: CustomerId,
        why: &OpenReviewBody,
    ) -> Result<ReviewView> {
        let target = format!("/operator/v1/partners/{partner}/customers/{customer}/reviews");
        self.client.send(Call::post("open_review", target).json(why)?).await?.object()
    }
}

/// One case: `client.operator().reviews().by_id(id)`.
#[derive(Debug, Clone)]
pub struct Review {
    client: Client,
    review: ReviewId,
}

impl Review {
    /// The case with all that is known (R2).
    ///
    /// # Errors
    /// The call fails: there is no such case, or the caller may not see it.
    pub async fn get(&self) -> Result<ReviewView> {
        self.client.send(Call::get("get_review", format!("{PATH}/{}", self.review))).await?.object()
    }

    /// Takes it, so that nobody else decides it meanwhile (R3).
    ///
    /// # Errors
    /// The call fails: somebody else has it.
    pub async fn claim(&self) -> Result<ReviewView> {
        self.act("claim").await
    }

    /// Keeps it for longer (R4).
    ///
    /// # Errors
    /// The call fails: somebody else has it.
    pub async fn renew(&self) -> Result<ReviewView> {
        self.act("renew").await
    }

    /// Gives it back (R5).
    ///
    /// # Errors
    /// The call fails: somebody else has it.
    pub async fn release(&self) -> Result<ReviewView> {
        self.act("release").await
    }

    /// Asks the partner (R6).
    ///
    /// # Errors
    /// The call fails.
    pub async fn ask(&self, items: Vec<String>) -> Result<ReviewView> {
        self.act_with("ask", &AskBody { items }).await
    }

    /// Decides it, or proposes what a second person confirms (R7).
    ///
    /// # Errors
    /// The call fails: it is somebody else's, or the decision is not possible.
    pub async fn decide(&self, decision: &DecideBody) -> Result<ReviewView> {
        self.act_with("decide", decision).await
    }

    /// Confirms what another reviewer proposed (R8).
    ///
    /// # Errors
    /// The call fails: there is nothing to confirm, or the caller proposed it.
    pub async fn confirm(&self) -> Result<ReviewView> {
        self.act("confirm").await
    }

    /// Contradicts what another reviewer proposed (R9).
    ///
    /// # Errors
    /// The call fails: there is nothing to contradict.
    pub async fn disagree(&self, text: impl Into<String>) -> Result<ReviewView> {
        self.act_with("disagree", &TextBody { text: text.into() }).await
    }

    /// Hands it to a lead (R10).
    ///
    /// # Errors
    /// The call fails.
    pub async fn escalate(&self, text: impl Into<String>) -> Result<ReviewView> {
        self.act_with("escalate", &TextBody { text: text.into() }).await
    }

    /// Adds a note for colleagues (R11).
    ///
    /// # Errors
    /// The call fails.
    pub async fn annotate(&self, text: impl Into<String>) -> Result<ReviewView> {
        self.act_with("notes", &TextBody { text: text.into() }).await
    }

    /// Ends it without a decision (R12).
    ///
    /// # Errors
    /// The call fails.
    pub async fn withdraw(&self) -> Result<ReviewView> {
        self.act("withdraw").await
    }

    /// A document of the case (R14).
    ///
    /// # Errors
    /// The call fails: there is no such document, or it was deleted when its time was over.
    pub async fn document(&self, document: DocumentId) -> Result<Document> {
        let target = format!("{PATH}/{}/documents/{document}", self.review);
        self.client.send(Call::get("get_review_document", target)).await.map(Document::of)
    }

    async fn act(&self, act: &str) -> Result<ReviewView> {
        self.client.send(self.call(act)).await?.object()
    }

    async fn act_with<T: Serialize>(&self, act: &str, body: &T) -> Result<ReviewView> {
        self.client.send(self.call(act).json(body)?).await?.object()
    }

    fn call(&self, act: &str) -> Call {
        Call::post("act_on_review", format!("{PATH}/{}/{act}", self.review))
    }
}
