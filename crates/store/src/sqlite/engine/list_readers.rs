//! Readers of lists, on threads that may block.
//!
//! What takes long is read in steps. A step holds a connection for a few milliseconds; then the next in turn has it
//! ([`super::turns`]), and the list goes on behind the key that it has come to. Whoever stops waiting for its list
//! ends it: between two steps by itself, and within one by the connection's watch, which SQLite asks while a
//! statement runs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::ProcessId;

use super::metrics::StoreMetrics;
use super::open::open_list_reader;
use super::options::SqliteOptions;
use super::run::run;
use super::session::Session;
use super::turns::{Owner, Turn, Turns};
use crate::operations::Operation;

/// Connections for lists: two that one owner may use, and one that is left for others then.
const CONNECTIONS: usize = 3;

/// How long a step looks before it lets others go first. A row that is being read is read to its end, and the step
/// keeps well within 10 ms.
const STEP: Duration = Duration::from_millis(5);

/// The connections for lists.
pub(crate) struct ListReaders {
    readers: Arc<[Reader]>,
    turns: Arc<Turns>,
    metrics: Arc<StoreMetrics>,
}

struct Reader {
    session: Mutex<Session>,
    watch: Arc<Watch>,
}

/// Which turn a connection is in, and the last one that was given up.
#[derive(Debug)]
pub(crate) struct Watch {
    running: AtomicU64,
    given_up: AtomicU64,
}

impl Watch {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { running: AtomicU64::new(1), given_up: AtomicU64::new(0) })
    }

    /// Whether nobody waits any more for what is being read.
    pub(crate) fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) >= self.running.load(Ordering::Relaxed)
    }

    fn give_up(&self, number: u64) {
        // A turn that is over can be given up too: those behind it have greater numbers.
        self.given_up.fetch_max(number, Ordering::Relaxed);
    }
}

/// How long a step may go on.
pub(crate) struct StepTime<'a> {
    ends: Instant,
    watch: &'a Watch,
}

impl<'a> StepTime<'a> {
    pub(crate) const fn until(ends: Instant, watch: &'a Watch) -> Self {
        Self { ends, watch }
    }

    /// Whether the step has to end.
    pub(crate) fn is_up(&self) -> bool {
        self.watch.is_given_up() || Instant::now() >= self.ends
    }
}

/// A list that is read in steps.
pub(crate) trait Walk: Send + 'static {
    /// What it comes to.
    type Found: Send;

    /// Goes on until the time is up; answers what was found at the end. Nothing may be kept of the session but keys.
    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<Self::Found>>;
}

/// Notes that nobody waits any more, unless it came to its end.
struct Waiting<'a> {
    metrics: &'a StoreMetrics,
    is_over: AtomicBool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.is_over.load(Ordering::Relaxed) {
            self.metrics.record_list_given_up();
        }
    }
}

/// Gives a turn up as soon as nobody waits for it.
struct GivenUp {
    readers: Arc<[Reader]>,
    place: usize,
    number: u64,
}

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.readers[self.place].watch.give_up(self.number);
    }
}

impl ListReaders {
    pub(crate) fn open(file: &Path, options: SqliteOptions, metrics: Arc<StoreMetrics>) -> Outcome<Self> {
        let open = || {
            let watch = Watch::new();
            let connection = open_list_reader(file, options, Arc::clone(&watch))?;
            Ok(Reader { session: Mutex::new(Session::new(connection)), watch })
        };
        let readers = (0..CONNECTIONS).map(|_| open()).collect::<Outcome<Vec<_>>>()?;
        Ok(Self { readers: readers.into(), turns: Turns::new(CONNECTIONS), metrics })
    }

    /// Runs an operation that only reads and takes one short step, in the name of a process.
    pub(crate) async fn read<O: Operation>(
        &self,
        turn_of: Owner,
        process: ProcessId,
        operation: O,
    ) -> Outcome<O::Answer> {
        self.look(turn_of, move |session| Ok(run(process, operation, session)?)).await
    }

    /// Looks at the database for one short step.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        owner: Owner,
        look: impl FnOnce(&mut Session) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let waiting = self.waiting();
        let turn = self.turns.take(owner).await?;
        let outcome = self.run(turn, move |session, _| look(session)).await;
        waiting.is_over.store(true, Ordering::Relaxed);
        outcome?
    }

    /// Reads a list step by step.
    pub(crate) async fn walk<W: Walk>(&self, owner: Owner, mut walk: W) -> Outcome<W::Found> {
        let waiting = self.waiting();
        let outcome = loop {
            let turn = self.turns.take(owner).await?;
            let step = move |session: &mut Session, time: &StepTime<'_>| {
                let outcome = walk.step(session, time);
                (walk, outcome)
            };
            let (rest, outcome) = self.run(turn, step).await?;
            walk = rest;
            if let Some(outcome) = outcome.transpose() {
                break outcome;
            }
        };
        waiting.is_over.store(true, Ordering::Relaxed);
        outcome
    }

    fn waiting(&self) -> Waiting<'_> {
        Waiting { metrics: &self.metrics, is_over: AtomicBool::new(false) }
    }

    async fn run<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce(&mut Session, &StepTime<'_>) -> T + Send + 'static,
    ) -> Outcome<T> {
        let given_up =
            GivenUp { readers: Arc::clone(&self.readers), place: turn.place(), number: turn.number() };
        let (readers, metrics) = (Arc::clone(&self.readers), Arc::clone(&self.metrics));
        let running = tokio::task::spawn_blocking(move || {
            let step = metrics.begin_list_step();
            let reader = &readers[turn.place()];
            reader.watch.running.store(turn.number(), Ordering::Relaxed);
            // A reader that panicked left nothing half-read behind: its statements were reset as they were dropped.
            let mut session = reader.session.lock().unwrap_or_else(PoisonError::into_inner);
            let worked = work(&mut session, &StepTime::until(Instant::now() + STEP, &reader.watch));
            drop(session);
            drop(step);
            // The last thing: whoever is next may begin.
            drop(turn);
            worked
        });
        let outcome = running.await.map_err(|error| StoreError::Failed(Box::new(error)));
        drop(given_up);
        outcome
    }
}

