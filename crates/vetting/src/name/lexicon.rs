//! The words that names are made of, as data: concepts and places, risk words, research words, words for private and
//! public bodies, and the endings that words may have (vetting specification 15.1 to 15.7).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::fold::is_written_without_blanks;
use super::phrases::Phrases;
use super::word::Words;
use crate::datasets::fault::ParseFault;
use crate::datasets::table::Table;

static EMBEDDED: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read().expect("the embedded words read; a test says so"));

/// Longest legal form that counts as one at the ends of a name only, in letters.
const SHORT_FORM_LETTERS_MAX: usize = 3;

/// Prepositions behind which a place stands, which end the name of a patron.
const PLACE_PREPOSITIONS: [&str; 8] = ["w", "we", "v", "ve", "em", "din", "u", "na"];

/// Words of the role `own` that tell an institution by themselves; the others of that role are attributes.
const TELLING_OWN: [&str; 9] = [
    "comenius",
    "copernicus",
    "curie",
    "wyszynski",
    "palacky",
    "masaryk",
    "mendel",
    "john-paul-ii",
    "jagiellonian",
];

/// What stands for a concept: equal for equal ones.
pub(crate) type Id = u64;

/// FNV-1a, the same in every process.
pub(super) const fn id(class: &str, text: &str) -> Id {
    let hash = step(0xCBF2_9CE4_8422_2325, class.as_bytes());
    step((hash ^ 0x3A).wrapping_mul(0x0000_0100_0000_01B3), text.as_bytes())
}

const fn step(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut place = 0;
    while place < bytes.len() {
        hash = (hash ^ bytes[place] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        place += 1;
    }
    hash
}

/// The part that a row of the table of concepts plays; the first wins over the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    PatronMarker,
    Kind,
    Field,
    Place,
    /// An own word that tells.
    Own,
    /// An attribute, which is never enough.
    Attribute,
    /// A given name, which is not either.
    Given,
    Ordinal(u8),
    NumberMarker,
    PlacePreposition,
    Link,
    LegalForm,
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) part: Part,
    pub(super) id: Id,
    /// The field of a kind that has one.
    pub(super) field: Option<Id>,
    pub(super) is_school: bool,
}

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

const SCHOOLS: [&str; 11] = [
    "school",
    "primary",
    "lower-secondary",
    "secondary",
    "general-secondary",
    "vocational",
    "complex-of-schools",
    "state-music-school",
    "state-language-school",
    "business-academy",
    "higher-vocational",
];

impl Lexicon {
    /// The words that the program carries.
    pub(crate) fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn read() -> Result<Self, ParseFault> {
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
        lexicon.read_concepts()?;
        lexicon.read_risks()?;
        lexicon.read_bodies()?;
        Ok(lexicon)
    }

    fn read_concepts(&mut self) -> Result<(), ParseFault> {
        let concepts = include_bytes!("../../data/names/concepts.csv");
        rows(concepts, ["word", "concept", "role"], |[word, concept, role]| {
            let Some(meaning) = meaning(word, concept, role) else { return false };
            self.concepts.insert(word, meaning, |new, old| new.part < old.part);
            true
        })?;
        let places = include_bytes!("../../data/names/places.csv");
        rows(places, ["form", "place", "form_kind"], |[form, place, _]| {
            let meaning =
                Meaning { part: Part::Place, id: id("place", place), field: None, is_school: false };
            self.concepts.insert(form, meaning, |new, old| new.part < old.part);
            true
        })?;
        let endings = include_bytes!("../../data/names/endings.csv");
        rows(endings, ["ending", "language", "ending"], |[ending, _, _]| {
            self.endings.insert(ending.into());
            true
        })
    }

    fn read_risks(&mut self) -> Result<(), ParseFault> {
        let risks = include_bytes!("../../data/names/risk-words.csv");
        rows(risks, ["word", "class", "is_stem"], |[word, class, is_stem]| {
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
        let research = include_bytes!("../../data/names/research-words.csv");
        rows(research, ["word", "language", "is_stem"], |[word, _, is_stem]| {
            if is_stem == "yes" {
                self.research_stems.push(folded(word));
            } else {
                self.research.insert(word, (), |(), ()| false);
            }
            true
        })
    }

    fn read_bodies(&mut self) -> Result<(), ParseFault> {
        let private = include_bytes!("../../data/names/private-body.csv");
        rows(private, ["word", "language", "is_stem"], |[word, _, _]| {
            self.private.insert(word, (), |(), ()| false);
            true
        })?;
        let mut places: BTreeMap<String, u8> = BTreeMap::new();
        let public = include_bytes!("../../data/names/public-body.csv");
        rows(public, ["word", "suffix", "suffix"], |[word, suffix, _]| {
            let place = match suffix {
                "any" => public::ANY,
                "mil" => public::MIL,
                "nsn" => public::NSN,
                "fed" => public::FED,
                "state" => public::STATE,
                _ => return false,
            };
            *places.entry(word.to_owned()).or_default() |= place;
            true
        })?;
        for (word, places) in places {
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

fn meaning(word: &str, concept: &str, role: &str) -> Option<Meaning> {
    let plain = |part, class: &str| Meaning { part, id: id(class, concept), field: None, is_school: false };
    Some(match role {
        "kind" => Meaning { is_school: SCHOOLS.contains(&concept), ..plain(Part::Kind, "kind") },
        "kind+field" => {
            let (kind, field) = concept.split_once('+')?;
            Meaning {
                part: Part::Kind,
                id: id("kind", kind),
                field: Some(id("field", field)),
                is_school: SCHOOLS.contains(&kind),
            }
        }
        "field" => plain(Part::Field, "field"),
        "own" if TELLING_OWN.contains(&concept) => plain(Part::Own, "own"),
        "own" if concept.starts_with("given-") => plain(Part::Given, "own"),
        "own" => plain(Part::Attribute, "own"),
        "number" => plain(Part::Ordinal(concept.strip_prefix("ordinal-")?.parse().ok()?), "number"),
        "number-marker" => plain(Part::NumberMarker, "link"),
        "patron-marker" => plain(Part::PatronMarker, "link"),
        "link" if concept == "company-form" && is_short(word) => plain(Part::LegalForm, "link"),
        "link" if PLACE_PREPOSITIONS.contains(&word) => plain(Part::PlacePreposition, "link"),
        "link" => plain(Part::Link, "link"),
        _ => return None,
    })
}

fn is_short(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).count() <= SHORT_FORM_LETTERS_MAX
}

/// Reads an embedded table: three of its columns, row by row.
fn rows(bytes: &[u8], names: [&str; 3], mut add: impl FnMut([&str; 3]) -> bool) -> Result<(), ParseFault> {
    let mut table = Table::open(bytes, None)?;
    let columns = table.columns(names.each_ref().map(std::slice::from_ref))?;
    while let Some(row) = table.next_row()? {
        if !add(columns.map(|column| row.get(column))) {
            return Err(row.fault("holds no known role or class"));
        }
    }
    Ok(())
}
