//! How much two names have in common (vetting specification 15.1).

use serde::{Deserialize, Serialize};

use super::lexicon::{Id, Lexicon, id};
use super::tokens::{NameTokens, Role, Token};

/// From here on two names are the same.
const MATCH_MIN: Score = Score(60);

/// Letters that two forms of a word begin with in common, and from how many on one letter may be another.
const STEM_LETTERS_MIN: usize = 6;
const CHANGED_LETTERS_MIN: usize = 9;

/// A share in hundredths, so that it is stored, printed and compared alike everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// Nothing in common.
    pub const NONE: Self = Self(0);
    /// The same tokens in the same order.
    pub(crate) const EQUAL: Self = Self(100);
    /// As much as can be short of that.
    const ALMOST: Self = Self(99);
    /// One is the initials of the other.
    pub(super) const INITIALS: Self = Self(70);
    /// Most where a cap holds.
    pub(super) const CAPPED: Self = Self(50);

    /// Whether it is a match.
    pub fn is_match(self) -> bool {
        self >= MATCH_MIN
    }

    /// The score in hundredths.
    pub const fn hundredths(self) -> u8 {
        self.0
    }

    /// What is shared of two lists: of all, or of the shorter one.
    pub(super) fn of_shared(shared: usize, ours: usize, theirs: usize) -> Self {
        let jaccard = Self::of_share(shared, (ours + theirs).saturating_sub(shared), 100);
        let shorter = ours.min(theirs);
        let contained = if shorter >= 2 { Self::of_share(shared, shorter, 90) } else { Self::NONE };
        jaccard.max(contained).min(Self::ALMOST)
    }

    fn of_share(part: usize, whole: usize, factor: usize) -> Self {
        let share = (part * factor).checked_div(whole).unwrap_or(0);
        Self(u8::try_from(share.min(100)).unwrap_or(100))
    }
}

/// Compares an applicant's name with one of the evidence.
pub(crate) fn compare(applicant: &NameTokens, evidence: &NameTokens, lexicon: &Lexicon) -> Score {
    let (ours, theirs) = (&applicant.tokens, &evidence.tokens);
    if ours.is_empty() || theirs.is_empty() {
        return Score::NONE;
    }
    if ours.iter().map(|token| token.id).eq(theirs.iter().map(|token| token.id)) {
        return Score::EQUAL;
    }
    if applicant.is_initials_of(evidence, lexicon) || evidence.is_initials_of(applicant, lexicon) {
        return Score::INITIALS;
    }
    if ours.len() == 1 || theirs.len() == 1 {
        // One word is in the names of many.
        return Score::CAPPED.min(Pairs::new(applicant, evidence, lexicon).score());
    }
    let pairs = Pairs::new(applicant, evidence, lexicon);
    let score = pairs.score().min(Score::ALMOST);
    if pairs.is_capped() { score.min(Score::CAPPED) } else { score }
}

/// Which tokens of two names are equal.
struct Pairs<'names> {
    applicant: Half<'names>,
    evidence: Half<'names>,
    /// Whether kinds that are not equal go together.
    kinds_are_compatible: bool,
}

/// One side: its tokens, and for each whether the other side has it.
struct Half<'name> {
    tokens: &'name [Token],
    shared: Vec<bool>,
}

impl<'names> Pairs<'names> {
    fn new(applicant: &'names NameTokens, evidence: &'names NameTokens, lexicon: &Lexicon) -> Self {
        let mut ours = Half::new(&applicant.tokens);
        let mut theirs = Half::new(&evidence.tokens);
        for exactly in [true, false] {
            for (place, token) in applicant.tokens.iter().enumerate() {
                if ours.shared[place] {
                    continue;
                }
                let is_equal = |other: &Token| {
                    if exactly {
                        token.id == other.id
                    } else {
                        are_forms((applicant, token), (evidence, other), lexicon)
                    }
                };
                let found =
                    (0..theirs.tokens.len()).find(|at| !theirs.shared[*at] && is_equal(&theirs.tokens[*at]));
                if let Some(at) = found {
                    (ours.shared[place], theirs.shared[at]) = (true, true);
                }
            }
        }
        let mut pairs = Self { applicant: ours, evidence: theirs, kinds_are_compatible: false };
        pairs.kinds_are_compatible = !pairs.shares_kind() && pairs.has_compatible_kinds();
        pairs
    }

    fn score(&self) -> Score {
        let is_bridged = self.kinds_are_compatible
            && self.applicant.shared().any(|token| {
                token.is_patron
                    || token.role == Role::Field
                    || (token.role == Role::Own && !token.is_attribute)
            });
        let shared = self.applicant.shared().count() + usize::from(is_bridged);
        let (ours, theirs) = (self.applicant.counted(), self.evidence.counted());
        Score::of_shared(shared, ours, theirs)
    }

