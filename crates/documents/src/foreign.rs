//! Marks of other formats inside of a document: files that two programs read as two things.

use super::{DocumentFault, find, pdf};

/// How many leading bytes other programs look at to find out what a file is.
const LEADING_BYTES: usize = 1024;

/// Whether the header of a PDF stands among the leading bytes, though not at the start: readers of PDF accept that.
pub(super) fn has_late_pdf_header(bytes: &[u8]) -> bool {
    find(leading(bytes), pdf::HEADER, 1).is_some()
}

/// Refuses what another program would read as something else.
pub(super) fn check(bytes: &[u8]) -> Result<(), DocumentFault> {
    if has_late_pdf_header(bytes) {
        return Err(DocumentFault::Polyglot("another PDF"));
    }
    let leading = leading(bytes);
    if ["<html", "<script"].iter().any(|mark| find_in_any_case(leading, mark)) {
        return Err(DocumentFault::Polyglot("a web page"));
    }
    if ["GIF87a", "GIF89a"].iter().any(|mark| find(leading, mark.as_bytes(), 0).is_some()) {
        return Err(DocumentFault::Polyglot("a GIF"));
    }
    check_everywhere(bytes)
}

/// Archives and programs are found wherever they start.
fn check_everywhere(bytes: &[u8]) -> Result<(), DocumentFault> {
    let mut has_zip_entry = false;
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'P' | b'M' | b'R' | b'7' | 0x7F) {
            continue;
        }
        let rest = &bytes[at..];
        if rest.starts_with(b"PK\x03\x04") {
            has_zip_entry = true;
        } else if has_zip_entry && rest.starts_with(b"PK\x01\x02") {
            return Err(DocumentFault::Polyglot("a ZIP archive"));
        } else if rest.starts_with(b"Rar!\x1A\x07") {
            return Err(DocumentFault::Polyglot("a RAR archive"));
        } else if rest.starts_with(b"7z\xBC\xAF\x27\x1C") {
            return Err(DocumentFault::Polyglot("a 7z archive"));
        } else if is_windows_program(rest) || is_elf_program(rest) {
            return Err(DocumentFault::Polyglot("a program"));
        }
    }
    Ok(())
}

/// `MZ`, and at the place that the header names `PE`.
fn is_windows_program(rest: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = rest.get(0x3C..0x40) else { return false };
    let header = usize::try_from(u32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    rest.starts_with(b"MZ") && rest.get(header..).is_some_and(|header| header.starts_with(b"PE\0\0"))
}

/// The mark, a word size, a byte order, and the version.
fn is_elf_program(rest: &[u8]) -> bool {
    rest.starts_with(b"\x7FELF") && matches!(rest.get(4..7), Some([1 | 2, 1 | 2, 1]))
}

fn leading(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(LEADING_BYTES)]
}

fn find_in_any_case(bytes: &[u8], mark: &str) -> bool {
    bytes.windows(mark.len()).any(|window| window.eq_ignore_ascii_case(mark.as_bytes()))
}
