//! A CSV file with named columns: any order, any casing, aliases, a byte order mark, quotes, both line ends.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::fault::ParseFault;

/// Longest row, in bytes: a file with one endless row is no table.
const ROW_BYTES_MAX: usize = 64 * 1024;

/// A table that is read row by row.
pub(crate) struct Table<'bytes> {
    reader: Reader<&'bytes [u8]>,
    header: Vec<String>,
    record: ByteRecord,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column(usize);

impl<'bytes> Table<'bytes> {
    pub(crate) fn open(bytes: &'bytes [u8]) -> Result<Self, ParseFault> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = reader
            .byte_headers()
            .map_err(|_| ParseFault::new("its header does not read"))?
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
            .collect();
        Ok(Self { reader, header, record: ByteRecord::new() })
    }

    /// The column with one of these names, in lower case.
    pub(crate) fn column(&self, names: &[&str]) -> Result<Column, ParseFault> {
        self.find_column(names)
            .ok_or_else(|| ParseFault::new(format!("it has no column `{}`", names.join("` or `"))))
    }

    /// The same for a column that may be missing.
    pub(crate) fn find_column(&self, names: &[&str]) -> Option<Column> {
        names.iter().find_map(|name| self.header.iter().position(|column| column == name)).map(Column)
    }

    /// The next row that is not empty.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, ParseFault> {
        loop {
            let is_there = self
                .reader
                .read_byte_record(&mut self.record)
                .map_err(|_| ParseFault::new("a row of it does not read"))?;
            if !is_there {
                return Ok(None);
            }
            let line = self.record.position().map_or(0, csv::Position::line);
            if self.record.as_slice().len() > ROW_BYTES_MAX {
                return Err(ParseFault::new(format!("line {line} is longer than {ROW_BYTES_MAX} bytes")));
            }
            if self.record.iter().any(|field| !field.is_empty()) {
                return Ok(Some(Row { record: &self.record, line }));
            }
        }
    }
}

/// One row.
pub(crate) struct Row<'table> {
    record: &'table ByteRecord,
    line: u64,
}

impl<'table> Row<'table> {
    /// The text in a column without the blanks around it; what is missing or no UTF-8 is empty.
    pub(crate) fn get(&self, column: Column) -> &'table str {
        self.record.get(column.0).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or_default().trim()
    }

    /// The same, as it stands.
    pub(crate) fn get_raw(&self, column: Column) -> &'table str {
        self.record.get(column.0).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or_default()
    }

    /// A fault of this row.
    pub(crate) fn fault(&self, what: &str) -> ParseFault {
        ParseFault::new(format!("line {} {what}", self.line))
    }
}
