//! The one writer: a thread that commits many operations in one transaction (design 5).
//!
//! Each operation runs in a savepoint of its own, so that one that fails undoes itself alone; answers go out after
//! the commit only. While a commit waits for the disk the next operations gather, and share the next commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use qualify_domain::Refusal;
use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use super::StoreMetrics;
use super::checkpointer::{Checkpointer, take_over};
use super::error::store_error;
use super::gathering::{Gathering, PushError};
use super::readers::PointReaders;
use super::session::Session;

/// Operations after which the log is taken over into the database. Few: what is taken over at a time is what the next
/// commit may have to wait for.
const CHECKPOINT_OPERATIONS: usize = 64;

/// What an operation leads to: an outer error undoes its writes, a refusal keeps them (its audit record).
pub(super) type Decided<T> = Result<Result<T, Refusal>, StoreError>;

/// What works beside the writer.
pub(super) struct Beside {
    pub(super) checkpointer: Checkpointer,
    pub(super) metrics: Arc<StoreMetrics>,
    pub(super) readers: Arc<PointReaders>,
}

/// The sending side.
pub(super) struct WriteQueue {
    waiting: Arc<Gathering<Box<dyn Work>>>,
    thread: Option<JoinHandle<()>>,
}

impl WriteQueue {
    /// Starts the thread on a connection.
    pub(super) fn start(
        connection: Connection,
        beside: Beside,
        event_signal: watch::Sender<u64>,
    ) -> Outcome<Self> {
        let waiting = Arc::new(Gathering::default());
        let session = Session::new(connection)?;
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
        Ok(Self { waiting, thread: Some(thread) })
    }

    /// Runs an operation and answers after its commit.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Session) -> Decided<T> + Send + 'static,
    ) -> Outcome<T> {
        self.run_and_publish(operation, |_| ()).await
    }

    /// Runs an operation, publishes its outcome after its commit, and answers then. What is published follows the
    /// order of the commits, and does not depend on a caller that still waits: it happens on the writer's thread.
    pub(super) async fn run_and_publish<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Session) -> Decided<T> + Send + 'static,
        publish: impl FnOnce(&T) + Send + 'static,
    ) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        let work = Operation { decide: Some(operation), publish, outcome: None, reply };
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
    fn run(&mut self, session: &Session) -> bool;
    /// Answers, after the commit.
    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>);
}

struct Operation<F, P, T> {
    decide: Option<F>,
    publish: P,
    outcome: Option<Outcome<T>>,
    reply: oneshot::Sender<Outcome<T>>,
}

