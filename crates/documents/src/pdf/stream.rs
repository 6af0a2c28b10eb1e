//! Streams: what the dictionary before one says, and where it ends.

use std::ops::Range;

use super::super::{DocumentFault, find};
use super::dictionary::Members;
use super::lexer::{Lexer, Word, integer, is_blank};
use super::names::decoded;

/// Members of a stream's dictionary by which its bytes, or the picture that it shows, are those of another file.
/// Some programs take `F` for the short form of `Filter`, so that what they unpack is not what is looked at here.
const ELSEWHERE: [&[u8]; 4] = [b"F", b"FFilter", b"FDecodeParms", b"Ref"];

/// Most words of a value that are looked at.
const VALUE_WORDS_MAX: usize = 16;

/// A stream that holds objects.
pub(super) struct ObjectStream<'bytes> {
    pub(super) head: StreamHead,
    /// As it stands in the file.
    pub(super) body: &'bytes [u8],
}

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// With zlib, once.
    Flate,
    /// In another way, or in one that is not said in the dictionary itself.
    Other,
}

/// A number that a dictionary may say.
#[derive(Debug, Clone, Copy, Default)]
enum Said {
    #[default]
    Never,
    Once(usize),
    /// As a reference, twice, or as no number.
    Unclearly,
}

impl Said {
    fn add(&mut self, value: Option<usize>) {
        *self = match (*self, value) {
            (Self::Never, Some(value)) => Self::Once(value),
            _ => Self::Unclearly,
        };
    }

    const fn once(self) -> Option<usize> {
        match self {
            Self::Once(value) => Some(value),
            Self::Never | Self::Unclearly => None,
        }
    }
}

/// What stands between the start of an object and its stream.
#[derive(Debug, Clone, Default)]
pub(super) struct StreamHead {
    length_bytes: Said,
    /// Where the first packed object starts.
    first: Said,
    packing: Option<Packing>,
    /// Whether the bytes were changed before they were packed, or more than one way of packing is named.
    is_packing_unclear: bool,
    packed_times: u32,
    is_object_stream: bool,
    has_number_of_objects: bool,
}

impl StreamHead {
    /// Reads the words of a dictionary. What stands there twice counts as not understood.
    pub(super) fn read(dictionary: &[u8]) -> Self {
        let mut head = Self::default();
        let mut lexer = Lexer::new(dictionary, 0);
        while let Some((_, word)) = lexer.next() {
            if let Word::Name(name) = word {
                head.add(&decoded(name), &lexer);
            }
        }
        head
    }

    fn add(&mut self, name: &[u8], behind: &Lexer<'_>) {
        match name {
            b"Length" => self.length_bytes.add(direct_integer(behind)),
            b"First" => self.first.add(direct_integer(behind)),
            b"Filter" if self.packing.is_none() => self.packing = Some(packing(behind)),
            b"Filter" => self.is_packing_unclear = true,
            b"Predictor" => self.is_packing_unclear |= direct_integer(behind) != Some(1),
            b"DecodeParms" | b"DP" => self.is_packing_unclear |= is_reference(behind),
            b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW" => self.packed_times += 1,
            b"ObjStm" => self.is_object_stream = true,
            b"N" => self.has_number_of_objects = true,
            _ => {}
        }
    }

    /// Whether it holds objects. Programs know such a stream by its members as well as by its type.
    pub(super) const fn holds_objects(&self) -> bool {
        self.is_object_stream || (self.has_number_of_objects && !matches!(self.first, Said::Never))
    }

    /// Whether packed data was packed again: a few bytes can come to anything.
    pub(super) const fn is_packed_twice(&self) -> bool {
        self.packed_times > 1
    }

    /// How it is packed.
    pub(super) fn packing(&self) -> Packing {
        if self.is_packing_unclear { Packing::Other } else { self.packing.unwrap_or(Packing::Plain) }
    }

    /// Where the first packed object starts, if the dictionary says it clearly.
    pub(super) const fn first(&self) -> Option<usize> {
        self.first.once()
    }
}

/// Whether the dictionary is that of a stream whose content is in another file.
pub(super) fn is_elsewhere(dictionary: &[u8]) -> bool {
    Members::new(dictionary).any(|(key, _)| ELSEWHERE.contains(&&*decoded(key)))
}

/// A number that is no reference to one.
fn direct_integer(behind: &Lexer<'_>) -> Option<usize> {
    if is_reference(behind) {
        return None;
    }
    match behind.clone().next() {
        Some((_, Word::Plain(word))) => integer(word),
        _ => None,
    }
}

/// Whether `12 0 R` comes next.
fn is_reference(behind: &Lexer<'_>) -> bool {
    let words: Vec<Word<'_>> =
        behind.clone().map(|(_, word)| word).filter(|word| *word != Word::Comment).take(3).collect();
    matches!(words[..], [Word::Plain(_), Word::Plain(_), Word::Plain(b"R")])
}

/// The packing that a filter's value names.
fn packing(behind: &Lexer<'_>) -> Packing {
    let mut behind = behind.clone();
    let of_name = |name: &[u8]| match &*decoded(name) {
        b"FlateDecode" | b"Fl" => Packing::Flate,
        _ => Packing::Other,
    };
    match behind.next() {
        Some((_, Word::Name(name))) => of_name(name),
        Some((_, Word::Plain(b"null"))) => Packing::Plain,
        Some((_, Word::ArrayStart)) => {
            let words: Vec<Word<'_>> = behind.map(|(_, word)| word).take(VALUE_WORDS_MAX).collect();
            match words[..] {
                [Word::ArrayEnd, ..] => Packing::Plain,
                [Word::Name(name), Word::ArrayEnd, ..] => of_name(name),
                _ => Packing::Other,
            }
        }
        _ => Packing::Other,
    }
}

/// Where the body of a stream is, and where to go on behind its end. The length counts if the end stands there.
pub(super) fn body(
    bytes: &[u8],
    behind_keyword: usize,
    head: &StreamHead,
) -> Result<(Range<usize>, usize), DocumentFault> {
    const END: &[u8] = b"endstream";
    let start = body_start(bytes, behind_keyword)?;
    let said_end = head.length_bytes.once().and_then(|length| start.checked_add(length));
    if let Some(end) = said_end.filter(|end| *end <= bytes.len()) {
        let blanks = bytes[end..].iter().take(4).take_while(|byte| is_blank(**byte)).count();
        if bytes[end + blanks..].starts_with(END) {
            return Ok((start..end, end + blanks + END.len()));
        }
    }
    let end = find(bytes, END, start).ok_or(DocumentFault::Damaged("a stream of the PDF does not end"))?;
    Ok((start..end, end + END.len()))
}

/// Behind the line of the keyword.
fn body_start(bytes: &[u8], behind_keyword: usize) -> Result<usize, DocumentFault> {
    let rest = &bytes[behind_keyword..];
    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match &rest[spaces..] {
        [b'\r', b'\n', ..] => Ok(behind_keyword + spaces + 2),
        [b'\r' | b'\n', ..] => Ok(behind_keyword + spaces + 1),
        _ => Err(DocumentFault::Damaged("a stream of the PDF does not start on a line of its own")),
    }
}
