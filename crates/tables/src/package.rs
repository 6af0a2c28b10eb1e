//! The archive of a workbook, looked through before anything in it is believed.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::fault::TableFault;
use super::limits::PARTS_MAX;

/// Bytes that are unpacked at once.
const CHUNK_BYTES: usize = 1 << 16;

/// An attribute by whose number the library reserves memory before it has seen what is counted.
const COUNT: &[u8] = b"uniqueCount";

/// Longest attribute with its number and the blanks within, in bytes.
const COUNT_BYTES_MAX: usize = 64;

/// A shared text takes at least so many bytes: `<si/>`.
const SHARED_TEXT_BYTES_MIN: u64 = 5;

/// Refuses what is no XLSX, what unpacks to more than is read, and what counts more than it holds.
pub(crate) fn inspect(bytes: &[u8], unpacked_bytes_max: u64) -> Result<(), TableFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("its archive is damaged"))?;
    if archive.len() > PARTS_MAX {
        return Err(broken(&format!("it has more than {PARTS_MAX} parts")));
    }
    refuse_others(&mut archive)?;
    let mut left = unpacked_bytes_max;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| broken("a part of it does not unpack"))?;
        let name = part.name().map_err(|_| broken("a part of it has no name"))?.to_ascii_lowercase();
        let is_shared_text = name.ends_with("sharedstrings.xml");
        let bytes_max = if is_shared_text { left.min(unpacked_bytes_max / 4) } else { left };
        left -= look_through(part, bytes_max, is_shared_text)?;
    }
    Ok(())
}

fn broken(what: &str) -> TableFault {
    TableFault::Workbook(what.to_owned())
}

/// Names what is an archive and no XLSX.
fn refuse_others(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), TableFault> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        return Ok(());
    }
    let (what, hint) = if has("xl/workbook.bin") {
        ("a binary workbook (.xlsb)", "; save it as .xlsx or as CSV")
    } else if has("word/document.xml") {
        ("a Word document", "")
    } else if has("ppt/presentation.xml") {
        ("a presentation", "")
    } else if has("mimetype") {
        ("an OpenDocument file or an e-book", "; save it as .xlsx or as CSV")
    } else {
        ("a ZIP archive", "; unpack it first")
    };
    Err(TableFault::Foreign { what, hint })
}

/// Unpacks a part without keeping it.
fn look_through(mut part: impl Read, bytes_max: u64, is_shared_text: bool) -> Result<u64, TableFault> {
    let mut window = Vec::with_capacity(CHUNK_BYTES + COUNT_BYTES_MAX);
    let mut bytes = 0;
    let mut counted = 0;
    loop {
        let kept = window.len().min(COUNT_BYTES_MAX);
        window.drain(..window.len() - kept);
        let mut source = (&mut part).take(CHUNK_BYTES as u64);
        let Ok(length) = source.read_to_end(&mut window) else {
            return Err(broken("a part of it does not unpack"));
        };
        bytes += length as u64;
        if bytes > bytes_max {
            return Err(broken(&format!("unpacked, a part of it is longer than {bytes_max} bytes")));
        }
        // In another encoding the attribute would be spelt otherwise.
        if is_shared_text && memchr::memchr(0, &window).is_some() {
            return Err(broken("its shared texts are no UTF-8"));
        }
        for at in memmem::find_iter(&window, COUNT) {
            counted = counted.max(count_at(&window, at + COUNT.len()));
        }
        if length == 0 {
            break;
        }
    }
    if is_shared_text && counted > bytes / SHARED_TEXT_BYTES_MIN {
        return Err(broken("it counts more texts than it holds"));
    }
    Ok(bytes)
}

/// The number behind `="`; none is 0, one that is too large the largest.
fn count_at(window: &[u8], at: usize) -> u64 {
    let rest = window.get(at..).unwrap_or_default();
    let digits = rest
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'+'));
    digits
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
