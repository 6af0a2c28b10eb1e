//! The partner's side of reviews: what stands, why, and what to do next (Qualify's `/partner/v1`, R16 to R22).

use qualify_contract::reviews::{PartnerReview, TextBody};
use qualify_vocabulary::{CustomerId, DocumentId, ReviewId};

use super::document::Document;
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, ListCall, Paging};

/// The cases of one customer: `client.customers().by_id(id).reviews()`. Microsoft's service has none.
#[derive(Debug, Clone)]
pub struct CustomerReviews {
    client: Client,
    customer: CustomerId,
}

impl CustomerReviews {
    pub(crate) fn new(client: Client, customer: CustomerId) -> Self {
        Self { client, customer }
    }

    /// The cases, the newest first (R16).
    pub fn list(&self) -> List<PartnerReview> {
        let first = Call::get("list_customer_reviews", self.path());
        List::new(self.client.clone(), ListCall::new(first, Paging::Query))
    }

    /// One case, which nothing is asked about yet.
    pub fn by_id(&self, review: ReviewId) -> CustomerReview {
        CustomerReview { client: self.client.clone(), path: format!("{}/{review}", self.path()) }
    }

    fn path(&self) -> String {
        format!("/partner/v1/customers/{}/reviews", self.customer)
    }
}

/// One case: `client.customers().by_id(id).reviews().by_id(review)`.
#[derive(Debug, Clone)]
pub struct CustomerReview {
    client: Client,
    path: String,
}

impl CustomerReview {
    /// The case, with the explanation and what to do next (R17).
    ///
    /// # Errors
    /// The call fails, or the answer is no case.
    pub async fn get(&self) -> Result<PartnerReview> {
        self.client.send(Call::get("get_customer_review", self.path.clone())).await?.object()
    }

    /// Answers what was asked (R18).
    ///
    /// # Errors
    /// The call fails: nothing was asked, or the case is over.
    pub async fn reply(&self, text: impl Into<String>) -> Result<PartnerReview> {
        self.say("reply_to_review", "reply", text.into()).await
    }

    /// Contests a denial: once, within the window, before another reviewer (R19). The answer is the appeal's own case.
    ///
    /// # Errors
    /// The call fails: the case is no denial, or its window is over.
    pub async fn appeal(&self, text: impl Into<String>) -> Result<PartnerReview> {
        self.say("appeal_review", "appeal", text.into()).await
    }

    /// Takes an open request or appeal back (R20). The record of a request goes with it.
    ///
    /// # Errors
    /// The call fails: the case is over.
    pub async fn withdraw(&self) -> Result<PartnerReview> {
        self.client.send(Call::post("withdraw_request", format!("{}/withdraw", self.path))).await?.object()
    }

    /// Hands in a document: a PDF, PNG or JPEG by its content, at most 10 MiB (R21). A case takes five.
    ///
    /// # Errors
    /// The call fails: the document cannot be used, or the case takes none.
    pub async fn add_document(&self, bytes: impl Into<Vec<u8>>) -> Result<PartnerReview> {
        let call = Call::post("add_document", format!("{}/documents", self.path));
        self.client.send(call.bytes("application/octet-stream", bytes.into())).await?.object()
    }

    /// A document that was handed in (R22).
    ///
    /// # Errors
    /// The call fails: there is no such document, or it was deleted when its time was over.
    pub async fn document(&self, document: DocumentId) -> Result<Document> {
        let target = format!("{}/documents/{document}", self.path);
        self.client.send(Call::get("get_document", target)).await.map(Document::of)
    }

    async fn say(&self, name: &'static str, act: &str, text: String) -> Result<PartnerReview> {
        let call = Call::post(name, format!("{}/{act}", self.path)).json(&TextBody { text })?;
        self.client.send(call).await?.object()
    }
}
