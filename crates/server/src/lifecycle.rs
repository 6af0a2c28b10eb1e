//! Start, listen, stop.
//!
//! Every task is tracked here. A stop refuses new connections, lets requests under way finish within a bound, and
//! then closes the store.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use http::HeaderValue;
use qualify_domain::ports::{Store as _, StoreError, WebhookStore as _};
use qualify_store::{DatabaseLocation, SqliteOptions, SqliteStore};
use qualify_vetting::datasets::Snapshot;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::config::Config;
use crate::conflicts::Conflicts;
use crate::connections::{self, listen};
use crate::data_folder;
use crate::datasets::Datasets;
use crate::documents::DocumentFolder;
use crate::file_fault::FileFault;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::openapi::{openapi_json, production_openapi_json};
use crate::partner_profiles::PartnerProfiles;
use crate::private::{self, Sharing};
use crate::routes::Listener;
use crate::sandbox::Sandbox;
use crate::secrets;
use crate::service::staff;
use crate::start_error::StartError;
use crate::tls::{ReplacedCa, Tls};
use crate::under_way::UnderWay;
use crate::webhooks::Webhooks;

/// The folder below the data folder that keeps what is slow to read.
const DATASETS_CACHE: &str = "datasets-cache";

/// The datasets of the configured folder, or what the program carries.
async fn open_datasets(config: &Config, carried: Snapshot) -> Result<Datasets, StartError> {
    let Some(directory) = config.vetting.datasets_dir.clone() else { return Ok(Datasets::of(carried)) };
    let cache = config.store.data_dir.join(DATASETS_CACHE);
    let opened = tokio::task::spawn_blocking(move || Datasets::open(carried, directory, cache)).await;
    let opened = opened.map_err(|error| FileFault {
        place: "vetting.datasets_dir".to_owned(),
        cause: std::io::Error::other(error),
    })?;
    Ok(opened?)
}

/// A running service.
#[derive(Debug)]
pub struct Server {
    url: String,
    admin_url: Option<String>,
    trusted_file: Option<PathBuf>,
    replaced_ca: Option<ReplacedCa>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    ready_files: Vec<PathBuf>,
}

impl Server {
    /// Starts the service: checks the configuration, opens the store, binds, and listens.
    ///
    /// # Errors
    /// The first thing that is in the way; nothing was served then.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        config.check()?;
        if config.sandbox.enabled && !config.server.listen.ip().is_loopback() {
            tracing::warn!(
                "this sandbox gives a token to anyone who reaches it, and it listens beyond this machine"
            );
        }
        let listener = bind(config.server.listen)?;
        let admin_listener = match config.server.admin_listen {
            Some(address) => Some(bind(address)?),
            None => None,
        };
        let scheme = if config.server.is_tls() { "https" } else { "http" };
        let url = url_of(scheme, &listener)?;
        let admin_url = admin_listener.as_ref().map(|listener| url_of(scheme, listener)).transpose()?;
        let public_url = config.server.public_url.clone().unwrap_or_else(|| url.clone());
        let app = Arc::new(compose(config, &public_url).await?);
        let stopping = app.stopping.subscribe();
        let mut tasks = JoinSet::new();
        let role = if admin_listener.is_some() { Listener::Public } else { Listener::Only };
        tasks.spawn(listen(Arc::clone(&app), listener, role, stopping.clone()));
        if let Some(listener) = admin_listener {
            tasks.spawn(listen(Arc::clone(&app), listener, Listener::Admin, stopping.clone()));
        }
        crate::jobs::start(&app, &stopping, &mut tasks);
        let ready_files = write_ready_files(&app.config, &url)?;
        staff::report_conflicts(&app);
        tracing::info!(url, sandbox = app.sandbox.is_some(), "ready");
        let trusted_file = app.tls.as_ref().map(|tls| tls.trusted_file().to_owned());
        let replaced_ca = app.tls.as_ref().and_then(|tls| tls.replaced_ca().cloned());
        Ok(Self { url, admin_url, trusted_file, replaced_ca, stop: app.stopping.clone(), tasks, ready_files })
    }

    /// The URL on which the service listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of the administrative listener, if there is one.
    pub fn admin_url(&self) -> Option<&str> {
        self.admin_url.as_deref()
    }

    /// The file that a client has to trust, with TLS: the certificate of our own authority, or the operator's.
    pub fn trusted_file(&self) -> Option<&Path> {
        self.trusted_file.as_deref()
    }

    /// The certificate authority that this start's one took the place of.
    pub fn replaced_ca(&self) -> Option<&ReplacedCa> {
        self.replaced_ca.as_ref()
    }

    /// Waits until a task ends by itself, which none of them should.
    pub async fn failed(&mut self) {
        if let Some(Err(error)) = self.tasks.join_next().await {
            tracing::error!(%error, "a task ended by itself");
        }
    }

    /// Stops: refuses new connections, lets requests under way finish within the configured bound, closes the store.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
        for file in &self.ready_files {
            // It may have been removed already; it says nothing any more either way.
            let _ = std::fs::remove_file(file);
        }
        tracing::info!("stopped");
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    connections::bind(address).map_err(|cause| StartError::Listen { address, cause })
}

