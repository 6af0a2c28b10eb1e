//! The port on SQLite: rows with their statements, the engine that carries operations out, and what it does with
//! files.

pub(crate) mod engine;
mod files;
pub(crate) mod rows;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qualify_domain::ports::{Outcome, StoreError, StoreNumbers};
use qualify_vocabulary::ProcessId;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::location::DatabaseLocation;
use crate::operations::Operation;
use crate::operations::reads::ListPartners;
use engine::checkpointer::{self, Checkpointer};
use engine::directory::PartnerDirectory;
use engine::list_readers::ListReaders;
use engine::lock::{folder_error, take_lock};
use engine::metrics::StoreMetrics;
pub use engine::migrate::SCHEMA_VERSION;
pub use engine::options::SqliteOptions;
use engine::readers::PointReaders;
#[cfg(feature = "postgres")]
pub(crate) use engine::readiness::blocking;
use engine::run::{HOLDER, run};
pub(crate) use engine::turns::Owner;
use engine::writer::{Beside, WriteQueue};
use engine::{migrate, open};
pub(crate) use files::archive::FileArchive;
use files::backup;
pub use files::copied::{DatabaseCopy, Holdings, NamedDocument};
pub(crate) use files::filling::open_target;
#[cfg(feature = "postgres")]
pub(crate) use files::filling::open_unlocked_target;
pub(crate) use files::moved::{moved_tables, open_source};
pub(crate) use files::note::note_act_beside;
use files::snapshots::SnapshotFolder;
pub(crate) use files::standing::{migrate_file, standing_of_file};

/// A store in one SQLite file, held by one process at a time.
#[derive(Debug)]
pub struct SqliteStore {
    engine: Arc<Engine>,
    /// In whose name leases are taken.
    owner: ProcessId,
}

/// What carries operations out.
#[derive(Debug)]
struct Engine {
    file: PathBuf,
    // The order of the fields is the order of their end: the writer finishes what waits, then the folder goes.
    writer: WriteQueue,
    points: Arc<PointReaders>,
    lists: ListReaders,
    partners: Arc<PartnerDirectory>,
    snapshots: SnapshotFolder,
    metrics: Arc<StoreMetrics>,
    event_signal: watch::Receiver<u64>,
    _lock: Option<std::fs::File>,
    _folder: Option<TempDir>,
}

impl SqliteStore {
    /// Opens or creates the database and brings it to this program's schema.
    ///
    /// # Errors
    /// Another process holds the file, it cannot be opened, or a newer program wrote it.
    pub fn open(location: &DatabaseLocation, options: SqliteOptions) -> Outcome<Self> {
        let (file, folder) = match location {
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(_) => {
                return Err(StoreError::Unavailable {
                    reason: "the database URL names no file",
                    source: None,
                });
            }
            DatabaseLocation::SqliteFile(file) => (file.clone(), None),
            DatabaseLocation::SqliteTemporary => {
                let folder = tempfile::tempdir().map_err(folder_error)?;
                (folder.path().join("qualify.db"), Some(folder))
            }
        };
        if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(folder_error)?;
        }
        let lock = take_lock(&file)?;
        let mut connection = open::open_writer(&file, options)?;
        migrate::migrate(&mut connection)?;
        let metrics = Arc::new(StoreMetrics::default());
        let points = Arc::new(PointReaders::open(&file, options)?);
        let partners = Arc::new(PartnerDirectory::default());
        partners.replace_all(&points.read(HOLDER, ListPartners {})?);
        let lists = ListReaders::open(&file, options, Arc::clone(&metrics))?;
        let (commits, event_signal) = watch::channel(0);
        let checkpointer =
            Checkpointer::start(open::open_for_checkpoints(&file, options)?, checkpointer::LOG_PAGES_MAX)?;
        let beside = Beside { checkpointer, metrics: Arc::clone(&metrics), readers: Arc::clone(&points) };
        let writer = WriteQueue::start(connection, beside, commits)?;
        let snapshots = SnapshotFolder::beside(&file);
        if let Err(error) = snapshots.forget_strangers(|partner| partners.find(partner).is_some()) {
            tracing::warn!(%error, "snapshots of partners that are there no more take room");
        }
        let engine = Engine {
            file,
            writer,
            points,
            lists,
            partners,
            snapshots,
            metrics,
            event_signal,
            _lock: Some(lock),
            _folder: folder,
        };
        Ok(Self { engine: Arc::new(engine), owner: HOLDER })
    }

    /// Another handle on the same store, which takes leases in a name of its own: as another process would on a store that
    /// many share. What tests of such stores are told.
    #[must_use]
    pub fn beside(&self, owner: ProcessId) -> Self {
        Self { engine: Arc::clone(&self.engine), owner }
    }

    /// Carries out an operation that writes, and answers after its commit.
    pub(crate) async fn write<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        self.write_and_publish(operation, |_| ()).await
    }

    /// The same, and publishes the answer before anything else is committed.
    async fn write_and_publish<O: Operation>(
        &self,
        operation: O,
        publish: impl FnOnce(&O::Answer) + Send + 'static,
    ) -> Outcome<O::Answer> {
        let owner = self.owner;
        self.engine.writer.run(owner, move |session| run(owner, operation.clone(), session), publish).await
    }

    /// Carries out an operation that only reads, here and now.
    pub(crate) fn read<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        self.engine.points.read(self.owner, operation)
    }

    /// Carries out an operation that only reads, where it is the owner's turn.
    pub(crate) async fn read_in_turn<O: Operation>(&self, owner: Owner, operation: O) -> Outcome<O::Answer> {
        self.engine.lists.read(owner, self.owner, operation).await
    }

    /// Copies a database file that may be in use into a new file.
    ///
    /// # Errors
    /// The target exists, or one of the two files cannot be used.
    pub fn copy_file(source: &Path, target: &Path) -> Outcome<()> {
        if !source.exists() {
            return Err(StoreError::Unavailable {
                reason: "there is no database at this place",
                source: None,
            });
        }
        backup::copy(source, target)
    }

    /// What was done so far.
    pub(crate) fn numbers(&self) -> StoreNumbers {
        self.engine.metrics.numbers()
    }

    /// Changes after every commit that brought events. What it tells of can be read.
    pub(crate) fn watch_events(&self) -> watch::Receiver<u64> {
        self.engine.event_signal.clone()
    }

    /// The database file.
    pub fn file(&self) -> &Path {
        &self.engine.file
    }
}
