//! The case of a customer of one's own that a path names.

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_domain::Refusal;
use qualify_domain::ports::{StoreError, StoredReview};
use qualify_server::service::reviews::of_partner;
use qualify_vocabulary::{CustomerId, ReviewId};

use crate::error::PageError;
use crate::page::{CustomerInPath, PartnerPage};

/// `{review_id}` of `{customer_id}`; what is no id is no case either.
#[derive(Debug, Clone)]
pub(crate) struct OwnCaseInPath {
    pub(crate) customer: CustomerId,
    pub(crate) stored: StoredReview,
}

impl<S: Send + Sync> FromRequestParts<S> for OwnCaseInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let page = PartnerPage::from_request_parts(parts, state).await?;
        let CustomerInPath(customer) = CustomerInPath::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "review_id").await;
        let id = text.and_then(|text| ReviewId::parse(&text).ok());
        let id = id.ok_or(StoreError::from(Refusal::ReviewNotFound))?;
        Ok(Self { customer, stored: of_partner::find(&page.asker(), customer, id).await? })
    }
}
