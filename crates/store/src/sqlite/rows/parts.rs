//! Parts of an operation: savepoints within its own.

use super::SqliteRows;
use crate::rows::{PartRows, Queued};

impl PartRows for SqliteRows<'_> {
    fn begin_part(&mut self) -> Queued {
        self.write(|session| session.execute_any("SAVEPOINT part", []))
    }

    fn keep_part(&mut self) -> Queued {
        self.write(|session| session.execute_any("RELEASE part", []))
    }

    fn take_part_back(&mut self) -> Queued {
        self.write(|session| {
            session.execute_any("ROLLBACK TO part", [])?;
            session.take_back_ends();
            session.execute_any("RELEASE part", [])
        })
    }
}
