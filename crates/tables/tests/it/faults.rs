//! What is no table says so, with its line.

use std::io::{Cursor, Read, Seek, SeekFrom};

use qualify_tables::{IfNotUnicode, Limits, Options, Table};

fn fault(bytes: &[u8]) -> String {
    fault_by(bytes, &Options::default())
}

fn fault_by(bytes: &[u8], options: &Options) -> String {
    let mut table = match Table::open(Cursor::new(bytes), options) {
        Ok(table) => table,
        Err(fault) => return fault.to_string(),
    };
    loop {
        match table.next_row() {
            Ok(Some(_)) => {}
            Ok(None) => return String::new(),
            Err(fault) => return fault.to_string(),
        }
    }
}

#[test]
fn a_row_that_would_be_swallowed_or_bent_is_a_fault_with_line_and_column() {
    for (text, start) in [
        ("a,b\n1,2\n3,\"4\n5,6\n", "line 3, column 3: a quote opens a cell here, and none closes it"),
        ("a,b\n1,\"2\"x\n", "line 2, column 6: text stands behind the quote"),
        ("a,b\n1,\0\n", "line 2, column 3: a NUL"),
        ("a,b\n1,2\n3\n", "line 3, column 2: the row has 1 cells, and the header 2"),
        ("a,b\n\"x\ny\",2\n3,4,5\n", "line 4, column 3: the row has 3 cells, and the header 2"),
        ("sep=;\na;b\n1\n", "line 3, column 2: the row has 1"),
        ("a,b\r1,2\r3\r", "line 3, column 2: the row has 1"),
        ("", "it is empty"),
        ("\u{feff}\n\n", "it is empty"),
    ] {
        let fault = fault(text.as_bytes());
        assert!(fault.starts_with(start), "{text:?}: {fault}");
    }
    assert_eq!(fault(b"a,b\n\n1,2\n\n"), "", "an empty line is no row");
    assert_eq!(fault(b"a,b\n\"x\ny\",\"5\"\" pipe\"\n7\" pipe,z\n"), "");
}

#[test]
fn bytes_that_are_no_characters_say_where_and_what_they_look_like() {
    let polish = b"nazwa;miasto\nSzko\xb3a Podstawowa;\xa3\xf3d\x9f\nUniwersytet;Zielona G\xf3ra\n";
    let text = fault(polish);
    assert!(
        text.starts_with("line 2, column 5: the byte 0xB3 is not UTF-8 (it looks like windows-1250)"),
        "{text}"
    );
    // Behind a long beginning of ASCII, too.
    let mut long = b"nazwa;miasto\n".to_vec();
    long.extend(b"Szkola;Lodz\n".repeat(20_000));
    long.extend(b"Szko\xb3a;\xa3\xf3d\x9f\n");
    assert!(fault(&long).starts_with("line 20002, column 5: the byte 0xB3"), "{}", fault(&long));
    let guessing = Options { if_not_unicode: IfNotUnicode::Guess, ..Options::default() };
    let mut table = Table::open(Cursor::new(&polish[..]), &guessing).unwrap();
    assert_eq!(table.guessed().map(qualify_tables::Encoding::name).as_deref(), Some("windows-1250"));
    let city = table.find_column(&["miasto"]).unwrap().unwrap();
    assert_eq!(table.next_row().unwrap().unwrap().get(city), "Łódź");
    for (bytes, start) in [
        (&b"\xEF\xBB\xBFa,b\n1,\xb3\n"[..], "line 2, column 3: what stands there is no character of utf-8"),
        (
            b"\xFF\xFEa\0,\0b\0\n\0\x00\xD8,\0",
            "line 2, column 1: what stands there is no character of utf-16le",
        ),
        (b"\xFF\xFEa\0,\0b", "line 1, column 3: what stands there is no character of utf-16le"),
        (
            b"a\0,\0b\0\n\0",
            "line 1, column 2: a NUL stands there, which no text holds; if the file is UTF-16",
        ),
    ] {
        let fault = fault(bytes);
        assert!(fault.starts_with(start), "{bytes:?}: {fault}");
    }
}

#[test]
fn a_file_of_another_kind_is_named() {
    for (bytes, what) in [
        (&b"%PDF-1.7\n"[..], "a PDF document"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "an empty ZIP archive"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", "a workbook of Excel before 2007"),
        (b"\x89PNG\r\n\x1A\n", "a PNG image"),
        (b"\x1F\x8B\x08\0", "a gzip archive"),
        (b"\xEF\xBB\xBF <!DOCTYPE HTML><html>", "an HTML page"),
        (b"<?xml version='1.0'?>", "an XML document"),
        (b"SQLite format 3\0", "an SQLite database"),
    ] {
        let fault = fault(bytes);
        assert!(fault.starts_with(&format!("it is {what}")) && fault.contains("CSV and XLSX"), "{fault}");
    }
    assert!(fault(b"PK\x03\x04 and no archive").contains("damaged"));
}

#[test]
fn missing_columns_are_named_all_at_once_and_doubled_ones_too() {
    let table = Table::open(Cursor::new(b"Company; Site \nA;b\n"), &Options::default()).unwrap();
    let text = table.columns([&["name"][..], &["domain", "host"], &["site"]]).unwrap_err().to_string();
    assert_eq!(text, "the columns `name`, `domain` or `host` are missing; the file has Company,  Site ");
    assert!(table.columns([&["site"][..], &["company"]]).is_ok());
    let table = Table::open(Cursor::new(b"name,Name\nA,B\n"), &Options::default()).unwrap();
    assert!(table.find_column(&["name"]).unwrap_err().to_string().contains("`name` stands twice"));
}

#[test]
fn everything_has_a_bound() {
    let limits = Limits {
        file_bytes_max: 100_000,
        row_bytes_max: 100,
        rows_max: 3,
        columns_max: 4,
        ..Limits::default()
    };
    let options = Options { limits, ..Options::default() };
    for (text, part) in [
        ("a\n1\n2\n3\n4\n".to_owned(), "line 5: there are more than 3 rows"),
        ("a,b,c,d,e\n".to_owned(), "line 1: there are more than 4 columns"),
        (format!("a\n{}\n", "x".repeat(200)), "line 2: the row that begins here is longer than 100 bytes"),
        (format!("a\n\"{}\"\n", "\n".repeat(200)), "line 2: the row that begins here is longer"),
        ("a\n".repeat(100_000), "longer than 100000 bytes"),
    ] {
        let fault = fault_by(text.as_bytes(), &options);
        assert!(fault.contains(part), "{part}: {fault}");
    }
}

/// A source that has no end would be read for ever by whoever wants it whole.
struct Endless(usize);

impl Read for Endless {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        for (place, byte) in target.iter_mut().enumerate() {
            *byte = b"a,b\n1,2\n"[(self.0 + place) % 8];
        }
        self.0 += target.len();
        Ok(target.len())
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let SeekFrom::Start(place) = to else { return Err(std::io::ErrorKind::Unsupported.into()) };
        self.0 = usize::try_from(place).unwrap_or_default();
        Ok(place)
    }
}

#[test]
fn a_table_is_read_as_it_comes_and_never_whole() {
    let encoding = "utf-8".parse().ok();
    let options = Options { encoding, ..Options::default() };
    let mut table = Table::open(Endless(0), &options).unwrap();
    for _ in 0..1000 {
        table.next_row().unwrap().unwrap();
    }
}
