//! A real server on a free port, with a data folder of its own.

mod callers;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;

use qualify_server::{Config, Looker, Looks};
use qualify_throwaway::Database;
use qualify_vocabulary::{SignedDuration, Timestamp, VettingPolicy};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::parallel::wait_until;
use crate::store::fresh_database;
pub use callers::Caller;

/// The moment at which the test vectors are run.
pub const NOW: &str = "2024-03-15T12:00:00Z";
/// How long before its moment a clock starts, because it can be set forward only.
const CLOCK_LEAD: SignedDuration = SignedDuration::from_hours(1);

/// A server that stops when this value goes.
#[derive(Debug)]
pub struct TestServer {
    running: Option<Running>,
    config: Config,
    tokens: Mutex<BTreeMap<String, String>>,
    customers: AtomicU32,
    database: Option<Database>,
    // The last field: the folder goes after the server has stopped.
    data_dir: TempDir,
}

#[derive(Debug)]
struct Running {
    url: String,
    admin_url: Option<String>,
    looks: Looks,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// What a server says of itself once it runs.
#[derive(Debug)]
struct Started {
    url: String,
    admin_url: Option<String>,
    looks: Looks,
}

impl TestServer {
    /// A sandbox with its clock standing at [`NOW`].
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// A sandbox with other settings.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_sandbox(NOW, change)
    }

    /// A sandbox with its clock standing at another moment.
    pub fn start_at(now: &str) -> Self {
        Self::start_sandbox(now, |_| {})
    }

    /// A service that is no sandbox: no seed, no tokens of its own, the real clock.
    pub fn start_production(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_changed(Timestamp::UNIX_EPOCH, change)
    }

    fn start_sandbox(now: &str, change: impl FnOnce(&mut Config)) -> Self {
        let now: Timestamp = now.parse().expect("a moment");
        Self::start_changed(now, |config| {
            config.sandbox.enabled = true;
            config.sandbox.clock_start = Some(now - CLOCK_LEAD);
            change(config);
        })
    }

    fn start_changed(now: Timestamp, change: impl FnOnce(&mut Config)) -> Self {
        let data_dir =
            tempfile::Builder::new().prefix("qualify-test-").tempdir().expect("a temporary folder");
        let mut config = Config::default();
        config.server.listen = ([127, 0, 0, 1], 0).into();
        data_dir.path().clone_into(&mut config.store.data_dir);
        let database = fresh_database();
        config.store.database = database.as_ref().map(|database| database.url().to_owned());
        "off".clone_into(&mut config.log.filter);
        config.vetting.policy = VettingPolicy::Manual;
        change(&mut config);
        let customers = AtomicU32::new(0);
        let mut server =
            Self { running: None, config, tokens: Mutex::default(), customers, database, data_dir };
        server.run();
        if server.config.sandbox.enabled {
            server.set_clock(&now.to_string());
        }
        server
    }

    /// Stops it in order and starts it again on the same data, on another port. The clock of a sandbox goes on where
    /// it stood.
    pub fn restart(&mut self) {
        self.restart_with(|_| {});
    }

    /// The same, with other settings from now on.
    pub fn restart_with(&mut self, change: impl FnOnce(&mut Config)) {
        self.stop();
        change(&mut self.config);
        self.run();
    }

    /// Stops it in order; it answers no more.
    ///
    /// # Panics
    /// The server failed.
    pub fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        // Where the thread has ended already, the join below says why.
        let _ = running.stop.send(());
        running.thread.join().expect("the server stops in order");
    }

    fn run(&mut self) {
        let (started_sender, started) = mpsc::channel();
        let (stop, stop_receiver) = oneshot::channel();
        let config = self.config.clone();
        let thread = std::thread::Builder::new()
            .name("test-server".to_owned())
            .spawn(move || serve(config, &started_sender, stop_receiver))
            .expect("a thread");
        let Started { url, admin_url, looks } = started.recv().expect("the server starts");
        self.running = Some(Running { url, admin_url, looks, stop, thread });
    }

    /// Sets the sandbox's clock, which then stands; only forward.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn set_clock(&self, now: &str) {
        let clock = json!({ "now": now, "running": false });
        self.anonymous().put("/sandbox/clock").json(&clock).send().expect(200);
    }

    /// Moves the sandbox's clock on.
    ///
    /// # Panics
    /// The server refuses.
    #[track_caller]
    pub fn advance_clock(&self, seconds: u64) {
        self.anonymous()
            .post("/sandbox/clock/advance")
            .json(&json!({ "seconds": seconds }))
            .send()
            .expect(200);
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the server runs")
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.running().url
    }

    /// Where the operators' listener is, if it has one of its own.
    pub fn admin_url(&self) -> Option<&str> {
        self.running().admin_url.as_deref()
    }

    /// How often those have looked who look in turn.
    pub fn looks(&self) -> &Looks {
        &self.running().looks
    }

    /// Waits until this one has looked so many times, from beginning to end, after this call. What did not happen by then
    /// does not happen without something new.
    ///
    /// # Panics
    /// It does not look within 20 seconds.
    #[track_caller]
    pub fn wait_for_looks(&self, looker: Looker, count: u64) {
        let wanted = self.looks().begun(looker) + count;
        wait_until("those who look have looked", || self.looks().ended(looker) >= wanted);
    }

    /// Waits until the dispatcher has sent what there is to send, and whoever answers within a second has answered.
    ///
    /// # Panics
    /// It does not look within 20 seconds.
    #[track_caller]
    pub fn wait_for_dispatcher(&self) {
        // The first look sends. The second comes when what was sent has come to its end, or after a second.
        self.wait_for_looks(Looker::Dispatcher, 2);
    }

    /// The folder with the database.
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// The database beside it, where the tests run on PostgreSQL.
    pub const fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The URL of the database that it was told, if it was.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.config.store.database.as_deref()
    }

    /// The next number for a name that must be unique in this server.
    pub(crate) fn next_number(&self) -> u32 {
        self.customers.fetch_add(1, Ordering::Relaxed)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        } else if let Some(running) = self.running.take() {
            // The test has failed already; what the server says besides is of no use.
            let _ = running.stop.send(());
            let _ = running.thread.join();
        }
    }
}

/// The server's thread, from its start to its orderly end.
fn serve(config: Config, started: &mpsc::Sender<Started>, stop: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let server = qualify_sandbox::start(config).await.expect("the server starts");
        let (url, admin_url) = (server.url().to_owned(), server.admin_url().map(str::to_owned));
        started
            .send(Started { url, admin_url, looks: server.looks().clone() })
            .expect("the test waits for the start");
        // A test that is gone stops the server, too.
        let _ = stop.await;
        server.stop().await;
    });
}
