//! Start, listen, stop.
//!
//! Every task is tracked here. A stop refuses new connections, lets requests under way finish within a bound, and
//! then closes the store.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::compose::compose;
use crate::config::Config;
use crate::connections::{self, listen};
use crate::extension::{Extension, Foundation, Opening};
use crate::looks::Looks;
use crate::opened::Opened;
use crate::pages::OpenPages;
use crate::routes::Listener;
use crate::service::staff;
use crate::start_error::StartError;
use crate::tls::ReplacedCa;
use crate::unusable_place::UnusablePlace;

/// A running service.
#[derive(Debug)]
pub struct Server {
    url: String,
    admin_url: Option<String>,
    trusted_file: Option<PathBuf>,
    replaced_ca: Option<ReplacedCa>,
    looks: Looks,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    ready_files: Vec<PathBuf>,
}

impl Server {
    /// Starts a service that has no powers but its own, and these pages: checks the configuration, opens the store, binds, and listens.
    ///
    /// # Errors
    /// The first thing that is in the way; nothing was served then. [`StartError::NoSandbox`]: the configuration asks for
    /// powers that nobody gave the service.
    pub async fn start(config: Config, open_pages: OpenPages) -> Result<Self, StartError> {
        if config.sandbox.enabled {
            return Err(StartError::NoSandbox);
        }
        Self::start_parts(config, None, open_pages).await
    }

    /// Starts a service with what `open` gives it.
    ///
    /// # Errors
    /// The first thing that is in the way; nothing was served then.
    pub async fn start_with<F>(
        config: Config,
        open_pages: OpenPages,
        open: impl FnOnce(Foundation) -> F + Send + 'static,
    ) -> Result<Self, StartError>
    where
        F: Future<Output = Result<Arc<dyn Extension>, StartError>> + Send + 'static,
    {
        let opening: Opening = Box::new(|foundation| Box::pin(open(foundation)));
        Self::start_parts(config, Some(opening), open_pages).await
    }

    async fn start_parts(
        config: Config,
        opening: Option<Opening>,
        open_pages: OpenPages,
    ) -> Result<Self, StartError> {
        if opening.is_some() && !config.sandbox.enabled {
            return Err(StartError::NotASandbox);
        }
        config.check()?;
        if config.sandbox.enabled && !config.server.listen.ip().is_loopback() {
            tracing::warn!(
                "this sandbox gives a token to anyone who reaches it, and it listens beyond this machine"
            );
        }
        let opened = Opened::open(&config).await?;
        let listener = bind("--listen", config.server.listen)?;
        let admin_listener = match config.server.admin_listen {
            Some(address) => Some(bind("--admin-listen", address)?),
            None => None,
        };
        let scheme = if config.server.is_tls() { "https" } else { "http" };
        let url = url_of(scheme, &listener)?;
        let admin_url = admin_listener.as_ref().map(|listener| url_of(scheme, listener)).transpose()?;
        let public_url = config.server.public_url.clone().unwrap_or_else(|| url.clone());
        let app = Arc::new(compose(config, opened, &public_url, opening, open_pages).await?);
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
        tracing::info!(url, sandbox = app.extension.is_some(), "ready");
        let trusted_file = app.tls.as_ref().map(|tls| tls.trusted_file().to_owned());
        let replaced_ca = app.tls.as_ref().and_then(|tls| tls.replaced_ca().cloned());
        let (looks, stop) = (app.looks.clone(), app.stopping.clone());
        Ok(Self { url, admin_url, trusted_file, replaced_ca, looks, stop, tasks, ready_files })
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

    /// How often its jobs have looked whether there is anything to do.
    pub const fn looks(&self) -> &Looks {
        &self.looks
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

fn bind(setting: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    connections::bind(address).map_err(|cause| StartError::Listen { setting, address, cause })
}

fn url_of(scheme: &str, listener: &TcpListener) -> Result<String, StartError> {
    let address =
        listener.local_addr().map_err(|cause| UnusablePlace { place: "the listener".to_owned(), cause })?;
    Ok(format!("{scheme}://{address}"))
}

fn write_ready_files(config: &Config, url: &str) -> Result<Vec<PathBuf>, StartError> {
    let files: Vec<PathBuf> = std::iter::once(config.store.data_dir.join("ready"))
        .chain(config.server.ready_file.clone())
        .collect();
    for file in &files {
        let written = std::fs::File::create(file).and_then(|mut target| writeln!(target, "{url}"));
        written.map_err(UnusablePlace::at(file))?;
    }
    Ok(files)
}
