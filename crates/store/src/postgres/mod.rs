//! The port on PostgreSQL: rows with their statements, and the engine that carries operations out. Any number of processes
//! work on one database; what they are to do one behind the other is locked there.

mod engine;
mod files;
mod rows;
mod walk;
mod whole;

use std::sync::Arc;

use qualify_domain::ports::{Outcome, StoreError, StoreNumbers};
use qualify_vocabulary::ProcessId;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{oneshot, watch};

use crate::location::PostgresUrl;
use crate::operations::Operation;
use engine::connect::Connector;
use engine::core::Core;
use engine::{migrate, pooler};
pub(crate) use files::backup::copy_database;
pub use files::copied_documents::CopiedDocuments;
pub use files::documents::{DatabaseHold, DocumentDatabase, IncomingSpool};
pub(crate) use files::filling::open_target;
pub(crate) use files::moved::open_source;
pub(crate) use files::note::note_act_beside;
pub(crate) use files::standing::{migrate_database, standing_of_database};

/// Threads that carry the connections and the writes.
const THREADS: usize = 2;

/// A store in a database of PostgreSQL.
#[derive(Debug)]
pub struct PostgresStore {
    engine: Arc<Engine>,
    /// In whose name leases are taken.
    owner: ProcessId,
}

/// What carries operations out, with its threads.
#[derive(Debug)]
struct Engine {
    core: Arc<Core>,
    runtime: Option<Runtime>,
}

impl Drop for Engine {
    /// What is under way is taken back by the database. Waiting for threads is nothing that a caller may do anywhere.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl PostgresStore {
    /// Connects, and brings the database to this program's schema; waits for it where it is called.
    ///
    /// # Errors
    /// The database does not answer or refuses, or a newer program wrote it.
    pub fn open(url: &PostgresUrl) -> Outcome<Self> {
        Self::begin(url, open)
    }

    /// Connects beside the services that use the database: what is there is read, and nothing is changed.
    pub(crate) fn open_beside(url: &PostgresUrl) -> Outcome<Self> {
        Self::begin(url, open_beside)
    }

    fn begin<F: Future<Output = Outcome<()>> + Send + 'static>(
        url: &PostgresUrl,
        open: impl FnOnce(Arc<Core>) -> F,
    ) -> Outcome<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("store-postgres")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        let connector = Connector::of_url(url.reveal(), runtime.handle().clone())?;
        let (owner, name) = new_name();
        let core = Arc::new(Core::new(connector, runtime.handle().clone(), name)?);
        let (told, opened) = std::sync::mpsc::channel();
        let opening = open(Arc::clone(&core));
        runtime.handle().spawn(async move {
            // Whoever called waits for it.
            let _ = told.send(opening.await);
        });
        let engine = Engine { core, runtime: Some(runtime) };
        opened.recv().map_err(|error| StoreError::Failed(Box::new(error)))??;
        Ok(Self { engine: Arc::new(engine), owner })
    }

    /// Another handle on the same store, which takes leases in a name of its own, as another process would.
    #[must_use]
    pub fn beside(&self, owner: ProcessId) -> Self {
        Self { engine: Arc::clone(&self.engine), owner }
    }

    /// Another handle on the same store.
    pub(crate) fn again(&self) -> Self {
        Self { engine: Arc::clone(&self.engine), owner: self.owner }
    }

    fn core(&self) -> &Arc<Core> {
        &self.engine.core
    }

    /// Carries out an operation that writes, and answers after its commit.
    pub(crate) async fn write<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        self.core().write(self.owner, operation).await
    }

    /// Carries out an operation that only reads.
    pub(crate) async fn read<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        self.core().read(self.owner, operation).await
    }

    /// What was done so far.
    pub(crate) fn numbers(&self) -> StoreNumbers {
        self.core().numbers()
    }

    /// Changes when events came, from this process or another. What it tells of can be read.
    pub(crate) fn watch_events(&self) -> watch::Receiver<u64> {
        self.core().event_signal.subscribe()
    }
}

/// A name that no other process has, made at each start.
fn new_name() -> (ProcessId, String) {
    let mut bytes = [0; 16];
    for half in bytes.chunks_exact_mut(8) {
        // Each of these states is keyed anew by the system's chance.
        let chance = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id());
        half.copy_from_slice(&chance.to_be_bytes());
    }
    let owner = ProcessId::from(bytes);
    (owner, owner.to_string())
}

async fn open(core: Arc<Core>) -> Outcome<()> {
    let mut client = core.connector.connect().await?;
    pooler::check(&client, &core.connector.connect().await?).await?;
    migrate::migrate(&mut client).await?;
    if let Err(error) = core.check_clock(&client).await {
        tracing::warn!(%error, "it is not ready while that is so");
    }
    drop(client);
    let (told, listens) = oneshot::channel();
    core.threads.spawn(Arc::clone(&core).listen(told));
    listens.await.map_err(|error| StoreError::Failed(Box::new(error)))?;
    core.reload_partners().await
}

async fn open_beside(core: Arc<Core>) -> Outcome<()> {
    migrate::check_version(&core.connector.connect().await?).await
}
