//! The one writer: a thread that commits many operations in one transaction (design 5).
//!
//! An operation that fails undoes itself alone; answers go out after the commit only. While a commit waits for the disk the
//! next operations gather, and share the next commit.
//!
//! A savepoint for each operation would keep a copy of every page that it changes, for the sake of the rare one that fails
//! after it has written. So the operations of a group run without; where one has written and fails, the group is taken back
//! and runs again, each operation in a savepoint of its own.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::ProcessId;
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::checkpointer::{Checkpointer, take_over};
use super::commit_failure::CommitFailure;
use super::error::FULL_OR_SILENT;
use super::gathering::{Gathering, PushError};
use super::metrics::StoreMetrics;
use super::readers::PointReaders;
use super::room::Room;
use super::session::Session;
use super::work::{Waiting, Work, unless_it_panics, writer_gone};
use crate::undone::Done;

/// Operations after which the log is taken over into the database. Few: what is taken over at a time is what the next
/// commit may have to wait for.
const CHECKPOINT_OPERATIONS: usize = 64;

/// Groups that run with savepoints at once, after one that had to run again: what fails so is seldom alone, and whoever sends
/// such operations on purpose makes none run twice but one group in as many.
const CAREFUL_GROUPS: usize = 64;

/// What works beside the writer.
pub(crate) struct Beside {
    pub(crate) checkpointer: Checkpointer,
    pub(crate) metrics: Arc<StoreMetrics>,
    pub(crate) readers: Arc<PointReaders>,
}

/// The sending side.
pub(crate) struct WriteQueue {
    waiting: Arc<Gathering<Box<dyn Work>>>,
    pub(crate) room: Arc<Room>,
    thread: Option<JoinHandle<()>>,
}

impl WriteQueue {
    /// Starts the thread on a connection.
    pub(crate) fn start(
        connection: Connection,
        beside: Beside,
        event_signal: watch::Sender<u64>,
    ) -> Outcome<Self> {
        let waiting = Arc::new(Gathering::default());
        let session = Session::new(connection);
        let writer = Writer {
            session,
            waiting: Arc::clone(&waiting),
            beside,
            event_signal,
            operations_since_checkpoint: 0,
            careful_groups: 0,
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        Ok(Self { waiting, room: Arc::default(), thread: Some(thread) })
    }

    /// Runs an operation in the name of a process, publishes its answer after its commit, and answers then. What is published
    /// follows the order of the commits, and does not depend on a caller that still waits: it happens on the writer's thread.
    /// `decide` may run twice; what it wrote the first time was taken back.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        owner: ProcessId,
        decide: impl FnMut(&mut Session) -> Done<T> + Send + 'static,
        publish: impl FnOnce(&T) + Send + 'static,
    ) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        let room = Arc::clone(&self.room);
        let work = Waiting { owner, decide, publish, done: None, reply, room };
        self.waiting.push(Box::new(work)).map_err(|error| match error {
            PushError::Full => {
                StoreError::Unavailable { reason: "too many writes are waiting", source: None }
            }
            PushError::Closed => writer_gone(),
        })?;
        answer.await.map_err(|_| writer_gone())?
    }
}