    fn shares_kind(&self) -> bool {
        self.applicant.shared().any(|token| token.role == Role::Kind)
    }

    fn has_compatible_kinds(&self) -> bool {
        self.applicant.kinds().any(|one| self.evidence.kinds().any(|other| are_compatible(one, other)))
    }

    /// The caps by their letters in the specification.
    fn is_capped(&self) -> bool {
        self.both_tell()
            || self.shares_places_only()
            || self.shares_nothing_own()
            || self.differ_in_kind()
            || self.differ_in_number()
            || self.tells_nothing()
            || self.differ_in_patron()
            || self.adds_own()
    }

    /// b
    fn both_tell(&self) -> bool {
        self.applicant.missing().any(Token::is_telling) && self.evidence.missing().any(Token::is_telling)
    }

    /// c
    fn shares_places_only(&self) -> bool {
        let mut shared = self.applicant.shared().filter(|token| token.is_telling()).peekable();
        let more = |half: &Half<'_>| {
            half.missing().any(|token| token.is_telling() && matches!(token.role, Role::Field | Role::Own))
        };
        shared.peek().is_some()
            && shared.all(|token| matches!(token.role, Role::Place | Role::Number))
            && (more(&self.applicant) || more(&self.evidence))
    }

    /// f
    fn shares_nothing_own(&self) -> bool {
        let shares = self
            .applicant
            .shared()
            .any(|token| token.is_patron || token.role == Role::Place || token.is_strong());
        !shares
            && (self.applicant.missing().any(Token::is_telling)
                || self.evidence.missing().any(Token::is_telling))
    }

    /// k
    fn differ_in_kind(&self) -> bool {
        let have_kinds = self.applicant.kinds().next().is_some() && self.evidence.kinds().next().is_some();
        let tells = |token: &&Token| token.is_telling() && token.role != Role::Place;
        have_kinds
            && !self.shares_kind()
            && !self.kinds_are_compatible
            && self.applicant.shared().filter(tells).count() < 2
    }

    /// n
    fn differ_in_number(&self) -> bool {
        let is_school = self.applicant.tokens.iter().chain(self.evidence.tokens).any(|token| token.is_school);
        let is_number = |token: &Token| token.role == Role::Number;
        is_school && (self.applicant.missing().any(is_number) || self.evidence.missing().any(is_number))
    }

    /// o
    fn tells_nothing(&self) -> bool {
        !self.applicant.tokens.iter().any(|token| token.is_telling() || token.is_patron)
    }

    /// p, and what the applicant adds to a patron that the evidence names.
    fn differ_in_patron(&self) -> bool {
        let is_told = |token: &Token| token.is_patron && !token.is_given && !token.is_letter();
        let is_word = |token: &Token| is_told(token) && token.word.is_some() && !token.is_abbreviation;
        let both_differ = self.applicant.missing().any(is_told) && self.evidence.missing().any(is_told);
        both_differ || (self.applicant.missing().any(is_word) && self.evidence.tokens.iter().any(is_word))
    }

    /// x
    fn adds_own(&self) -> bool {
        self.applicant.missing().any(|token| {
            !token.is_patron
                && match token.role {
                    Role::Own => !token.is_attribute && !token.is_abbreviation,
                    Role::Field => self.kinds_are_compatible,
                    Role::Kind | Role::Place | Role::Number => false,
                }
        })
    }
}

impl<'name> Half<'name> {
    fn new(tokens: &'name [Token]) -> Self {
        Self { tokens, shared: vec![false; tokens.len()] }
    }

    fn shared(&self) -> impl Iterator<Item = &'name Token> + '_ {
        self.tokens.iter().zip(&self.shared).filter(|(_, shared)| **shared).map(|(token, _)| token)
    }

    fn missing(&self) -> impl Iterator<Item = &'name Token> + '_ {
        self.tokens.iter().zip(&self.shared).filter(|(_, shared)| !**shared).map(|(token, _)| token)
    }

    fn kinds(&self) -> impl Iterator<Item = Id> + '_ {
        self.tokens.iter().filter(|token| token.role == Role::Kind).map(|token| token.id)
    }

    /// How many tokens count: those of a patron where the other side has them.
    fn counted(&self) -> usize {
        self.tokens.iter().zip(&self.shared).filter(|(token, shared)| !token.is_patron || **shared).count()
    }
}

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
fn are_compatible(one: Id, other: Id) -> bool {
    COMPATIBLE.iter().any(|(kind, others)| {
        (*kind == one && others.contains(&other)) || (*kind == other && others.contains(&one))
    })
}

/// Whether two own words are forms of one. Never places, numbers, or what stands for a concept.
fn are_forms(ours: (&NameTokens, &Token), theirs: (&NameTokens, &Token), lexicon: &Lexicon) -> bool {
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

#[cfg(test)]
mod tests;
