//! Any table, written in any dialect and encoding, comes back as it was, or is refused with a line.

use std::io::Cursor;
use std::ops::Range;

use proptest::prelude::*;
use qualify_tables::{Audience, IfNotUnicode, Options, Table, TableFault, TableWriter};

type Cells = Vec<Vec<String>>;

/// How a program writes CSV.
#[derive(Debug, Clone, Copy)]
struct Dialect {
    separator: u8,
    line_end: &'static str,
    quotes_everything: bool,
    tells_separator: bool,
    ends_last_line: bool,
}

const fn dialect(separator: u8, line_end: &'static str) -> Dialect {
    Dialect { separator, line_end, quotes_everything: false, tells_separator: false, ends_last_line: true }
}

const DIALECTS: [Dialect; 6] = [
    dialect(b',', "\n"),
    dialect(b';', "\r\n"),
    dialect(b'\t', "\r\n"),
    Dialect { quotes_everything: true, ends_last_line: false, ..dialect(b',', "\r\n") },
    Dialect { tells_separator: true, ..dialect(b';', "\n") },
    Dialect { tells_separator: true, quotes_everything: true, ..dialect(b'|', "\r\n") },
];

/// Encodings, whether they are named, and the characters that they have beside ASCII.
const ENCODINGS: [(&str, Option<&str>, &str); 7] = [
    ("utf-8", None, "żółć京\u{1f3eb}\u{a0}"),
    ("utf-8 with a mark", None, "żółć京\u{1f3eb}"),
    ("utf-16le", None, "żółć京\u{1f3eb}"),
    ("utf-16be", None, "żółć京\u{1f3eb}"),
    ("windows-1250", Some("windows-1250"), "żółćŚťžş€"),
    ("windows-1252", Some("windows-1252"), "éüßñ€Œ"),
    ("iso-8859-2", Some("iso-8859-2"), "żółćŚťž"),
];

impl Dialect {
    fn write(self, table: &Cells) -> String {
        let mut text = String::new();
        if self.tells_separator {
            text = format!("sep={}{}", char::from(self.separator), self.line_end);
        }
        let rows: Vec<String> = table.iter().map(|row| self.row(row)).collect();
        text.push_str(&rows.join(self.line_end));
        if self.ends_last_line {
            text.push_str(self.line_end);
        }
        text
    }

    fn row(self, row: &[String]) -> String {
        let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
        cells.join(&char::from(self.separator).to_string())
    }

    fn cell(self, cell: &str) -> String {
        let needs_quotes = self.quotes_everything
            || cell.contains([char::from(self.separator), '"', '\n', '\r'])
            || cell.is_empty();
        if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    }
}

fn encode(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8 with a mark" => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        "utf-16le" => {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        "utf-16be" => {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        label => {
            let (bytes, _, has_failed) =
                encoding_rs::Encoding::for_label(label.as_bytes()).expect("it is known").encode(text);
            assert!(!has_failed, "the generator keeps to the encoding");
            bytes.into_owned()
        }
    }
}

fn read(bytes: &[u8], options: &Options) -> Result<Cells, TableFault> {
    let mut table = Table::open(Cursor::new(bytes), options)?;
    let mut cells = vec![table.header().to_vec()];
    while let Some(row) = table.next_row()? {
        cells.push(row.cells().map(str::to_owned).collect());
    }
    assert_eq!(table.rows_read(), cells.len() as u64 - 1);
    Ok(cells)
}

/// Cells of everything that trips readers up, beside the letters of an encoding.
fn cell(letters: &'static str) -> impl Strategy<Value = String> {
    let letter = prop::sample::select(letters.chars().collect::<Vec<_>>());
    let character = prop_oneof![
        3 => prop::char::range('a', 'z'),
        2 => prop::sample::select(",;\t|\"\n\r'=+-@ 7".chars().collect::<Vec<_>>()),
        1 => letter,
    ];
    prop::collection::vec(character, 0..8).prop_map(|characters| characters.into_iter().collect())
}

/// Tables of two and more columns; what has one column looks the same by every separator that it does not hold.
fn table(letters: &'static str) -> impl Strategy<Value = Cells> {
    (2..5_usize, 1..12_usize)
        .prop_flat_map(move |(columns, rows)| {
            prop::collection::vec(prop::collection::vec(cell(letters), columns), rows)
        })
        .prop_map(|mut table| {
            // The reader takes off a shield, so a cell of the table has none.
            for cell in table.iter_mut().flatten() {
                *cell = qualify_tables::spreadsheet::unshield(cell).trim_start_matches('\'').to_owned();
            }
            // A first cell that would be a file of another kind is no cell of a table.
            table[0][0].insert(0, 'n');
            table
        })
}

