//! The one place that knows which backend a store is.

use std::borrow::Cow;
use std::path::Path;

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::Act;
use qualify_domain::ports::Outcome;
use qualify_vocabulary::ProcessId;

use crate::location::DatabaseLocation;
use crate::operations::Operation;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresStore;
use crate::sqlite::{Owner, SqliteOptions, SqliteStore, note_act_beside};

/// A store on one of the backends. It offers every operation of [`qualify_domain::ports::Store`].
#[derive(Debug)]
pub enum Store {
    /// One file, held by one process.
    Sqlite(SqliteStore),
    /// A database of PostgreSQL, which any number of processes share.
    #[cfg(feature = "postgres")]
    Postgres(PostgresStore),
}

impl Store {
    /// Opens or creates the database and brings it to this program's schema.
    ///
    /// # Errors
    /// Another process holds it, it cannot be opened, or another program wrote it.
    pub fn open(location: &DatabaseLocation) -> Outcome<Self> {
        Self::open_with(location, SqliteOptions::default())
    }

    /// The same, with settings that SQLite has.
    ///
    /// # Errors
    /// As above.
    pub fn open_with(location: &DatabaseLocation, options: SqliteOptions) -> Outcome<Self> {
        match location {
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(url) => PostgresStore::open(url).map(Self::Postgres),
            DatabaseLocation::SqliteFile(_) | DatabaseLocation::SqliteTemporary => {
                SqliteStore::open(location, options).map(Self::Sqlite)
            }
        }
    }

    /// Copies a database file that may be in use into a new file.
    ///
    /// # Errors
    /// The target exists, or one of the two files cannot be used.
    pub fn copy_file(source: &Path, target: &Path) -> Outcome<()> {
        SqliteStore::copy_file(source, target)
    }

    /// Copies a database that services may be using into a new database file, wherever it is.
    ///
    /// # Errors
    /// The target exists, or one of the two cannot be used.
    pub fn copy_database(source: &DatabaseLocation, target: &Path) -> Outcome<()> {
        match source {
            DatabaseLocation::SqliteFile(file) => SqliteStore::copy_file(file, target),
            DatabaseLocation::SqliteTemporary => {
                Err(crate::moving::refused("sqlite::memory: goes with the process that has it"))
            }
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(url) => crate::postgres::copy_database(url, target),
        }
    }

    /// Notes an act about no partner beside the processes that use the database, if some do.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn note_act_beside(
        location: &DatabaseLocation,
        act: &Act,
        operation: AuditOperation,
        details: Vec<(Cow<'static, str>, String)>,
    ) -> Outcome<()> {
        match location {
            DatabaseLocation::SqliteFile(file) => note_act_beside(file, act, operation, details),
            DatabaseLocation::SqliteTemporary => Ok(()),
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(url) => crate::postgres::note_act_beside(url, act, operation, details),
        }
    }

    /// Another handle on the same store, which takes leases in a name of its own, as another process would. The program has
    /// one process and no use for it; it is public because the suite of the port runs two against each backend, from
    /// outside of this crate.
    #[must_use]
    pub fn beside(&self, owner: ProcessId) -> Self {
        match self {
            Self::Sqlite(store) => Self::Sqlite(store.beside(owner)),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Self::Postgres(store.beside(owner)),
        }
    }

    /// The database file. The program knows it by its settings; it is public because tests look into it, and break it,
    /// beside the open store.
    pub fn file(&self) -> &Path {
        match self {
            Self::Sqlite(store) => store.file(),
            // There is none.
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Path::new(""),
        }
    }

    /// Carries out an operation that writes, and answers after its commit.
    pub(crate) async fn write<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        match self {
            Self::Sqlite(store) => store.write(operation).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.write(operation)).await,
        }
    }

    /// Carries out an operation that only reads.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(
            clippy::unused_async,
            reason = "where the rows are not in this process, there is something to wait for"
        )
    )]
    pub(crate) async fn read<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        match self {
            Self::Sqlite(store) => store.read(operation),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.read(operation)).await,
        }
    }

    /// Carries out an operation that only reads and may take long, when it is its owner's turn.
    pub(crate) async fn read_in_turn<O: Operation>(&self, owner: Owner, operation: O) -> Outcome<O::Answer> {
        match self {
            Self::Sqlite(store) => store.read_in_turn(owner, operation).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.read(operation)).await,
        }
    }
}
