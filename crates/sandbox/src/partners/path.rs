//! `{partner}`, where it names a partner of one's own.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::extract::path_parameter;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::PartnerId;

use super::OwnPartner;
use crate::state::Handle;

const NO_GUID: &str = "The partner must be the GUID that POST /sandbox/partners answered as tenant.";
const UNKNOWN: &str = "There is no partner of this id that was made by POST /sandbox/partners, or it is there no more. \
                       GET /sandbox/partners lists those that there are.";

/// The id of a path, whether or not there is such a partner.
pub(crate) struct OwnPartnerIdPath(pub(crate) PartnerId);

/// The partner of a path, which is there.
pub(crate) struct OwnPartnerPath(pub(crate) Arc<OwnPartner>);

impl<S: Send + Sync> FromRequestParts<S> for OwnPartnerIdPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "partner").await;
        let id = text.and_then(|text| PartnerId::parse(&text).ok());
        id.map(Self).ok_or_else(|| Failure::new(ErrorKind::InvalidProperty, NO_GUID))
    }
}

impl FromRequestParts<Handle> for OwnPartnerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Handle) -> Result<Self, Failure> {
        let OwnPartnerIdPath(id) = OwnPartnerIdPath::from_request_parts(parts, sandbox).await?;
        sandbox.partners.find(id).map(Self).ok_or_else(unknown)
    }
}

/// There is no such partner.
pub(super) fn unknown() -> Failure {
    Failure::new(ErrorKind::NotFound, UNKNOWN)
}
