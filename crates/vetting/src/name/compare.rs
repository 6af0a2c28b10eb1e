//! How much two names have in common.

use serde::{Deserialize, Serialize};

use super::fold::FoldedName;
use super::words::NameWords;

/// From here on two names are the same.
const MATCH_MIN: Score = Score(60);

/// A share in hundredths, so that it is stored, printed and compared alike everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// Nothing in common.
    pub const NONE: Self = Self(0);
    /// The same tokens in the same order.
    pub(crate) const EQUAL: Self = Self(100);
    /// One is the initials of the other.
    const INITIALS: Self = Self(70);
    /// Most when the words that tell institutions apart differ.
    const OTHERS: Self = Self(30);
    /// Most when only one side says more than generic words, or only the evidence names an institution.
    const ONE_SIDED: Self = Self(50);

    /// Whether it is a match.
    pub fn is_match(self) -> bool {
        self >= MATCH_MIN
    }

    /// The score in hundredths.
    pub const fn hundredths(self) -> u8 {
        self.0
    }

    fn of_share(part: usize, whole: usize, factor: usize) -> Self {
        let share = (part * factor).checked_div(whole).unwrap_or(0);
        Self(u8::try_from(share.min(100)).unwrap_or(100))
    }
}

/// What is compared: the folded name, and whether it speaks of an institution.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) name: FoldedName,
    pub(crate) names_institution: bool,
}

impl Side {
    pub(crate) fn new(name: &str, words: &NameWords) -> Self {
        Self { name: FoldedName::new(name, words), names_institution: words.names_institution(name) }
    }
}

/// Compares an applicant's name with one of the evidence.
pub(crate) fn compare(applicant: &Side, evidence: &Side, words: &NameWords) -> Score {
    let (ours, theirs) = (&applicant.name.tokens, &evidence.name.tokens);
    if ours.is_empty() || theirs.is_empty() {
        return Score::NONE;
    }
    if ours == theirs {
        return Score::EQUAL;
    }
    if are_initials(ours, theirs) || are_initials(theirs, ours) {
        return Score::INITIALS;
    }
    let (ours, theirs) = (distinct(ours), distinct(theirs));
    let shared = count_shared(&ours, &theirs);
    let union = ours.len() + theirs.len() - shared;
    let jaccard = Score::of_share(shared, union, 100);
    let shorter = ours.len().min(theirs.len());
    let contained = if shorter >= 2 { Score::of_share(shared, shorter, 90) } else { Score::NONE };
    let mut score = jaccard.max(contained);
    score = score.min(distinctive_cap(&ours, &theirs, words));
    if evidence.names_institution && !applicant.names_institution {
        score = score.min(Score::ONE_SIDED);
    }
    score
}

/// Whether `short` is one token, the initials of the three or more words of `long`.
fn are_initials(short: &[String], long: &[String]) -> bool {
    let [initials] = short else { return false };
    let firsts = long.iter().filter_map(|word| word.chars().next());
    long.len() >= 3 && initials.chars().eq(firsts)
}

fn distinct(tokens: &[String]) -> Vec<&str> {
    let mut tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

fn count_shared(ours: &[&str], theirs: &[&str]) -> usize {
    ours.iter().filter(|token| theirs.contains(token)).count()
}

/// What the tokens that are more than generic words allow.
fn distinctive_cap(ours: &[&str], theirs: &[&str], words: &NameWords) -> Score {
    let distinctive = |tokens: &[&str]| tokens.iter().filter(|token| !words.is_generic(token)).count();
    let (our_count, their_count) = (distinctive(ours), distinctive(theirs));
    let shared = ours.iter().filter(|token| !words.is_generic(token) && theirs.contains(token)).count();
    match (our_count, their_count) {
        (0, 0) => Score::EQUAL,
        (0, _) | (_, 0) => Score::ONE_SIDED,
        _ if shared * 2 < our_count.min(their_count) => Score::OTHERS,
        _ => Score::EQUAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(applicant: &str, evidence: &str) -> u8 {
        let words = NameWords::embedded();
        compare(&Side::new(applicant, &words), &Side::new(evidence, &words), &words).hundredths()
    }

    #[test]
    fn the_same_name_in_another_dress_is_the_same() {
        for (one, other) in [
            ("Stanford University", "STANFORD UNIVERSITY"),
            ("The University of Oxford", "University Oxford"),
            ("Universidad de Concepción", "Universidad de Concepcion"),
            ("Szkoła Zielona", "Szkola Zielona"),
        ] {
            assert_eq!(score(one, other), 100, "{one} / {other}");
        }
    }

    #[test]
    fn initials_of_three_words_are_a_match_and_of_two_are_none() {
        assert_eq!(score("MIT", "Massachusetts Institute of Technology"), 70);
        assert_eq!(score("Massachusetts Institute of Technology", "MIT"), 70);
        assert!(score("SU", "Stanford University") < 60);
        assert!(score("MTI", "Massachusetts Institute of Technology") < 60);
    }

    #[test]
    fn a_longer_form_of_the_name_matches() {
        assert!(score("Stanford University", "Leland Stanford Junior University") >= 60);
        assert!(score("Baikal State University", "Baikal State University of Economics and Law") >= 60);
    }

    #[test]
    fn generic_words_alone_make_no_match() {
        assert!(score("Lincoln State University", "Oregon State University") <= 30);
        assert!(score("State University", "Oregon State University") <= 50);
        assert!(score("National Technical University", "National Technical University of Athens") <= 50);
    }

    #[test]
    fn a_name_without_an_institution_is_not_that_of_one() {
        assert!(score("Stanford", "Stanford University") <= 50);
        assert!(score("Acme Widgets LLC", "Stanford University") <= 30);
    }

    #[test]
    fn nothing_compares_with_an_empty_name() {
        assert_eq!(score("", "Stanford University"), 0);
        assert_eq!(score("...", "..."), 0);
    }
}
