//! The one reader of tables that people hand in, and the writer of those that go back to them.
//!
//! [`Table::open`] takes bytes from anywhere: UTF-8 with and without a byte order mark, UTF-16 with one, 8-bit text
//! whose encoding is named, separated by commas, semicolons or tabs, and XLSX. It reads row by row, so that a file may be
//! longer than memory, and it never guesses about content: every row comes out as it stands in the file, or a
//! [`TableFault`] with its line and its column does. All bytes are hostile: what is unpacked or gathered has a bound
//! ([`Limits`]).
//!
//! To add a separator that is found without being told: [`separator`]. To name another kind of file: `foreign.rs`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod encoding;
mod fault;
mod foreign;
mod guard;
mod limits;
mod package;
mod place;
pub mod separator;
mod sheet;
pub mod spreadsheet;
mod table;
mod text;
mod writer;

pub use encoding::Encoding;
pub use fault::TableFault;
pub use limits::Limits;
pub use place::Place;
pub use table::{Column, IfNotUnicode, Options, Row, Table};
pub use writer::{Audience, TableWriter};