fn url_of(scheme: &str, listener: &TcpListener) -> Result<String, StartError> {
    let address =
        listener.local_addr().map_err(|cause| FileFault { place: "the listener".to_owned(), cause })?;
    Ok(format!("{scheme}://{address}"))
}

/// Opens everything that the handlers share.
pub(crate) async fn compose(config: Config, public_url: &str) -> Result<App, StartError> {
    let data_dir = &config.store.data_dir;
    let file_error = |place: &Path| {
        let place = place.display().to_string();
        move |cause| FileFault { place, cause }
    };
    if data_folder::restoring(data_dir).exists() {
        return Err(StartError::HalfRestored(data_dir.clone()));
    }
    private::open_folder(data_dir)?;
    let location = match &config.store.database {
        Some(url) => DatabaseLocation::parse(url).map_err(|error| StoreError::Failed(Box::new(error)))?,
        None => DatabaseLocation::in_folder(data_dir),
    };
    // What takes time and needs nothing is made while the store is opened.
    let carried = tokio::task::spawn_blocking(Snapshot::embedded);
    let metrics = tokio::task::spawn_blocking(Metrics::start);
    let options = SqliteOptions { pages_max: config.store.pages_max, ..SqliteOptions::default() };
    let store = SqliteStore::open(&location, options)?;
    // The open store is this process's alone: whoever had claimed records or deliveries is no more.
    store.release_claims().await?;
    store.release_deliveries().await?;
    // The open store is locked: no other process makes a secret at the same time.
    let secret_file = config.store.secret_key_place();
    let is_ours = secret_file == data_folder::secret_key(data_dir);
    private::check(&secret_file, if is_ours { Sharing::Owner } else { Sharing::Group })?;
    let secrets = secrets::open(&store, &secret_file, config.store.new_secret).await?;
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
    let documents =
        DocumentFolder::open(data_dir, config.reviews.document_bytes_max).map_err(file_error(data_dir))?;
    let webhooks = Webhooks::open(&config, public_url)?;
    let engine = Arc::new(crate::vetting::Engine::new(&config, Arc::clone(&datasets)));
    Ok(App {
        description: if sandbox.is_some() { openapi_json } else { production_openapi_json },
        auth,
        limits: Limits::new(config.api.rate_limits),
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

fn write_ready_files(config: &Config, url: &str) -> Result<Vec<PathBuf>, StartError> {
    let files: Vec<PathBuf> = std::iter::once(config.store.data_dir.join("ready"))
        .chain(config.server.ready_file.clone())
        .collect();
    for file in &files {
        let written = std::fs::File::create(file).and_then(|mut target| writeln!(target, "{url}"));
        written.map_err(|cause| FileFault { place: file.display().to_string(), cause })?;
    }
    Ok(files)
}
