//! Searching for customers by beginnings: of the words of a name, of a domain, of an id. Folded here, so that every store
//! finds the same.

use unicode_normalization::char::is_combining_mark;

use crate::fold::NameKey;
use crate::{CustomerId, DomainName};

/// Characters of a word that count.
const WORD_CHARS_MAX: usize = 32;

/// Characters of a domain that count.
const DOMAIN_CHARS_MAX: usize = 64;

/// Words of a name that count.
const NAME_WORDS_MAX: usize = 24;

/// Parts of a search that count.
const TERMS_MAX: usize = 8;

/// The domain that every customer has who brought none.
const EVERYBODYS_DOMAIN: &str = "onmicrosoft.com";

/// By which beginnings a customer is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerWords {
    of_name: Vec<String>,
    of_domain: Vec<String>,
    id: String,
}

impl CustomerWords {
    /// The words of a customer: of its name, of its domain from every label on, its id.
    pub fn of(name: &str, domain: &DomainName, id: CustomerId) -> Self {
        let mut of_name: Vec<String> = words(NameKey::of(name).as_str()).take(NAME_WORDS_MAX).collect();
        of_name.sort_unstable();
        of_name.dedup();
        let mut of_domain = ends_of_domain(&domain.in_own_letters());
        if domain.is_international() {
            of_domain.extend(ends_of_domain(domain.key()));
        }
        of_domain.sort_unstable();
        of_domain.dedup();
        Self { of_name, of_domain, id: id.as_uuid().simple().to_string() }
    }

    /// All of them, each once.
    pub fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> =
            self.of_name.iter().chain(&self.of_domain).chain([&self.id]).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The first that begins so.
    pub fn first_beginning(&self, beginning: &str) -> Option<&str> {
        self.all().into_iter().find(|word| word.starts_with(beginning))
    }
}

/// What is looked for: every part is the beginning of something of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWords(Vec<Term>);

/// A part of a search, without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// As the words of a name.
    words: Vec<String>,
    /// As a domain.
    domain: String,
    /// As an id.
    id: Option<String>,
}

impl SearchWords {
    /// What somebody typed; nothing if there is no letter and no digit in it. Of very much the beginning counts.
    ///
    /// ```
    /// use qualify_vocabulary::{CustomerId, CustomerWords, DomainName, SearchWords};
    /// let domain = DomainName::parse("lakeside.k12.wa.us")?;
    /// let lakeside = CustomerWords::of("Lakeside School", &domain, CustomerId::from([7; 16]));
    /// for text in ["sch", "LAKE s", "lakeside.k", "k12.wa", "07070707-07"] {
    ///     assert!(SearchWords::parse(text).is_some_and(|words| words.are_of(&lakeside)), "{text}");
    /// }
    /// # Ok::<(), qualify_vocabulary::ParseError>(())
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let terms: Vec<Term> = text.split_whitespace().filter_map(Term::of).take(TERMS_MAX).collect();
        (!terms.is_empty()).then_some(Self(terms))
    }

    /// Whether every part is the beginning of something of a customer.
    pub fn are_of(&self, customer: &CustomerWords) -> bool {
        self.0.iter().all(|term| term.is_of(customer))
    }

    /// Whether every part is the beginning of a word of a name, or of an id.
    pub fn are_of_name(&self, name: &str, id: uuid::Uuid) -> bool {
        let of_name = words(NameKey::of(name).as_str()).take(NAME_WORDS_MAX).collect();
        let named = CustomerWords { of_name, of_domain: Vec::new(), id: id.simple().to_string() };
        self.are_of(&named)
    }

    /// Beginnings, one for each part: whoever is looked for has a word that begins so, for each of them. None begins
    /// another one.
    pub fn beginnings(&self) -> Vec<&str> {
        let all: Vec<&str> = self.0.iter().map(|term| term.words[0].as_str()).collect();
        let mut told: Vec<&str> = Vec::new();
        for beginning in &all {
            let is_part =
                all.iter().any(|other| other.len() > beginning.len() && other.starts_with(beginning));
            if !is_part && !told.contains(beginning) {
                told.push(beginning);
            }
        }
        told
    }
}

impl Term {
    fn of(text: &str) -> Option<Self> {
        let folded = NameKey::of(text);
        let words: Vec<String> = words(folded.as_str()).collect();
        if words.is_empty() {
            return None;
        }
        let domain = folded.as_str().trim_start_matches(|c| !is_of_word(c));
        let hexadecimal: String = domain.chars().filter(|c| !matches!(c, '-' | '}' | ')')).collect();
        let is_id = hexadecimal.len() <= 32 && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self { words, domain: cut(domain, DOMAIN_CHARS_MAX), id: is_id.then_some(hexadecimal) })
    }

    fn is_of(&self, customer: &CustomerWords) -> bool {
        let begins = |word: &String| customer.of_name.iter().any(|own| own.starts_with(word.as_str()));
        self.words.iter().all(begins)
            || customer.of_domain.iter().any(|own| own.starts_with(&self.domain))
            || self.id.as_ref().is_some_and(|id| customer.id.starts_with(id.as_str()))
    }
}

