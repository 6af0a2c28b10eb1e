//! The case that a path names.

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_domain::ports::StoredReview;
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::reviews::of_staff;
use qualify_vocabulary::ReviewId;

use crate::error::PageError;
use crate::page::StaffPage;

const NOT_FOUND: ServiceError = ServiceError::Refused(ServiceRefusal::ReviewNotFound);

/// `{review_id}`, of a partner in whose affairs the asker may have a part; what is no id is no case either.
#[derive(Debug, Clone)]
pub(crate) struct CaseInPath(pub(crate) StoredReview);

impl<S: Send + Sync> FromRequestParts<S> for CaseInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let page = StaffPage::from_request_parts(parts, state).await?;
        let text = qualify_server::api::extract::path_parameter(parts, state, "review_id").await;
        let id = text.and_then(|text| ReviewId::parse(&text).ok()).ok_or(NOT_FOUND)?;
        Ok(Self(of_staff::find(&page.asker(), id).await?))
    }
}
