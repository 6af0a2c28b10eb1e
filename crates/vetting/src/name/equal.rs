//! When two words are the same that are written in other letters.

use super::lexicon::Lexicon;
use super::token::Token;
use super::tokens::NameTokens;

/// Letters that two forms of a word begin with in common, and from how many on one letter may be another.
const STEM_LETTERS_MIN: usize = 6;
const CHANGED_LETTERS_MIN: usize = 9;

/// Whether two own words are forms of one. Never places, numbers, or what stands for a concept.
pub(super) fn are_forms(
    ours: (&NameTokens, &Token),
    theirs: (&NameTokens, &Token),
    lexicon: &Lexicon,
) -> bool {
    let (Some(one), Some(other)) = (ours.0.text(ours.1), theirs.0.text(theirs.1)) else { return false };
    let common: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let is_inflected = one[..common].chars().count() >= STEM_LETTERS_MIN
        && lexicon.are_endings(&one[common..], &other[common..]);
    is_inflected || is_one_letter_changed(one, other)
}

fn is_one_letter_changed(one: &str, other: &str) -> bool {
    let length = one.chars().count();
    length >= CHANGED_LETTERS_MIN
        && length == other.chars().count()
        && one.chars().zip(other.chars()).filter(|(one, other)| one != other).count() == 1
}
