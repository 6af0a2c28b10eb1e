//! `{t}`: whose tenant the paths of the issuer are about, and which paths are the issuer's at all.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::response::Response;
use http::request::Parts;
use qualify_domain::ports::Store as _;
use qualify_vocabulary::{PartnerId, parse_guid};
use tower::ServiceExt as _;

use super::refusal::{Reason, Refused};
use super::{Desk, TENANT_ROUTES};
use crate::api;
use crate::api::extract::path_parameter;
use crate::app::App;
use crate::auth::STAFF_TENANT;

/// First segments that are somebody else's: what lies below them is never a tenant's, whatever it is called.
const TAKEN: [&str; 13] = [
    "auditactivity",
    "device",
    "generatetoken",
    "healthz",
    "metrics",
    "openapi.json",
    "operator",
    "partner",
    "readyz",
    "sandbox",
    "v1",
    "v3",
    "webhooks",
];

/// The tenant's name as it stands in the path; nothing where that is no text, which nobody is called.
#[derive(Debug)]
pub(super) struct TenantName(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for TenantName {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(path_parameter(parts, state, "tenant").await.unwrap_or_default()))
    }
}

/// A tenant in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tenant {
    /// This one.
    One(PartnerId),
    /// `common` or `organizations`: the user's.
    OfTheUser,
}

impl Tenant {
    pub(super) fn parse(desk: &Desk<'_>, name: &str) -> Result<Self, Refused> {
        if ["common", "organizations"].iter().any(|any| any.eq_ignore_ascii_case(name)) {
            return Ok(Self::OfTheUser);
        }
        let id = match parse_guid(name) {
            Some(guid) => Some(PartnerId::from_uuid(guid))
                .filter(|id| *id == STAFF_TENANT || desk.app.store.find_partner(*id).is_some()),
            None => desk.directory.find_domain(name),
        };
        id.map(Self::One).ok_or_else(|| {
            Refused::new(
                Reason::TenantUnknown,
                format!(
                    "Tenant '{}' not found. Check to make sure you have the correct tenant ID or domain: a partner's \
                     GUID, the domain of its users, common or organizations.",
                    shown(name)
                ),
            )
        })
    }

    /// The one tenant; `None` for the user's.
    pub(super) const fn one(self) -> Option<PartnerId> {
        match self {
            Self::One(id) => Some(id),
            Self::OfTheUser => None,
        }
    }
}

/// A name that a caller made up, short enough for an answer.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(80).collect()
}

/// Where requests go that no other route took: to the issuer, if the path is a tenant's; else nowhere.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Dispatch {
    issuer: Router,
}

impl Dispatch {
    pub(in crate::sandbox) fn new(app: &Arc<App>) -> Self {
        let mut router = Router::new();
        for (_, path, handler) in TENANT_ROUTES {
            router = router.route(path, handler());
        }
        let router = router
            .fallback(api::v1::unknown_route)
            .method_not_allowed_fallback(api::v1::wrong_method)
            .with_state(Arc::clone(app));
        Self { issuer: router }
    }

    /// Answers a request.
    pub(in crate::sandbox) async fn answer(self, mut request: Request) -> Response {
        let first = request.uri().path().split('/').nth(1).unwrap_or_default();
        if TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(first)) {
            // Not even a wrong method of such a path is the issuer's.
            *request.uri_mut() = http::Uri::from_static("/");
        }
        match self.issuer.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_first_segment_of_the_service_is_taken() {
        let first_of = |path: &str| path[1..].split('/').next().unwrap_or_default().to_owned();
        let wire = qualify_contract::endpoints::ENDPOINTS.iter().map(|endpoint| first_of(endpoint.path));
        let sandbox = crate::sandbox::routes::SANDBOX_ROUTES.iter().map(|(_, path, _)| first_of(path));
        for first in wire.chain(sandbox) {
            assert!(TAKEN.contains(&first.as_str()), "{first}");
        }
    }
}
