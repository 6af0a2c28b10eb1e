//! The cells of a row, whichever engine it is of: what each column holds, in the words of the domain.
//!
//! An engine says how a cell of each kind is read; everything else is said here, once.

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::Timestamp;

/// A row that is read by the names of its columns, and knows the name of its table, so that a value that does not read back
/// can be named.
pub(crate) trait Cells: Copy {
    /// The same row as one of another table, with which it was joined.
    fn of_table(self, table: &'static str) -> Self;

    /// The error for a value that does not read back.
    fn corrupt(&self, column: &'static str) -> StoreError;

    /// A whole number.
    fn optional_integer(&self, column: &'static str) -> Outcome<Option<i64>>;

    /// Yes or no.
    fn optional_flag(&self, column: &'static str) -> Outcome<Option<bool>>;

    /// A text where it stands, without a copy; nothing for NULL.
    fn optional_text(&self, column: &'static str) -> Outcome<Option<&str>>;

    /// Bytes where they stand.
    fn optional_bytes(&self, column: &'static str) -> Outcome<Option<&[u8]>>;

    /// A column of a plain type.
    fn get<T: Cell>(&self, column: &'static str) -> Outcome<T> {
        T::read(self, column)
    }

    /// A text where it stands.
    fn text(&self, column: &'static str) -> Outcome<&str> {
        self.optional_text(column)?.ok_or_else(|| self.corrupt(column))
    }

    /// An id.
    fn id<T: From<[u8; 16]>>(&self, column: &'static str) -> Outcome<T> {
        self.get::<[u8; 16]>(column).map(T::from)
    }

    /// A moment.
    fn moment(&self, column: &'static str) -> Outcome<Timestamp> {
        self.optional_moment(column)?.ok_or_else(|| self.corrupt(column))
    }

    /// A moment that may be absent.
    fn optional_moment(&self, column: &'static str) -> Outcome<Option<Timestamp>> {
        let micros = self.optional_integer(column)?;
        micros.map(|micros| Timestamp::from_microsecond(micros).map_err(|_| self.corrupt(column))).transpose()
    }

    /// A column that a parser reads.
    fn parsed<T, E>(&self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, E>) -> Outcome<T> {
        self.optional_parsed(column, parse)?.ok_or_else(|| self.corrupt(column))
    }

    /// A column that a parser reads, or nothing.
    fn optional_parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Outcome<Option<T>> {
        let text = self.optional_text(column)?;
        text.map(|text| parse(text).map_err(|_| self.corrupt(column))).transpose()
    }
}

/// What a cell may be read as.
pub(crate) trait Cell: Sized {
    /// Reads it.
    fn read(cells: &impl Cells, column: &'static str) -> Outcome<Self>;
}

/// Where nothing is a value too, its absence is none.
macro_rules! cells {
    ($($type:ty = |$cells:ident, $column:ident| $read:expr;)+) => {$(
        impl Cell for Option<$type> {
            fn read($cells: &impl Cells, $column: &'static str) -> Outcome<Self> {
                $read
            }
        }

        impl Cell for $type {
            fn read(cells: &impl Cells, column: &'static str) -> Outcome<Self> {
                Option::<Self>::read(cells, column)?.ok_or_else(|| cells.corrupt(column))
            }
        }
    )+};
}

cells! {
    bool = |cells, column| cells.optional_flag(column);
    i64 = |cells, column| cells.optional_integer(column);
    String = |cells, column| Ok(cells.optional_text(column)?.map(str::to_owned));
    Vec<u8> = |cells, column| Ok(cells.optional_bytes(column)?.map(<[u8]>::to_vec));
}

/// Whole numbers of a narrower kind.
macro_rules! integers {
    ($($integer:ty),+) => {$(
        cells! {
            $integer = |cells, column| {
                let value = cells.optional_integer(column)?;
                value.map(|value| <$integer>::try_from(value).map_err(|_| cells.corrupt(column))).transpose()
            };
        }
    )+};
}

integers!(u8, u16, u32, u64, usize, i32);

impl<const N: usize> Cell for Option<[u8; N]> {
    fn read(cells: &impl Cells, column: &'static str) -> Outcome<Self> {
        let bytes = cells.optional_bytes(column)?;
        bytes.map(|bytes| bytes.try_into().map_err(|_| cells.corrupt(column))).transpose()
    }
}

impl<const N: usize> Cell for [u8; N] {
    fn read(cells: &impl Cells, column: &'static str) -> Outcome<Self> {
        Option::<Self>::read(cells, column)?.ok_or_else(|| cells.corrupt(column))
    }
}
