//! The words that names are made of, as data: concepts and places, risk words, research words, words for private and
//! public bodies, and the endings that words may have (vetting specification 15.1 to 15.7).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::file::File;
use super::fold::is_written_without_blanks;
use super::meaning::{Meaning, Part, id};
use super::phrases::Phrases;
use super::word::Words;
use crate::datasets::fault::ParseFault;

static EMBEDDED: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read_without(None).expect("the embedded words read; a test says so"));

/// The classes of risk words, by the place of their names.
pub(crate) type RiskClass = u8;

/// All words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(super) concepts: Phrases<Meaning>,
    pub(super) risks: Phrases<RiskClass>,
    /// Ends of longer words.
    pub(super) risk_stems: Vec<(Box<str>, RiskClass)>,
    /// Words of scripts without blanks, where a word is a part of the name.
    pub(super) risk_parts: Vec<(Box<str>, RiskClass)>,
    pub(super) research: Phrases<()>,
    pub(super) research_stems: Vec<Box<str>>,
    pub(super) private: Phrases<()>,
    pub(super) public: Phrases<u8>,
    endings: HashSet<Box<str>, RandomState>,
    risk_classes: Vec<Box<str>>,
}

/// Where a word for a public body counts, as bits.
pub(crate) mod public {
    /// Localities and .gov.
    pub(crate) const ANY: u8 = 1;
    /// Below .mil.
    pub(crate) const MIL: u8 = 2;
    /// Below .nsn.us.
    pub(crate) const NSN: u8 = 4;
    /// Below .fed.us.
    pub(crate) const FED: u8 = 8;
    /// Below state.xx.us.
    pub(crate) const STATE: u8 = 16;
}

impl Lexicon {
    /// The words that the program carries.
    pub(crate) fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The same without the rows of one form in one of the files.
    pub(crate) fn read_without(left_out: Option<(&str, &str)>) -> Result<Self, ParseFault> {
        let mut lexicon = Self {
            concepts: Phrases::default(),
            risks: Phrases::default(),
            risk_stems: Vec::new(),
            risk_parts: Vec::new(),
            research: Phrases::default(),
            research_stems: Vec::new(),
            private: Phrases::default(),
            public: Phrases::default(),
            endings: HashSet::default(),
            risk_classes: Vec::new(),
        };
        let file = |name, bytes: &'static [u8]| File::new(name, bytes, left_out);
        lexicon.read_concepts(
            file("concepts.csv", include_bytes!("../../data/names/concepts.csv")),
            file("places.csv", include_bytes!("../../data/names/places.csv")),
            file("endings.csv", include_bytes!("../../data/names/endings.csv")),
        )?;
        lexicon.read_risks(
            file("risk-words.csv", include_bytes!("../../data/names/risk-words.csv")),
            file("research-words.csv", include_bytes!("../../data/names/research-words.csv")),
        )?;
        lexicon.read_bodies(
            file("private-body.csv", include_bytes!("../../data/names/private-body.csv")),
            file("public-body.csv", include_bytes!("../../data/names/public-body.csv")),
        )?;
        Ok(lexicon)
    }

    fn read_concepts(
        &mut self,
        concepts: File<'_>,
        places: File<'_>,
        endings: File<'_>,
    ) -> Result<(), ParseFault> {
        concepts.rows(["word", "language", "concept", "role"], 2, |[word, _, concept, role]| {
            let Some(meaning) = Meaning::parse(word, concept, role) else { return false };
            self.concepts.insert(word, meaning, |new, old| new.part < old.part);
            true
        })?;
        places.rows(["form", "language", "place"], 1, |[form, _, place]| {
            let meaning =
                Meaning { part: Part::Place, id: id("place", place), field: None, is_school: false };
            self.concepts.insert(form, meaning, |new, old| new.part < old.part);
            true
        })?;
        endings.rows(["ending", "language"], 0, |[ending, _]| {
            self.endings.insert(ending.into());
            true
        })
    }

