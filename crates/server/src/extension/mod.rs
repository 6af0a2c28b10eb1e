//! What may stand on a service: powers that are none of its own, given to it by whoever starts it. The sandbox is one.
//!
//! The service asks an extension at the few places that [`Extension`] names, and knows nothing else of it. A service
//! without one asks nobody.

mod foundation;
mod settling;

use std::fmt::Debug;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::MethodRouter;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, Request};
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::vetting::Vetter;
use qualify_vocabulary::{PartnerId, Timestamp};
use qualify_wire::endpoints::Route;
use qualify_wire::errors::ApiError;
use tokio::sync::watch;

pub use self::foundation::{Foundation, Wakes};
pub use self::settling::Settling;
use crate::auth::{Identity, OwnIssuer};
use crate::start_error::StartError;

/// Opens an extension, when what it stands on is there.
pub type Opening =
    Box<dyn FnOnce(Foundation) -> BoxFuture<'static, Result<Arc<dyn Extension>, StartError>> + Send>;

/// Powers that a service was given. Requests ask it at the same time.
pub trait Extension: Debug + Send + Sync + 'static {
    /// Looks at a request before anybody signs in. `path` has our spelling.
    ///
    /// # Errors
    /// What the request is refused with.
    fn check(&self, path: &str, request: &Request<Body>) -> Result<(), ApiError>;

    /// Whether the next request is to go through [`Self::answer`]. Asked for each of them.
    fn is_watching(&self) -> bool;

    /// Answers a request by the service, with everything that it puts around it.
    ///
    /// # Errors
    /// The connection is to be closed without an answer.
    fn answer<'a>(
        &'a self,
        service: &'a dyn Answering,
        request: Request<Body>,
    ) -> BoxFuture<'a, Result<Response, Dropped>>;

    /// Takes note of a call for which there is no handler.
    fn count_unserved(&self, headers: &HeaderMap, method: &Method, path: &str);

    /// Who decides about qualifications in the place of this vetter.
    fn vetter(&self, otherwise: Arc<dyn Vetter>) -> Arc<dyn Vetter>;

    /// The issuer whose tokens are believed beside those that the configuration names.
    fn issuer(&self) -> Arc<dyn OwnIssuer>;

    /// What the token endpoint of that issuer answers to a form of OAuth 2.0, asked at this origin: JSON, if it gives
    /// tokens. So pages sign people in without a connection to themselves.
    fn redeem<'a>(&'a self, origin: &'a str, form: String) -> BoxFuture<'a, Option<Bytes>>;

    /// What the partners that are there at the start are told about themselves where the configuration says nothing.
    fn partner_profiles(&self) -> Vec<(PartnerId, PartnerProfile)>;

    /// What a partner that came later is told about itself.
    fn find_partner_profile(&self, partner: PartnerId) -> Option<Arc<PartnerProfile>>;

    /// The handler of a route that the service has none for.
    fn handler(&self, route: Route) -> Option<MethodRouter>;

    /// Where requests go that no route took; the routes of its own below a tenant are for it to ask.
    fn fallback(&self, below_tenants: Router) -> Fallback;

    /// What describes the API, with its own routes.
    fn description(&self) -> fn() -> &'static str;

    /// What it does beside the requests, until the service stops.
    fn jobs(&self, stopping: &watch::Receiver<bool>) -> Vec<BoxFuture<'static, ()>>;
}

/// Answers a request that no route took.
pub type Fallback = Arc<dyn Fn(Request<Body>) -> BoxFuture<'static, Response> + Send + Sync>;

/// The connection ends here, without an answer.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the connection was dropped by an injected fault")]
pub struct Dropped;

/// The service, as whoever stands around a request sees it.
pub trait Answering: Send + Sync {
    /// Answers a request; never fails.
    fn answer(&self, request: Request<Body>) -> BoxFuture<'_, Response>;

    /// Answers a request with this failure, whatever it asks for.
    fn answer_instead(&self, request: Request<Body>, failure: Response) -> BoxFuture<'_, Response>;

    /// Who signs in by a token, if that is good.
    fn sign_in<'a>(&'a self, token: &'a str, now: Timestamp) -> BoxFuture<'a, Option<Arc<Identity>>>;

    /// Who has signed in by a token before, if that was good and still is.
    fn find_signed_in(&self, token: &str, now: Timestamp) -> Option<Arc<Identity>>;
}
