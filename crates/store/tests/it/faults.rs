//! What may go wrong with the embedded store: nothing that was acknowledged is lost, nothing else is half there.

mod acts_beside;
mod corrupt;
mod decisions;
mod disk;
mod halves;
mod opening;
mod snapshots;

use std::task::{Context, Waker};

use anyhow::ensure;
use qualify_domain::ports::{CustomerStore as _, Outcome, SandboxStore as _};
use qualify_domain::seed::Seed;
use qualify_store::{DatabaseLocation, SqliteOptions, Store};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::samples::{START, Tested, call, create_customer, customer, north, partner};

/// A folder for a database that is opened, closed and opened again.
struct Place(TempDir);

impl Place {
    fn new() -> anyhow::Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    fn location(&self) -> DatabaseLocation {
        DatabaseLocation::in_folder(self.0.path())
    }

    fn open(&self) -> Outcome<Store> {
        Store::open(&self.location())
    }

    fn open_with(&self, options: SqliteOptions) -> Outcome<Store> {
        Store::open_with(&self.location(), options)
    }

    /// Another connection to the file, beside the store.
    fn connect(&self) -> anyhow::Result<Connection> {
        Ok(Connection::open(self.0.path().join("qualify.db"))?)
    }

    fn check_integrity(&self) -> Tested {
        let connection = self.connect()?;
        let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(found == "ok", "{found}");
        let orphans: i64 =
            connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        ensure!(orphans == 0, "{orphans} rows without their parent");
        Ok(())
    }
}

/// Writes the one partner of these tests.
async fn seed(store: &Store) -> Tested {
    let partners = vec![partner(north())];
    store.seed_if_empty(Seed { partners, created_at: START, ..Seed::default() }).await?;
    Ok(())
}

async fn add(store: &Store, number: u32) -> Outcome<()> {
    store.create_customer(create_customer(call(north(), 1), customer(number))).await.map(|_| ())
}

/// Hands an operation over to the writer, which takes it at the first poll, without waiting for its answer.
fn hand_over<F: Future>(operation: &mut std::pin::Pin<Box<F>>) {
    let polled = operation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending(), "the writer is expected to be busy");
}
