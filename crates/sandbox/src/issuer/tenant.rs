//! `{t}`: whose tenant the paths of the issuer are about, and which paths are the issuer's at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::response::Response;
use http::request::Parts;
use qualify_server::api::extract::path_parameter;
use qualify_vocabulary::PartnerId;
use qualify_wire::endpoints;
use tower::ServiceExt as _;

/// The tenant's name as it stands in the path; nothing where that is no text, which nobody is called.
#[derive(Debug)]
pub(super) struct TenantName(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for TenantName {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(path_parameter(parts, state, "tenant").await.unwrap_or_default()))
    }
}

/// `{upn}`: a user's name as it stands in the path; nothing where that is no text, which nobody is called.
#[derive(Debug)]
pub(crate) struct UserName(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for UserName {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(path_parameter(parts, state, "upn").await.unwrap_or_default()))
    }
}

/// A tenant in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tenant {
    /// The one that the path names.
    One(PartnerId),
    /// `common` or `organizations`: the user's.
    OfTheUser,
}

impl Tenant {
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
pub(crate) struct Dispatch {
    issuer: Router,
    /// First segments that are somebody else's: what lies below them is never a tenant's, whatever it is called.
    taken: Arc<BTreeSet<&'static str>>,
}

impl Dispatch {
    pub(crate) fn new(issuer: Router) -> Self {
        let others = endpoints::all().filter(|row| !row.is_below_tenant());
        let taken = others.map(|row| first_segment(row.path)).collect();
        Self { issuer, taken: Arc::new(taken) }
    }

    /// Answers a request.
    pub(crate) async fn answer(self, mut request: Request) -> Response {
        let first = first_segment(request.uri().path());
        if self.taken.iter().any(|taken| taken.eq_ignore_ascii_case(first)) {
            // Not even a wrong method of such a path is the issuer's.
            *request.uri_mut() = http::Uri::from_static("/");
        }
        match self.issuer.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

fn first_segment(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}
