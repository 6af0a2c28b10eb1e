//! A name as tokens with roles (vetting specification 15.1).

use super::fold::NameHash;
use super::lexicon::{Id, Lexicon, Meaning, Part, id};
use super::word::Words;

/// Most tokens of the name of a patron.
const PATRON_TOKENS_MAX: usize = 5;

/// Classes of risk words for what a school has beside it: in its name they help and cost nothing.
pub(super) const BESIDE_SCHOOLS: [&str; 4] = ["nursery", "kindergarten", "housing", "canteen"];

/// What a token does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Kind,
    Field,
    Place,
    Number,
    Own,
}

/// A word or phrase of a name.
#[expect(clippy::struct_excessive_bools, reason = "what a token is, each there or not")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(super) role: Role,
    pub(super) id: Id,
    /// It belongs to the name of a patron, or stands in a name like one: it helps and costs nothing.
    pub(super) is_patron: bool,
    pub(super) is_attribute: bool,
    pub(super) is_given: bool,
    /// Two to six capitals in a name that holds small letters.
    pub(super) is_abbreviation: bool,
    pub(super) is_school: bool,
    /// The word, where it stands for no concept.
    pub(super) word: Option<usize>,
    is_letter: bool,
}

/// A name, read.
#[derive(Debug, Clone)]
pub(crate) struct NameTokens {
    pub(crate) words: Words,
    pub(crate) tokens: Vec<Token>,
    /// Which words are links.
    is_link: Vec<bool>,
}

impl Token {
    const fn new(role: Role, id: Id) -> Self {
        Self {
            role,
            id,
            is_patron: false,
            is_attribute: false,
            is_given: false,
            is_abbreviation: false,
            is_school: false,
            word: None,
            is_letter: false,
        }
    }

    /// Whether it tells an institution from others of its kind.
    pub(super) const fn is_telling(&self) -> bool {
        !self.is_patron && !matches!(self.role, Role::Kind)
    }

    /// A single letter, as of a given name.
    pub(super) const fn is_letter(&self) -> bool {
        self.is_letter
    }

    /// An own word that is more than an attribute or a given name.
    pub(super) const fn is_strong(&self) -> bool {
        matches!(self.role, Role::Own) && !self.is_attribute && !self.is_given
    }
}

impl NameTokens {
    pub(crate) fn new(name: &str, lexicon: &Lexicon) -> Self {
        let words = Words::new(name);
        let is_link = vec![false; words.len()];
        let mut reader =
            Reader { lexicon, name: Self { words, tokens: Vec::new(), is_link }, patron: 0, marked: false };
        reader.read();
        reader.name
    }

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
            start += self.piece(start);
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
        let name = &self.name;
        let is_acronym = |token: &Token| {
            let Some(place) = token.word.filter(|_| token.is_abbreviation) else { return false };
            let others = |with_links: bool| {
                let words = name.words.iter().zip(&name.is_link).enumerate();
                let kept = words.filter(move |(at, (_, is_link))| *at != place && (with_links || !**is_link));
                kept.filter_map(|(_, (word, _))| word.chars().next())
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

/// Digits, or a Roman numeral in capitals.
fn number(words: &Words, start: usize) -> Option<u32> {
    let text = words.word(start);
    if text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text.len() <= 6 && words.are_written_in_capitals(start, 1) { roman(text) } else { None }
}

/// A Roman numeral below forty, in small letters.
fn roman(text: &str) -> Option<u32> {
    let tens = text.bytes().take_while(|byte| *byte == b'x').count();
    let ones = match &text[tens..] {
        "" if tens > 0 => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    (tens <= 3).then(|| u32::try_from(tens).unwrap_or(0) * 10 + ones)
}
