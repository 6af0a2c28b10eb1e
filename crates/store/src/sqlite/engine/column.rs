//! Values to columns and back, in one place.

use qualify_domain::ports::StoreError;
use qualify_vocabulary::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;

use super::error::store_error;

/// A moment as it is stored: whole microseconds. The last second that there is (9999-12-30T22:00:00Z) is kept as its
/// beginning, since its fractions do not read back.
pub(crate) fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond().min(Timestamp::MAX.as_second() * 1_000_000)
}

/// A row that is read with the name of its table, so that a value that does not read back can be named.
pub(crate) struct Columns<'row> {
    table: &'static str,
    row: &'row Row<'row>,
    /// The columns in the order of the query, where it is known: asking SQLite for a column by its name costs more
    /// than
    /// reading it.
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

    fn read<T>(
        &self,
        column: &'static str,
        by_index: impl FnOnce(&'row Row<'row>, usize) -> rusqlite::Result<T>,
        by_name: impl FnOnce(&'row Row<'row>, &'static str) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let index = self.order.and_then(|order| order.iter().position(|name| *name == column));
        let read = match index {
            Some(index) => by_index(self.row, index),
            None => by_name(self.row, column),
        };
        read.map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => self.corrupt(column),
            other => store_error(other),
        })
    }

    /// A column of a plain type.
    pub(crate) fn get<T: FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        self.read(column, Row::get, Row::get)
    }

    /// A text where it stands, without a copy; nothing for NULL.
    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<&'row str>, StoreError> {
        let value = self.read(column, Row::get_ref, Row::get_ref)?;
        value.as_str_or_null().map_err(|_| self.corrupt(column))
    }

    /// A text where it stands.
    pub(crate) fn text(&self, column: &'static str) -> Result<&'row str, StoreError> {
        self.optional_text(column)?.ok_or_else(|| self.corrupt(column))
    }

    /// An id.
    pub(crate) fn id<T: From<[u8; 16]>>(&self, column: &'static str) -> Result<T, StoreError> {
        self.get::<[u8; 16]>(column).map(T::from)
    }

    /// A moment.
    pub(crate) fn moment(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let micros = self.get(column)?;
        Timestamp::from_microsecond(micros).map_err(|_| self.corrupt(column))
    }

    /// A moment that may be absent.
    pub(crate) fn optional_moment(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let micros: Option<i64> = self.get(column)?;
        micros.map(|micros| Timestamp::from_microsecond(micros).map_err(|_| self.corrupt(column))).transpose()
    }

    /// A column that a parser reads.
    pub(crate) fn parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        self.optional_parsed(column, parse)?.ok_or_else(|| self.corrupt(column))
    }

    /// A column that a parser reads, or nothing.
    pub(crate) fn optional_parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        text.map(|text| parse(text).map_err(|_| self.corrupt(column))).transpose()
    }

    /// The error for a value that does not read back.
    pub(crate) const fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column }
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
