//! Connections for point reads, beside the writer. Lists have their own ([`super::list_readers`]), so that no point
//! read waits behind one.
//!
//! A point read takes microseconds and runs where it is asked for.
//!
//! A point reader keeps its read transaction open until there is something new to see: beginning and ending one takes
//! SQLite's process-wide locks and two system calls, which was most of the time of a point read. The writer counts
//! its commits; a reader that is behind the count begins anew, so every read sees every commit that was answered.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::Outcome;
use qualify_vocabulary::ProcessId;

use super::open::open_reader;
use super::options::SqliteOptions;
use super::run::run;
use super::session::Session;
use crate::operations::Operation;

/// Connections for point reads: as many as threads may ask at a time on a small machine.
const POINT_CONNECTIONS: usize = 4;

/// Readers whose read transaction stays open while nothing is written.
pub(crate) struct PointReaders {
    pool: Pool<PointReader>,
    commits: AtomicU64,
}

struct PointReader {
    session: Session,
    /// The count of commits when the open read transaction began.
    snapshot: Option<u64>,
}

impl PointReaders {
    pub(crate) fn open(file: &Path, options: SqliteOptions) -> Outcome<Self> {
        let pool = Pool::open(POINT_CONNECTIONS, || {
            open_reader(file, options)
                .map(|connection| PointReader { session: Session::new(connection), snapshot: None })
        })?;
        Ok(Self { pool, commits: AtomicU64::new(0) })
    }

    /// Runs an operation that only reads, here and now, in the name of a process.
    pub(crate) fn read<O: Operation>(&self, owner: ProcessId, operation: O) -> Outcome<O::Answer> {
        let mut reader = self.pool.take();
        // Counted before the transaction begins: at worst it holds more than the count says.
        reader.see(self.commits.load(Ordering::Acquire))?;
        Ok(run(owner, operation, &mut reader.session)?)
    }

    /// Tells the readers that there is something new. Comes before the answers of the commit.
    pub(crate) fn announce_commit(&self) {
        self.commits.fetch_add(1, Ordering::Release);
    }

    /// Ends the read transactions of readers that rest, so that the log behind them can be taken over into the
    /// database. One that is reading now is behind the count and begins anew with its next read.
    pub(crate) fn release_resting(&self) -> Outcome<()> {
        let mut resting = self.pool.members.iter().filter_map(|reader| reader.try_lock().ok());
        resting.try_for_each(|mut reader| reader.release())
    }
}

impl PointReader {
    fn see(&mut self, commits: u64) -> Outcome<()> {
        if self.snapshot == Some(commits) {
            return Ok(());
        }
        self.release()?;
        self.session.execute("BEGIN", [])?;
        self.snapshot = Some(commits);
        Ok(())
    }

    fn release(&mut self) -> Outcome<()> {
        if self.snapshot.take().is_some() {
            self.session.execute("COMMIT", [])?;
        }
        Ok(())
    }
}

struct Pool<T> {
    members: Vec<Mutex<T>>,
    next: AtomicUsize,
}

impl<T> Pool<T> {
    fn open(members: usize, open: impl Fn() -> Outcome<T>) -> Outcome<Self> {
        let members = (0..members).map(|_| open().map(Mutex::new)).collect::<Outcome<Vec<_>>>()?;
        Ok(Self { members, next: AtomicUsize::new(0) })
    }

    /// A free member, or the next one in turn when all are taken.
    fn take(&self) -> MutexGuard<'_, T> {
        if let Some(member) = self.members.iter().find_map(|member| member.try_lock().ok()) {
            return member;
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.members.len();
        // A reader that panicked left nothing half-read behind: its statements were reset as they were dropped.
        self.members[turn].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for PointReaders {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PointReaders").finish_non_exhaustive()
    }
}
