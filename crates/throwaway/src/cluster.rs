//! A server of a test's own, which it may stop, kill and start again.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;

use super::{on, programs, shell};

/// The longest that a server may take to start or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts a server in the folder $1 as the programs in $2 on the port $3 of this machine with the settings $4, and ends with it. Whoever ends the
/// input ends it. What it acknowledges survives its processes, if not the machine.
const SERVER: &str = r#"
exec 3<&0
cd "$1" || exit 1
[ -f data/PG_VERSION ] || "$2/initdb" -D data -U qualify -A trust -E UTF8 --locale=C.UTF-8 -N >init.log 2>&1 || exit 1
"$2/postgres" -D data -k "$1" -p "$3" -c listen_addresses=127.0.0.1 -c max_connections=200 -c restart_after_crash=off $4 \
    >>server.log 2>&1 &
server=$!
echo "$server" >pid
{ cat >/dev/null; kill -QUIT "$server" 2>/dev/null; } <&3 3<&- &
wait "$server"
"#;

/// What a test needs: little memory, and nothing that waits for a disk.
const QUICK: &str = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB";

/// What somebody would run on a machine: commits are on the disk, and a checkpoint comes seldom.
const DURABLE: &str =
    "-c shared_buffers=2GB -c max_wal_size=8GB -c checkpoint_timeout=30min -c maintenance_work_mem=512MB";

/// Copies the server at $3 into the folder $1 by the programs in $2, as one that follows it.
const COPY: &str = r#"exec "$2/pg_basebackup" -d "$3" -D "$1/data" -R -X stream -c fast --no-sync"#;

/// A server that ends with this value.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    keeper: Option<Child>,
    settings: &'static str,
    folder: Folder,
}

/// Where a server has its files.
#[derive(Debug)]
enum Folder {
    Temporary(TempDir),
    Kept(PathBuf),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }
}

impl Cluster {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// There is no PostgreSQL on this machine, or it does not start.
    pub fn start() -> anyhow::Result<Self> {
        let mut cluster = Self::placed()?;
        cluster.start_again()?;
        cluster.execute("postgres", "CREATE DATABASE qualify")?;
        Ok(cluster)
    }

    /// Starts one that keeps what it acknowledges as a server on a machine does, in a folder that stays.
    ///
    /// # Errors
    /// There is no PostgreSQL on this machine, or it does not start.
    pub fn start_durable(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut cluster = Self::placed_in(Folder::Kept(folder.to_owned()), DURABLE)?;
        cluster.start_again()?;
        Ok(cluster)
    }

    /// One that does not run yet, with a folder and a free port.
    fn placed() -> anyhow::Result<Self> {
        Self::placed_in(Folder::Temporary(tempfile::Builder::new().prefix("qpg-").tempdir()?), QUICK)
    }