impl Drop for WriteQueue {
    /// Lets the thread finish what waits, so that the database is closed in order.
    fn drop(&mut self) {
        self.waiting.close();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was logged by the panic hook; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

struct Writer {
    session: Session,
    waiting: Arc<Gathering<Box<dyn Work>>>,
    beside: Beside,
    event_signal: watch::Sender<u64>,
    operations_since_checkpoint: usize,
    /// How many groups run with savepoints at once.
    careful_groups: usize,
}

impl Writer {
    fn run(mut self) {
        // Whatever ends this thread, nobody waits for it after that.
        let waiting = Arc::clone(&self.waiting);
        let _closed_at_the_end = waiting.close_at_the_end();
        while let Some(mut group) = self.waiting.next_group() {
            let started = Instant::now();
            let commit = self.commit(&mut group);
            self.beside.metrics.record_group(group.len(), started.elapsed());
            if let Err(CommitFailure::Unavailable(reason)) = &commit {
                tracing::warn!(
                    operations = group.len(),
                    reason,
                    "a group of writes was refused by the database"
                );
            }
            self.operations_since_checkpoint += group.len();
            self.beside.readers.announce_commit();
            if self.session.take_new_events() {
                self.event_signal.send_modify(|commits| *commits = commits.wrapping_add(1));
            }
            self.waiting.expect_back(group.len());
            for work in group {
                work.answer(&commit);
            }
            if let Err(error) = self.tidy() {
                tracing::warn!(%error, "the log was not taken over into the database; the next group tries again");
            }
        }
    }

    /// Lets go of what the readers no longer need, and sees to it that the log is taken over into the database. A
    /// reader that rests on an old state would keep the log growing.
    fn tidy(&mut self) -> Outcome<()> {
        let Beside { checkpointer, readers, .. } = &self.beside;
        readers.release_resting()?;
        let is_wished = self.session.take_checkpoint_wish();
        if is_wished || checkpointer.leaves_the_rest() {
            let log = take_over(self.session.connection());
            checkpointer.go_on();
            if !matches!(log, Ok(Some(log)) if log.is_taken_over()) {
                checkpointer.ask();
            }
            log?;
            // Readers that begin now read the database itself, and the next write begins the log anew.
            return readers.release_resting();
        }
        if self.operations_since_checkpoint >= CHECKPOINT_OPERATIONS {
            self.operations_since_checkpoint = 0;
            checkpointer.ask();
        }
        Ok(())
    }

    fn commit(&mut self, group: &mut [Box<dyn Work>]) -> Result<(), CommitFailure> {
        self.try_commit(group).map_err(|error| {
            self.session.forget_everything();
            if let StoreError::Failed(cause) = &error {
                tracing::error!(cause = %cause, "a group of writes failed");
            }
            CommitFailure::from_error(&error)
        })
    }

    fn try_commit(&mut self, group: &mut [Box<dyn Work>]) -> Outcome<()> {
        if self.careful_groups == 0 {
            if self.transaction(|writer| writer.run_together(group))? {
                return Ok(());
            }
            self.session.forget_group();
            self.careful_groups = CAREFUL_GROUPS;
        }
        self.careful_groups = self.careful_groups.saturating_sub(1);
        self.transaction(|writer| writer.run_apart(group).map(|()| true)).map(|_| ())
    }

    /// Runs a group in a transaction; what it does is kept if it says so.
    fn transaction(&mut self, run: impl FnOnce(&mut Self) -> Outcome<bool>) -> Outcome<bool> {
        self.session.execute("BEGIN IMMEDIATE", [])?;
        let outcome = run(self).and_then(|is_kept| {
            if is_kept {
                self.session.execute("COMMIT", [])?;
                self.session.keep_group();
            }
            Ok(is_kept)
        });
        if !matches!(outcome, Ok(true)) && !self.session.connection().is_autocommit() {
            self.session.execute("ROLLBACK", [])?;
        }
        outcome
    }

    /// Runs the operations one after the other; `false` where one has written something that must be undone, which without a
    /// savepoint all of them are.
    fn run_together(&mut self, group: &mut [Box<dyn Work>]) -> Outcome<bool> {
        for work in group {
            let unchanged = self.session.connection().total_changes();
            let has_written = |writer: &Self| writer.session.connection().total_changes() != unchanged;
            if !self.runs(work.as_mut())? {
                if has_written(self) {
                    return Ok(false);
                }
                self.session.take_back_ends();
                if !self.leaves(work.as_mut())? {
                    return Ok(false);
                }
            }
            self.session.keep_ends();
        }
        Ok(true)
    }

    /// Runs the operations each in a savepoint of its own, to which it is taken back alone.
    fn run_apart(&mut self, group: &mut [Box<dyn Work>]) -> Outcome<()> {
        for work in group {
            self.session.execute("SAVEPOINT operation", [])?;
            if !self.runs(work.as_mut())? {
                self.take_back()?;
                if !self.leaves(work.as_mut())? {
                    self.take_back()?;
                    // What it would have left is not there, and a repetition has to leave it.
                    self.session.forget_refusals();
                }
            }
            self.session.execute("RELEASE operation", [])?;
            self.session.keep_ends();
        }
        Ok(())
    }

    /// Whether an operation is done, and what it wrote stays.
    fn runs(&mut self, work: &mut dyn Work) -> Outcome<bool> {
        let keeps = unless_it_panics(work, |work| work.run(&mut self.session));
        self.check_transaction()?;
        Ok(keeps)
    }

    /// Whether an operation that was undone left what such a one leaves.
    fn leaves(&mut self, work: &mut dyn Work) -> Outcome<bool> {
        let leaves = unless_it_panics(work, |work| work.leave(&mut self.session));
        self.check_transaction()?;
        Ok(leaves)
    }

    fn take_back(&self) -> Outcome<()> {
        self.session.execute("ROLLBACK TO operation", [])?;
        self.session.take_back_ends();
        Ok(())
    }

    /// A full disk may have rolled back the whole transaction by itself.
    fn check_transaction(&self) -> Outcome<()> {
        if self.session.connection().is_autocommit() {
            return Err(StoreError::Unavailable { reason: FULL_OR_SILENT, source: None });
        }
        Ok(())
    }
}

impl std::fmt::Debug for WriteQueue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WriteQueue").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
