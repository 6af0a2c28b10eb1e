//! A name as tokens with roles (vetting specification 15.1).

use super::fold::NameHash;
use super::kinds::are_compatible;
use super::lexicon::Lexicon;
use super::meaning::{Id, id};
use super::token::{Role, Token};
use super::word::Words;

/// Classes of risk words for what a school has beside it: in its name they help and cost nothing.
pub(super) const BESIDE_SCHOOLS: [&str; 4] = ["nursery", "kindergarten", "housing", "canteen"];

/// Fewest own words by which a name is told from all others, whatever kind it is.
const OWN_WORDS_MIN: usize = 2;

/// A name, read.
#[derive(Debug, Clone)]
pub(crate) struct NameTokens {
    pub(crate) words: Words,
    pub(crate) tokens: Vec<Token>,
    /// Which words are links.
    pub(super) is_link: Vec<bool>,
}

impl NameTokens {
    /// The hash of the folded words without links; none for a name without a word.
    pub(crate) fn hash(&self) -> Option<NameHash> {
        let is_all_links = self.is_link.iter().all(|is_link| *is_link);
        let words = self.words.iter().zip(&self.is_link);
        let kept = words.filter(|(_, is_link)| is_all_links || !**is_link).map(|(word, _)| word);
        (self.words.len() > 0).then(|| NameHash::of(kept))
    }

    /// The hash of the tokens in no order.
    pub(crate) fn multiset(&self) -> NameHash {
        let mut ids: Vec<Id> = self.tokens.iter().map(|token| token.id).collect();
        ids.sort_unstable();
        NameHash::of_ids(&ids)
    }

    /// The same hash for a name that holds a place or an own word that is no attribute: others are those of many.
    pub(crate) fn telling_multiset(&self) -> Option<NameHash> {
        let tells = |token: &Token| token.role == Role::Place || token.is_strong() || token.is_given;
        self.tokens.iter().any(tells).then(|| self.multiset())
    }

    /// Whether it tells exactly what another name tells, two own words or more among it, and is of a kind as which two
    /// languages know the same institutions: NHL Stenden University, and NHL Stenden Hogeschool.
    pub(crate) fn differs_in_kind_alone(&self, other: &Self) -> bool {
        let told = |name: &Self| -> Vec<Id> {
            let mut ids: Vec<Id> =
                name.tokens.iter().filter(|token| token.is_telling()).map(|token| token.id).collect();
            ids.sort_unstable();
            ids
        };
        let own = self.tokens.iter().filter(|token| token.is_telling() && token.is_strong()).count();
        let are_kinds_the_same = || {
            let mut kinds = self.kinds().peekable();
            kinds.peek().is_some()
                && kinds.all(|one| other.kinds().any(|kind| kind == one || are_compatible(kind, one)))
        };
        own >= OWN_WORDS_MIN && told(self) == told(other) && are_kinds_the_same()
    }

    /// Whether it holds what stands for a concept.
    pub(crate) fn holds(&self, id: Id) -> bool {
        self.tokens.iter().any(|token| token.id == id)
    }

    pub(super) fn text(&self, token: &Token) -> Option<&str> {
        token.word.map(|word| self.words.word(word))
    }

    /// Whether it is one word whose letters are the first ones of another name's three or more words.
    pub(super) fn is_initials_of(&self, other: &Self, lexicon: &Lexicon) -> bool {
        if self.words.len() != 1 {
            return false;
        }
        let letters = self.words.word(0);
        let firsts = |with_links: bool| {
            let words = other.words.iter().enumerate();
            // Those inside of phrases too: the first letters of Massachusetts Institute of Technology are three.
            let kept = words.filter(move |(place, _)| with_links || !lexicon.is_link(&other.words, *place));
            kept.filter_map(|(_, word)| word.chars().next())
        };
        [true, false]
            .iter()
            .any(|with_links| firsts(*with_links).count() >= 3 && firsts(*with_links).eq(letters.chars()))
    }

    /// Whether it holds a kind of school.
    pub(crate) fn names_school(&self) -> bool {
        self.tokens.iter().any(|token| token.is_school)
    }

    /// The kinds of the name.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Id> + '_ {
        self.tokens.iter().filter(|token| token.role == Role::Kind).map(|token| token.id)
    }

    /// Whether it names a kind other than institute, academy and centre.
    pub(crate) fn names_plain_kind(&self) -> bool {
        const WEAK: [Id; 3] = [id("kind", "institute"), id("kind", "academy"), id("kind", "centre")];
        self.kinds().any(|kind| !WEAK.contains(&kind))
    }
}
