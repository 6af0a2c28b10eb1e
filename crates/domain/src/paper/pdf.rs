//! PDF: whole, in clear, and without anything that acts. Names are looked at where a reader would find them: outside of
//! streams, and in object streams, which are inflated for it up to a bound. Texts are not told from names: a link that
//! ends in `/JS` is refused too, rather than a script let through that hides in what looks like a text.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::{PaperFault, find};

/// What acts, or brings something along.
const ACTIVE_NAMES: [&str; 13] = [
    "JavaScript",
    "JS",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "XFA",
    "AA",
    "SubmitForm",
    "ImportData",
    "GoToR",
    "GoToE",
    "Movie",
];

/// Most bytes of all object streams together, inflated.
const INFLATED_BYTES_MAX: u64 = 20 << 20;

/// Most bytes of blanks behind the end.
const TAIL_BYTES_MAX: usize = 64;

pub(super) fn inspect(bytes: &[u8]) -> Result<(), PaperFault> {
    check_ends(bytes)?;
    let mut left_bytes = INFLATED_BYTES_MAX;
    let mut rest = bytes;
    loop {
        let Some(start) = find_keyword(rest, b"stream") else {
            return check_names(rest);
        };
        let (before, stream) = rest.split_at(start);
        check_names(before)?;
        let data = after_end_of_line(&stream[b"stream".len()..]);
        let Some(end) = find(data, b"endstream") else {
            return Err(PaperFault::Damaged("a part of the PDF is cut off"));
        };
        let dictionary = &before[last(before, b"obj").unwrap_or(0)..];
        if has_name(dictionary, "ObjStm") {
            check_object_stream(dictionary, &data[..end], &mut left_bytes)?;
        }
        rest = &data[end + b"endstream".len()..];
    }
}

/// A version that there is, an end, and nothing behind it.
fn check_ends(bytes: &[u8]) -> Result<(), PaperFault> {
    let is_known = matches!(bytes.get(5..8), Some([b'1', b'.', b'0'..=b'7'] | [b'2', b'.', b'0']));
    if !is_known {
        return Err(PaperFault::Damaged("the PDF has no version"));
    }
    let end = last(bytes, b"%%EOF").ok_or(PaperFault::Damaged("the PDF is cut off"))?;
    let tail = &bytes[end + b"%%EOF".len()..];
    let is_blank = tail.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
    if tail.len() > TAIL_BYTES_MAX || !is_blank {
        return Err(PaperFault::Polyglot("bytes behind the end of the PDF"));
    }
    let head = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    for (mark, what) in [
        (&b"<html"[..], "a web page"),
        (b"<script", "a script"),
        (b"<?php", "a script"),
        (b"pk\x03\x04", "an archive"),
        (b"rar!\x1a", "an archive"),
    ] {
        if find(&head, mark).is_some() {
            return Err(PaperFault::Polyglot(what));
        }
    }
    Ok(())
}

/// Refuses names that act; a name may be written with `#` and two digits for each letter.
fn check_names(bytes: &[u8]) -> Result<(), PaperFault> {
    for name in names(bytes) {
        if let Some(active) = ACTIVE_NAMES.into_iter().find(|active| is_name(name, active)) {
            return Err(PaperFault::Active(active));
        }
        if is_name(name, "Encrypt") {
            return Err(PaperFault::Encrypted);
        }
    }
    Ok(())
}

/// Looks into an object stream. One that is packed in a way that is not known cannot be looked into.
fn check_object_stream(dictionary: &[u8], data: &[u8], left_bytes: &mut u64) -> Result<(), PaperFault> {
    if !has_name(dictionary, "Filter") {
        return check_names(data);
    }
    let filters = names(dictionary).filter(|name| name.ends_with(b"Decode")).count();
    if !has_name(dictionary, "FlateDecode") || filters != 1 {
        return Err(PaperFault::Damaged("a part of the PDF is packed in an unusual way"));
    }
    let mut inflated = Vec::new();
    // A stream that does not inflate to its end is read as far as it goes, as viewers do.
    let _ = ZlibDecoder::new(data).take(*left_bytes + 1).read_to_end(&mut inflated);
    let inflated_bytes = inflated.len() as u64;
    *left_bytes = left_bytes.checked_sub(inflated_bytes).ok_or(PaperFault::Bomb)?;
    check_names(&inflated)
}

fn has_name(bytes: &[u8], wanted: &str) -> bool {
    names(bytes).any(|name| is_name(name, wanted))
}

/// The names in a text, as they are written, without their slashes.
fn names(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'/').skip(1).map(|rest| {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}%".contains(byte);
        &rest[..rest.iter().position(is_end).unwrap_or(rest.len())]
    })
}

fn is_name(written: &[u8], wanted: &str) -> bool {
    let mut letters = Letters(written);
    wanted.bytes().all(|letter| letters.next() == Some(letter)) && letters.next().is_none()
}

/// The letters of a name, `#4a` among them.
struct Letters<'name>(&'name [u8]);

impl Iterator for Letters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        if let [b'#', high, low, rest @ ..] = self.0
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            self.0 = rest;
            return u8::try_from(high * 16 + low).ok();
        }
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
}

/// The place of a keyword that is not the tail of another word, as `stream` is of `endstream`.
fn find_keyword(bytes: &[u8], keyword: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = find(&bytes[from..], keyword) {
        let at = from + found;
        let is_tail = at > 0 && bytes[at - 1].is_ascii_alphanumeric();
        let is_head = bytes.get(at + keyword.len()).is_some_and(|byte| !matches!(byte, b'\r' | b'\n'));
        if !is_tail && !is_head {
            return Some(at);
        }
        from = at + keyword.len();
    }
    None
}

fn after_end_of_line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\r").unwrap_or(bytes);
    bytes.strip_prefix(b"\n").unwrap_or(bytes)
}

/// The last place of a text.
fn last(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).rposition(|window| window == text)
}
