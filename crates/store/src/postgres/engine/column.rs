//! Columns to values, in one place.

use qualify_domain::ports::StoreError;
use qualify_vocabulary::Timestamp;
use tokio_postgres::Row;

// The same whole microseconds on every engine.
pub(crate) use crate::sqlite::engine::column::micros;

/// A row that is read with the name of its table, so that a value that does not read back can be named.
pub(crate) struct Columns<'row> {
    table: &'static str,
    row: &'row Row,
}

/// A value does not read back.
pub(crate) struct Unread;

/// What a column may be read as.
pub(crate) trait Stored: Sized {
    fn read(row: &Row, index: usize) -> Result<Self, Unread>;
}

macro_rules! integers {
    ($($integer:ty),+) => {$(
        impl Stored for $integer {
            fn read(row: &Row, index: usize) -> Result<Self, Unread> {
                Option::<Self>::read(row, index)?.ok_or(Unread)
            }
        }

        impl Stored for Option<$integer> {
            fn read(row: &Row, index: usize) -> Result<Self, Unread> {
                let value: Option<i64> = row.try_get(index).map_err(|_| Unread)?;
                value.map(|value| <$integer>::try_from(value).map_err(|_| Unread)).transpose()
            }
        }
    )+};
}

integers!(u8, u16, u32, u64, usize, i32, i64);

macro_rules! plain {
    ($($plain:ty),+) => {$(
        impl Stored for $plain {
            fn read(row: &Row, index: usize) -> Result<Self, Unread> {
                row.try_get(index).map_err(|_| Unread)
            }
        }

        impl Stored for Option<$plain> {
            fn read(row: &Row, index: usize) -> Result<Self, Unread> {
                row.try_get(index).map_err(|_| Unread)
            }
        }
    )+};
}

plain!(bool, String, Vec<u8>);

impl<const N: usize> Stored for [u8; N] {
    fn read(row: &Row, index: usize) -> Result<Self, Unread> {
        Option::<Self>::read(row, index)?.ok_or(Unread)
    }
}

impl<const N: usize> Stored for Option<[u8; N]> {
    fn read(row: &Row, index: usize) -> Result<Self, Unread> {
        let value: Option<&[u8]> = row.try_get(index).map_err(|_| Unread)?;
        value.map(|value| value.try_into().map_err(|_| Unread)).transpose()
    }
}

impl<'row> Columns<'row> {
    /// The columns of a row, found by their names.
    pub(crate) const fn new(table: &'static str, row: &'row Row) -> Self {
        Self { table, row }
    }

    fn index(&self, column: &'static str) -> Result<usize, StoreError> {
        let found = self.row.columns().iter().position(|it| it.name() == column);
        found.ok_or_else(|| StoreError::Failed(format!("a query has no column {column}").into()))
    }

    /// A column of a plain type.
    pub(crate) fn get<T: Stored>(&self, column: &'static str) -> Result<T, StoreError> {
        T::read(self.row, self.index(column)?).map_err(|Unread| self.corrupt(column))
    }

    /// A text where it stands, without a copy; nothing for NULL.
    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<&'row str>, StoreError> {
        self.row.try_get(self.index(column)?).map_err(|_| self.corrupt(column))
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
        self.optional_moment(column)?.ok_or_else(|| self.corrupt(column))
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
