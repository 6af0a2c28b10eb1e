//! Columns to values, in one place.

use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

pub(crate) use crate::rows::Cells;
// The same whole microseconds on every engine.
pub(crate) use crate::sqlite::engine::column::micros;

/// A row that is read with the name of its table.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'row> {
    table: &'static str,
    row: &'row Row,
}

impl<'row> Columns<'row> {
    /// The columns of a row, found by their names.
    pub(crate) const fn new(table: &'static str, row: &'row Row) -> Self {
        Self { table, row }
    }

    fn optional<T: FromSql<'row>>(&self, column: &'static str) -> Outcome<Option<T>> {
        let found = self.row.columns().iter().position(|it| it.name() == column);
        let index =
            found.ok_or_else(|| StoreError::Failed(format!("a query has no column {column}").into()))?;
        self.row.try_get(index).map_err(|_| self.corrupt(column))
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
        self.optional(column)
    }

    fn optional_flag(&self, column: &'static str) -> Outcome<Option<bool>> {
        self.optional(column)
    }

    fn optional_text(&self, column: &'static str) -> Outcome<Option<&str>> {
        self.optional(column)
    }

    fn optional_bytes(&self, column: &'static str) -> Outcome<Option<&[u8]>> {
        self.optional(column)
    }
}