    fn placed_in(folder: Folder, settings: &'static str) -> anyhow::Result<Self> {
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777))?;
        let free = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        let port = free.local_addr()?.port();
        drop(free);
        Ok(Self { port, keeper: None, settings, folder })
    }

    /// Starts another one that follows this one: from now on a commit is acknowledged when both have it.
    ///
    /// # Errors
    /// It cannot be copied, or does not start.
    pub fn start_standby(&self) -> anyhow::Result<Self> {
        let mut standby = Self::placed()?;
        let mut copy = shell(standby.folder.path(), COPY)?;
        let from = format!("host=127.0.0.1 port={} user=qualify application_name=standby", self.port);
        let copied = copy.arg(standby.folder.path()).arg(programs()?).arg(from).output()?;
        ensure!(copied.status.success(), "no copy: {}", String::from_utf8_lossy(&copied.stderr));
        standby.start_again()?;
        self.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'")?;
        self.execute("postgres", "SELECT pg_reload_conf()")?;
        let follows = "SELECT 1 / count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        let started = Instant::now();
        while self.execute("postgres", follows).is_err() {
            ensure!(started.elapsed() < PATIENCE, "the standby does not follow");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(standby)
    }

    /// Makes a standby the server that takes writes, and waits until it is.
    ///
    /// # Errors
    /// It is none, or does not become one.
    pub fn promote(&self) -> anyhow::Result<()> {
        self.execute("postgres", "SELECT 1 / pg_promote(true, 60)::int")
    }

    /// The URL of the one of the two that takes writes.
    pub fn url_with(&self, other: &Self) -> String {
        let (one, other) = (self.port, other.port);
        format!(
            "postgres://qualify@127.0.0.1:{one},127.0.0.1:{other}/qualify?target_session_attrs=read-write"
        )
    }

    /// The URL of its database, for a user that may do everything.
    pub fn url(&self) -> String {
        self.url_of("qualify")
    }

    /// Lets nobody in from this machine's network any more without a password.
    ///
    /// # Errors
    /// The server does not take it.
    pub fn ask_for_passwords(&self) -> anyhow::Result<()> {
        let file = self.folder.path().join("data/pg_hba.conf");
        fs::write(file, "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")?;
        self.execute("postgres", "SELECT pg_reload_conf()")?;
        let started = Instant::now();
        // It takes note of it a moment later.
        while on(&self.url(), |client| async move { client.batch_execute("SELECT 1").await }).is_ok() {
            ensure!(started.elapsed() < PATIENCE, "the server goes on without passwords");
        }
        Ok(())
    }

    /// The URL of another database.
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://qualify@127.0.0.1:{}/{database}", self.port)
    }

    /// The port that it listens on.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its folder, for what a test puts beside it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Carries out statements on a connection of their own.
    ///
    /// # Errors
    /// The database refuses.
    pub fn execute(&self, database: &str, sql: &str) -> anyhow::Result<()> {
        let sql = sql.to_owned();
        let folder = self.folder.path().display();
        let url = format!("postgres:///{database}?host={folder}&port={}&user=qualify", self.port);
        on(&url, |client| async move { client.batch_execute(&sql).await })
    }

    /// Starts it again, and waits until it answers.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.keeper = Some(self.keep()?);
        let started = Instant::now();
        while let Err(error) = self.execute("postgres", "SELECT 1") {
            if started.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
                bail!("the server does not start: {error:#}\n{log}");
            }
            if self.keeper.as_mut().is_some_and(|keeper| !matches!(keeper.try_wait(), Ok(None))) {
                // What was killed has not gone to its last process, and nothing starts beside that.
                self.keeper = Some(self.keep()?);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Starts its processes.
    fn keep(&self) -> anyhow::Result<Child> {
        let mut command = shell(self.folder.path(), SERVER)?;
        command.arg(self.folder.path()).arg(programs()?).arg(self.port.to_string()).arg(self.settings);
        Ok(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    }

    /// Stops it in order, and waits for its end.
    ///
    /// # Errors
    /// It does not end.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.end("INT")
    }

    /// Kills it with all its processes, in the middle of whatever they do.
    ///
    /// # Errors
    /// It cannot be killed.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.end("KILL")
    }

    fn end(&mut self, signal: &str) -> anyhow::Result<()> {
        let keeper = self.keeper.take().context("it does not run")?;
        let server = fs::read_to_string(self.folder.path().join("pid"))?;
        let server = server.trim();
        let children = fs::read_to_string(format!("/proc/{server}/task/{server}/children"))?;
        let sent = Command::new("kill").args([&format!("-{signal}"), server]).status()?;
        ensure!(sent.success(), "the server cannot be sent {signal}");
        if signal == "KILL" {
            // One that has gone already is no fault.
            let _ = Command::new("kill").arg("-KILL").args(children.split_whitespace()).status()?;
        }
        wait(keeper)
    }

    /// What it wrote so far.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn log(&self) -> anyhow::Result<String> {
        use std::io::Read as _;
        let mut text = String::new();
        File::open(self.folder.path().join("server.log"))?.read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Waits for the end of whoever keeps the server.
fn wait(mut keeper: Child) -> anyhow::Result<()> {
    let started = Instant::now();
    while keeper.try_wait()?.is_none() {
        ensure!(started.elapsed() < PATIENCE, "the server does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.keeper.is_some() {
            // Nobody needs what a temporary one holds.
            let _ = match self.folder {
                Folder::Temporary(_) => self.end("KILL"),
                Folder::Kept(_) => self.end("INT"),
            };
        }
    }
}