fn written(encodings: Range<usize>) -> impl Strategy<Value = (usize, usize, Cells)> {
    (0..DIALECTS.len(), encodings)
        .prop_flat_map(|(dialect, encoding)| (Just(dialect), Just(encoding), table(ENCODINGS[encoding].2)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_table_in_any_dialect_and_encoding_comes_back_or_is_refused_with_a_line(
        (dialect, encoding, table) in written(0..ENCODINGS.len())
    ) {
        let (name, label, _) = ENCODINGS[encoding];
        let bytes = encode(&DIALECTS[dialect].write(&table), name);
        let options = Options { encoding: label.map(|label| label.parse().unwrap()), ..Options::default() };
        match read(&bytes, &options) {
            Ok(back) => prop_assert_eq!(back, table),
            Err(fault @ TableFault::Ambiguous { .. }) => {
                prop_assert!(fault.to_string().starts_with("line 1: "));
                // It is read by whoever says which.
                let separator = Some(DIALECTS[dialect].separator);
                prop_assert_eq!(read(&bytes, &Options { separator, ..options }).unwrap(), table);
            }
            Err(fault) => prop_assert!(false, "{fault}"),
        }
    }

    #[test]
    fn eight_bit_text_without_its_encoding_is_refused_with_a_line(
        (dialect, encoding, mut table) in written(4..ENCODINGS.len())
    ) {
        let (name, _, letters) = ENCODINGS[encoding];
        table[0][0].extend(letters.chars().take(1));
        let bytes = encode(&DIALECTS[dialect].write(&table), name);
        // Some pairs of letters are UTF-8 too; nobody can tell those.
        prop_assume!(std::str::from_utf8(&bytes).is_err());
        let fault = read(&bytes, &Options::default()).unwrap_err();
        prop_assert!(matches!(fault, TableFault::NotUnicode { .. }), "{fault}");
        prop_assert!(fault.to_string().starts_with("line "), "{fault}");
        let guessing = Options { if_not_unicode: IfNotUnicode::Guess, ..Options::default() };
        if let Ok(table) = Table::open(Cursor::new(&bytes), &guessing) {
            prop_assert!(table.guessed().is_some(), "whoever guesses says so");
        }
    }

    #[test]
    fn what_we_write_we_read_back(
        table in table("żé\u{1f3eb}"), apostrophes in prop::collection::vec(0..3_usize, 4),
        separator in prop::sample::select(vec![b',', b';', b'\t']), is_for_spreadsheet in any::<bool>()
    ) {
        let mut table = table;
        for (cell, count) in table.iter_mut().skip(1).flatten().zip(apostrophes.iter().cycle()) {
            cell.insert_str(0, &"'".repeat(*count));
        }
        let audience =
            if is_for_spreadsheet { Audience::Spreadsheet { separator } } else { Audience::Program };
        let mut bytes = Vec::new();
        let mut writer = TableWriter::new(&mut bytes, audience).unwrap();
        for row in &table {
            writer.write_row(row.iter().map(String::as_str)).unwrap();
        }
        writer.finish().unwrap();
        let written = if is_for_spreadsheet { separator } else { b',' };
        prop_assert_eq!(read(&bytes, &Options { separator: Some(written), ..Options::default() }).unwrap(), table.clone());
        if is_for_spreadsheet {
            // None of the cells is a formula to a spreadsheet.
            let raw = csv_cells(&bytes[3..], written);
            for cell in raw.iter().flatten() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
        }
    }

    #[test]
    fn no_bytes_panic_and_every_refusal_has_words(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for options in [Options::default(), Options { if_not_unicode: IfNotUnicode::Guess, ..Options::default() }] {
            if let Err(fault) = read(&bytes, &options) {
                prop_assert!(!fault.to_string().is_empty());
            }
        }
    }
}

fn csv_cells(bytes: &[u8], separator: u8) -> Cells {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(bytes);
    reader.records().map(|record| record.expect("we wrote it").iter().map(str::to_owned).collect()).collect()
}
