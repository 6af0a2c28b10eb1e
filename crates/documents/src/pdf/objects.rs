//! Objects that are packed together in a stream (ISO 32000-1, 7.5.7): first pairs of an object's number and its place,
//! then the objects.

use std::borrow::Cow;

use super::super::DocumentFault;
use super::super::inflate::{InflateFault, inflate};
use super::lexer::{Lexer, Word, integer};
use super::names::Telling;
use super::opening::Opening;
use super::stream::{ObjectStream, Packing};

const UNREADABLE: DocumentFault =
    DocumentFault::Damaged("objects of the PDF are packed in a way that does not read");

/// Objects that were packed together.
struct Unpacked<'bytes> {
    objects: Cow<'bytes, [u8]>,
    /// Where the objects begin.
    first: usize,
    /// Where each object begins, with its number, in their order in the bytes.
    places: Vec<(usize, usize)>,
}

/// Unpacks the objects and takes their names into account.
pub(super) fn read(
    stream: &ObjectStream<'_>,
    bytes_left: &mut usize,
    telling: &mut Telling,
) -> Result<(), DocumentFault> {
    let Unpacked { objects, first, places } = unpack(stream, bytes_left)?;
    let mut places = places.into_iter().map(|(place, _)| place).peekable();
    for (range, word) in Lexer::new(&objects, first) {
        match word {
            Word::Name(name) => telling.add(name, &objects, range.end),
            Word::Broken => return Err(UNREADABLE),
            // An object that starts inside of a text would be read as something else than what is looked at here.
            Word::Text | Word::Comment => {
                while places.next_if(|place| *place <= range.start).is_some() {}
                if places.peek().is_some_and(|place| *place < range.end) {
                    return Err(UNREADABLE);
                }
            }
            Word::Plain(_)
            | Word::DictionaryStart
            | Word::DictionaryEnd
            | Word::ArrayStart
            | Word::ArrayEnd
            | Word::Stray => {}
        }
    }
    Ok(())
}

/// Whether each of these objects that is packed here is a place in the file.
pub(super) fn are_places(
    stream: &ObjectStream<'_>,
    bytes_left: &mut usize,
    numbers: &[usize],
) -> Result<bool, DocumentFault> {
    let Unpacked { objects, places, .. } = unpack(stream, bytes_left)?;
    Ok(places
        .iter()
        .filter(|(_, number)| numbers.contains(number))
        .all(|(place, _)| Opening::read(&objects, *place) == Opening::Place))
}

fn unpack<'bytes>(
    stream: &ObjectStream<'bytes>,
    bytes_left: &mut usize,
) -> Result<Unpacked<'bytes>, DocumentFault> {
    let objects: Cow<'_, [u8]> = match stream.head.packing() {
        Packing::Plain => Cow::Borrowed(stream.body),
        Packing::Flate => Cow::Owned(inflate(stream.body, bytes_left).map_err(|fault| match fault {
            InflateFault::TooMuch => DocumentFault::Bomb("the objects of the PDF"),
            InflateFault::Broken => UNREADABLE,
        })?),
        Packing::Other => return Err(UNREADABLE),
    };
    let first = stream.head.first().filter(|first| *first <= objects.len()).ok_or(UNREADABLE)?;
    let places = places(&objects, first)?;
    Ok(Unpacked { objects, first, places })
}

/// The places of the objects with their numbers, in their order in the bytes.
fn places(objects: &[u8], first: usize) -> Result<Vec<(usize, usize)>, DocumentFault> {
    let numbers: Option<Vec<usize>> = Lexer::new(&objects[..first], 0)
        .map(|(_, word)| match word {
            Word::Plain(word) => integer(word),
            _ => None,
        })
        .collect();
    let numbers = numbers.filter(|numbers| numbers.len().is_multiple_of(2)).ok_or(UNREADABLE)?;
    let mut places = Vec::with_capacity(numbers.len() / 2);
    for pair in numbers.chunks_exact(2) {
        let place = first.checked_add(pair[1]).filter(|place| *place <= objects.len()).ok_or(UNREADABLE)?;
        places.push((place, pair[0]));
    }
    places.sort_unstable();
    Ok(places)
}
