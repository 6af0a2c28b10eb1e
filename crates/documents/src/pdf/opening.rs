//! What a file does when it is opened (ISO 32000-1, 12.6): it may show a page of itself, and nothing else, since nobody
//! was asked.

use super::dictionary::Members;
use super::lexer::{Lexer, Word, integer};
use super::names::decoded;

/// Most words of an action that only shows a page.
const ACTION_WORDS_MAX: usize = 64;

/// What stands where an action or a page is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// A place in the file, or nothing.
    Place,
    /// Another object, by its number.
    Object(usize),
    /// More than a place, or what does not read.
    Action,
}

impl Opening {
    /// Reads the value that comes next.
    pub(super) fn read(bytes: &[u8], at: usize) -> Self {
        let mut words = Lexer::new(bytes, at).filter(|(_, word)| *word != Word::Comment);
        match words.next() {
            Some((_, Word::ArrayStart | Word::Text | Word::Name(_) | Word::Plain(b"null"))) => Self::Place,
            Some((_, Word::Plain(number))) => match (words.next(), words.next()) {
                (Some((_, Word::Plain(_))), Some((_, Word::Plain(b"R")))) => {
                    integer(number).map_or(Self::Action, Self::Object)
                }
                _ => Self::Action,
            },
            Some((range, Word::DictionaryStart)) => match dictionary_at(bytes, range.start) {
                Some(dictionary) if shows_a_place(dictionary) => Self::Place,
                _ => Self::Action,
            },
            _ => Self::Action,
        }
    }
}

/// The bytes of a short dictionary; nothing, if it does not end soon.
fn dictionary_at(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let mut open = 0_usize;
    for (range, word) in Lexer::new(bytes, start).take(ACTION_WORDS_MAX) {
        match word {
            Word::DictionaryStart => open += 1,
            Word::DictionaryEnd => open -= 1,
            _ => {}
        }
        if open == 0 {
            return bytes.get(start..range.end);
        }
    }
    None
}

/// Whether it is an action that goes to a place in the file, or turns its pages, and no other one follows. A destination
/// may be written as a dictionary, too; it has no kind.
fn shows_a_place(dictionary: &[u8]) -> bool {
    let mut kinds = 0;
    for (key, value) in Members::new(dictionary) {
        match &*decoded(key) {
            b"S" => {
                kinds += 1;
                let is_harmless =
                    matches!(value, Word::Name(kind) if matches!(&*decoded(kind), b"GoTo" | b"Named"));
                if !is_harmless || kinds > 1 {
                    return false;
                }
            }
            b"Next" | b"URI" => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_an_action() {
        use Opening::{Action, Object, Place};
        for (value, expected) in [
            ("[3 0 R/Fit]", Place),
            ("(chapter)", Place),
            ("/chapter", Place),
            ("null", Place),
            ("% a comment\n[3 0 R/XYZ 0 792 0]", Place),
            ("<</Type/Action/S/GoTo/D[3 0 R/FitH 792]>>", Place),
            ("<</#53/Go#54o/D(chapter)>>", Place),
            ("<</S/Named/N/FirstPage>>", Place),
            ("<</D[3 0 R/Fit]>>", Place),
            ("9 0 R", Object(9)),
            ("009 1 R", Object(9)),
            ("9 0", Action),
            ("9", Action),
            ("", Action),
            ("<</S/URI/URI(https://school.org)>>", Action),
            ("<</S/U#52I/U#52I(https://school.org)>>", Action),
            ("<</S/GoTo/S/URI/D 1>>", Action),
            ("<</S 9 0 R>>", Action),
            ("<</S/GoTo/D(a)/Next 9 0 R>>", Action),
            ("<</S/GoTo/D(a)/N#65xt<</S/URI>>>>", Action),
            ("<</S/Thread/D 1>>", Action),
            ("<</S/GoTo/D(a)", Action),
            ("(never closed", Action),
        ] {
            assert_eq!(Opening::read(value.as_bytes(), 0), expected, "{value}");
        }
        let long = format!("<</S/GoTo/D[{}]>>", "1 ".repeat(100));
        assert_eq!(Opening::read(long.as_bytes(), 0), Action);
    }
}
