//! The rows beside the service: what a test counts, changes or locks past it, on whichever store the tests run.

use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use qualify_throwaway::on;
use rusqlite::Connection;

use crate::TestServer;

/// Longer than anything here waits.
const PATIENCE: Duration = Duration::from_mins(1);

/// What every write of the service waits for, on a server.
const LOCKED: &str = "BEGIN; LOCK TABLE partners, customers, replays, grants, settings IN EXCLUSIVE MODE";

/// Another process at the rows of a service.
#[derive(Debug)]
pub enum Beside {
    /// At its file.
    File(Connection),
    /// At its database, by this URL.
    Server(String),
}

impl TestServer {
    /// Another process at this service's rows. Statements are those that both stores understand, or are chosen by
    /// [`Beside::sql`].
    ///
    /// # Panics
    /// The database cannot be opened.
    pub fn beside(&self) -> Beside {
        if let Some(url) = self.database_url() {
            return Beside::Server(url.to_owned());
        }
        let connection = Connection::open(self.data_dir().join("qualify.db")).expect("the database opens");
        connection.busy_timeout(PATIENCE).expect("a time limit");
        Beside::File(connection)
    }
}

impl TestServer {
    /// How many documents have their bytes, wherever the service keeps them, with those that come in.
    ///
    /// # Panics
    /// The place cannot be looked at.
    pub fn documents_kept(&self) -> usize {
        let beside = self.beside();
        let in_database = match beside {
            Beside::File(_) => 0,
            Beside::Server(_) => beside.number("SELECT count(*) FROM document_bytes"),
        };
        let in_folder = std::fs::read_dir(self.data_dir().join("documents")).map_or(0, Iterator::count);
        usize::try_from(in_database).expect("few") + in_folder
    }
}

impl Beside {
    /// The words of the store that this is.
    pub const fn sql<'a>(&self, of_file: &'a str, of_server: &'a str) -> &'a str {
        match self {
            Self::File(_) => of_file,
            Self::Server(_) => of_server,
        }
    }

    /// Bytes, as they stand in a statement.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let mut digits = String::new();
        for byte in bytes {
            write!(digits, "{byte:02x}").expect("a text takes everything");
        }
        match self {
            Self::File(_) => format!("x'{digits}'"),
            Self::Server(_) => format!("'\\x{digits}'::bytea"),
        }
    }

    /// Sixteen bytes that nothing else has, made for each row.
    pub const fn id(&self) -> &'static str {
        self.sql("randomblob(16)", "uuid_send(gen_random_uuid())")
    }

    /// Carries out a statement; answers how many rows it met.
    ///
    /// # Panics
    /// The database refuses.
    #[track_caller]
    pub fn execute(&self, sql: &str) -> u64 {
        match self {
            Self::File(connection) => {
                connection.execute(sql, []).expect("the statement is carried out") as u64
            }
            Self::Server(url) => {
                on(url, |client| async move { client.execute(sql, &[]).await }).expect("it is carried out")
            }
        }
    }

    /// The whole number that a statement answers.
    ///
    /// # Panics
    /// The database refuses, or answers something else.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        match self {
            Self::File(connection) => {
                connection.query_row(sql, [], |row| row.get(0)).expect("the statement answers a number")
            }
            Self::Server(url) => {
                let row = on(url, |client| async move { client.query_one(sql, &[]).await });
                row.expect("the statement answers a row").get(0)
            }
        }
    }

    /// Keeps the service from writing until this value goes.
    ///
    /// # Panics
    /// The lock is not to be had.
    pub fn lock(self) -> Lock {
        match self {
            Self::File(connection) => {
                connection.execute_batch("BEGIN IMMEDIATE").expect("the write lock");
                Lock::File { _held: connection }
            }
            Self::Server(url) => {
                let (holds, held) = mpsc::channel();
                let (release, released) = mpsc::channel::<()>();
                let holder = std::thread::spawn(move || {
                    on(&url, |client| async move {
                        client.batch_execute(LOCKED).await?;
                        // Whoever waits for it has gone, or waits for the end.
                        let _ = holds.send(());
                        let _ = released.recv();
                        client.batch_execute("COMMIT").await
                    })
                });
                held.recv().expect("the locks");
                Lock::Server { release: Some(release), holder: Some(holder) }
            }
        }
    }
}

/// A lock that every write waits for.
#[derive(Debug)]
pub enum Lock {
    /// The one of a file.
    File {
        /// The transaction that has it.
        _held: Connection,
    },
    /// Those of the tables that writes begin with.
    Server {
        /// Ends the transaction that has them.
        release: Option<mpsc::Sender<()>>,
        /// Whoever has them.
        holder: Option<JoinHandle<anyhow::Result<()>>>,
    },
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Self::Server { release, holder } = self {
            drop(release.take());
            let ended = holder.take().map(JoinHandle::join);
            assert!(
                std::thread::panicking() || matches!(ended, None | Some(Ok(Ok(())))),
                "the lock ends in order: {ended:?}"
            );
        }
    }
}
