//! A database of PostgreSQL as a backend of the suite.
//!
//! The server is the suite's own: the first test that needs one starts it in a temporary folder, behind a socket, and every
//! test process shares it. A lock that each of them holds tells whether anybody is there; when nobody is, the server goes.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use qualify_domain::audit::AuditPosition;
use qualify_store::{DatabaseLocation, Store};
use qualify_vocabulary::{PartnerId, ProcessId, Timestamp};
use tempfile::TempDir;
use tokio_postgres::NoTls;

use super::Backend;
use crate::samples::bytes;

/// Where Debian has the programs of a server.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// The longest that a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts a server in the folder $1 as the programs in $2, and ends it when nobody has held the lock for a while.
const KEEPER: &str = r#"
cd "$1" || exit 1
[ -f data/PG_VERSION ] || "$2/initdb" -D data -U qualify -A trust -E UTF8 --locale=C.UTF-8 -N >init.log 2>&1 || exit 1
"$2/postgres" -D data -k "$1" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off -c max_wal_size=256MB -c min_wal_size=32MB \
    >server.log 2>&1 &
server=$!
idle=0
while [ "$idle" -lt 10 ] && kill -0 "$server" 2>/dev/null; do
    sleep 2
    if flock -n -x users true; then idle=$((idle + 1)); else idle=0; fi
done
kill -INT "$server"
wait "$server"
rm -rf data
"#;

/// The server that this process uses, as long as it runs.
struct Server {
    folder: PathBuf,
    orders: mpsc::Sender<Order>,
    _users: File,
}

/// What is asked of whoever makes databases.
enum Order {
    Create(String, mpsc::Sender<Result<(), String>>),
    Drop(String),
}

fn server() -> anyhow::Result<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    server.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
}

fn start() -> anyhow::Result<Server> {
    let versions =
        fs::read_dir(PROGRAMS).context("PostgreSQL is not installed: apt-get install postgresql")?;
    let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.retain(|programs| programs.join("initdb").exists());
    versions.sort();
    let programs = versions.pop().context("PostgreSQL has no initdb: apt-get install postgresql")?;
    let is_root = fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
    let place = format!("{}-{is_root}", env!("CARGO_MANIFEST_DIR")).replace(['/', '.'], "-");
    let folder = std::env::temp_dir().join(format!("qpg{place}"));
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777))?;
    let users = File::create(folder.join("users"))?;
    users.lock_shared()?;
    let starting = File::create(folder.join("starting"))?;
    starting.lock()?;
    if admin(&folder, "SELECT 1").is_err() {
        keep(&folder, &programs, is_root)?;
    }
    drop(starting);
    let (orders, ordered) = mpsc::channel();
    let of = folder.clone();
    std::thread::spawn(move || {
        for order in ordered {
            match order {
                Order::Create(name, reply) => {
                    let made = admin(&of, &format!("CREATE DATABASE {name}"));
                    let _ = reply.send(made.map_err(|error| format!("{error:#}")));
                }
                Order::Drop(name) => {
                    let _ = admin(&of, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                }
            }
        }
    });
    Ok(Server { folder, orders, _users: users })
}

/// Starts the keeper of a server, and waits for it to answer.
fn keep(folder: &Path, programs: &Path, is_root: bool) -> anyhow::Result<()> {
    // A server does not run as root.
    let mut command = if is_root {
        let owned = Command::new("chown").args(["-R", "postgres"]).arg(folder).status()?;
        ensure!(owned.success(), "the folder of the server cannot be given away");
        let mut command = Command::new("setsid");
        command.args(["runuser", "-u", "postgres", "--", "sh", "-c", KEEPER, "keeper"]);
        command
    } else {
        let mut command = Command::new("setsid");
        command.args(["sh", "-c", KEEPER, "keeper"]);
        command
    };
    command.arg(folder).arg(programs).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let started = Instant::now();
    while let Err(error) = admin(folder, "SELECT 1") {
        if started.elapsed() > PATIENCE {
            let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            bail!("the server does not start: {error:#}\n{log}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn url(folder: &Path, database: &str) -> String {
    format!("postgres:///{database}?host={}&user=qualify", folder.display())
}

/// Carries out a statement on a connection of its own, where it is called.
fn admin(folder: &Path, sql: &str) -> anyhow::Result<()> {
    on(&url(folder, "postgres"), |client| {
        let sql = sql.to_owned();
        async move { client.batch_execute(&sql).await }
    })
}

/// Does something with a connection of its own, on a thread of its own: whoever asks may be a runtime's.
fn on<T: Send, F: Future<Output = Result<T, tokio_postgres::Error>>>(
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

/// A database of its own.
pub(crate) struct Postgres {
    store: Option<Arc<Store>>,
    name: String,
    url: String,
    folder: TempDir,
}

fn fresh_database() -> anyhow::Result<(String, String)> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = server()?;
    let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let (reply, made) = mpsc::channel();
    server.orders.send(Order::Create(name.clone(), reply))?;
    made.recv()?.map_err(|error| anyhow::anyhow!("{error}"))?;
    let url = url(&server.folder, &name);
    Ok((name, url))
}

impl Postgres {
    /// The URL of the database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A database without a schema.
    pub(crate) fn empty() -> anyhow::Result<Self> {
        let (name, url) = fresh_database()?;
        Ok(Self { store: None, name, url, folder: tempfile::tempdir()? })
    }

    /// Opens it as a process does.
    pub(crate) fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&DatabaseLocation::parse(&self.url)?)?)
    }

    /// Carries out a statement beside the store.
    pub(crate) fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let sql = sql.to_owned();
        on(&self.url, |client| async move { client.batch_execute(&sql).await })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.store = None;
        if let Ok(server) = server() {
            let _ = server.orders.send(Order::Drop(std::mem::take(&mut self.name)));
        }
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
        let count: i64 = on(&self.url, |client| async move {
            client.query_one("SELECT count(*) FROM events", &[]).await.map(|row| row.get(0))
        })?;
        Ok(u64::try_from(count)?)
    }

    fn bury(&self, partner: PartnerId, at: Timestamp, records: u32) -> anyhow::Result<()> {
        let first = AuditPosition::at(at).ticks();
        let (records, partner, moment) =
            (i64::from(records), partner.as_bytes().to_vec(), at.as_microsecond());
        on(&self.url, |client| async move {
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
        self.folder.path().join("backup.rows")
    }

    fn open_backup(file: &Path) -> anyhow::Result<Store> {
        let (_, url) = fresh_database()?;
        let location = DatabaseLocation::parse(&url)?;
        let store = Store::open(&location)?;
        let file = file.to_owned();
        std::thread::scope(|scope| {
            let loaded = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                let Store::Postgres(store) = &store else { bail!("it is a store of PostgreSQL") };
                Ok(runtime.block_on(store.load_copy(&file))?)
            });
            loaded.join().map_err(|_| anyhow::anyhow!("loading panicked"))?
        })?;
        Ok(store)
    }
}
