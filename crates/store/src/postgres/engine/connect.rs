//! Connections: how each begins, and the pool of those that operations take turns on.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use qualify_domain::ports::{Outcome, StoreError};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Connection, Error, Socket};

use super::error::{NOT_ANSWERING, store_error, unavailable};
use super::tls::{Tls, TlsStream};

/// Connections that one process holds for its operations. Two more are its own: one that listens, one that numbers events.
const CONNECTIONS_MAX: usize = 16;

/// How long an operation waits for one of them, and one for the server.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// How long a host may leave what was sent without a sign, before its connection is given up: one that was cut off says nothing
/// at all, and another one may stand in its place.
const SILENCE_MAX: Duration = Duration::from_secs(8);

/// The limits of every statement: how long it may take, wait for a lock, and leave a transaction alone. They are set when a
/// connection begins, and not asked for with it: poolers refuse what they do not know there.
const LIMITS: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'";

/// Makes connections, whose work is done by the engine's own threads.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: Tls,
    threads: Handle,
    /// Whether the URL says nothing of limits.
    has_own_limits: bool,
}

impl Connector {
    /// By a database URL.
    pub(crate) fn of_url(url: &str, threads: Handle) -> Outcome<Self> {
        let mut config: Config = url.parse().map_err(|error: Error| {
            unavailable(
                "the database URL cannot be read; write postgres://USER:PASSWORD@HOST:PORT/DATABASE",
                error,
            )
        })?;
        let has_own_limits = config.get_options().is_none();
        if config.get_application_name().is_none() {
            config.application_name("qualify");
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE_MAX);
        }
        // Each of several hosts has its turn while an operation waits.
        let hosts = u32::try_from(config.get_hosts().len()).unwrap_or(u32::MAX).max(1);
        config.connect_timeout(WAIT_MAX / hosts).keepalives_idle(SILENCE_MAX);
        config.keepalives_interval(SILENCE_MAX / 4).keepalives_retries(3);
        Ok(Self { config, tls: Tls::of_system()?, threads, has_own_limits })
    }

    /// What carries its connections.
    pub(crate) const fn threads(&self) -> &Handle {
        &self.threads
    }

    /// A connection of one's own, with what carries it.
    pub(crate) async fn connect_raw(&self) -> Result<(Client, Connection<Socket, TlsStream>), Error> {
        self.config.connect(self.tls.clone()).await
    }

    /// A connection of one's own.
    pub(crate) async fn connect(&self) -> Outcome<Client> {
        self.connect_on_threads().await.map(|(client, _)| client).map_err(store_error)
    }

    /// The same, made where it is carried: whoever waits may be on threads that do no input and output.
    async fn connect_on_threads(&self) -> Result<(Client, JoinHandle<()>), Error> {
        let connector = self.clone();
        let connected = self.threads.spawn(async move { connector.connect_carried().await });
        match connected.await {
            Ok(connected) => connected,
            // The threads are going; so is whoever waits here.
            Err(_) => std::future::pending().await,
        }
    }

    /// A connection with its limits, which is carried by the engine's threads.
    async fn connect_carried(&self) -> Result<(Client, JoinHandle<()>), Error> {
        let (client, connection) = self.connect_raw().await?;
        let carried = self.carry(connection);
        if self.has_own_limits {
            client.batch_execute(LIMITS).await?;
        }
        Ok((client, carried))
    }

    fn carry(&self, connection: Connection<Socket, TlsStream>) -> JoinHandle<()> {
        self.threads.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database ended");
            }
        })
    }

    /// The pool.
    pub(crate) fn pool(&self) -> Outcome<Pool> {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_connect(self.config.clone(), self.clone(), recycling);
        Pool::builder(manager)
            .max_size(CONNECTIONS_MAX)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .wait_timeout(Some(WAIT_MAX))
            .create_timeout(Some(WAIT_MAX))
            .recycle_timeout(Some(WAIT_MAX))
            .build()
            .map_err(|error| StoreError::Failed(Box::new(error)))
    }
}

impl deadpool_postgres::Connect for Connector {
    fn connect(
        &self,
        _: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(self.connect_on_threads())
    }
}

/// Why the pool gives no connection.
pub(crate) fn pool_error(error: deadpool_postgres::PoolError) -> StoreError {
    match error {
        deadpool_postgres::PoolError::Backend(error) => store_error(error),
        error @ deadpool_postgres::PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => {
            unavailable("all connections to the database are busy", error)
        }
        other => unavailable(NOT_ANSWERING, other),
    }
}
