//! The one writer: a thread that commits many operations in one transaction (design 5).
//!
//! Each operation runs in a savepoint of its own, so that one that fails undoes itself alone; answers go out after
//! the commit only. While a commit waits for the disk the next operations gather, and share the next commit.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use qualify_domain::Refusal;
use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::StoreMetrics;
use super::error::store_error;
use super::session::Session;

/// Operations that may wait; one more is refused, so that a slow disk shows as 503 and not as memory.
const QUEUE_OPERATIONS_MAX: usize = 4096;

/// Operations in one transaction.
const GROUP_OPERATIONS_MAX: usize = 256;

/// Longest wait for the callers of the last group to come back; see [`Writer::gather`].
const GATHER_MAX: Duration = Duration::from_micros(1500);

/// What an operation leads to: an outer error undoes its writes, a refusal keeps them (its audit record).
pub(super) type Decided<T> = Result<Result<T, Refusal>, StoreError>;

/// The sending side.
pub(super) struct WriteQueue {
    sender: Option<SyncSender<Box<dyn Work>>>,
    thread: Option<JoinHandle<()>>,
}

impl WriteQueue {
    /// Starts the thread on a connection.
    pub(super) fn start(connection: Connection, metrics: Arc<StoreMetrics>) -> Outcome<Self> {
        let (sender, receiver) = sync_channel(QUEUE_OPERATIONS_MAX);
        let session = Session::new(connection)?;
        let writer = Writer { session, receiver, metrics, group_operations_last: 0 };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Runs an operation and answers after its commit.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Session) -> Decided<T> + Send + 'static,
    ) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        let work = Operation { decide: Some(operation), outcome: None, reply };
        let sender = self.sender.as_ref().ok_or_else(writer_gone)?;
        sender.try_send(Box::new(work)).map_err(|error| match error {
            TrySendError::Full(_) => {
                StoreError::Unavailable { reason: "too many writes are waiting", source: None }
            }
            TrySendError::Disconnected(_) => writer_gone(),
        })?;
        answer.await.map_err(|_| writer_gone())?
    }
}

impl Drop for WriteQueue {
    /// Lets the thread finish what waits, so that the database is closed in order.
    fn drop(&mut self) {
        drop(self.sender.take());
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

struct Operation<F, T> {
    decide: Option<F>,
    outcome: Option<Outcome<T>>,
    reply: oneshot::Sender<Outcome<T>>,
}

impl<T: Send, F: FnOnce(&Session) -> Decided<T> + Send> Work for Operation<F, T> {
    fn run(&mut self, session: &Session) -> bool {
        let Some(decide) = self.decide.take() else { return false };
        let decided = decide(session);
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
    receiver: Receiver<Box<dyn Work>>,
    metrics: Arc<StoreMetrics>,
    group_operations_last: usize,
}

impl Writer {
    fn run(mut self) {
        while let Ok(first) = self.receiver.recv() {
            let mut group = self.gather(first);
            let started = Instant::now();
            let commit = self.commit(&mut group);
            self.metrics.record_group(group.len(), started.elapsed());
            if let Err(CommitFailure::Unavailable(reason)) = &commit {
                tracing::warn!(
                    operations = group.len(),
                    reason,
                    "a group of writes was refused by the database"
                );
            }
            self.group_operations_last = group.len();
            for work in group {
                work.answer(&commit);
            }
        }
    }

    /// Takes what waits. Callers of the last group tend to come back together, a little after their answers: a short
    /// wait for them saves a commit that would carry one operation only.
    fn gather(&self, first: Box<dyn Work>) -> Vec<Box<dyn Work>> {
        let mut group = vec![first];
        let deadline = Instant::now() + GATHER_MAX;
        while group.len() < GROUP_OPERATIONS_MAX {
            let wait = if group.len() < self.group_operations_last {
                deadline.saturating_duration_since(Instant::now())
            } else {
                Duration::ZERO
            };
            match self.receiver.recv_timeout(wait) {
                Ok(work) => group.push(work),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        group
    }

    fn commit(&self, group: &mut [Box<dyn Work>]) -> Result<(), CommitFailure> {
        self.try_commit(group).map_err(|error| {
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
            let keeps = work.run(&self.session);
            // A full disk may have rolled back the whole transaction by itself.
            if connection.is_autocommit() {
                return Err(StoreError::Unavailable { reason: "the disk is full", source: None });
            }
            if !keeps {
                self.session.execute("ROLLBACK TO operation", [])?;
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
