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

/// Runs an operation on a session in the name of a process, here and now: whatever it waits for is ready.
pub(crate) fn run<O: Operation>(owner: ProcessId, operation: O, session: &mut Session) -> Done<O::Answer> {
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

    use qualify_domain::audit::AuditOperation;
    use qualify_domain::caller::{Act, Actor};
    use qualify_domain::ports::{About, TrailNote};

    use super::super::error::store_error;
    use super::super::migrate::migrate;
    use super::*;
    use crate::operations::trail::RecordAct;
    use crate::rows::Rows;

    /// Waits once for something that is no row.
    #[derive(Clone)]
    struct Waits;

    impl Operation for Waits {
        type Answer = ();

        async fn run<R: Rows>(self, _rows: &mut R) -> Done<()> {
            tokio::task::yield_now().await;
            Ok(())
        }
    }

    /// An engine that loses a transaction takes it back and runs a clone: nothing is left of the first run.
    #[test]
    fn an_operation_that_was_taken_back_comes_to_the_same_when_it_runs_again() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut session = Session::new(connection);
        let now = qualify_vocabulary::Timestamp::UNIX_EPOCH;
        let act = Act {
            actor: Actor::service("tests"),
            now,
            correlation_id: qualify_vocabulary::CorrelationId::NIL,
        };
        let note =
            TrailNote { operation: AuditOperation::EraseTexts, about: About::NoPartner, details: Vec::new() };
        let operation = RecordAct { act, note };
        let mut kept = Vec::new();
        for retries in [0, 3] {
            session.execute("BEGIN", []).unwrap();
            for _ in 0..retries {
                session.execute("SAVEPOINT attempt", []).unwrap();
                run(HOLDER, operation.clone(), &mut session).unwrap();
                session.execute("ROLLBACK TO attempt", []).unwrap();
                session.take_back_ends();
            }
            run(HOLDER, operation.clone(), &mut session).unwrap();
            let sql = "SELECT ticks FROM audit_records";
            kept.push(session.list(sql, [], |row| row.get::<_, i64>(0).map_err(store_error)).unwrap());
            session.execute("ROLLBACK", []).unwrap();
            session.forget_everything();
        }
        assert_eq!(kept[0].len(), 1);
        assert_eq!(kept[0], kept[1]);
    }

    #[test]
    fn an_operation_that_waits_for_anything_but_rows_fails_and_does_not_hang() {
        let mut session = Session::new(Connection::open_in_memory().unwrap());
        let done = run(HOLDER, Waits, &mut session);
        assert!(matches!(done, Err(Undone::Failed(StoreError::Failed(_)))), "{done:?}");
    }
}
