//! The embedded store as a backend of the suite.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qualify_store::{DatabaseLocation, DecisionArchive, SqliteOptions, SqliteStore};
use rusqlite::Connection;
use tempfile::TempDir;

use super::Backend;

/// A database file in a temporary folder.
pub(crate) struct Sqlite {
    store: Arc<SqliteStore>,
    folder: TempDir,
}

impl Backend for Sqlite {
    type Store = SqliteStore;

    fn fresh() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let location = DatabaseLocation::in_folder(folder.path());
        let store = Arc::new(SqliteStore::open(&location, SqliteOptions::default())?);
        Ok(Self { store, folder })
    }

    fn store(&self) -> Arc<SqliteStore> {
        Arc::clone(&self.store)
    }

    fn count_events(&self) -> anyhow::Result<u64> {
        let connection = Connection::open(self.store.file())?;
        let count: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0))?;
        Ok(u64::try_from(count)?)
    }

    fn check_chains(&self) -> anyhow::Result<u64> {
        let mut faults = Vec::new();
        let walked = DecisionArchive::open(self.store.file())?.walk(|fault| faults.push(fault))?;
        anyhow::ensure!(faults.is_empty(), "{faults:?}");
        Ok(walked.decisions)
    }

    fn backup_file(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    fn open_backup(file: &Path) -> anyhow::Result<SqliteStore> {
        let location = DatabaseLocation::SqliteFile(file.to_owned());
        Ok(SqliteStore::open(&location, SqliteOptions::default())?)
    }
}
