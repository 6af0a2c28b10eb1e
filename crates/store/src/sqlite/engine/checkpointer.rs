//! Takes the log over into the database, beside the writer.
//!
//! Taking over writes each changed page once more, all over the file, and waits for the disk: that costs about as
//! much as the commits did. A thread of its own does it while the writer goes on, a little at a time.
//!
//! What the thread cannot do is come to an end. The log begins anew only where everything in it was taken over, and
//! beside a busy writer there is always something new. So once the log is long the thread steps back, and the writer
//! takes over the little that is left, between two groups.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::Connection;

use super::error::store_error;

/// Pages of the log from which on it is to begin anew: 32 MiB.
pub(crate) const LOG_PAGES_MAX: u32 = 8192;

/// Most pages that are left to the writer.
const REST_PAGES_MAX: u32 = 1024;

/// The thread that takes over, as the writer sees it.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The thread sleeps, or takes over what it was asked to.
    #[default]
    Idle,
    /// There is something new to take over.
    Asked,
    /// The log is long, and the writer's to end.
    Long,
    Closed,
}

/// What a look at the log found, and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log {
    pages: u32,
    taken_over: u32,
}

impl Log {
    /// Whether the next write begins the log anew, unless somebody still reads it.
    pub(crate) const fn is_taken_over(self) -> bool {
        self.taken_over == self.pages
    }

    /// Whether the writer should end it: it is long, and little is left. Where much is left, somebody reads an old
    /// state, and the writer could do no more than the thread.
    const fn is_to_end(self, log_pages_max: u32) -> bool {
        self.pages >= log_pages_max && self.pages - self.taken_over <= REST_PAGES_MAX
    }
}

/// Takes over as much as readers allow; nothing while somebody else takes over.
pub(crate) fn take_over(connection: &Connection) -> Outcome<Option<Log>> {
    let found = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        if row.get(0)? {
            return Ok(None);
        }
        Ok(Some(Log { pages: row.get(1)?, taken_over: row.get(2)? }))
    });
    found.map_err(store_error)
}

impl Checkpointer {
    /// Starts the thread, on a connection of its own.
    pub(crate) fn start(connection: Connection, log_pages_max: u32) -> Outcome<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("store-checkpointer".to_owned())
            .spawn(move || run(&own, &connection, log_pages_max))
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Asks for what was written since to be taken over.
    pub(crate) fn ask(&self) {
        self.shared.go(Phase::Idle, Phase::Asked);
    }

    /// Whether it is the writer's turn to take over what is left.
    pub(crate) fn leaves_the_rest(&self) -> bool {
        *self.shared.lock() == Phase::Long
    }

