//! What the handlers share, and pages beside them.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::extract::FromRef;
use http::HeaderValue;
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::Vetter;
use qualify_store::Store;
use qualify_wire::continuation::TokenKey;
use qualify_wire::endpoints::Counted;
use tokio::sync::watch;

use crate::api::body::Bodies;
use crate::auth::{Authenticator, Identity};
use crate::clock::Clock;
use crate::config::Config;
use crate::conflicts::Conflicts;
use crate::datasets::Datasets;
use crate::documents::Documents;
use crate::extension::{Extension, Wakes};
use crate::limits::{CallsUsedUp, Limits};
use crate::looks::Looks;
use crate::metrics::Metrics;
use crate::pages::Pages;
use crate::partner_profiles::PartnerProfiles;
use crate::secrets::Secrets;
use crate::tls::Tls;
use crate::vetting::Engine;
use crate::webhooks::Webhooks;

/// Everything that a handler may ask.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// The open store: for one look; what changes something is a use case.
    pub store: Arc<Store>,
    /// The one clock.
    pub clock: Arc<Clock>,
    /// What verifies tokens.
    pub auth: Authenticator,
    pub(crate) limits: Limits,
    /// How often jobs have looked.
    pub(crate) looks: Looks,
    /// How bodies are read, and what is held of them.
    pub(crate) bodies: Bodies,
    pub(crate) paging_key: TokenKey,
    pub(crate) secrets: Secrets,
    pub(crate) metrics: Metrics,
    pub(crate) partner_profiles: PartnerProfiles,
    /// Which members of staff belong to partners.
    pub(crate) conflicts: Conflicts,
    /// Powers that are none of the service's own; none in production.
    pub(crate) extension: Option<Arc<dyn Extension>>,
    /// Pages for people.
    pub(crate) pages: Arc<dyn Pages>,
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
    /// The bytes of documents that were handed in.
    pub(crate) documents: Documents,
    /// Where webhooks may be, and what brings them there.
    pub(crate) webhooks: Webhooks,
    /// Tells everybody that the service stops.
    pub(crate) stopping: watch::Sender<bool>,
    /// The description of the API that this service has, as JSON; made when somebody asks first.
    pub(crate) description: fn() -> &'static str,
    /// Wakes whoever waits for something to fall due.
    pub(crate) wakes: Wakes,
}

impl FromRef<Arc<App>> for Bodies {
    fn from_ref(app: &Arc<App>) -> Self {
        app.bodies.clone()
    }
}

impl App {
    /// What places in lists are sealed with.
    pub const fn paging_key(&self) -> &TokenKey {
        &self.paging_key
    }

    /// Counts a page of somebody who signed in with a browser as what its row says that it counts as.
    ///
    /// # Errors
    /// They have used up what they may.
    pub fn check_counted(&self, counted: Counted, identity: &Identity) -> Result<(), CallsUsedUp> {
        self.limits.check_counted(counted, identity)
    }

    /// The times and limits of cases.
    pub fn review_rules(&self) -> &ReviewRules {
        &self.review_rules
    }

    /// Where the bytes of documents are.
    pub const fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The powers that the service was given besides; none in production.
    pub fn extension(&self) -> Option<&dyn Extension> {
        self.extension.as_deref()
    }
}
