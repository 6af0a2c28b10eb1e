//! Servers of a test's own, which go away in every way that a server may, and what stands before one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use qualify_domain::ports::{CustomerStore as _, InstallationStore as _, SandboxStore as _, StoreError};
use qualify_domain::seed::Seed;
use qualify_store::Store;
use qualify_throwaway::Cluster;
use tokio::task::JoinSet;

use super::{open, reason};
use crate::samples::{START, Tested, call, create_customer, customer, key, north, partner};

/// The longest that any of these waits.
const PATIENCE: Duration = Duration::from_mins(1);

async fn seeded(url: &str) -> anyhow::Result<Arc<Store>> {
    let store = Arc::new(open(url)?);
    let partners = vec![partner(north())];
    store.seed_if_empty(Seed { partners, created_at: START, ..Seed::default() }).await?;
    Ok(store)
}

/// Writers that go on whatever happens, and what came of their writes.
#[derive(Default)]
struct Load {
    next: AtomicU32,
    /// Numbers of customers that are kept, as the store said.
    kept: std::sync::Mutex<Vec<u32>>,
    refused: AtomicU32,
    is_over: AtomicBool,
}

impl Load {
    async fn write(self: Arc<Self>, store: Arc<Store>) -> Tested {
        while !self.is_over.load(Ordering::SeqCst) {
            let number = self.next.fetch_add(1, Ordering::SeqCst) + 1;
            match store.create_customer(create_customer(call(north(), 1), customer(number))).await {
                Ok(_) => self.kept.lock().expect("nobody panics with it").push(number),
                // A caller is told to come back.
                Err(StoreError::Unavailable { .. }) => {
                    self.refused.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                }
                Err(other) => anyhow::bail!("it is no matter of time: {other:?}"),
            }
        }
        Ok(())
    }

