//! How SQLite carries operations out: one writer that commits many at once, readers beside it, the log.

pub(super) mod checkpointer;
pub(super) mod column;
pub(super) mod directory;
pub(super) mod error;
mod gathering;
pub(super) mod list_readers;
pub(super) mod looking;
pub(super) mod metrics;
pub(super) mod migrate;
pub(super) mod open;
pub(super) mod readers;
mod refusals;
pub(super) mod session;
pub(super) mod tables;
pub(super) mod turns;
pub(super) mod writer;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use qualify_domain::ports::StoreError;

use self::session::Session;
use super::rows::SqliteRows;
use crate::operations::Operation;
use crate::undone::{Done, Undone};

/// Runs an operation on a session, here and now: whatever it waits for is ready.
pub(super) fn run<O: Operation>(operation: O, session: &mut Session) -> Done<O::Answer> {
    let mut rows = SqliteRows::of(session);
    match pin!(operation.run(&mut rows)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(failed("an operation waits for something that is no row")),
    }
}

/// A fault of ours.
fn failed(text: &'static str) -> Undone {
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
        let mut session = Session::for_reading(Connection::open_in_memory().unwrap());
        let done = run(Waits, &mut session);
        assert!(matches!(done, Err(Undone::Failed(StoreError::Failed(_)))), "{done:?}");
    }
}
