//! A connection that a command has for itself, on threads of its own: whoever calls waits for it, outside of any runtime.

use std::future::Future;
use std::time::Duration;

use qualify_domain::ports::{Outcome, StoreError};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::Client;

use super::super::engine::connect::Connector;
use super::super::engine::error::store_error;
use super::super::engine::migrate;
use crate::location::PostgresUrl;

/// Whoever copies everything takes its time; and a service is known by its name, which this is not.
const PATIENT: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
                       SET application_name = 'qualify-command'";

/// How often something is looked at that becomes so soon, and how long is waited in between.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(150);

/// A connection with what carries it.
pub(super) struct Talk {
    pub(super) client: Client,
    threads: Handle,
    /// Its own threads, if it has some.
    _runtime: Option<Runtime>,
}

impl Talk {
    pub(super) fn begin(url: &PostgresUrl) -> Outcome<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("command-postgres")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        let talk = Self::on(&Connector::of_url(url.reveal(), runtime.handle().clone())?)?;
        Ok(Self { _runtime: Some(runtime), ..talk })
    }

    /// A connection of its own beside those of a store, on the store's threads.
    pub(super) fn on(connector: &Connector) -> Outcome<Self> {
        let threads = connector.threads().clone();
        let client = threads.block_on(async {
            let client = connector.connect().await?;
            client.batch_execute(PATIENT).await.map_err(store_error)?;
            Outcome::Ok(client)
        })?;
        Ok(Self { client, threads, _runtime: None })
    }

    /// Waits for something.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.threads.block_on(work)
    }

    /// Brings the database to this program's schema.
    pub(super) fn migrate(&mut self) -> Outcome<()> {
        self.threads.block_on(migrate::migrate(&mut self.client))
    }

    /// Carries out statements that answer nothing.
    pub(super) fn execute(&self, sql: &str) -> Outcome<()> {
        self.wait(self.client.batch_execute(sql)).map_err(store_error)
    }

    /// The whole number that a statement answers.
    pub(super) fn number(&self, sql: &str) -> Outcome<i64> {
        Ok(self.wait(self.client.query_one(sql, &[])).map_err(store_error)?.get(0))
    }

    /// Whether something is so.
    pub(super) fn is_so(&self, sql: &str) -> Outcome<bool> {
        Ok(self.wait(self.client.query_one(sql, &[])).map_err(store_error)?.get(0))
    }

    /// Whether something becomes so soon: a process that ended, or was killed, takes a moment to go.
    pub(super) fn becomes_so(&self, sql: &str) -> Outcome<bool> {
        for _ in 1..LOOKS {
            if self.is_so(sql)? {
                return Ok(true);
            }
            std::thread::sleep(PAUSE);
        }
        self.is_so(sql)
    }

    /// The texts that a statement answers.
    pub(super) fn texts(&self, sql: &str) -> Outcome<Vec<String>> {
        let rows = self.wait(self.client.query(sql, &[])).map_err(store_error)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
