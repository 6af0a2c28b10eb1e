//! The reading of a name: words and phrases become tokens with roles.

use super::lexicon::Lexicon;
use super::meaning::{Meaning, Part, id};
use super::number::number;
use super::token::{Role, Token};
use super::tokens::{BESIDE_SCHOOLS, NameTokens};
use super::word::Words;

/// Most tokens of the name of a patron.
const PATRON_TOKENS_MAX: usize = 5;

impl NameTokens {
    /// Reads a name.
    pub(crate) fn new(name: &str, lexicon: &Lexicon) -> Self {
        let words = Words::new(name);
        let is_link = vec![false; words.len()];
        let tokens = Vec::with_capacity(words.len() + 1);
        let mut reader = Reader { lexicon, name: Self { words, tokens, is_link }, patron: 0, marked: false };
        reader.read();
        reader.name
    }
}

struct Reader<'lexicon> {
    lexicon: &'lexicon Lexicon,
    name: NameTokens,
    /// How many tokens of a patron may still come.
    patron: usize,
    /// Whether the piece before was a number marker.
    marked: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut start = 0;
        while start < self.name.words.len() {
            let known = self.name.tokens.len();
            let count = self.piece(start);
            for token in self.name.tokens.iter_mut().skip(known) {
                token.span = token.word.map_or((start, count), |word| (word, 1));
            }
            start += count;
        }
        self.finish();
    }

    /// Reads the piece that begins at a word; answers how many words it takes.
    fn piece(&mut self, start: usize) -> usize {
        let was_marked = std::mem::take(&mut self.marked);
        if let Some(number) = number(&self.name.words, start) {
            let is_taken = self.number(start, 1, number, was_marked);
            if is_taken || self.name.words.word(start).bytes().all(|byte| byte.is_ascii_digit()) {
                return 1;
            }
        }
        let concept = self.lexicon.concepts.find(&self.name.words, start);
        let risk = self.lexicon.risks.find(&self.name.words, start);
        let concept_words = concept.map_or(0, |(count, _)| count);
        if let Some((count, class)) = risk.filter(|(count, _)| *count >= concept_words) {
            self.patron = 0;
            let class = self.lexicon.class_name(class);
            if BESIDE_SCHOOLS.contains(&class) && (concept.is_none() || is_nursery(class)) {
                self.name.tokens.push(Token { is_patron: true, ..Token::new(Role::Own, id("risk", class)) });
                return count;
            }
        }
        match concept {
            None => {
                self.own_word(start);
                1
            }
            Some((count, meaning)) => {
                self.concept(start, count, meaning);
                count
            }
        }
    }

    fn own_word(&mut self, start: usize) {
        let words = &self.name.words;
        let text = words.word(start);
        let letters = text.chars().count();
        let token = Token {
            is_abbreviation: (2..=6).contains(&letters) && words.are_capitals(start, 1),
            word: Some(start),
            is_letter: letters == 1,
            ..Token::new(Role::Own, id("word", text))
        };
        self.push_patron_like(token);
    }

    fn push_patron_like(&mut self, token: Token) {
        let is_patron = self.patron > 0;
        self.patron = self.patron.saturating_sub(1);
        self.name.tokens.push(Token { is_patron, ..token });
    }

    fn concept(&mut self, start: usize, count: usize, meaning: Meaning) {
        let words = &self.name.words;
        match meaning.part {
            Part::Kind => {
                self.patron = 0;
                self.name
                    .tokens
                    .push(Token { is_school: meaning.is_school, ..Token::new(Role::Kind, meaning.id) });
                if let Some(field) = meaning.field {
                    self.name.tokens.push(Token::new(Role::Field, field));
                }
            }
            Part::Place => {
                self.patron = 0;
                self.name.tokens.push(Token::new(Role::Place, meaning.id));
            }
            Part::Field => self.push_patron_like(Token::new(Role::Field, meaning.id)),
            Part::Own => self.push_patron_like(Token::new(Role::Own, meaning.id)),
            Part::Attribute => {
                self.push_patron_like(Token { is_attribute: true, ..Token::new(Role::Own, meaning.id) });
            }
            Part::Given => {
                self.push_patron_like(Token { is_given: true, ..Token::new(Role::Own, meaning.id) });
            }
            Part::Ordinal(number) => {
                if !self.number(start, count, u32::from(number), false) {
                    (start..start + count).for_each(|word| self.own_word(word));
                }
            }
            Part::NumberMarker => {
                self.marked = true;
                self.link(start, count);
            }
            Part::PatronMarker => {
                self.patron = PATRON_TOKENS_MAX;
                self.link(start, count);
            }
            // `MIT` is no preposition.
            Part::PlacePreposition | Part::Link
                if count == 1 && words.word(start).len() > 1 && words.are_capitals(start, 1) =>
            {
                self.own_word(start);
            }
            Part::PlacePreposition => {
                self.patron = 0;
                self.link(start, count);
            }
            Part::Link => self.link(start, count),
            Part::LegalForm if start == 0 || start + count == words.len() => {
                self.patron = 0;
                self.link(start, count);
            }
            Part::LegalForm => (start..start + count).for_each(|word| self.own_word(word)),
        }
    }

    fn link(&mut self, start: usize, count: usize) {
        self.name.is_link[start..start + count].fill(true);
    }

    /// A number counts beside a kind, behind a marker and before a kind; other digits are those of a street.
    fn number(&mut self, start: usize, count: usize, number: u32, is_marked: bool) -> bool {
        let behind_kind = self.name.tokens.last().is_some_and(|token| token.role == Role::Kind);
        let words = &self.name.words;
        let is_kind = |at: usize| {
            let found = (at < words.len()).then(|| self.lexicon.concepts.find(words, at)).flatten();
            found.is_some_and(|(_, meaning)| meaning.part == Part::Kind)
        };
        let counts = is_marked || behind_kind || is_kind(start + count) || is_kind(start + count + 1);
        if counts {
            self.patron = 0;
            self.name.tokens.push(Token::new(Role::Number, id("number", "") ^ u64::from(number)));
        }
        counts
    }

    fn finish(&mut self) {
        let names_school = self.name.names_school();
        if !names_school {
            let beside = BESIDE_SCHOOLS.map(|class| id("risk", class));
            let tokens = self.name.tokens.iter_mut().filter(|token| beside.contains(&token.id));
            tokens.for_each(|token| token.is_patron = false);
        }
        self.acronym();
        if self.name.tokens.is_empty() {
            // A name of nothing but links is these words.
            self.patron = 0;
            (0..self.name.words.len()).for_each(|word| self.own_word(word));
        }
    }

    /// An acronym beside the full name.
    fn acronym(&mut self) {
        let (name, lexicon) = (&self.name, self.lexicon);
        let is_acronym = |token: &Token| {
            let Some(place) = token.word.filter(|_| token.is_abbreviation) else { return false };
            let others = |with_links: bool| {
                // Those inside of phrases are links too.
                let is_link = |at: usize| name.is_link[at] || lexicon.is_link(&name.words, at);
                let words = name.words.iter().enumerate();
                let kept = words.filter(move |(at, _)| *at != place && (with_links || !is_link(*at)));
                kept.filter_map(|(_, word)| word.chars().next())
            };
            let letters = name.words.word(place);
            [true, false].iter().any(|with_links| {
                let firsts: String = others(*with_links).collect();
                firsts.starts_with(letters)
            })
        };
        let found: Vec<bool> = name.tokens.iter().map(is_acronym).collect();
        for (token, is_acronym) in self.name.tokens.iter_mut().zip(found) {
            token.is_patron |= is_acronym;
        }
    }
}

fn is_nursery(class: &str) -> bool {
    matches!(class, "nursery" | "kindergarten")
}

#[cfg(test)]
mod tests;
