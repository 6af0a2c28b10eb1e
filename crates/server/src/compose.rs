//! Puts the parts of a service together, in the order in which they need each other.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use http::HeaderValue;
use qualify_domain::ports::{Store as _, StoreError, WebhookStore as _};
use qualify_store::{DatabaseLocation, SqliteOptions, SqliteStore};
use qualify_vetting::datasets::Snapshot;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::config::Config;
use crate::conflicts::Conflicts;
use crate::data_folder;
use crate::datasets::Datasets;
use crate::documents::DocumentFolder;
use crate::limits::Limits;
use crate::looks::Looks;
use crate::metrics::Metrics;
use crate::openapi::{openapi_json, production_openapi_json};
use crate::partner_profiles::PartnerProfiles;
use crate::private::{self, Sharing};
use crate::sandbox::Sandbox;
use crate::secrets::{self, Secrets};
use crate::start_error::StartError;
use crate::tls::Tls;
use crate::under_way::UnderWay;
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

/// Opens everything that the handlers share.
///
/// # Errors
/// The first thing that is in the way.
pub(crate) async fn compose(config: Config, public_url: &str) -> Result<App, StartError> {
    let data_dir = &config.store.data_dir;
    open_data_folder(data_dir)?;
    // What takes time and needs nothing is made while the store is opened.
    let carried = tokio::task::spawn_blocking(Snapshot::embedded);
    let metrics = tokio::task::spawn_blocking(Metrics::start);
    let store = open_store(&config).await?;
    let secrets = open_secrets(&config, &store).await?;
    let clock =
        if config.sandbox.enabled { Clock::virtual_from(config.sandbox.clock_start) } else { Clock::real() };
    let sandbox = if config.sandbox.enabled {
        Some(Sandbox::open(&config, &store, &clock, public_url).await?)
    } else {
        None
    };
    let partner_profiles = partner_profiles(&config, sandbox.as_ref())?;
    let tls = Tls::open(&config, public_url, clock.real_now())?;
    let mut auth_settings = config.auth_settings();
    auth_settings.public_url = Some(public_url.to_owned());
    let issuer = sandbox.as_ref().map(|sandbox| Arc::clone(&sandbox.issuer));
    let auth = Authenticator::new(auth_settings, issuer)?;
    let datasets = Arc::new(open_datasets(&config, made(carried).await).await?);
    let documents = DocumentFolder::open(data_dir, config.reviews.document_bytes_max);
    let documents = documents.map_err(UnusablePlace::at(data_dir))?;
    let webhooks = Webhooks::open(&config, public_url)?;
    let engine = Arc::new(crate::vetting::Engine::new(&config, Arc::clone(&datasets)));
    Ok(App {
        description: if sandbox.is_some() { openapi_json } else { production_openapi_json },
        auth,
        limits: Limits::new(config.api.rate_limits),
        looks: Looks::default(),
        bodies: UnderWay::new(config.server.body_bytes_under_way_max),
        paging_key: secrets.paging_key(),
        server_id: config.server.server_id.as_ref().and_then(|text| HeaderValue::try_from(text).ok()),
        secrets,
        metrics: made(metrics).await,
        conflicts: Conflicts::new(&config.reviews, &partner_profiles),
        partner_profiles,
        sandbox,
        tls,
        vetter: ArcSwap::from_pointee(crate::vetting::vetter(&config, &engine)),
        engine,
        datasets,
        review_rules: Arc::new(crate::reviews::rules(&config.reviews)),
        documents,
        webhooks,
        stopping: watch::Sender::new(false),
        decisions_due: Notify::new(),
        clock,
        store,
        config,
    })
}

/// The data folder, unless a restore into it was killed.
fn open_data_folder(data_dir: &Path) -> Result<(), StartError> {
    if data_folder::restoring(data_dir).exists() {
        return Err(StartError::HalfRestored(data_dir.to_owned()));
    }
    Ok(private::open_folder(data_dir)?)
}

/// The store, which is this process's alone from here on.
async fn open_store(config: &Config) -> Result<SqliteStore, StartError> {
    let location = match &config.store.database {
        Some(url) => DatabaseLocation::parse(url).map_err(|error| StoreError::Failed(Box::new(error)))?,
        None => DatabaseLocation::in_folder(&config.store.data_dir),
    };
    let options = SqliteOptions { pages_max: config.store.pages_max, ..SqliteOptions::default() };
    let store = SqliteStore::open(&location, options)?;
    // Whoever had claimed records or deliveries is no more.
    store.release_claims().await?;
    store.release_deliveries().await?;
    Ok(store)
}

/// The secret of the installation. The open store is locked: no other process makes one at the same time.
async fn open_secrets(config: &Config, store: &SqliteStore) -> Result<Secrets, StartError> {
    let secret_file = config.store.secret_key_place();
    let is_ours = secret_file == data_folder::secret_key(&config.store.data_dir);
    private::check(&secret_file, if is_ours { Sharing::Owner } else { Sharing::Group })?;
    secrets::open(store, &secret_file, config.store.new_secret).await
}

/// What a task made that cannot fail; its panic is ours.
async fn made<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// What the configuration says about a partner goes before what the seed says.
fn partner_profiles(config: &Config, sandbox: Option<&Sandbox>) -> Result<PartnerProfiles, StartError> {
    let mut profiles = sandbox.map(|sandbox| sandbox.partner_profiles.clone()).unwrap_or_default();
    profiles.extend(config.partner_profiles()?);
    Ok(PartnerProfiles::new(profiles))
}