/// The words of a folded text, cut to what counts of them.
fn words(folded: &str) -> impl Iterator<Item = String> {
    let words = folded.split(|c| !is_of_word(c)).filter(|word| !word.is_empty());
    words.map(|word| cut(word, WORD_CHARS_MAX))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// A domain from each of its labels on, but for its last label alone and for the end that everybody has.
fn ends_of_domain(domain: &str) -> Vec<String> {
    let folded = NameKey::of(domain);
    let mut ends = Vec::new();
    let mut rest = folded.as_str();
    while rest.contains('.') && (ends.is_empty() || rest != EVERYBODYS_DOMAIN) {
        ends.push(cut(rest, DOMAIN_CHARS_MAX));
        rest = rest.split_once('.').map_or("", |(_, rest)| rest);
    }
    ends
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn customer(name: &str, domain: &str) -> CustomerWords {
        let id = CustomerId::parse("8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420").unwrap();
        CustomerWords::of(name, &DomainName::parse(domain).unwrap(), id)
    }

    fn finds(text: &str, customer: &CustomerWords) -> bool {
        SearchWords::parse(text).is_some_and(|words| words.are_of(customer))
    }

    #[test]
    fn dashboard_02_customers_are_found_by_beginnings_of_words_domain_and_id() {
        let school = customer("St. Mary's Szkoła Zielona", "mary.k12.wa.us");
        for text in [
            "st",
            "ST.",
            "mary",
            "mary's",
            "szkoła",
            "SZKOŁA z",
            "ziel st",
            "mary.k12",
            "k12.wa.us",
            "wa.us",
            "mary.k12.wa.us",
            "8d2b",
            "8D2B6C31-94FA",
            "{8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420}",
            "8d2b6c3194fa4f0ba3e71e5c9b7d4420",
            "  st\tz ",
        ] {
            assert!(finds(text, &school), "{text}");
        }
        for text in
            ["", " ", "…", "t", "ary", "szkola", "us", "12", "mary.k13", "d2b6", "st lake", "8d2b6c31-94fb"]
        {
            assert!(!finds(text, &school), "{text}");
        }
    }

    #[test]
    fn dashboard_02_international_domains_are_found_by_letters_and_by_a_labels() {
        let school = customer("School", "szkoła.example");
        for text in ["szkoła.e", "SZKOŁA", "xn--szkoa"] {
            assert!(finds(text, &school), "{text}");
        }
    }

    #[test]
    fn dashboard_02_the_domain_that_everybody_has_is_no_word_of_anybodys() {
        let all = customer("Lake", "lake.onmicrosoft.com").all().len();
        assert_eq!(all, 3, "name, domain, id");
        assert!(!finds("onmicrosoft", &customer("Lake", "lake.onmicrosoft.com")));
    }

    #[test]
    fn dashboard_04_partners_are_found_by_name_and_id() {
        let id = uuid::Uuid::from_u128(0xab << 120);
        for (text, is_found) in
            [("north cl", true), ("AB00", true), ("cloud", true), ("orth", false), ("north ab1", false)]
        {
            let words = SearchWords::parse(text).unwrap();
            assert_eq!(words.are_of_name("Northlight Cloud", id), is_found, "{text}");
        }
    }

    #[test]
    fn dashboard_02_no_beginning_is_one_of_another() {
        let words = SearchWords::parse("s school lake la lake s").unwrap();
        assert_eq!(words.beginnings(), ["school", "lake"]);
    }

    proptest! {
        #[test]
        fn dashboard_02_whoever_is_found_has_a_word_for_every_beginning(
            name in "[\\PC ]{1,40}", domain in "[a-z0-9ł]{1,8}(\\.[a-z0-9]{1,6}){0,3}\\.[a-z]{2,3}", take in 1_usize..20, extra in "\\PC{0,12}",
        ) {
            let Ok(domain) = DomainName::parse(&domain) else { return Ok(()) };
            let customer = CustomerWords::of(&name, &domain, CustomerId::from([0xab; 16]));
            let begun: String = name.chars().take(take).collect();
            for text in [name.clone(), begun, domain.as_str().to_owned(), "ababab-ab".to_owned(), extra.clone(), format!("{extra} ab")] {
                let Some(words) = SearchWords::parse(&text) else { continue };
                if words.are_of(&customer) {
                    for beginning in words.beginnings() {
                        prop_assert!(customer.first_beginning(beginning).is_some(), "{:?} {:?}", text, beginning);
                    }
                }
            }
            // Who types the whole name finds it, as far as names count.
            if name.chars().count() < 20 && let Some(words) = SearchWords::parse(&name) {
                prop_assert!(words.are_of(&customer), "{:?}", name);
            }
        }
    }
}
