//! A database of its own on the shared server.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;

use super::shared::{admin, server, url};

/// A database that goes with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
}

impl Database {
    /// An empty one.
    ///
    /// # Errors
    /// There is no PostgreSQL on this machine, or its server does not start.
    pub fn fresh() -> anyhow::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        // Numbers of processes come again, and what was killed left its databases behind.
        let chance = RandomState::new().hash_one(std::process::id());
        let name = format!("t{chance:x}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        admin(&server.folder, &format!("CREATE DATABASE {name}"))?;
        let url = url(&server.folder, &name);
        Ok(Self { name, url })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Carries out statements on a connection of their own.
    ///
    /// # Errors
    /// The database refuses.
    pub fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let sql = sql.to_owned();
        on(&self.url, |client| async move { client.batch_execute(&sql).await })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(server) = server() {
            // One that stays goes with the server.
            let _ = admin(&server.folder, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// Does something with a connection of its own, on a thread of its own: whoever asks may be a runtime's.
///
/// # Errors
/// The database does not answer, or refuses.
pub fn on<T: Send, F: Future<Output = Result<T, tokio_postgres::Error>>>(
    url: &str,
    work: impl FnOnce(tokio_postgres::Client) -> F + Send,
) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        let done = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
                let carried = async {
                    // It ends with the client.
                    let _ = connection.await;
                };
                let (done, ()) = tokio::join!(work(client), carried);
                Ok(done?)
            })
        });
        done.join().map_err(|_| anyhow::anyhow!("the connection of the test panicked"))?
    })
}
