//! The receiver that a path names.

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_domain::Refusal;
use qualify_domain::ports::{EndpointChoice, StoreError};
use qualify_domain::webhook::Endpoint;
use qualify_server::service::webhooks;
use qualify_vocabulary::EndpointId;

use crate::error::PageError;
use crate::page::PartnerPage;

/// `{webhook_id}` of the partner's own; what is no id is no receiver either.
#[derive(Debug, Clone)]
pub(crate) struct ReceiverInPath(pub(crate) Endpoint);

impl<S: Send + Sync> FromRequestParts<S> for ReceiverInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let page = PartnerPage::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "webhook_id").await;
        let id = text.and_then(|text| EndpointId::parse(&text).ok());
        let id = id.ok_or(StoreError::from(Refusal::WebhookNotFound))?;
        Ok(Self(webhooks::find(&page.asker(), EndpointChoice::Id(id)).await?))
    }
}
