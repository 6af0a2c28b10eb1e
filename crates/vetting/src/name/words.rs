//! Word classes: what makes a name that of an institution, of a government, of a company, or of something beside.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::quality::RandomState;
use qualify_tables::Encoding;
use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::fold::{FoldedName, NAME_BYTES_MAX, push_folded, split};
use crate::datasets::fault::ParseFault;
use crate::datasets::table::Table;

/// Longest pattern, in bytes, and most memory of a compiled class.
const PATTERN_BYTES_MAX: usize = 200;
const CLASS_BYTES_MAX: usize = 4 << 20;

/// The classes, compiled.
#[derive(Debug, Clone)]
pub struct NameWords {
    institution: Regex,
    weak: Regex,
    government: Regex,
    company: Regex,
    generic: HashSet<String, RandomState>,
    dropped: HashSet<String, RandomState>,
    rows: usize,
}

#[derive(Default)]
struct Patterns {
    institution: Vec<String>,
    weak: Vec<String>,
    government: Vec<String>,
    company: Vec<String>,
    generic: HashSet<String, RandomState>,
    dropped: HashSet<String, RandomState>,
    rows: usize,
}

impl NameWords {
    /// The words that the program carries.
    pub fn embedded() -> Self {
        Self::parse(include_bytes!("../../data/name-words.csv"), None)
            .expect("the embedded words read; a test says so")
    }

    /// Reads the table: columns `class, pattern`. The patterns of the classes of institutions, governments and
    /// companies are regular expressions without regard to case; those of the others are words.
    ///
    /// # Errors
    /// Columns or a class are missing, or a pattern does not compile.
    pub fn parse(bytes: &[u8], encoding: Option<Encoding>) -> Result<Self, ParseFault> {
        let mut table = Table::open(bytes, encoding)?;
        let [class, pattern] = table.columns([&["class"], &["pattern"]])?;
        let mut patterns = Patterns::default();
        while let Some(row) = table.next_row()? {
            let text = row.get_raw(pattern);
            if text.trim().is_empty() || text.len() > PATTERN_BYTES_MAX || !patterns.add(row.get(class), text)
            {
                return Err(row.fault("holds no known class with a pattern"));
            }
        }
        Self::compile(patterns)
    }

    fn compile(patterns: Patterns) -> Result<Self, ParseFault> {
        Ok(Self {
            institution: any_of("institution", &patterns.institution)?,
            weak: any_of("institution-weak", &patterns.weak)?,
            government: any_of("government", &patterns.government)?,
            company: any_of("company", &patterns.company)?,
            generic: patterns.generic,
            dropped: patterns.dropped,
            rows: patterns.rows,
        })
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds no row.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether a name holds a word for a place of teaching.
    pub(crate) fn names_institution(&self, name: &str) -> bool {
        self.institution.is_match(&bare(head(name)))
    }

    /// Whether a name holds a word that places of teaching share with others.
    pub(crate) fn names_something_like_it(&self, name: &str) -> bool {
        self.weak.is_match(&bare(head(name)))
    }

    /// Whether a name holds a word for a government body.
    pub(crate) fn names_government(&self, name: &str) -> bool {
        self.government.is_match(&bare(head(name)))
    }

    /// Whether a name holds a word for a company.
    pub(crate) fn names_company(&self, name: &str) -> bool {
        self.company.is_match(&bare(head(name)))
    }

    /// Whether a token stands in the names of many institutions.
    pub(crate) fn is_generic(&self, token: &str) -> bool {
        self.generic.contains(token)
    }

    pub(super) fn is_dropped(&self, token: &str) -> bool {
        self.dropped.contains(token)
    }
}

impl FoldedName {
    /// Folds a name; `words` say which tokens are articles and legal forms.
    pub fn new(name: &str, words: &NameWords) -> Self {
        let mut tokens = split(name);
        let significant = tokens.iter().filter(|token| !words.is_dropped(token)).count();
        // A name of nothing but such words is these words.
        if significant > 0 {
            tokens.retain(|token| !words.is_dropped(token));
        }
        Self { tokens }
    }
}

impl Patterns {
    fn add(&mut self, class: &str, text: &str) -> bool {
        match class {
            "institution-he" | "institution-k12" => self.institution.push(text.to_owned()),
            "institution-weak" => self.weak.push(text.to_owned()),
            "government" => self.government.push(text.to_owned()),
            "company" => self.company.push(text.to_owned()),
            "generic-token" => self.generic.extend(split(text)),
            "article" | "legal-form" => self.dropped.extend(split(text)),
            _ => return false,
        }
        self.rows += 1;
        true
    }
}

fn any_of(class: &str, patterns: &[String]) -> Result<Regex, ParseFault> {
    if patterns.is_empty() {
        return Err(ParseFault::new(format!("it holds no pattern of the class `{class}`")));
    }
    let joined = patterns.iter().map(|pattern| format!("(?:{pattern})")).collect::<Vec<_>>().join("|");
    RegexBuilder::new(&bare(&joined))
        .case_insensitive(true)
        .size_limit(CLASS_BYTES_MAX)
        .build()
        .map_err(|_| ParseFault::new(format!("a pattern of the class `{class}` does not compile")))
}

/// A text without the marks of its letters: most names are ASCII then, in which ends of words are found far more quickly.
fn bare(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    // Recomposed after the marks are gone, so that a Hangul syllable is one character again.
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).nfc();
    let mut bare = String::with_capacity(text.len());
    letters.for_each(|c| match c {
        'Ł' => bare.push('L'),
        'Ø' => bare.push('O'),
        'Đ' => bare.push('D'),
        other => push_folded(&mut bare, other),
    });
    Cow::Owned(bare)
}

/// The part of a name that is looked at.
fn head(name: &str) -> &str {
    let mut end = name.len().min(NAME_BYTES_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn institutions_are_known_by_their_words_in_many_languages() {
        let words = NameWords::embedded();
        for name in [
            "Stanford University",
            "Universidad de Concepción",
            "Szkoła Zielona",
            "東京大学",
            "Московский государственный университет",
            "ÉCOLE SUPÉRIEURE DE COMMERCE",
            "Lincoln High School",
        ] {
            assert!(words.names_institution(name), "{name}");
        }
        for name in ["Harbor Books Ltd", "Royal Astronomical Society", "Acme Widgets LLC", ""] {
            assert!(!words.names_institution(name), "{name}");
        }
        assert!(words.names_something_like_it("Warsaw Business Academy"));
    }

    #[test]
    fn governments_and_companies_are_told_apart() {
        let words = NameWords::embedded();
        assert!(
            words.names_government("City of Twentynine Palms") && !words.names_company("City of Nowhere")
        );
        assert!(words.names_company("Acme Federal Services LLC"));
    }

    #[test]
    fn a_table_that_says_nothing_is_refused() {
        for text in [
            "class,pattern\n",
            "class,pattern\ngovernment,[\n",
            "class,pattern\nunheard-of,word\n",
            "class\ngovernment\n",
            "class,pattern\ngovernment,\n",
            "",
        ] {
            assert!(NameWords::parse(text.as_bytes(), None).is_err(), "{text}");
        }
        let bomb = format!("class,pattern\ngovernment,{}\n", "(a{1000}){1000}");
        assert!(NameWords::parse(bomb.as_bytes(), None).is_err());
    }
}
