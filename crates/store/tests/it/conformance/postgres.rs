//! A database of PostgreSQL as a backend of the suite.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qualify_domain::audit::AuditPosition;
use qualify_store::{DatabaseLocation, Store};
use qualify_throwaway::{Database, on};
use qualify_vocabulary::{PartnerId, ProcessId, Timestamp};
use tempfile::TempDir;

use super::Backend;
use crate::samples::bytes;

/// A database of its own.
pub(crate) struct Postgres {
    // Ahead of its database, which it goes with.
    store: Option<Arc<Store>>,
    database: Database,
    folder: TempDir,
}

impl Postgres {
    /// The URL of the database.
    pub(crate) fn url(&self) -> &str {
        self.database.url()
    }

    /// A database without a schema.
    pub(crate) fn empty() -> anyhow::Result<Self> {
        Ok(Self { store: None, database: Database::fresh()?, folder: tempfile::tempdir()? })
    }

    /// Opens it as a process does.
    pub(crate) fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&DatabaseLocation::parse(self.url())?)?)
    }

    /// The texts that a statement answers.
    pub(crate) fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let sql = sql.to_owned();
        let rows = on(self.url(), |client| async move { client.query(&sql, &[]).await })?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Carries out a statement beside the store.
    pub(crate) fn execute(&self, sql: &str) -> anyhow::Result<()> {
        self.database.execute(sql)
    }
}

impl Backend for Postgres {
    type Store = Store;

    fn fresh() -> anyhow::Result<Self> {
        let mut place = Self::empty()?;
        place.store = Some(Arc::new(place.open()?));
        Ok(place)
    }

    fn store(&self) -> Arc<Store> {
        Arc::clone(self.store.as_ref().expect("it is there until the place goes"))
    }

    fn beside(&self, process: u32) -> Arc<Store> {
        Arc::new(self.store().beside(ProcessId::from(bytes(0xC1, process))))
    }

    fn count_events(&self) -> anyhow::Result<u64> {
        let count: i64 = on(self.url(), |client| async move {
            client.query_one("SELECT count(*) FROM events", &[]).await.map(|row| row.get(0))
        })?;
        Ok(u64::try_from(count)?)
    }

    fn bury(&self, partner: PartnerId, at: Timestamp, records: u32) -> anyhow::Result<()> {
        let first = AuditPosition::at(at).ticks();
        let (records, partner, moment) =
            (i64::from(records), partner.as_bytes().to_vec(), at.as_microsecond());
        on(self.url(), |client| async move {
            client
                .execute(
                    "INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, application, operation,
                         status, details, correlation_id, created_at)
                     SELECT $2 + x, $3, decode(repeat('00', 16), 'hex'), 'Hay ' || x, 'app', 'add_customer',
                         'succeeded', '[]', decode(repeat('00', 16), 'hex'), $4
                     FROM generate_series(0, $1::bigint - 1) AS x",
                    &[&records, &first, &partner, &moment],
                )
                .await
        })?;
        Ok(())
    }

    fn backup_file(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    fn open_backup(file: &Path) -> anyhow::Result<Store> {
        Ok(Store::open(&DatabaseLocation::SqliteFile(file.to_owned()))?)
    }
}