    fn count(&self) -> usize {
        self.kept.lock().expect("nobody panics with it").len()
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) -> Tested {
    let started = Instant::now();
    while !is_so() {
        ensure!(started.elapsed() < PATIENCE, "{what}");
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The server goes in the middle of writes and comes back: who wrote is told to come back meanwhile, the store goes on by
/// itself, and what it said to be kept is there.
async fn goes_and_comes_back(end: impl Fn(&mut Cluster) -> anyhow::Result<()>) -> Tested {
    let mut server = Cluster::start()?;
    let store = seeded(&server.url()).await?;
    let load = Arc::new(Load::default());
    let mut writers = JoinSet::new();
    for _ in 0..4 {
        writers.spawn(Arc::clone(&load).write(Arc::clone(&store)));
    }
    for round in 1..=2 {
        let before = load.count();
        until("writes are kept", || load.count() >= before + 30).await?;
        let refused = load.refused.load(Ordering::SeqCst);
        tokio::task::block_in_place(|| end(&mut server))?;
        until("somebody is told to come back", || load.refused.load(Ordering::SeqCst) > refused).await?;
        ensure!(store.check_ready().await.is_err(), "round {round}: nobody is sent here meanwhile");
        tokio::task::block_in_place(|| server.start_again())?;
        let before = load.count();
        until("writes are kept again", || load.count() >= before + 30).await?;
        store.check_ready().await?;
    }
    load.is_over.store(true, Ordering::SeqCst);
    while let Some(ended) = writers.join_next().await {
        ended??;
    }
    let kept = load.kept.lock().expect("nobody panics with it").clone();
    for number in kept {
        let found = store.get_customer(key(number)).await;
        ensure!(found.is_ok(), "customer {number} is gone: {found:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_in_the_middle_of_writes_loses_nothing_that_was_acknowledged() -> Tested {
    goes_and_comes_back(Cluster::kill).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_restarted_under_load_is_gone_on_with() -> Tested {
    goes_and_comes_back(Cluster::stop).await
}

/// A standby is refused at the start; one that is met later is told from a fault, and its connections do not stay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_takes_no_write_until_it_is_promoted_and_then_it_does() -> Tested {
    let mut primary = Cluster::start()?;
    let standby = tokio::task::block_in_place(|| primary.start_standby())?;
    assert!(reason(open(&standby.url()))?.contains("takes no writes"));
    // Nothing says that the hosts differ.
    let any = primary.url_with(&standby).replace("?target_session_attrs=read-write", "");
    let store = seeded(&any).await?;
    // What is acknowledged is written there, and shows a moment later.
    let is_there = "SELECT 1 / count(*) FROM partners";
    let waits_until = Instant::now() + PATIENCE;
    while standby.execute("qualify", is_there).is_err() {
        anyhow::ensure!(Instant::now() < waits_until, "the standby does not follow");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::task::block_in_place(|| primary.kill())?;
    let refused = store.create_customer(create_customer(call(north(), 1), customer(1))).await;
    let Err(StoreError::Unavailable { reason, .. }) = refused else { anyhow::bail!("{refused:?}") };
    assert!(reason.contains("takes no writes"), "{reason}");
    let stays = "SELECT 1 / (count(*) = 0)::int FROM pg_stat_activity WHERE query = 'ROLLBACK'";
    standby.execute("qualify", stays)?;
    tokio::task::block_in_place(|| standby.promote())?;
    store.create_customer(create_customer(call(north(), 2), customer(2))).await?;
    Ok(())
}

#[test]
fn a_password_that_is_wrong_or_missing_is_said() -> Tested {
    let server = Cluster::start()?;
    server.execute(
        "postgres",
        "CREATE ROLE clerk LOGIN PASSWORD 'right'; ALTER DATABASE qualify OWNER TO clerk",
    )?;
    server.ask_for_passwords()?;
    let url = |user: &str| format!("postgres://{user}@127.0.0.1:{}/qualify", server.port());
    assert!(reason(open(&url("clerk:wrong")))?.contains("the user or the password"));
    assert!(reason(open(&url("clerk")))?.contains("the database URL has none"));
    open(&url("clerk:right"))?;
    Ok(())
}

#[test]
fn tls_that_a_server_has_not_is_said() -> Tested {
    let server = Cluster::start()?;
    assert!(reason(open(&format!("{}?sslmode=require", server.url())))?.contains("offers no TLS"));
    Ok(())
}

/// Who waits too long for rows is told so, and so is who waits too long for a connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_too_long_for_a_row_or_a_connection_is_told_to_come_back() -> Tested {
    const WRITERS: u32 = 20;
    let server = Cluster::start()?;
    let store = seeded(&server.url()).await?;
    let impatient = open(&format!("{}?options=-c%20lock_timeout%3D50", server.url()))?;
    let (held, holds) = std::sync::mpsc::channel();
    let (told, ends) = std::sync::mpsc::channel::<()>();
    let url = server.url();
    let holder = std::thread::spawn(move || {
        qualify_throwaway::on(&url, |client| async move {
            client.batch_execute("BEGIN; SELECT 1 FROM partners FOR UPDATE").await?;
            let _ = held.send(());
            let _ = ends.recv();
            client.batch_execute("COMMIT").await
        })
    });
    holds.recv()?;
    let late = impatient.create_customer(create_customer(call(north(), 1), customer(100))).await;
    let Err(StoreError::Unavailable { reason, .. }) = late else { anyhow::bail!("{late:?}") };
    assert!(reason.contains("held the same rows"), "{reason}");
    let mut writers = JoinSet::new();
    for number in 1..=WRITERS {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            store.create_customer(create_customer(call(north(), 1), customer(number))).await
        });
    }
    // Those without a connection give up first; the others have theirs when the row is free.
    let mut refused = 0;
    while let Some(written) = writers.join_next().await {
        match written? {
            Ok(_) => {}
            Err(StoreError::Unavailable { reason, .. }) => {
                assert!(reason.contains("all connections to the database are busy"), "{reason}");
                refused += 1;
                let _ = told.send(());
            }
            Err(other) => anyhow::bail!("{other:?}"),
        }
    }
    holder.join().map_err(|_| anyhow::anyhow!("the holder panicked"))??;
    assert!((1..=WRITERS - 16).contains(&refused), "{refused} had no connection");
    Ok(())
}

/// A pooler of Debian before a server.
struct Pooler {
    child: Child,
    port: u16,
}

impl Pooler {
    fn start(server: &Cluster, mode: &str) -> anyhow::Result<Self> {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        let port = free.local_addr()?.port();
        drop(free);
        let file = server.folder().join(format!("pooler-{mode}.ini"));
        let config = format!(
            "[databases]\nqualify = host=127.0.0.1 port={} user=qualify\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nauth_type = any\npool_mode = {mode}\nunix_socket_dir =\n",
            server.port()
        );
        fs::write(&file, config)?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644))?;
        let mut command = Command::new("/usr/sbin/pgbouncer");
        command.arg("--quiet").arg(&file);
        // It does not run as root either.
        let is_root =
            fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
        if is_root {
            command.args(["--user", "postgres"]);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let pooler = Self { child, port };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(started.elapsed() < PATIENCE, "the pooler does not listen");
            std::thread::yield_now();
        }
        Ok(pooler)
    }

    fn url(&self) -> String {
        format!("postgres://qualify@127.0.0.1:{}/qualify", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_by_sessions_is_worked_with_and_one_by_transactions_is_refused() -> Tested {
    let server = Cluster::start()?;
    let sessions = Pooler::start(&server, "session")?;
    let store = seeded(&sessions.url()).await?;
    store.create_customer(create_customer(call(north(), 1), customer(1))).await?;
    assert_eq!(store.get_customer(key(1)).await?, customer(1));
    let transactions = Pooler::start(&server, "transaction")?;
    let refused = reason(open(&transactions.url()))?;
    assert!(refused.contains("pool_mode = session"), "{refused}");
    Ok(())
}
