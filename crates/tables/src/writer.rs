//! Tables on their way out.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::spreadsheet;

/// Bytes that are gathered before they are written.
const BUFFER_BYTES: usize = 1 << 16;

/// Who reads a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A program: cells are as they are, separated by commas.
    Program,
    /// A person with a spreadsheet: what would be calculated is shielded, a mark says that it is UTF-8, and cells are
    /// separated as that person's own file has them.
    Spreadsheet {
        /// The separator.
        separator: u8,
    },
}

/// Writes CSV that [`Table`](super::Table) reads back to the same cells.
#[derive(Debug)]
pub struct TableWriter<W: Write> {
    writer: csv::Writer<W>,
    audience: Audience,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// The target takes nothing.
    pub fn new(mut target: W, audience: Audience) -> io::Result<Self> {
        let (separator, terminator) = match audience {
            Audience::Program => (b',', Terminator::Any(b'\n')),
            Audience::Spreadsheet { separator } => {
                target.write_all("\u{feff}".as_bytes())?;
                (separator, Terminator::CRLF)
            }
        };
        let writer = WriterBuilder::new()
            .flexible(true)
            .delimiter(separator)
            .terminator(terminator)
            .buffer_capacity(BUFFER_BYTES)
            .from_writer(target);
        Ok(Self { writer, audience })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The target takes no more.
    pub fn write_row<'cell>(&mut self, cells: impl IntoIterator<Item = &'cell str>) -> io::Result<()> {
        for cell in cells {
            let cell = match self.audience {
                Audience::Program => spreadsheet::keep(cell),
                Audience::Spreadsheet { .. } => spreadsheet::shield(cell),
            };
            self.writer.write_field(cell.as_bytes())?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Writes what was gathered so far, for whoever waits for each row.
    ///
    /// # Errors
    /// The target takes no more.
    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// Writes what was gathered.
    ///
    /// # Errors
    /// The target takes no more.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}