    fn read_risks(&mut self, risks: File<'_>, research: File<'_>) -> Result<(), ParseFault> {
        risks.rows(["word", "language", "class", "is_stem"], 1, |[word, _, class, is_stem]| {
            let class = self.class(class);
            if word.chars().any(is_written_without_blanks) {
                self.risk_parts.push((word.into(), class));
            } else if is_stem == "yes" {
                self.risk_stems.push((folded(word), class));
            } else {
                self.risks.insert(word, class, |_, _| false);
            }
            true
        })?;
        research.rows(["word", "language", "is_stem"], 0, |[word, _, is_stem]| {
            if is_stem == "yes" {
                self.research_stems.push(folded(word));
            } else {
                self.research.insert(word, (), |(), ()| false);
            }
            true
        })
    }

    fn read_bodies(&mut self, private: File<'_>, public: File<'_>) -> Result<(), ParseFault> {
        private.rows(["word", "language", "is_stem"], 0, |[word, _, _]| {
            self.private.insert(word, (), |(), ()| false);
            true
        })?;
        let mut counts: BTreeMap<String, u8> = BTreeMap::new();
        public.rows(["word", "suffix"], 0, |[word, suffix]| {
            let place = match suffix {
                "any" => public::ANY,
                "mil" => public::MIL,
                "nsn" => public::NSN,
                "fed" => public::FED,
                "state" => public::STATE,
                _ => return false,
            };
            *counts.entry(word.to_owned()).or_default() |= place;
            true
        })?;
        for (word, places) in counts {
            self.public.insert(&word, places, |_, _| false);
        }
        Ok(())
    }

    fn class(&mut self, name: &str) -> RiskClass {
        let known = self.risk_classes.iter().position(|class| **class == *name);
        let place = known.unwrap_or_else(|| {
            self.risk_classes.push(name.into());
            self.risk_classes.len() - 1
        });
        u8::try_from(place).unwrap_or(RiskClass::MAX)
    }

    /// Whether a word is a link by itself.
    pub(super) fn is_link(&self, words: &Words, place: usize) -> bool {
        let meaning = self.concepts.find_word(words, place);
        meaning.is_some_and(|meaning| matches!(meaning.part, Part::Link | Part::PlacePreposition))
    }

    pub(crate) fn class_name(&self, class: RiskClass) -> &str {
        self.risk_classes.get(usize::from(class)).map_or("", |name| name)
    }

    /// Whether two rests of words are endings of one word.
    pub(super) fn are_endings(&self, one: &str, other: &str) -> bool {
        self.endings.contains(one) && self.endings.contains(other)
    }
}

/// A word, folded, for what is looked for inside of words.
fn folded(word: &str) -> Box<str> {
    let words = Words::new(word);
    if words.len() == 0 { Box::default() } else { words.iter().collect::<String>().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_decides_one_row_stands_in_its_file_and_says_where_it_is_from() {
        let forms = |file: &str| -> Vec<&str> {
            let text = match file {
                "concepts.csv" => include_str!("../../data/names/concepts.csv"),
                "places.csv" => include_str!("../../data/names/places.csv"),
                "risk-words.csv" => include_str!("../../data/names/risk-words.csv"),
                "research-words.csv" => include_str!("../../data/names/research-words.csv"),
                "private-body.csv" => include_str!("../../data/names/private-body.csv"),
                "public-body.csv" => include_str!("../../data/names/public-body.csv"),
                "endings.csv" => include_str!("../../data/names/endings.csv"),
                other => panic!("{other}"),
            };
            text.lines().filter_map(|line| line.split(',').next()).collect()
        };
        let table = include_bytes!("../../data/names/one-row-words.csv");
        let mut rows = 0;
        File::new("one-row-words.csv", table, None)
            .rows(["file", "word", "source"], 0, |[file, word, source]| {
                assert!(forms(file).contains(&word) && source.len() > 10, "{file}: {word}");
                rows += 1;
                true
            })
            .unwrap();
        assert!(rows > 100);
    }
}
