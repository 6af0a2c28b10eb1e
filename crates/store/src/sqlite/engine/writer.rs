//! The one writer: a thread that commits many operations in one transaction (design 5).
//!
//! Each operation runs in a savepoint of its own, so that one that fails undoes itself alone; answers go out after
//! the commit only. While a commit waits for the disk the next operations gather, and share the next commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
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
use super::run::{failed, run};
use super::session::Session;
use crate::operations::trail::AppendAudit;
use crate::undone::{Done, Trace, Undone};

/// Operations after which the log is taken over into the database. Few: what is taken over at a time is what the next
/// commit may have to wait for.
const CHECKPOINT_OPERATIONS: usize = 64;

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
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        Ok(Self { waiting, room: Arc::default(), thread: Some(thread) })
    }

    /// Runs an operation in the name of a process, publishes its answer after its commit, and answers then. What is published follows the
    /// order of the commits, and does not depend on a caller that still waits: it happens on the writer's thread.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        owner: ProcessId,
        decide: impl FnOnce(&mut Session) -> Done<T> + Send + 'static,
        publish: impl FnOnce(&T) + Send + 'static,
    ) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        let room = Arc::clone(&self.room);
        let work = Waiting { owner, decide: Some(decide), publish, done: None, reply, room };
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

fn writer_gone() -> StoreError {
    StoreError::Unavailable { reason: "the store is shutting down", source: None }
}

/// An operation with the way back to its caller.
trait Work: Send {
    /// Runs it inside the open transaction; `false` if its writes must be undone.
    fn run(&mut self, session: &mut Session) -> bool;
    /// Leaves what an operation that was undone leaves; `false` if that must be undone, too.
    fn leave(&mut self, session: &mut Session) -> bool;
    /// Takes note that a part of it panicked.
    fn has_panicked(&mut self);
    /// Answers, after the commit.
    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>);
}

struct Waiting<F, P, T> {
    owner: ProcessId,
    decide: Option<F>,
    publish: P,
    done: Option<Done<T>>,
    reply: oneshot::Sender<Outcome<T>>,
    room: Arc<Room>,
}

impl<T, F, P> Work for Waiting<F, P, T>
where
    T: Send,
    F: FnOnce(&mut Session) -> Done<T> + Send,
    P: FnOnce(&T) + Send,
{
    fn run(&mut self, session: &mut Session) -> bool {
        let Some(decide) = self.decide.take() else { return false };
        self.done.insert(decide(session)).is_ok()
    }

    fn leave(&mut self, session: &mut Session) -> bool {
        let Some(Err(Undone::Refused(_, Some(trace)))) = &self.done else { return true };
        match leave_trace(self.owner, trace, session) {
            Ok(()) => true,
            Err(undone) => {
                self.done = Some(Err(undone));
                false
            }
        }
    }

    fn has_panicked(&mut self) {
        self.done = Some(Err(failed("an operation of the store panicked")));
    }

    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>) {
        let done = self.done.unwrap_or_else(|| Err(Undone::Failed(writer_gone())));
        let outcome = match (commit, done.map_err(StoreError::from)) {
            (Ok(()), outcome) => outcome,
            // It had failed before the commit did, and says why better.
            (Err(_), Err(error @ (StoreError::Failed(_) | StoreError::Corrupt { .. }))) => Err(error),
            (Err(failure), _) => Err(failure.to_error()),
        };
        match &outcome {
            Ok(value) => {
                let publish = self.publish;
                if catch_unwind(AssertUnwindSafe(|| publish(value))).is_err() {
                    tracing::error!(
                        "what an operation has led to was written and not published; its code panicked"
                    );
                }
            }
            Err(error) => self.room.note(error),
        }
        // The caller may have gone away (a timeout, a closed connection); the write stands all the same.
        let _ = self.reply.send(outcome);
    }
}

struct Writer {
    session: Session,
    waiting: Arc<Gathering<Box<dyn Work>>>,
    beside: Beside,
    event_signal: watch::Sender<u64>,
    operations_since_checkpoint: usize,
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
        self.session.execute("BEGIN IMMEDIATE", [])?;
        let outcome = self.run_all(group).and_then(|()| self.session.execute("COMMIT", []).map(|_| ()));
        if outcome.is_err() && !self.session.connection().is_autocommit() {
            self.session.execute("ROLLBACK", [])?;
        }
        outcome
    }

    fn run_all(&mut self, group: &mut [Box<dyn Work>]) -> Outcome<()> {
        for work in group {
            self.session.execute("SAVEPOINT operation", [])?;
            let keeps = unless_it_panics(work.as_mut(), |work| work.run(&mut self.session));
            self.check_transaction()?;
            if !keeps {
                self.take_back()?;
                let leaves = unless_it_panics(work.as_mut(), |work| work.leave(&mut self.session));
                self.check_transaction()?;
                if !leaves {
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

/// Does a part of an operation. A panic costs the operation and not the writer. Nothing of it is seen again: its
/// statements were reset as they were dropped, its writes and its audit positions are taken back.
fn unless_it_panics(work: &mut dyn Work, part: impl FnOnce(&mut dyn Work) -> bool) -> bool {
    catch_unwind(AssertUnwindSafe(|| part(work))).unwrap_or_else(|_| {
        work.has_panicked();
        false
    })
}

/// Leaves the audit record of an operation that was undone, unless the same call has left one a moment ago.
fn leave_trace(owner: ProcessId, trace: &Trace, session: &mut Session) -> Done<()> {
    let Trace { fact, repeated_as } = trace;
    if repeated_as.is_some_and(|key| session.refusals().is_repeated(key, fact.at)) {
        return Ok(());
    }
    run(owner, AppendAudit(fact.clone()), session)
}

impl std::fmt::Debug for WriteQueue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WriteQueue").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
