//! Values to columns and back, in one place.

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::Timestamp;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::error::store_error;
pub(crate) use crate::rows::Cells;

/// A moment as it is stored: whole microseconds. The last second that there is (9999-12-30T22:00:00Z) is kept as its
/// beginning, since its fractions do not read back.
pub(crate) fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond().min(Timestamp::MAX.as_second() * 1_000_000)
}

/// A row that is read with the name of its table.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'row> {
    table: &'static str,
    row: &'row Row<'row>,
    /// The columns in the order of the query, where it is known: asking SQLite for a column by its name costs more
    /// than reading it.
    order: Option<&'static [&'static str]>,
}

impl<'row> Columns<'row> {
    /// The columns of a row, found by their names.
    pub(crate) const fn new(table: &'static str, row: &'row Row<'row>) -> Self {
        Self { table, row, order: None }
    }

    /// The columns of a row whose query names them in this order.
    pub(crate) const fn in_order(
        table: &'static str,
        row: &'row Row<'row>,
        order: &'static [&'static str],
    ) -> Self {
        Self { table, row, order: Some(order) }
    }

    fn cell(&self, column: &'static str) -> Outcome<ValueRef<'row>> {
        let index = self.order.and_then(|order| order.iter().position(|name| *name == column));
        let read = match index {
            Some(index) => self.row.get_ref(index),
            None => self.row.get_ref(column),
        };
        read.map_err(store_error)
    }
}

impl Cells for Columns<'_> {
    fn of_table(self, table: &'static str) -> Self {
        Self { table, ..self }
    }

    fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column }
    }

    fn optional_integer(&self, column: &'static str) -> Outcome<Option<i64>> {
        self.cell(column)?.as_i64_or_null().map_err(|_| self.corrupt(column))
    }

    fn optional_flag(&self, column: &'static str) -> Outcome<Option<bool>> {
        Ok(self.optional_integer(column)?.map(|number| number != 0))
    }

    fn optional_text(&self, column: &'static str) -> Outcome<Option<&str>> {
        self.cell(column)?.as_str_or_null().map_err(|_| self.corrupt(column))
    }

    fn optional_bytes(&self, column: &'static str) -> Outcome<Option<&[u8]>> {
        self.cell(column)?.as_blob_or_null().map_err(|_| self.corrupt(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_that_there_is_reads_back() {
        let last = Timestamp::MAX.as_second();
        for (second, nanosecond) in [
            (last, 999_999_999),
            (last, 0),
            (last - 1, 999_999_000),
            (0, 1000),
            (Timestamp::MIN.as_second(), 0),
        ] {
            let moment = Timestamp::new(second, nanosecond).unwrap();
            let kept = Timestamp::from_microsecond(micros(moment)).expect("it reads back");
            assert!(kept <= moment && kept.as_second() == second, "{moment}: {kept}");
        }
    }
}
