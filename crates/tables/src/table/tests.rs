//! Rows before a fault are all given, wherever it stands and however the file is read.

use std::io::{Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::*;

/// Longest row in these tables, in bytes; ordinary ones stay below.
const ROW_BYTES_MAX: usize = 120;

/// What stands in the middle of a table that does not read.
#[derive(Debug, Clone, Copy)]
enum Broken {
    Nul,
    OpenQuote,
    TextBehindQuote,
    NoCharacter,
    LongCell,
    LongQuotedCell,
    /// The system does not go on.
    Disk,
}

const ALL: [Broken; 7] = [
    Broken::Nul,
    Broken::OpenQuote,
    Broken::TextBehindQuote,
    Broken::NoCharacter,
    Broken::LongCell,
    Broken::LongQuotedCell,
    Broken::Disk,
];

impl Broken {
    /// A row with it, in the bytes of the encoding.
    fn row(self, cell: &str, encoding: Encoding) -> Vec<u8> {
        let text = match self {
            Self::Nul => format!("{cell},\0{cell}\n"),
            Self::OpenQuote => format!("{cell},\"{cell}\n"),
            Self::TextBehindQuote => format!("{cell},\"{cell}\"x\n"),
            Self::NoCharacter | Self::Disk => format!("{cell},"),
            Self::LongCell => format!("{cell},{}\n", "x".repeat(ROW_BYTES_MAX)),
            Self::LongQuotedCell => format!("{cell},\"{}\"\n", "\n".repeat(ROW_BYTES_MAX)),
        };
        let mut bytes = encoded(&text, encoding);
        if matches!(self, Self::NoCharacter) {
            // A byte that begins nothing, or half of a pair.
            bytes.extend(if encoding == Encoding::UTF_8 {
                &[0xFF, b'\n'][..]
            } else {
                &[0x00, 0xD8, b'\n', 0]
            });
        }
        bytes
    }

    fn is(self, fault: &TableFault) -> bool {
        match self {
            Self::Nul => matches!(fault, TableFault::Nul(_)),
            // What an open quote swallows may be too much for a row.
            Self::OpenQuote => matches!(fault, TableFault::Unclosed(_) | TableFault::RowTooLong { .. }),
            Self::TextBehindQuote => matches!(fault, TableFault::BehindQuote(_)),
            Self::NoCharacter => matches!(fault, TableFault::NotInEncoding { .. }),
            Self::LongCell | Self::LongQuotedCell => matches!(fault, TableFault::RowTooLong { .. }),
            Self::Disk => matches!(fault, TableFault::Io(_)),
        }
    }
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    if encoding == Encoding::UTF_8 {
        return text.as_bytes().to_vec();
    }
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn written(cell: &str) -> String {
    if cell.contains(['"', ',', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A file that cannot be read from a place on.
struct Cut {
    bytes: Cursor<Vec<u8>>,
    is_cut: bool,
}

impl Read for Cut {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        match self.bytes.read(target)? {
            0 if self.is_cut => Err(std::io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

impl Seek for Cut {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// What may stand between two rows.
const ENDS: [&str; 7] = ["\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n\n", "\n\r\n"];

/// Rows of two cells.
const ROWS: [&str; 4] = ["a,b", "\"\",\"\"", "\"a\nb\r\",c", ",\"\r\n\""];

type Cells = Vec<(String, String)>;

/// The rows of a file read by so many bytes at once, and the fault behind them.
fn read(bytes: Vec<u8>, is_cut: bool, encoding: Encoding, chunk_bytes: usize) -> (Cells, Option<TableFault>) {
    let limits = Limits { row_bytes_max: ROW_BYTES_MAX, ..Limits::default() };
    let options = Options { encoding: Some(encoding), separator: Some(b','), limits, ..Options::default() };
    let source = Cut { bytes: Cursor::new(bytes), is_cut };
    let mut table = match Table::open_by_chunks(source, &options, chunk_bytes) {
        Ok(table) => table,
        Err(fault) => return (Vec::new(), Some(fault)),
    };
    let mut rows = Vec::new();
    let fault = loop {
        match table.next_row() {
            Ok(None) => break None,
            Ok(Some(row)) => {
                let mut cells = row.cells().map(str::to_owned);
                rows.push((cells.next().unwrap_or_default(), cells.next().unwrap_or_default()));
            }
            Err(fault) => break Some(fault),
        }
    };
    if fault.is_some() {
        assert!(matches!(table.next_row(), Ok(None)), "behind a fault there is nothing");
    }
    (rows, fault)
}

proptest! {
    #[test]
    fn rows_before_a_fault_are_all_given_wherever_it_stands_and_however_the_file_is_read(
        before in prop::collection::vec(("[a-zżłó\"\n, ]{1,12}", "[a-zżłó\"\n, ]{0,12}"), 0..30),
        after in prop::collection::vec(("[a-z ]{1,12}", "[a-z ]{0,12}"), 0..30),
        broken in prop::sample::select(&ALL[..]),
        encoding in prop::sample::select(&["utf-8", "utf-16le"][..]),
        chunk_bytes in prop_oneof![1_usize..8, 8_usize..300, Just(CHUNK_BYTES)],
    ) {
        let encoding: Encoding = encoding.parse().unwrap();
        let line = |(one, other): &(String, String)| format!("{},{}\n", written(one), written(other));
        let text: String = std::iter::once("first,second\n".to_owned()).chain(before.iter().map(line)).collect();
        let mut bytes = encoded(&text, encoding);
        bytes.extend(broken.row("cell", encoding));
        let is_cut = matches!(broken, Broken::Disk);
        if !is_cut {
            bytes.extend(encoded(&after.iter().map(line).collect::<String>(), encoding));
        }
        let (rows, fault) = read(bytes, is_cut, encoding, chunk_bytes);
        prop_assert_eq!(rows, before);
        prop_assert!(fault.as_ref().is_some_and(|fault| broken.is(fault)), "{:?}: {:?}", broken, fault);
    }

    #[test]
    fn each_row_stands_on_the_line_where_an_editor_shows_it_whatever_ends_its_lines(
        parts in prop::collection::vec((prop::sample::select(&ENDS[..]), prop::sample::select(&ROWS[..])), 0..20),
        told in prop::sample::select(&["", "sep=,\r", "sep=,\n", "sep=,\r\n"][..]),
        chunk_bytes in prop_oneof![8_usize..16, Just(CHUNK_BYTES)],
    ) {
        let mut text = format!("{told}first,second");
        let mut lines = Vec::new();
        for (end, row) in parts {
            text.push_str(end);
            lines.push(1 + text.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count() as u64);
            text.push_str(row);
        }
        let options = Options { separator: Some(b','), ..Options::default() };
        let mut table = Table::open_by_chunks(Cursor::new(&text), &options, chunk_bytes).unwrap();
        let mut found = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            found.push(row.line());
        }
        prop_assert_eq!(found, lines, "{:?}", text);
    }

    #[test]
    fn a_table_without_a_fault_is_the_same_however_it_is_read(
        all in prop::collection::vec(("[a-zżłó\"\n, ]{1,12}", "[a-zżłó\"\n, ]{0,12}"), 0..30),
        chunk_bytes in 1_usize..300,
    ) {
        let line = |(one, other): &(String, String)| format!("{},{}\n", written(one), written(other));
        let text: String = std::iter::once("first,second\n".to_owned()).chain(all.iter().map(line)).collect();
        let (rows, fault) = read(text.into_bytes(), false, Encoding::UTF_8, chunk_bytes);
        prop_assert_eq!(rows, all);
        prop_assert!(fault.is_none(), "{:?}", fault);
    }
}

#[test]
fn a_file_that_is_too_long_gives_the_rows_before_its_bound() {
    let limits = Limits { file_bytes_max: 10, ..Limits::default() };
    let options = Options { encoding: Some(Encoding::UTF_8), limits, ..Options::default() };
    for chunk_bytes in [1, 3, 10, 100] {
        let mut table =
            Table::open_by_chunks(Cursor::new("a\n1\n2\n3\n4\n5\n"), &options, chunk_bytes).unwrap();
        for _ in 0..4 {
            assert!(table.next_row().unwrap().is_some());
        }
        assert!(matches!(table.next_row(), Err(TableFault::TooLong { .. })));
    }
}
