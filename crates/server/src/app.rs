//! What the handlers share.

use std::sync::Arc;

use arc_swap::ArcSwap;
use http::HeaderValue;
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::Vetter;
use qualify_store::SqliteStore;
use qualify_wire::continuation::TokenKey;
use tokio::sync::{Notify, watch};

use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::config::Config;
use crate::conflicts::Conflicts;
use crate::datasets::Datasets;
use crate::documents::DocumentFolder;
use crate::limits::Limits;
use crate::looks::Looks;
use crate::metrics::Metrics;
use crate::partner_profiles::PartnerProfiles;
use crate::sandbox::Sandbox;
use crate::secrets::Secrets;
use crate::tls::Tls;
use crate::under_way::UnderWay;
use crate::vetting::Engine;
use crate::webhooks::Webhooks;

/// Everything that a handler may ask.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) store: SqliteStore,
    pub(crate) clock: Clock,
    pub(crate) auth: Authenticator,
    pub(crate) limits: Limits,
    /// How often jobs have looked.
    pub(crate) looks: Looks,
    /// What is held of the bodies that are being read.
    pub(crate) bodies: Arc<UnderWay>,
    pub(crate) paging_key: TokenKey,
    pub(crate) secrets: Secrets,
    pub(crate) metrics: Metrics,
    pub(crate) partner_profiles: PartnerProfiles,
    /// Which members of staff belong to partners.
    pub(crate) conflicts: Conflicts,
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
    /// The times and limits of cases, and where two people are needed.
    pub(crate) review_rules: Arc<ReviewRules>,
    /// The files of documents that were handed in.
    pub(crate) documents: DocumentFolder,
    /// Where webhooks may be, and what brings them there.
    pub(crate) webhooks: Webhooks,
    /// Tells everybody that the service stops.
    pub(crate) stopping: watch::Sender<bool>,
    /// The description of the API that this service has, as JSON; made when somebody asks first.
    pub(crate) description: fn() -> &'static str,
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
