//! Objects that are packed together in a stream (ISO 32000-1, 7.5.7): first pairs of an object's number and its place,
//! then the objects.

use std::borrow::Cow;

use super::super::PaperFault;
use super::super::inflate::{InflateFault, inflate};
use super::lexer::{Lexer, Word, integer};
use super::names::Telling;
use super::stream::{ObjectStream, Packing};

const UNREADABLE: PaperFault =
    PaperFault::Damaged("objects of the PDF are packed in a way that does not read");

/// Unpacks the objects and takes their names into account.
pub(super) fn read(
    stream: &ObjectStream<'_>,
    bytes_left: &mut usize,
    telling: &mut Telling,
) -> Result<(), PaperFault> {
    let objects: Cow<'_, [u8]> = match stream.head.packing() {
        Packing::Plain => Cow::Borrowed(stream.body),
        Packing::Flate => Cow::Owned(inflate(stream.body, bytes_left).map_err(|fault| match fault {
            InflateFault::TooMuch => PaperFault::Bomb("the objects of the PDF"),
            InflateFault::Broken => UNREADABLE,
        })?),
        Packing::Other => return Err(UNREADABLE),
    };
    let first = stream.head.first().filter(|first| *first <= objects.len()).ok_or(UNREADABLE)?;
    let places = places(&objects, first)?;
    let mut places = places.into_iter().peekable();
    for (range, word) in Lexer::new(&objects, first) {
        match word {
            Word::Name(name) => telling.add(name),
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

/// The places of the objects, in their order in the bytes.
fn places(objects: &[u8], first: usize) -> Result<Vec<usize>, PaperFault> {
    let numbers: Option<Vec<usize>> = Lexer::new(&objects[..first], 0)
        .map(|(_, word)| match word {
            Word::Plain(word) => integer(word),
            _ => None,
        })
        .collect();
    let numbers = numbers.filter(|numbers| numbers.len().is_multiple_of(2)).ok_or(UNREADABLE)?;
    let mut places: Vec<usize> = numbers.iter().skip(1).step_by(2).map(|place| first + place).collect();
    if places.iter().any(|place| *place > objects.len()) {
        return Err(UNREADABLE);
    }
    places.sort_unstable();
    Ok(places)
}