impl<T, F, P> Work for Operation<F, P, T>
where
    T: Send,
    F: FnOnce(&Session) -> Decided<T> + Send,
    P: FnOnce(&T) + Send,
{
    fn run(&mut self, session: &Session) -> bool {
        let Some(decide) = self.decide.take() else { return false };
        // A panic costs the operation and not the writer. Nothing of it is seen again: its statements were reset as
        // they were dropped, its writes and its audit positions are taken back.
        let decided = catch_unwind(AssertUnwindSafe(|| decide(session)))
            .unwrap_or_else(|_| Err(StoreError::Failed("an operation of the store panicked".into())));
        let keeps = decided.is_ok();
        self.outcome = Some(decided.and_then(|result| result.map_err(StoreError::Refused)));
        keeps
    }

    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>) {
        let outcome = match commit {
            Ok(()) => self.outcome.unwrap_or_else(|| Err(writer_gone())),
            Err(failure) => match self.outcome {
                // It had failed before the commit did, and says why better.
                Some(Err(error @ (StoreError::Failed(_) | StoreError::Corrupt { .. }))) => Err(error),
                _ => Err(failure.to_error()),
            },
        };
        if let Ok(value) = &outcome {
            (self.publish)(value);
        }
        // The caller may have gone away (a timeout, a closed connection); the write stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// Why a group was not committed, for each of its operations.
enum CommitFailure {
    Unavailable(&'static str),
    Failed(String),
}

impl CommitFailure {
    fn from_error(error: &StoreError) -> Self {
        match error {
            StoreError::Unavailable { reason, .. } => Self::Unavailable(reason),
            other => Self::Failed(other.to_string()),
        }
    }

    fn to_error(&self) -> StoreError {
        match self {
            Self::Unavailable(reason) => StoreError::Unavailable { reason, source: None },
            Self::Failed(text) => StoreError::Failed(text.clone().into()),
        }
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

    fn commit(&self, group: &mut [Box<dyn Work>]) -> Result<(), CommitFailure> {
        let position = self.session.last_position();
        self.try_commit(group).map_err(|error| {
            self.session.go_back_to(position);
            if let StoreError::Failed(cause) = &error {
                tracing::error!(cause = %cause, "a group of writes failed");
            }
            CommitFailure::from_error(&error)
        })
    }

    fn try_commit(&self, group: &mut [Box<dyn Work>]) -> Outcome<()> {
        let connection = self.session.connection();
        let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
            .map_err(store_error)?;
        for work in group {
            self.session.execute("SAVEPOINT operation", [])?;
            let position = self.session.last_position();
            let keeps = work.run(&self.session);
            // A full disk may have rolled back the whole transaction by itself.
            if connection.is_autocommit() {
                let reason = "the disk is full or does not answer";
                return Err(StoreError::Unavailable { reason, source: None });
            }
            if !keeps {
                self.session.execute("ROLLBACK TO operation", [])?;
                self.session.go_back_to(position);
            }
            self.session.execute("RELEASE operation", [])?;
        }
        transaction.commit().map_err(store_error)
    }
}

impl std::fmt::Debug for WriteQueue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WriteQueue").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::{Context, Waker};

    use super::super::checkpointer::LOG_PAGES_MAX;
    use super::super::gathering::WAITING_MAX;
    use super::super::{SqliteOptions, open, settings};
    use super::*;
    use crate::migrate::migrate;

    /// A queue on a fresh database, with the folder that holds it.
    fn start() -> (WriteQueue, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("qualify.db");
        let mut connection = open::open_writer(&file, SqliteOptions::default()).unwrap();
        migrate(&mut connection).unwrap();
        let readers = Arc::new(PointReaders::open(&file, SqliteOptions::default()).unwrap());
        let own = open::open_for_checkpoints(&file, SqliteOptions::default()).unwrap();
        let checkpointer = Checkpointer::start(own, LOG_PAGES_MAX).unwrap();
        let beside = Beside { checkpointer, metrics: Arc::default(), readers };
        (WriteQueue::start(connection, beside, watch::Sender::new(0)).unwrap(), folder)
    }

    async fn has_setting(queue: &WriteQueue, name: &'static str) -> bool {
        queue.run(move |session| settings::find(session, name).map(Ok)).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn a_panic_costs_the_operation_and_neither_its_neighbours_nor_the_writer() {
        let (queue, _folder) = start();
        let save = |name: &'static str| queue.run(move |session| settings::save(session, name, b"1"));
        let panicking = queue.run(|session| -> Decided<()> {
            settings::save(session, "panicked", b"1")?.unwrap();
            session.next_position(qualify_vocabulary::Timestamp::MAX);
            panic!("an operation with a bug");
        });
        let (before, panicked, after) = tokio::join!(save("before"), panicking, save("after"));
        before.unwrap();
        after.unwrap();
        assert!(matches!(panicked, Err(StoreError::Failed(_))), "{panicked:?}");
        assert!(has_setting(&queue, "before").await && has_setting(&queue, "after").await);
        assert!(!has_setting(&queue, "panicked").await);
        let position = queue.run(|session| Ok(Ok(session.last_position()))).await.unwrap();
        assert_eq!(position.ticks(), 0, "its place in the trail is free again");
    }

    #[tokio::test]
    async fn a_queue_that_is_full_refuses_and_answers_everything_that_it_took() {
        let (queue, _folder) = start();
        let (release, released) = mpsc::channel::<()>();
        let (started, is_started) = oneshot::channel();
        let blocking = queue.run(move |_| {
            let _ = started.send(());
            let _ = released.recv();
            Ok(Ok(()))
        });
        let filling = async {
            is_started.await.unwrap();
            let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(queue.run(|_| Ok(Ok(()))))).collect();
            for operation in &mut waiting {
                let polled = operation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                assert!(polled.is_pending(), "{polled:?}");
            }
            let refused = queue.run(|_| Ok(Ok(()))).await;
            assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
            release.send(()).unwrap();
            for operation in waiting {
                operation.await.unwrap();
            }
        };
        let (answered, ()) = tokio::join!(blocking, filling);
        answered.unwrap();
    }
}
