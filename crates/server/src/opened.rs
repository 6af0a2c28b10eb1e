//! What is opened before a port is bound: everything that a setting can make wrong. Whoever mistyped one is told of it,
//! and not of the port of the service that runs already.

use std::path::Path;
use std::sync::Arc;

use qualify_domain::ports::{Leases, StoreError, WorkStore as _};
use qualify_store::{DatabaseLocation, SqliteOptions, Store};
use qualify_vetting::datasets::Snapshot;
use tokio::task::JoinHandle;

use crate::clock::real_now;
use crate::config::Config;
use crate::data_folder;
use crate::metrics::Metrics;
use crate::private::{self, Sharing};
use crate::secrets::{self, Secrets};
use crate::start_error::StartError;
use crate::tls::Tls;

/// The parts that need no port. The folder and the store are this process's alone.
pub(crate) struct Opened {
    pub(crate) store: Arc<Store>,
    pub(crate) secrets: Secrets,
    pub(crate) tls: Option<Tls>,
    /// What takes time and needs nothing is made beside the rest.
    pub(crate) carried: JoinHandle<Snapshot>,
    pub(crate) metrics: JoinHandle<Metrics>,
}

impl Opened {
    /// Opens them, by settings that were checked.
    ///
    /// # Errors
    /// The first thing that is in the way.
    pub(crate) async fn open(config: &Config) -> Result<Self, StartError> {
        open_data_folder(&config.store.data_dir)?;
        config.check_ready_file()?;
        let carried = tokio::task::spawn_blocking(Snapshot::embedded);
        let metrics = tokio::task::spawn_blocking(Metrics::start);
        let store = open_store(config).await?;
        let secrets = open_secrets(config, &store).await?;
        let tls = Tls::open(config, real_now())?;
        Ok(Self { store: Arc::new(store), secrets, tls, carried, metrics })
    }
}

/// The data folder, unless a restore into it was killed.
fn open_data_folder(data_dir: &Path) -> Result<(), StartError> {
    if data_folder::restoring(data_dir).exists() {
        return Err(StartError::HalfRestored(data_dir.to_owned()));
    }
    Ok(private::open_folder(data_dir)?)
}

/// The store, which is this process's alone from here on.
async fn open_store(config: &Config) -> Result<Store, StartError> {
    let location = match &config.store.database {
        Some(url) => DatabaseLocation::parse(url).map_err(|error| StoreError::Failed(Box::new(error)))?,
        None => DatabaseLocation::in_folder(&config.store.data_dir),
    };
    let options = SqliteOptions { pages_max: config.store.pages_max, ..SqliteOptions::default() };
    let store = Store::open_with(&location, options)?;
    // What had leases by this process's name is no more.
    store.release_leases(Leases::Own).await?;
    Ok(store)
}

/// The secret of the installation. The open store is locked: no other process makes one at the same time.
async fn open_secrets(config: &Config, store: &Store) -> Result<Secrets, StartError> {
    let secret_file = config.store.secret_key_place();
    let is_ours = secret_file == data_folder::secret_key(&config.store.data_dir);
    private::check(&secret_file, if is_ours { Sharing::Owner } else { Sharing::Group })?;
    secrets::open(store, &secret_file, config.store.new_secret).await
}
