//! PDF: every name outside of texts, comments and streams is looked at, and every object that is packed with others
//! (ISO 32000-1, 7.2 to 7.5).
//!
//! Programs that show a PDF jump to the objects that its tables name, and search for objects where the tables are
//! wrong. So what looks like the start of an object stands nowhere but between words: not in a text, a comment or a
//! stream, where what follows it would not be looked at.

mod dictionary;
mod lexer;
mod names;
mod objects;
mod opening;
mod scan;
mod stream;
#[cfg(test)]
mod tests;

use super::{DocumentFault, find};
use lexer::{Lexer, Word, integer, is_blank, is_regular};
use names::OPEN_ACTION;
use scan::Scan;

/// What every PDF starts with.
pub(super) const HEADER: &[u8] = b"%PDF-";

/// Every PDF ends with this line.
const END: &[u8] = b"%%EOF";

/// Most bytes that packed objects come to, all together.
const OBJECTS_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Refuses what breaks the rules or does more than show pages.
pub(super) fn check(bytes: &[u8]) -> Result<(), DocumentFault> {
    check_ends(bytes)?;
    let mut scan = scan::scan(bytes)?;
    let mut telling = std::mem::take(&mut scan.telling);
    if telling.is_encrypted {
        return Err(DocumentFault::Encrypted);
    }
    let mut bytes_left = OBJECTS_BYTES_MAX;
    for stream in &scan.object_streams {
        objects::read(stream, &mut bytes_left, &mut telling)?;
    }
    if telling.is_encrypted {
        return Err(DocumentFault::Encrypted);
    }
    if let Some(name) = telling.active {
        return Err(DocumentFault::ActiveContent(name));
    }
    check_opened(bytes, &scan, &telling.opened)
}

/// Refuses a file that does more when it is opened than to show a page. What it does may be said in objects of their own.
fn check_opened(bytes: &[u8], scan: &Scan<'_>, numbers: &[usize]) -> Result<(), DocumentFault> {
    if numbers.is_empty() {
        return Ok(());
    }
    let mut are_places = scan.are_places(bytes, numbers);
    let mut bytes_left = OBJECTS_BYTES_MAX;
    for stream in &scan.object_streams {
        are_places &= objects::are_places(stream, &mut bytes_left, numbers)?;
    }
    if are_places { Ok(()) } else { Err(DocumentFault::ActiveContent(OPEN_ACTION)) }
}

/// A version at the start; at the end the place of the last table, the last line, and blanks alone.
fn check_ends(bytes: &[u8]) -> Result<(), DocumentFault> {
    if !matches!(bytes.get(HEADER.len()..), Some([b'1' | b'2', b'.', b'0'..=b'9', ..])) {
        return Err(DocumentFault::Damaged("the PDF does not say of which version it is"));
    }
    let end = find_last(bytes, END).ok_or(DocumentFault::Damaged("the PDF has no last line"))?;
    let start = find_last(&bytes[..end], b"startxref")
        .ok_or(DocumentFault::Damaged("the PDF does not say where its table of objects is"))?;
    let place = Lexer::new(&bytes[..end], start).nth(1);
    let is_place = |word: &[u8]| integer(word).is_some_and(|place| place < bytes.len());
    if !matches!(place, Some((_, Word::Plain(word))) if is_place(word)) {
        return Err(DocumentFault::Damaged("the PDF does not say where its table of objects is"));
    }
    let is_rest_blank = bytes[end + END.len()..].iter().all(|byte| is_blank(*byte));
    if is_rest_blank { Ok(()) } else { Err(DocumentFault::TrailingData) }
}

/// Where `needle` stands last.
fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        let at = bytes[..end].iter().rposition(|byte| Some(byte) == needle.first())?;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        end = at;
    }
}

/// Whether the start of an object, such as `12 0 obj`, stands in a part of the file. What comes before the keyword may
/// stand before the part.
fn holds_object(bytes: &[u8], part: std::ops::Range<usize>) -> bool {
    let mut at = part.start;
    while let Some(found) = find(&bytes[..part.end], b"obj", at) {
        let ends_word = bytes.get(found + 3).is_none_or(|byte| !is_regular(*byte));
        if ends_word && is_object_start(bytes, found) {
            return true;
        }
        at = found + 1;
    }
    false
}

/// Whether two numbers stand before the keyword. Where a line ends before it, a comment may stand between.
fn is_object_start(bytes: &[u8], keyword: usize) -> bool {
    let trimmed = |before: &[u8]| before.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    let digits =
        |before: &[u8]| before.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    let ends_line = |blanks: &[u8]| blanks.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    let number_end = trimmed(&bytes[..keyword]);
    let number_start = digits(&bytes[..number_end]);
    if number_start == number_end {
        return ends_line(&bytes[number_end..keyword]);
    }
    let before_end = trimmed(&bytes[..number_start]);
    let has_number_before = bytes[..before_end].last().is_some_and(u8::is_ascii_digit);
    before_end < number_start && (has_number_before || ends_line(&bytes[before_end..number_start]))
}
