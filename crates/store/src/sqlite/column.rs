//! Values to columns and back, in one place.

use qualify_domain::ports::StoreError;
use qualify_vocabulary::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;

use super::error::store_error;

/// A moment as it is stored: whole microseconds.
pub(super) fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// A row that is read with the name of its table, so that a value that does not read back can be named.
pub(super) struct Columns<'row> {
    pub(super) table: &'static str,
    pub(super) row: &'row Row<'row>,
}

impl Columns<'_> {
    /// A column of a plain type.
    pub(super) fn get<T: FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        self.row.get(column).map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => self.corrupt(column),
            other => store_error(other),
        })
    }

    /// An id.
    pub(super) fn id<T: From<[u8; 16]>>(&self, column: &'static str) -> Result<T, StoreError> {
        self.get::<[u8; 16]>(column).map(T::from)
    }

    /// A moment.
    pub(super) fn moment(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let micros = self.get(column)?;
        Timestamp::from_microsecond(micros).map_err(|_| self.corrupt(column))
    }

    /// A moment that may be absent.
    pub(super) fn optional_moment(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let micros: Option<i64> = self.get(column)?;
        micros.map(|micros| Timestamp::from_microsecond(micros).map_err(|_| self.corrupt(column))).transpose()
    }

    /// A column that a parser reads.
    pub(super) fn parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        parse(&text).map_err(|_| self.corrupt(column))
    }

    /// A column that a parser reads, or nothing.
    pub(super) fn optional_parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| parse(&text).map_err(|_| self.corrupt(column))).transpose()
    }

    /// The error for a value that does not read back.
    pub(super) const fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column }
    }
}
