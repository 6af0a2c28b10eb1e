//! XLSX, well-formed and not.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use qualify_tables::{Limits, Options, Table, TableFault};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACE: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

struct Workbook {
    sheets: Vec<(&'static str, String)>,
    shared: String,
}

impl Workbook {
    fn of(rows: &str) -> Self {
        Self { sheets: vec![("Customers", rows.to_owned())], shared: String::new() }
    }

    fn pack(&self) -> Vec<u8> {
        let mut workbook = String::new();
        let mut relations = String::new();
        let mut parts = Vec::new();
        for (place, (name, rows)) in self.sheets.iter().enumerate() {
            let _ = write!(workbook, "<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", place + 1);
            let _ = write!(
                relations,
                "<Relationship Id=\"r{0}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
                place + 1
            );
            parts.push((
                format!("xl/worksheets/sheet{}.xml", place + 1),
                format!("<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>"),
            ));
        }
        parts.push((
            "xl/workbook.xml".to_owned(),
            format!("<workbook {NAMESPACE} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{workbook}</sheets></workbook>"),
        ));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"),
        ));
        parts.push((
            "xl/styles.xml".to_owned(),
            format!("<styleSheet {NAMESPACE}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ));
        parts.push((
            "_rels/.rels".to_owned(),
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        ));
        if !self.shared.is_empty() {
            parts.push(("xl/sharedStrings.xml".to_owned(), self.shared.clone()));
        }
        pack(&parts)
    }
}

fn pack(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("memory takes it");
        archive.write_all(text.as_bytes()).expect("memory takes it");
    }
    archive.finish().expect("memory takes it").into_inner()
}

fn read(bytes: &[u8], options: &Options) -> Result<Vec<Vec<String>>, TableFault> {
    let mut table = Table::open(Cursor::new(bytes), options)?;
    let mut cells = vec![table.header().to_vec()];
    while let Some(row) = table.next_row()? {
        cells.push(row.cells().map(str::to_owned).collect());
    }
    Ok(cells)
}

fn text(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

fn header() -> String {
    format!("<row r=\"1\">{}{}</row>", text("A1", "name"), text("B1", "code"))
}

#[test]
fn cells_come_out_as_people_read_them_and_empty_rows_are_none() {
    let rows = format!(
        "{}<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\"><v>424242</v></c></row>\
         <row r=\"4\"><c r=\"A4\" s=\"1\"><v>46351</v></c><c r=\"B4\"><v>1.5</v></c></row>\
         <row r=\"6\"><c r=\"B6\" t=\"b\"><v>1</v></c></row>\
         <row r=\"7\">{}</row><row r=\"9\"><c r=\"A9\"/></row>",
        header(),
        text("A7", "'=1")
    );
    let shared =
        format!("<sst {NAMESPACE} count=\"1\" uniqueCount=\"1\"><si><t>Szkoła \"Zielona\"</t></si></sst>");
    let workbook = Workbook { shared, ..Workbook::of(&rows) };
    let expected =
        [["name", "code"], ["Szkoła \"Zielona\"", "424242"], ["2026-11-25", "1.5"], ["", "TRUE"], ["=1", ""]];
    assert_eq!(read(&workbook.pack(), &Options::default()).unwrap(), expected);
}

#[test]
fn the_first_sheet_is_read_unless_another_is_named() {
    let mut workbook = Workbook::of(&header());
    workbook.sheets.push(("More", format!("<row r=\"1\">{}</row>", text("A1", "other"))));
    let bytes = workbook.pack();
    let table = Table::open(Cursor::new(&bytes), &Options::default()).unwrap();
    assert_eq!(table.sheets(), Some(("Customers", &["More".to_owned()][..])));
    let named = |sheet: &str| Options { sheet: Some(sheet.to_owned()), ..Options::default() };
    assert_eq!(read(&bytes, &named("More")).unwrap(), [["other"]]);
    let fault = read(&bytes, &named("Less")).unwrap_err().to_string();
    assert_eq!(fault, "there is no sheet \"Less\"; the workbook has Customers, More");
}

#[test]
fn what_does_not_fit_is_a_fault_with_its_cell() {
    for (rows, part) in [
        (
            format!("<row r=\"2\">{}</row>", text("C2", "x")),
            "line 2, column 3: the row has 3 cells, and the header 2",
        ),
        (
            "<row r=\"2\"><c r=\"A2\"><f>B2</f></c></row>".to_owned(),
            "row 2, cell A2: a formula stands there without its value",
        ),
        (
            format!("<row r=\"3\">{}</row><row r=\"2\">{}</row>", text("A3", "x"), text("A2", "y")),
            "cell A2: it stands behind",
        ),
        (format!("<row r=\"2\">{}{}</row>", text("B2", "x"), text("B2", "y")), "cell B2: it stands twice"),
    ] {
        let bytes = Workbook::of(&format!("{}{rows}", header())).pack();
        let fault = read(&bytes, &Options::default()).unwrap_err().to_string();
        assert!(fault.contains(part), "{part}: {fault}");
    }
    assert!(matches!(read(&Workbook::of("").pack(), &Options::default()), Err(TableFault::Empty)));
}

#[test]
fn archives_that_are_something_else_are_named() {
    for (part, what) in [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", "a binary workbook"),
        ("mimetype", "an OpenDocument file"),
        ("photo.jpg", "a ZIP archive"),
    ] {
        let bytes = pack(&[(part.to_owned(), "x".to_owned())]);
        let fault = read(&bytes, &Options::default()).unwrap_err().to_string();
        assert!(fault.contains(what), "{fault}");
    }
}

#[test]
fn a_workbook_that_unpacks_or_counts_to_more_than_memory_is_refused_before_it_is_believed() {
    let bomb = Workbook::of(&" ".repeat(3 << 20)).pack();
    assert!(bomb.len() < 1 << 16, "{} bytes are small", bomb.len());
    let limits = Limits { unpacked_bytes_max: 2 << 20, ..Limits::default() };
    let fault = read(&bomb, &Options { limits, ..Options::default() }).unwrap_err().to_string();
    assert!(fault.contains("unpacked"), "{fault}");
    for count in ["18446744073709551615", "99999999999999999999999", "1000000000000", "'+1000000000"] {
        let shared = format!("<sst {NAMESPACE} uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        let bytes = Workbook { shared, ..Workbook::of(&header()) }.pack();
        let fault = read(&bytes, &Options::default()).unwrap_err().to_string();
        assert!(fault.contains("counts more texts"), "{fault}");
    }
    let far =
        Workbook::of(&format!("{}<row r=\"1048576\">{}</row>", header(), text("XFD1048576", "x"))).pack();
    let fault = read(&far, &Options::default()).unwrap_err().to_string();
    assert!(fault.contains("line 1048576: there are more than 1024 columns"), "{fault}");
}

#[test]
fn a_sheet_of_many_rows_comes_row_by_row_and_may_be_left() {
    let mut rows = header();
    for row in 2..20_000 {
        let _ = write!(rows, "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>");
    }
    let bytes = Workbook::of(&rows).pack();
    assert_eq!(read(&bytes, &Options::default()).unwrap().len(), 19_999);
    let mut table = Table::open(Cursor::new(&bytes), &Options::default()).unwrap();
    assert_eq!(table.next_row().unwrap().unwrap().line(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Parts with bytes that were changed: whatever comes of it, it ends.
    #[test]
    fn a_damaged_workbook_ends_in_rows_or_in_words(
        place in any::<prop::sample::Index>(), byte in any::<u8>(), rest in any::<bool>(), packed in any::<bool>()
    ) {
        let shared = format!("<sst {NAMESPACE} uniqueCount=\"1\"><si><t>a</t></si></sst>");
        let mut workbook = Workbook { shared, ..Workbook::of(&header()) };
        let damage = |bytes: &mut Vec<u8>| {
            let at = place.index(bytes.len());
            bytes[at] = byte;
            if rest {
                bytes.truncate(at + 1);
            }
        };
        let bytes = if packed {
            let mut bytes = workbook.pack();
            damage(&mut bytes);
            bytes
        } else {
            let mut rows = std::mem::take(&mut workbook.sheets[0].1).into_bytes();
            damage(&mut rows);
            workbook.sheets[0].1 = String::from_utf8_lossy(&rows).into_owned();
            workbook.pack()
        };
        if let Err(fault) = read(&bytes, &Options::default()) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }
}
