//! One way through all words of a file, over the bodies of streams.

use std::ops::Range;

use super::lexer::{Lexer, Word, integer};
use super::names::Telling;
use super::opening::Opening;
use super::stream::{ObjectStream, StreamHead, body, is_elsewhere};
use super::{DocumentFault, holds_object};

/// Most streams of packed objects: programs put a hundred objects into each.
const OBJECT_STREAMS_MAX: usize = 10_000;

/// What a file holds.
pub(super) struct Scan<'bytes> {
    /// What the names tell that are not packed.
    pub(super) telling: Telling,
    /// The packed ones.
    pub(super) object_streams: Vec<ObjectStream<'bytes>>,
    /// The number of each object that is not packed, and where it begins.
    objects: Vec<(usize, usize)>,
    /// Whether programs may see an object whose number is not seen here.
    has_unclear_object: bool,
}

impl Scan<'_> {
    /// Whether each of these objects that is not packed is a place in the file, and none of them may be another one.
    pub(super) fn are_places(&self, bytes: &[u8], numbers: &[usize]) -> bool {
        let mut named = self.objects.iter().filter(|(number, _)| numbers.contains(number));
        !self.has_unclear_object && named.all(|(_, at)| Opening::read(bytes, *at) == Opening::Place)
    }
}

struct Scanner<'bytes> {
    bytes: &'bytes [u8],
    scan: Scan<'bytes>,
    /// Where the object starts that is being read.
    object_start: usize,
    /// Dictionaries and arrays that are open in it.
    open: usize,
    /// Whether the word before ended a dictionary.
    is_behind_dictionary: bool,
    /// The two words before, as far as they are numbers.
    numbers: [Option<usize>; 2],
}

/// Looks at all words.
pub(super) fn scan(bytes: &[u8]) -> Result<Scan<'_>, DocumentFault> {
    let scan = Scan {
        telling: Telling::default(),
        object_streams: Vec::new(),
        objects: Vec::new(),
        has_unclear_object: false,
    };
    let mut scanner =
        Scanner { bytes, scan, object_start: 0, open: 0, is_behind_dictionary: false, numbers: [None; 2] };
    let mut lexer = Lexer::new(bytes, 0);
    while let Some((range, word)) = lexer.next() {
        if let Some(next) = scanner.add(range, word)? {
            lexer.move_to(next);
        }
    }
    let has_object = scanner.scan.has_unclear_object || !scanner.scan.objects.is_empty();
    if has_object { Ok(scanner.scan) } else { Err(DocumentFault::Damaged("the PDF holds nothing")) }
}

impl<'bytes> Scanner<'bytes> {
    /// Takes a word into account; where a stream starts, tells where to go on.
    fn add(&mut self, range: Range<usize>, word: Word<'bytes>) -> Result<Option<usize>, DocumentFault> {
        let is_behind_dictionary = std::mem::take(&mut self.is_behind_dictionary);
        let numbers = self.numbers;
        if word != Word::Comment {
            self.numbers = [numbers[1], None];
        }
        match word {
            Word::Name(name) => self.scan.telling.add(name, self.bytes, range.end),
            Word::Text => self.check_part(range)?,
            Word::Comment => {
                self.check_part(range)?;
                self.is_behind_dictionary = is_behind_dictionary;
            }
            Word::Broken => return Err(DocumentFault::Damaged("a text of the PDF does not end")),
            Word::DictionaryStart | Word::ArrayStart => self.open += 1,
            Word::ArrayEnd => self.open = self.open.saturating_sub(1),
            Word::DictionaryEnd => {
                self.open = self.open.saturating_sub(1);
                self.is_behind_dictionary = true;
            }
            Word::Plain(b"obj") => {
                match numbers {
                    [Some(number), Some(_)] => self.scan.objects.push((number, range.end)),
                    _ => self.scan.has_unclear_object = true,
                }
                self.start_object(range.end);
            }
            Word::Plain(b"stream") if is_behind_dictionary && self.open == 0 => {
                return self.add_stream(range).map(Some);
            }
            Word::Plain(b"stream") => {
                return Err(DocumentFault::Damaged("a stream of the PDF stands where none can be"));
            }
            Word::Plain(word) => {
                self.numbers[1] = integer(word);
                // Some programs read `0obj` as two words.
                self.scan.has_unclear_object |= word.ends_with(b"obj") && !word.ends_with(b"endobj");
            }
            Word::Stray => {}
        }
        Ok(None)
    }

    fn start_object(&mut self, at: usize) {
        self.object_start = at;
        self.open = 0;
    }

    /// Takes a stream into account by its dictionary, and tells where to go on.
    fn add_stream(&mut self, keyword: Range<usize>) -> Result<usize, DocumentFault> {
        let dictionary = &self.bytes[self.object_start..keyword.start];
        if is_elsewhere(dictionary) {
            return Err(DocumentFault::External);
        }
        let head = StreamHead::read(dictionary);
        if head.is_packed_twice() {
            return Err(DocumentFault::Bomb("a stream of the PDF that is packed more than once"));
        }
        let (body, next) = body(self.bytes, keyword.end, &head)?;
        self.check_part(body.clone())?;
        if head.holds_objects() {
            if self.scan.object_streams.len() == OBJECT_STREAMS_MAX {
                return Err(DocumentFault::Bomb("the objects of the PDF"));
            }
            self.scan.object_streams.push(ObjectStream { head, body: &self.bytes[body] });
        }
        self.start_object(next);
        Ok(next)
    }

    fn check_part(&self, part: Range<usize>) -> Result<(), DocumentFault> {
        if holds_object(self.bytes, part) {
            return Err(DocumentFault::Damaged("an object of the PDF stands where none can be"));
        }
        Ok(())
    }
}
