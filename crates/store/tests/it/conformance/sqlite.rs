//! The embedded store as a backend of the suite.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qualify_domain::audit::AuditPosition;
use qualify_store::{DatabaseLocation, Store};
use qualify_vocabulary::{PartnerId, ProcessId, Timestamp};
use rusqlite::Connection;
use tempfile::TempDir;

use super::Backend;
use crate::samples::bytes;

/// A database file in a temporary folder.
pub(crate) struct Sqlite {
    store: Arc<Store>,
    folder: TempDir,
}

impl Backend for Sqlite {
    type Store = Store;

    fn fresh() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let location = DatabaseLocation::in_folder(folder.path());
        let store = Arc::new(Store::open(&location)?);
        Ok(Self { store, folder })
    }

    fn store(&self) -> Arc<Store> {
        Arc::clone(&self.store)
    }

    fn beside(&self, process: u32) -> Arc<Store> {
        Arc::new(self.store.beside(ProcessId::from(bytes(0xC1, process))))
    }

    fn count_events(&self) -> anyhow::Result<u64> {
        let connection = Connection::open(self.store.file())?;
        let count: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0))?;
        Ok(u64::try_from(count)?)
    }

    fn bury(&self, partner: PartnerId, at: Timestamp, records: u32) -> anyhow::Result<()> {
        let first = AuditPosition::at(at).ticks();
        let connection = Connection::open(self.store.file())?;
        connection.execute(
            "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?1 - 1)
             INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, application, operation, status,
                 details, correlation_id, created_at)
             SELECT ?2 + x, ?3, zeroblob(16), 'Hay ' || x, 'app', 'add_customer', 'succeeded', '[]', zeroblob(16), ?4
             FROM n",
            (records, first, partner.as_bytes(), at.as_microsecond()),
        )?;
        Ok(())
    }

    fn backup_file(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    fn open_backup(file: &Path) -> anyhow::Result<Store> {
        let location = DatabaseLocation::SqliteFile(file.to_owned());
        Ok(Store::open(&location)?)
    }
}
