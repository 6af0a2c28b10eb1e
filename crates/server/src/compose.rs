//! Puts the parts of a service together, in the order in which they need each other.

use std::sync::Arc;

use arc_swap::ArcSwap;
use http::HeaderValue;
use qualify_store::{DocumentBytes, DocumentPlace};
use qualify_vetting::datasets::Snapshot;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::auth::Authenticator;
use crate::config::Config;
use crate::conflicts::Conflicts;
use crate::datasets::Datasets;
use crate::documents::Documents;
use crate::extension::{Extension, Foundation, Opening};
use crate::limits::Limits;
use crate::openapi::openapi_json;
use crate::opened::Opened;
use crate::pages::OpenPages;
use crate::partner_profiles::PartnerProfiles;
use crate::start_error::StartError;
use crate::unusable_place::UnusablePlace;
use crate::webhooks::Webhooks;

/// The folder below the data folder that keeps what is slow to read.
const DATASETS_CACHE: &str = "datasets-cache";

/// The datasets of the configured folder, or what the program carries.
async fn open_datasets(config: &Config, carried: Snapshot) -> Result<Datasets, StartError> {
    let Some(directory) = config.vetting.datasets_dir.clone() else { return Ok(Datasets::of(carried)) };
    let cache = config.store.data_dir.join(DATASETS_CACHE);
    let opened = tokio::task::spawn_blocking(move || Datasets::open(carried, directory, cache)).await;
    let opened = opened.map_err(|error| UnusablePlace {
        place: "vetting.datasets_dir".to_owned(),
        cause: std::io::Error::other(error),
    })?;
    Ok(opened?)
}

/// Puts together everything that the handlers share, on what was opened before.
///
/// # Errors
/// The first thing that is in the way.
pub(crate) async fn compose(
    config: Config,
    opened: Opened,
    public_url: &str,
    opening: Option<Opening>,
    open_pages: OpenPages,
) -> Result<App, StartError> {
    let Opened { store, secrets, tls, carried, metrics } = opened;
    let foundation = Foundation::of(config, store, public_url);
    let pages = open_pages(&foundation)?;
    let extension = match opening {
        Some(open) => Some(open(foundation.clone()).await?),
        None => None,
    };
    let Foundation { config, store, clock, bodies, wakes, looks, review_rules, .. } = foundation;
    let partner_profiles = partner_profiles(&config, extension.as_deref())?;
    let mut auth_settings = config.auth_settings();
    auth_settings.public_url = Some(public_url.to_owned());
    let auth = Authenticator::new(auth_settings, extension.as_deref().map(Extension::issuer))?;
    let datasets = Arc::new(open_datasets(&config, made(carried).await).await?);
    let data_dir = &config.store.data_dir;
    let documents = match DocumentBytes::place(&store, config.store.documents.map(Documents::place_of))? {
        DocumentPlace::Folder => DocumentBytes::in_folder(data_dir).map_err(UnusablePlace::at(data_dir))?,
        DocumentPlace::Database => DocumentBytes::in_database(&store, data_dir).await?,
    };
    let documents = Documents::new(documents, config.reviews.document_bytes_max);
    let webhooks = Webhooks::open(&config, public_url)?;
    let engine = Arc::new(crate::vetting::Engine::new(&config, Arc::clone(&datasets)));
    let vetter = crate::vetting::vetter(&config, &engine);
    let vetter = match &extension {
        Some(extension) => extension.vetter(vetter),
        None => vetter,
    };
    Ok(App {
        description: extension.as_deref().map_or(openapi_json, Extension::description),
        auth,
        limits: Limits::new(config.api.rate_limits),
        looks,
        bodies,
        paging_key: secrets.paging_key(),
        server_id: config.server.server_id.as_ref().and_then(|text| HeaderValue::try_from(text).ok()),
        secrets,
        metrics: made(metrics).await,
        conflicts: Conflicts::new(&config.reviews, &partner_profiles),
        partner_profiles,
        extension,
        pages,
        tls,
        vetter: ArcSwap::from_pointee(vetter),
        engine,
        datasets,
        review_rules,
        documents,
        webhooks,
        stopping: watch::Sender::new(false),
        wakes,
        clock,
        store,
        config,
    })
}

/// What a task made that cannot fail; its panic is ours.
async fn made<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// What the configuration says about a partner goes before what the extension says.
fn partner_profiles(
    config: &Config,
    extension: Option<&dyn Extension>,
) -> Result<PartnerProfiles, StartError> {
    let mut profiles = extension.map(Extension::partner_profiles).unwrap_or_default();
    profiles.extend(config.partner_profiles()?);
    Ok(PartnerProfiles::new(profiles))
}

/// The parts of a service that answers nobody, with a clock that can be moved, for tests of what is on top of them.
#[cfg(test)]
pub(crate) async fn compose_for_test(data_dir: &std::path::Path, change: impl FnOnce(&mut Config)) -> App {
    let mut config = Config::default();
    data_dir.clone_into(&mut config.store.data_dir);
    config.sandbox.enabled = true;
    let issuer = "https://login.example".to_owned();
    config.auth.issuers = vec![crate::auth::IssuerSettings { issuer, ..Default::default() }];
    change(&mut config);
    let opened = Opened::open(&config).await.expect("the folder can be used");
    compose(config, opened, "http://127.0.0.1:1", None, no_pages).await.expect("the parts fit together")
}

/// Pages of a service that has none.
#[cfg(test)]
#[derive(Debug)]
struct NoPages;

#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "pages that exist may be unusable")]
fn no_pages(_: &Foundation) -> Result<Arc<dyn crate::pages::Pages>, StartError> {
    Ok(Arc::new(NoPages))
}

#[cfg(test)]
impl crate::pages::Pages for NoPages {
    fn handler(
        &self,
        _: &Arc<App>,
        _: qualify_wire::endpoints::DashboardRoute,
        _: &'static qualify_wire::endpoints::Endpoint,
    ) -> Option<axum::routing::MethodRouter> {
        None
    }

    fn around(
        &self,
        _: &Arc<App>,
        handler: axum::routing::MethodRouter,
        _: &'static qualify_wire::endpoints::Endpoint,
    ) -> axum::routing::MethodRouter {
        handler
    }

    fn failed(
        &self,
        _: &Arc<App>,
        _: &Arc<crate::api::call::RequestInfo>,
        _: &http::HeaderMap,
        failed: axum::response::Response,
    ) -> axum::response::Response {
        failed
    }
}
