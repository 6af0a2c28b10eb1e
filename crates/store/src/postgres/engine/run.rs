//! Running operations: each in a transaction of its own, again where it lost against another one.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::ProcessId;

use super::core::Core;
use super::session::{Effects, Mode, Session};
use crate::operations::Operation;
use crate::operations::trail::AppendAudit;
use crate::postgres::rows::PostgresRows;
use crate::sqlite::engine::refusals::RecentRefusals;
use crate::undone::{Trace, Undone};

/// How often an operation is run before its caller is told to come back.
const ATTEMPTS_MAX: u32 = 12;

/// The first wait between two of them; each further one is longer.
const WAIT: Duration = Duration::from_millis(3);

impl Core {
    /// Runs an operation that writes, and answers after its commit. It goes on where its caller does not wait any more.
    pub(crate) async fn write<O: Operation>(
        self: &Arc<Self>,
        owner: ProcessId,
        operation: O,
    ) -> Outcome<O::Answer> {
        let core = Arc::clone(self);
        let written = self.threads.spawn(async move { core.write_here(owner, operation).await });
        written.await.map_err(|error| {
            if error.is_panic() {
                StoreError::Failed("an operation of the store panicked".into())
            } else {
                StoreError::Unavailable { reason: "the store is shutting down", source: None }
            }
        })?
    }

    async fn write_here<O: Operation>(
        self: &Arc<Self>,
        owner: ProcessId,
        operation: O,
    ) -> Outcome<O::Answer> {
        match self.run_until_done(owner, Mode::Writing, operation).await {
            Ok((answer, effects)) => {
                if let Err(error) = self.publish(effects).await {
                    tracing::warn!(%error, "what was written is not known to all of this process yet");
                }
                Ok(answer)
            }
            Err(Undone::Refused(refusal, trace)) => {
                if let Some(trace) = trace {
                    self.leave_trace(owner, *trace).await?;
                }
                Err(StoreError::Refused(refusal))
            }
            Err(Undone::Failed(error)) => Err(error),
        }
    }

    /// Runs an operation that only reads.
    pub(crate) async fn read<O: Operation>(
        self: &Arc<Self>,
        owner: ProcessId,
        operation: O,
    ) -> Outcome<O::Answer> {
        Ok(self.run_until_done(owner, Mode::Reading, operation).await?.0)
    }

    /// Runs an operation, again where it lost.
    async fn run_until_done<O: Operation>(
        self: &Arc<Self>,
        owner: ProcessId,
        mode: Mode,
        operation: O,
    ) -> Result<(O::Answer, Effects), Undone> {
        let mut attempt = 0;
        loop {
            match self.try_once(owner, mode, operation.clone(), attempt).await {
                Tried::Done(answer, effects) => return Ok((answer, effects)),
                Tried::Undone(undone) => return Err(undone),
                Tried::Again(error) => {
                    attempt += 1;
                    if attempt >= ATTEMPTS_MAX {
                        return Err(error.into());
                    }
                    self.record_retry();
                    tokio::time::sleep(WAIT * attempt * spread(&operation)).await;
                }
            }
        }
    }

    async fn try_once<O: Operation>(
        self: &Arc<Self>,
        owner: ProcessId,
        mode: Mode,
        operation: O,
        attempt: u32,
    ) -> Tried<O::Answer> {
        let session = match Session::begin(self, mode, attempt).await {
            Ok(session) => session,
            Err(error) => return Tried::Undone(error.into()),
        };
        let mut rows = PostgresRows::of(session, owner);
        let done = operation.run(&mut rows).await;
        let mut session = rows.into_session();
        let undone = match done {
            Ok(answer) if mode == Mode::Reading => return Tried::Done(answer, Effects::default()),
            Ok(answer) => match session.commit().await {
                Ok(effects) => {
                    self.record_commit();
                    return Tried::Done(answer, effects);
                }
                Err(error) => Undone::from(error),
            },
            Err(undone) => undone,
        };
        session.take_back().await;
        match undone {
            Undone::Failed(error) if session.is_worth_another_try() => Tried::Again(error),
            undone => Tried::Undone(undone),
        }
    }

    /// Leaves the audit record of an operation that was undone, unless the same call has left one a moment ago.
    async fn leave_trace(self: &Arc<Self>, owner: ProcessId, trace: Trace) -> Outcome<()> {
        let Trace { fact, repeated_as } = trace;
        let is_repeated =
            repeated_as.is_some_and(|key| self.with_refusals(|known| known.is_repeated(key, fact.at)));
        if is_repeated {
            return Ok(());
        }
        let left = self.run_until_done(owner, Mode::Writing, AppendAudit(fact)).await;
        if left.is_err() {
            // What it would have left is not there, and a repetition has to leave it.
            self.with_refusals(RecentRefusals::forget);
        }
        left.map(|_| ()).map_err(StoreError::from)
    }
}

/// What one run comes to.
enum Tried<T> {
    Done(T, Effects),
    Undone(Undone),
    /// It lost, and may do better.
    Again(StoreError),
}

/// A factor between 1 and 8 that differs between operations which lose against each other: where they lie in memory.
fn spread<T>(operation: &T) -> u32 {
    let place = std::ptr::from_ref(operation).addr() >> 6;
    u32::try_from(place % 8).unwrap_or_default() + 1
}