    /// The writer has had its turn.
    pub(crate) fn go_on(&self) {
        self.shared.go(Phase::Long, Phase::Idle);
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        *self.shared.lock() = Phase::Closed;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was logged by the panic hook; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Phase> {
        // Nothing in here panics while it holds the lock.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes from one phase to another, if it is in the one.
    fn go(&self, from: Phase, to: Phase) {
        let mut phase = self.lock();
        if *phase == from {
            *phase = to;
            drop(phase);
            self.changed.notify_one();
        }
    }

    /// Sleeps until somebody asks; `false` at the end.
    fn wait(&self) -> bool {
        let mut phase = self.lock();
        loop {
            match *phase {
                Phase::Asked => {
                    *phase = Phase::Idle;
                    return true;
                }
                Phase::Closed => return false,
                Phase::Idle | Phase::Long => {
                    phase = self.changed.wait(phase).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Leaves the rest to the writer, also what was asked for meanwhile.
    fn leave_the_rest(&self) {
        let mut phase = self.lock();
        if *phase != Phase::Closed {
            *phase = Phase::Long;
        }
    }
}

fn run(shared: &Shared, connection: &Connection, log_pages_max: u32) {
    let is_to_end = |log: Option<Log>| log.is_some_and(|log| log.is_to_end(log_pages_max));
    while shared.wait() {
        let outcome = take_over(connection).and_then(|log| {
            // Once more, because the first time took its time: the less is left, the shorter the writer's turn.
            if is_to_end(log) { take_over(connection) } else { Ok(log) }
        });
        match outcome {
            Ok(log) if is_to_end(log) => shared.leave_the_rest(),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the log was not taken over into the database; the next writes try again");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use super::super::open::{open_for_checkpoints, open_reader, open_writer};
    use super::*;
    use crate::sqlite::engine::options::SqliteOptions;

    const LOG_PAGES: u32 = 200;

    fn start(folder: &Path) -> (Connection, Checkpointer) {
        let file = folder.join("qualify.db");
        let writer = open_writer(&file, SqliteOptions::default()).unwrap();
        writer.execute_batch("CREATE TABLE pages (number INTEGER PRIMARY KEY, content BLOB)").unwrap();
        let own = open_for_checkpoints(&file, SqliteOptions::default()).unwrap();
        (writer, Checkpointer::start(own, LOG_PAGES).unwrap())
    }

    /// Writes about two pages.
    fn write(writer: &Connection) {
        writer.execute("INSERT INTO pages (content) VALUES (randomblob(3900))", []).unwrap();
    }

    /// Pages that stand in the database alone, without its log.
    fn taken_over(folder: &Path) -> u64 {
        std::fs::metadata(folder.join("qualify.db")).unwrap().len() / 4096
    }

    fn wait_until(what: &str, holds: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !holds() {
            assert!(Instant::now() < deadline, "in vain until {what}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn what_was_written_is_taken_over_when_somebody_asks() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, checkpointer) = start(folder.path());
        for number in 1..=3 {
            (0..20).for_each(|_| write(&writer));
            assert!(taken_over(folder.path()) < 20 * number, "the writer's connection leaves it");
            checkpointer.ask();
            wait_until("it is taken over", || taken_over(folder.path()) >= 20 * number);
        }
        assert!(!checkpointer.leaves_the_rest(), "the log is short");
    }

    #[test]
    fn a_long_log_is_left_to_the_writer_and_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, checkpointer) = start(folder.path());
        let reader = open_reader(&folder.path().join("qualify.db"), SqliteOptions::default()).unwrap();
        for _ in 0..2 {
            (0..LOG_PAGES).for_each(|_| write(&writer));
            // Somebody reads, and the log goes on.
            reader.execute_batch("BEGIN; SELECT count(*) FROM pages;").unwrap();
            checkpointer.ask();
            wait_until("the log is long", || checkpointer.leaves_the_rest());
            write(&writer);
            reader.execute_batch("COMMIT").unwrap();
            let log = take_over(&writer).unwrap().expect("the thread has stepped back");
            assert!(log.is_taken_over() && log.pages >= LOG_PAGES, "{log:?}");
            checkpointer.go_on();
            write(&writer);
            let log = take_over(&writer).unwrap().expect("nobody has asked since");
            assert!(log.pages < 10, "it did not begin anew: {log:?}");
        }
    }

    #[test]
    fn a_log_that_somebody_reads_from_long_ago_is_not_the_writers_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, checkpointer) = start(folder.path());
        let reader = open_reader(&folder.path().join("qualify.db"), SqliteOptions::default()).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM pages;").unwrap();
        (0..REST_PAGES_MAX).for_each(|_| write(&writer));
        let log = take_over(&writer).unwrap().expect("nobody has asked yet");
        assert!(log.pages > REST_PAGES_MAX && !log.is_to_end(LOG_PAGES), "{log:?}");
        reader.execute_batch("COMMIT").unwrap();
        checkpointer.ask();
        wait_until("the log is long", || checkpointer.leaves_the_rest());
    }

    #[test]
    fn nothing_is_taken_over_while_somebody_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, _checkpointer) = start(folder.path());
        let others = [(); 2].map(|()| {
            open_for_checkpoints(&folder.path().join("qualify.db"), SqliteOptions::default()).unwrap()
        });
        let (is_over, is_busy) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for other in others {
                let (is_over, is_busy) = (&is_over, &is_busy);
                scope.spawn(move || {
                    while !is_over.load(Ordering::Relaxed) {
                        is_busy.fetch_or(take_over(&other).unwrap().is_none(), Ordering::Relaxed);
                    }
                });
            }
            let deadline = Instant::now() + Duration::from_secs(20);
            while !is_busy.load(Ordering::Relaxed) && Instant::now() < deadline {
                write(&writer);
            }
            is_over.store(true, Ordering::Relaxed);
        });
        assert!(is_busy.load(Ordering::Relaxed), "they never met");
    }

    #[test]
    fn the_end_waits_for_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, checkpointer) = start(folder.path());
        (0..LOG_PAGES).for_each(|_| write(&writer));
        checkpointer.ask();
        wait_until("the log is long", || checkpointer.leaves_the_rest());
        checkpointer.ask();
        assert!(checkpointer.leaves_the_rest(), "it is still the writer's turn");
        drop(checkpointer);
    }
}
