//! Running an operation on a session.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use qualify_domain::ports::StoreError;
use qualify_vocabulary::ProcessId;

use super::session::Session;
use crate::operations::Operation;
use crate::sqlite::rows::SqliteRows;
use crate::undone::{Done, Undone};

/// The one process that holds the file goes by this name: what was leased before it started was its own.
pub(crate) const HOLDER: ProcessId = ProcessId::NIL;

/// Runs an operation on a session, here and now: whatever it waits for is ready.
pub(crate) fn run<O: Operation>(operation: O, session: &mut Session) -> Done<O::Answer> {
    run_as(HOLDER, operation, session)
}

/// The same in the name of a process.
pub(crate) fn run_as<O: Operation>(owner: ProcessId, operation: O, session: &mut Session) -> Done<O::Answer> {
    let mut rows = SqliteRows::of(session, owner);
    match pin!(operation.run(&mut rows)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(failed("an operation waits for something that is no row")),
    }
}

/// A fault of ours.
pub(super) fn failed(text: &'static str) -> Undone {
    Undone::Failed(StoreError::Failed(text.into()))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::rows::Rows;

    /// Waits once for something that is no row.
    struct Waits;

    impl Operation for Waits {
        type Answer = ();

        async fn run<R: Rows>(self, _rows: &mut R) -> Done<()> {
            tokio::task::yield_now().await;
            Ok(())
        }
    }

    #[test]
    fn an_operation_that_waits_for_anything_but_rows_fails_and_does_not_hang() {
        let mut session = Session::new(Connection::open_in_memory().unwrap());
        let done = run(Waits, &mut session);
        assert!(matches!(done, Err(Undone::Failed(StoreError::Failed(_)))), "{done:?}");
    }
}
