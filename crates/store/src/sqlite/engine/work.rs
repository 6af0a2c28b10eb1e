//! An operation that waits for the writer, with the way back to its caller.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::ProcessId;
use tokio::sync::oneshot;

use super::commit_failure::CommitFailure;
use super::room::Room;
use super::run::{failed, run};
use super::session::Session;
use crate::operations::trail::AppendAudit;
use crate::undone::{Done, Trace, Undone};

pub(super) fn writer_gone() -> StoreError {
    StoreError::Unavailable { reason: "the store is shutting down", source: None }
}

/// An operation with the way back to its caller.
pub(super) trait Work: Send {
    /// Runs it inside the open transaction; `false` if its writes must be undone. It may run a second time, after what it wrote
    /// was taken back.
    fn run(&mut self, session: &mut Session) -> bool;
    /// Leaves what an operation that was undone leaves; `false` if that must be undone, too.
    fn leave(&mut self, session: &mut Session) -> bool;
    /// Takes note that a part of it panicked.
    fn has_panicked(&mut self);
    /// Answers, after the commit.
    fn answer(self: Box<Self>, commit: &Result<(), CommitFailure>);
}

pub(super) struct Waiting<F, P, T> {
    pub(super) owner: ProcessId,
    pub(super) decide: F,
    pub(super) publish: P,
    pub(super) done: Option<Done<T>>,
    pub(super) reply: oneshot::Sender<Outcome<T>>,
    pub(super) room: Arc<Room>,
}

impl<T, F, P> Work for Waiting<F, P, T>
where
    T: Send,
    F: FnMut(&mut Session) -> Done<T> + Send,
    P: FnOnce(&T) + Send,
{
    fn run(&mut self, session: &mut Session) -> bool {
        let done = (self.decide)(session);
        self.done.insert(done).is_ok()
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

/// Does a part of an operation. A panic costs the operation and not the writer. Nothing of it is seen again: its
/// statements were reset as they were dropped, its writes and its audit positions are taken back.
pub(super) fn unless_it_panics(work: &mut dyn Work, part: impl FnOnce(&mut dyn Work) -> bool) -> bool {
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
