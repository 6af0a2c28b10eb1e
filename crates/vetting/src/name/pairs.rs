//! Which tokens of two names are equal, and the caps on what they come to, by their letters in the specification.

use super::equal::are_forms;
use super::kinds::are_compatible;
use super::lexicon::Lexicon;
use super::meaning::Id;
use super::score::Score;
use super::token::{Role, Token};
use super::tokens::NameTokens;

/// Which tokens of two names are equal.
pub(super) struct Pairs<'names> {
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
    pub(super) fn new(
        applicant: &'names NameTokens,
        evidence: &'names NameTokens,
        lexicon: &Lexicon,
    ) -> Self {
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

    pub(super) fn score(&self) -> Score {
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

    /// Whether the applicant's name holds nothing that the evidence lacks, but for places, and what it says twice.
    pub(super) fn adds_places_only(&self) -> bool {
        let is_known = |token: &Token| self.evidence.tokens.iter().any(|other| other.id == token.id);
        self.applicant.missing().all(|token| token.role == Role::Place || is_known(token))
    }

    /// The caps by their letters in the specification.
    pub(super) fn is_capped(&self) -> bool {
        self.shares_nothing_own() || self.is_capped_though_own_is_shared()
    }

    /// All caps but f.
    pub(super) fn is_capped_though_own_is_shared(&self) -> bool {
        self.both_tell()
            || self.shares_places_only()
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
        let names_patron = self.evidence.tokens.iter().any(is_told) || self.applicant.shared().any(is_told);
        both_differ || (names_patron && self.applicant.missing().any(is_word))
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
