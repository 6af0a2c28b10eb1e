//! The decisions of a database that services may be using, without starting one.

use std::path::Path;

use qualify_domain::ports::Outcome;

use crate::location::DatabaseLocation;
use crate::moving::refused;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresStore;
use crate::sqlite::FileArchive;

/// Reads decisions, and changes nothing. It offers [`qualify_domain::ports::DecisionStore`]; a file is read where it is
/// asked, and the thread waits for it.
#[derive(Debug)]
pub struct DecisionArchive(pub(crate) Place);

/// Where they are.
#[derive(Debug)]
pub(crate) enum Place {
    File(Box<FileArchive>),
    #[cfg(feature = "postgres")]
    Server(PostgresStore),
}

impl DecisionArchive {
    /// Opens a database file. It must have this program's schema.
    ///
    /// # Errors
    /// There is no such file, it is no database, or it has another schema.
    pub fn open(file: &Path) -> Outcome<Self> {
        Ok(Self(Place::File(Box::new(FileArchive::open(file)?))))
    }

    /// Opens a database wherever it is. It must have this program's schema.
    ///
    /// # Errors
    /// There is none, it does not answer, or it has another schema.
    pub fn open_at(location: &DatabaseLocation) -> Outcome<Self> {
        match location {
            DatabaseLocation::SqliteFile(file) => Self::open(file),
            DatabaseLocation::SqliteTemporary => {
                Err(refused("sqlite::memory: goes with the process that has it"))
            }
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(url) => PostgresStore::open_beside(url).map(Place::Server).map(Self),
        }
    }
}
