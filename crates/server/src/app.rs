//! What the handlers share, and the one place where the routes come together.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use http::HeaderValue;
use qualify_contract::continuation::TokenKey;
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::Vetter;
use qualify_store::SqliteStore;
use tokio::sync::{Notify, watch};

use crate::api::limits::Limits;
use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::config::Config;
use crate::datasets::Datasets;
use crate::metrics::Metrics;
use crate::partner_profiles::PartnerProfiles;
use crate::reviews::PaperFolder;
use crate::sandbox::Sandbox;
use crate::secrets::Secrets;
use crate::tls::Tls;
use crate::vetting::Engine;
use crate::webhooks::Webhooks;
use crate::{api, openapi, operator, own, partner, sandbox};

/// Everything that a handler may ask.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) store: SqliteStore,
    pub(crate) clock: Clock,
    pub(crate) auth: Authenticator,
    pub(crate) limits: Limits,
    pub(crate) paging_key: TokenKey,
    pub(crate) secrets: Secrets,
    pub(crate) metrics: Metrics,
    pub(crate) partner_profiles: PartnerProfiles,
    /// The sandbox's powers; none in production.
    pub(crate) sandbox: Option<Sandbox>,
    /// How connections are encrypted; none for plain HTTP.
    pub(crate) tls: Option<Tls>,
    /// The value of `MS-ServerId`.
    pub(crate) server_id: Option<HeaderValue>,
    /// Who decides about qualifications; can be exchanged while requests go on.
    pub(crate) vetter: ArcSwap<Arc<dyn Vetter>>,
    /// The rules with their datasets; asked for previews, whoever decides.
    pub(crate) engine: Arc<Engine>,
    /// What the rules look things up in.
    pub(crate) datasets: Arc<Datasets>,
    /// The rules of reviews.
    pub(crate) review_rules: Arc<ReviewRules>,
    /// The files of documents that were handed in.
    pub(crate) papers: PaperFolder,
    /// Where webhooks may be, and what brings them there.
    pub(crate) webhooks: Webhooks,
    /// Tells everybody that the service stops.
    pub(crate) stopping: watch::Sender<bool>,
    /// Wakes a worker that decides about records which have become due.
    pub(crate) decisions_due: Notify,
}

impl App {
    /// Keeps service time from being turned back while a job acts on it, which only a sandbox does.
    pub(crate) async fn hold_time(&self) -> Option<tokio::sync::RwLockReadGuard<'_, ()>> {
        match &self.sandbox {
            Some(sandbox) => Some(sandbox.hold_time().await),
            None => None,
        }
    }
}

/// Which listener a router is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    /// The only one: everything.
    Only,
    /// The public one beside an administrative one: without operators and metrics.
    Public,
    /// The administrative one: operators, metrics and health.
    Admin,
}

/// The routes of a listener. What is not here is 404, whoever asks.
pub(crate) fn routes(app: &Arc<App>, listener: Listener) -> Router {
    let mut router = own::routes();
    if listener != Listener::Admin {
        router = router.merge(openapi::wire_router()).merge(partner::routes()).merge(own::document_routes());
        if app.config.api.legacy_token_exchange {
            router = router.merge(openapi::exchange_router());
        }
    }
    if listener != Listener::Public {
        router = router.merge(operator::routes()).merge(own::metrics_routes());
    }
    if listener != Listener::Admin && app.sandbox.is_some() {
        router = router.merge(sandbox::routes());
    }
    let router = if listener != Listener::Admin && app.sandbox.is_some() {
        router.fallback(sandbox::below_tenants(app))
    } else {
        router.fallback(api::v1::unknown_route)
    };
    router.method_not_allowed_fallback(api::v1::wrong_method).with_state(Arc::clone(app))
}