impl std::fmt::Debug for ListReaders {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ListReaders").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use qualify_vocabulary::PartnerId;

    use super::*;

    /// It would never come to an end.
    const ENDLESS: &str = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*)
     FROM n";
    const PATIENCE: Duration = Duration::from_secs(20);

    fn partner(number: u8) -> Owner {
        Owner::Partner(PartnerId::from([number; 16]))
    }

    fn open(folder: &Path) -> Arc<ListReaders> {
        let file = folder.join("qualify.db");
        drop(crate::sqlite::engine::open::open_writer(&file, SqliteOptions::default()).unwrap());
        Arc::new(ListReaders::open(&file, SqliteOptions::default(), Arc::default()).unwrap())
    }

    /// Waits until nothing is read any more.
    async fn until_free(readers: &ListReaders) {
        let deadline = Instant::now() + PATIENCE;
        while readers.metrics.list_steps_under_way() > 0 {
            assert!(Instant::now() < deadline, "a connection is still held");
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn trust_06_a_statement_is_interrupted_when_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let readers = open(folder.path());
        for _ in 0..20 {
            let (begun, has_begun) = mpsc::channel();
            let (ended, has_ended) = mpsc::channel();
            let reading = readers.look(partner(1), move |session| {
                begun.send(()).unwrap();
                let outcome = session.get(ENDLESS, [], |_| Ok(()));
                ended.send(outcome.is_err()).unwrap();
                outcome
            });
            {
                let mut reading = std::pin::pin!(reading);
                let polled =
                    reading.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
                assert!(polled.is_pending());
                has_begun.recv_timeout(PATIENCE).unwrap();
            }
            assert!(has_ended.recv_timeout(PATIENCE).unwrap(), "it ended without a result");
            until_free(&readers).await;
            let found = readers.look(partner(1), |session| session.get("SELECT 1", [], |_| Ok(()))).await;
            assert!(found.is_ok(), "the next one is not interrupted: {found:?}");
        }
        assert_eq!(readers.metrics.numbers().lists_given_up, 20);
    }

    /// Steps without an end; each notes whose it was.
    struct Endless {
        name: &'static str,
        steps: mpsc::Sender<&'static str>,
        left: u32,
    }

    impl Walk for Endless {
        type Found = ();

        fn step(&mut self, _: &Session, time: &StepTime<'_>) -> Outcome<Option<()>> {
            while !time.is_up() {
                std::hint::spin_loop();
            }
            let _ = self.steps.send(self.name);
            self.left -= 1;
            Ok((self.left == 0).then_some(()))
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn trust_06_another_partners_steps_come_in_between_however_many_one_partner_walks() {
        let folder = tempfile::tempdir().unwrap();
        let readers = open(folder.path());
        let (steps, noted) = mpsc::channel();
        let mut many = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (readers, steps) = (Arc::clone(&readers), steps.clone());
            many.spawn(async move {
                let walk = Endless { name: "many", steps, left: u32::MAX };
                readers.walk(partner(1), walk).await
            });
        }
        // Until they are all under way.
        assert!((0..16).all(|_| noted.recv_timeout(PATIENCE) == Ok("many")));
        readers.walk(partner(2), Endless { name: "one", steps, left: 10 }).await.unwrap();
        let order: Vec<_> = noted.try_iter().collect();
        assert_eq!(order.iter().filter(|name| **name == "one").count(), 10);
        let between = order.split(|name| *name == "one").map(<[_]>::len).max();
        // Two connections walk for the one partner while the other has the third; with room for a late thread.
        assert!(between <= Some(16), "{order:?}");
        many.shutdown().await;
        until_free(&readers).await;
    }

    #[tokio::test]
    async fn trust_06_a_walk_that_nobody_waits_for_ends_with_its_step() {
        let folder = tempfile::tempdir().unwrap();
        let readers = open(folder.path());
        let (steps, noted) = mpsc::channel();
        let walk = Endless { name: "walk", steps, left: u32::MAX };
        let walking = tokio::time::timeout(Duration::ZERO, readers.walk(partner(1), walk)).await;
        assert!(walking.is_err(), "the request's time is over");
        until_free(&readers).await;
        assert!(noted.try_iter().count() <= 1);
        assert_eq!(readers.metrics.numbers().lists_given_up, 1);
    }
}
