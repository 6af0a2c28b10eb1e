//! Files that are no tables, by how they begin.

use super::fault::TableFault;

/// How a file begins, what it is, and what to do with it.
const KINDS: [(&[u8], &str, &str); 19] = [
    (b"%PDF", "a PDF document", ""),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "a workbook of Excel before 2007 (.xls) or another old Office file",
        "; save it as .xlsx or as CSV",
    ),
    (b"\x89PNG", "a PNG image", ""),
    (b"\xFF\xD8\xFF", "a JPEG image", ""),
    (b"GIF8", "a GIF image", ""),
    (b"\x1F\x8B", "a gzip archive", "; unpack it first"),
    (b"BZh", "a bzip2 archive", "; unpack it first"),
    (b"\xFD7zXZ\0", "an xz archive", "; unpack it first"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive", "; unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "; unpack it first"),
    (b"Rar!\x1A\x07", "a RAR archive", "; unpack it first"),
    (b"PK\x05\x06", "an empty ZIP archive", ""),
    (b"SQLite format 3\0", "an SQLite database", ""),
    (b"PAR1", "a Parquet file", "; export it as CSV"),
    (b"\x7FELF", "a program", ""),
    (b"MZ\x90\0", "a program", ""),
    (b"{\\rtf", "an RTF document", ""),
    (b"\0\0\xFE\xFF", "UTF-32 text", "; save it as UTF-8"),
    (b"\xFF\xFE\0\0", "UTF-32 text", "; save it as UTF-8"),
];

/// How pages and XML begin, behind blanks and without regard to case. Some systems call them `.xls`.
const MARKUP: [(&str, &str); 3] =
    [("<!doctype html", "an HTML page"), ("<html", "an HTML page"), ("<?xml", "an XML document")];

/// Refuses what is no table, by its first bytes.
pub(crate) fn refuse(head: &[u8]) -> Result<(), TableFault> {
    if let Some((_, what, hint)) = KINDS.iter().find(|(start, ..)| head.starts_with(start)) {
        return Err(TableFault::Foreign { what, hint });
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |start: &str| {
        text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
    };
    match MARKUP.iter().find(|(start, _)| begins(start)) {
        Some((_, what)) => Err(TableFault::Foreign { what, hint: "; export it as CSV" }),
        None => Ok(()),
    }
}

/// Whether it is a ZIP archive, as workbooks are.
pub(crate) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}
