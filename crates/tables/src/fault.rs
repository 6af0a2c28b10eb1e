//! Why a table does not read.

use std::io;

use super::place::Place;

/// Why a table does not read. It shows no content of cells, which could be personal, beside names of columns and sheets.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    /// The system does not give the bytes.
    #[error("it cannot be read: {0}")]
    Io(io::Error),
    /// It is something else.
    #[error("it is {what}, and no table: CSV and XLSX are read{hint}")]
    Foreign {
        /// What it is, with its article.
        what: &'static str,
        /// What to do, after a semicolon; empty if there is nothing to say.
        hint: &'static str,
    },
    /// It holds nothing.
    #[error("it is empty: a table begins with a row of column names")]
    Empty,
    /// It is 8-bit text of an encoding that nobody has named.
    #[error("{place}: the byte 0x{byte:02X} is not UTF-8{}; name the encoding of the file, or save it as UTF-8", guessed(*.guess))]
    NotUnicode {
        /// Where the first such byte stands.
        place: Place,
        /// The byte.
        byte: u8,
        /// What it looks like.
        guess: Option<super::Encoding>,
    },
    /// A byte or a pair has no character in the encoding.
    #[error("{place}: what stands there is no character of {encoding}")]
    NotInEncoding {
        /// Where.
        place: Place,
        /// The encoding that was named, or that the byte order mark names.
        encoding: super::Encoding,
    },
    /// Nobody knows an encoding of that name.
    #[error(
        "{0:?} is no encoding that is known; utf-8, utf-16le, windows-1250, windows-1252 and iso-8859-2 are some"
    )]
    UnknownEncoding(String),
    /// It could be two tables.
    #[error(
        "line 1: {first} and {second} could each be the separator, and every row fits both; begin the file with a line such as `sep=;`, or name the separator"
    )]
    Ambiguous {
        /// A separator that fits, by name.
        first: &'static str,
        /// Another.
        second: &'static str,
    },
    /// A quote opens a cell and never closes.
    #[error(
        "{0}: a quote opens a cell here, and none closes it: everything behind it would be one cell. Close it, or double the quotes that belong to the text"
    )]
    Unclosed(Place),
    /// There is text between a closing quote and the separator.
    #[error(
        "{0}: text stands behind the quote that closes a cell; double the quotes that belong to the text"
    )]
    BehindQuote(Place),
    /// A NUL.
    #[error(
        "{0}: a NUL stands there, which no text holds; if the file is UTF-16, name the encoding (utf-16le), or save it as UTF-8"
    )]
    Nul(Place),
    /// A row has more or fewer cells than the header.
    #[error(
        "line {line}, column {column}: the row has {cells} cells, and the header {expected}; a text with separators in it needs quotes around it"
    )]
    Uneven {
        /// Where the row begins.
        line: u64,
        /// The first cell that is missing or too many, counted from 1.
        column: usize,
        /// The cells of the row.
        cells: usize,
        /// Those of the header.
        expected: usize,
    },
    /// A row is longer than any that is read.
    #[error("line {line}: the row that begins here is longer than {bytes_max} bytes")]
    RowTooLong {
        /// Where it begins.
        line: u64,
        /// The bound.
        bytes_max: usize,
    },
    /// There are more columns than are read.
    #[error("line {line}: there are more than {columns_max} columns")]
    TooManyColumns {
        /// Where.
        line: u64,
        /// The bound.
        columns_max: usize,
    },
    /// There are more rows than are read.
    #[error("line {line}: there are more than {rows_max} rows; divide the file")]
    TooManyRows {
        /// Where the first of them stands.
        line: u64,
        /// The bound.
        rows_max: u64,
    },
    /// There are more bytes than are read.
    #[error("it is longer than {bytes_max} bytes; divide the file")]
    TooLong {
        /// The bound.
        bytes_max: u64,
    },
    /// Columns are missing.
    #[error("{} missing; the file has {header}", columns(.names))]
    MissingColumns {
        /// All of them, each with its other names.
        names: Vec<String>,
        /// What the file has.
        header: String,
    },
    /// A column stands twice.
    #[error("line 1: the column `{name}` stands twice; take one of them away")]
    DoubledColumn {
        /// Its name.
        name: String,
    },
    /// A workbook is not what it should be.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// A cell of a workbook cannot be read.
    #[error("row {row}, cell {cell}: {problem}")]
    Cell {
        /// The row, as spreadsheets count.
        row: u32,
        /// The name of the cell.
        cell: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There is no sheet of that name.
    #[error("there is no sheet {name:?}; the workbook has {sheets}")]
    NoSuchSheet {
        /// The name.
        name: String,
        /// Those that there are.
        sheets: String,
    },
}

fn guessed(guess: Option<super::Encoding>) -> String {
    guess.map_or_else(String::new, |guess| format!(" (it looks like {guess})"))
}

fn columns(names: &[String]) -> String {
    let (word, verb) = if names.len() == 1 { ("column", "is") } else { ("columns", "are") };
    format!("the {word} {} {verb}", names.join(", "))
}

/// A fault may travel within an error of the system, where only that is let through.
impl From<io::Error> for TableFault {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(fault) => fault,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<TableFault> for io::Error {
    fn from(fault: TableFault) -> Self {
        Self::other(fault)
    }
}
