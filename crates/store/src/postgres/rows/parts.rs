//! Parts of an operation: savepoints within its transaction.

use super::PostgresRows;
use crate::rows::{PartRows, Queued};

impl PartRows for PostgresRows {
    fn begin_part(&mut self) -> Queued {
        self.session.begin_part();
        Ok(())
    }

    fn keep_part(&mut self) -> Queued {
        self.session.keep_part();
        Ok(())
    }

    fn take_part_back(&mut self) -> Queued {
        self.session.take_part_back();
        Ok(())
    }
}
