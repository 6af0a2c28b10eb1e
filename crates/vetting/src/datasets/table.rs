//! A dataset that is a table: columns by name, in any order and casing, with aliases; rows that are not empty.

use std::io::Cursor;

use qualify_tables as tables;
use qualify_tables::{Encoding, Limits, Options, TableFault};

use super::fault::ParseFault;

/// Longest row, in bytes: a file with one endless row is no dataset.
const ROW_BYTES_MAX: usize = 64 * 1024;

/// A table that is read row by row.
pub(crate) struct Table<'bytes> {
    table: tables::Table<Cursor<&'bytes [u8]>>,
}

pub(crate) use qualify_tables::Column;

impl<'bytes> Table<'bytes> {
    /// Reads UTF-8, UTF-16 with a mark, or a workbook; other text in the encoding that is named.
    pub(crate) fn open(bytes: &'bytes [u8], encoding: Option<Encoding>) -> Result<Self, ParseFault> {
        let limits = Limits { row_bytes_max: ROW_BYTES_MAX, ..Limits::default() };
        let options = Options { encoding, limits, ..Options::default() };
        Ok(Self { table: tables::Table::open(Cursor::new(bytes), &options)? })
    }

    /// These columns, each by one of its names, in lower case.
    pub(crate) fn columns<const N: usize>(&self, names: [&[&str]; N]) -> Result<[Column; N], ParseFault> {
        Ok(self.table.columns(names)?)
    }

    /// The same for a column that may be missing.
    pub(crate) fn find_column(&self, names: &[&str]) -> Result<Option<Column>, ParseFault> {
        Ok(self.table.find_column(names)?)
    }

    /// The next row that is not empty.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, ParseFault> {
        // A loop cannot give on what it borrows in its last round; the table keeps the row.
        loop {
            match self.table.next_row()? {
                None => return Ok(None),
                Some(row) if row.cells().all(str::is_empty) => {}
                Some(_) => break,
            }
        }
        Ok(self.table.row().map(Row))
    }
}

/// One row.
pub(crate) struct Row<'table>(tables::Row<'table>);

impl<'table> Row<'table> {
    /// The text in a column without the blanks around it.
    pub(crate) fn get(&self, column: Column) -> &'table str {
        self.0.get(column).trim()
    }

    /// The same, as it stands.
    pub(crate) fn get_raw(&self, column: Column) -> &'table str {
        self.0.get(column)
    }

    /// The line where it begins.
    pub(crate) fn line(&self) -> u64 {
        self.0.line()
    }

    /// A fault of this row.
    pub(crate) fn fault(&self, what: &str) -> ParseFault {
        ParseFault::new(format!("line {} {what}", self.0.line()))
    }
}

impl From<TableFault> for ParseFault {
    fn from(fault: TableFault) -> Self {
        Self::new(fault.to_string())
    }
}
