//! When two tokens are the same that are written in other letters, and which kinds two languages take for each other.

use super::lexicon::Lexicon;
use super::meaning::{Id, id};
use super::token::Token;
use super::tokens::NameTokens;

/// Letters that two forms of a word begin with in common, and from how many on one letter may be another.
const STEM_LETTERS_MIN: usize = 6;
const CHANGED_LETTERS_MIN: usize = 9;

const UNIVERSITY: Id = id("kind", "university");
const APPLIED_SCIENCES: Id = id("kind", "applied-sciences");
const HIGHER_SCHOOL: Id = id("kind", "higher-school");
const ACADEMY: Id = id("kind", "academy");
const COLLEGE: Id = id("kind", "college");
const SCHOOL: Id = id("kind", "school");

const COMPATIBLE: [(Id, &[Id]); 3] = [
    (UNIVERSITY, &[APPLIED_SCIENCES, HIGHER_SCHOOL, ACADEMY, COLLEGE]),
    (HIGHER_SCHOOL, &[APPLIED_SCIENCES, ACADEMY, COLLEGE, SCHOOL]),
    (COLLEGE, &[APPLIED_SCIENCES]),
];

/// Kinds as which two languages know the same institutions.
pub(super) fn are_compatible(one: Id, other: Id) -> bool {
    COMPATIBLE.iter().any(|(kind, others)| {
        (*kind == one && others.contains(&other)) || (*kind == other && others.contains(&one))
    })
}

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
