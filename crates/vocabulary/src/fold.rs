//! How names are compared and sorted: one key, folded here, so that every store agrees.

use icu_casemap::CaseMapper;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::text::is_pasted;

/// Longest key, in characters. Longer names sort by their beginning and then by id.
const NAME_KEY_CHARS_MAX: usize = 128;

/// Longest key, in bytes. It keeps a paging token that holds two keys and a filter within the 2048 characters of
/// contract 1.14.
const NAME_KEY_BYTES_MAX: usize = 300;

/// What stands above a letter as the dot above does, and so keeps the dot from being the i's own.
const CLASS_ABOVE: u8 = 230;

/// A name folded for comparison: compatibility-composed, case folded in full, without what pasting brings along and
/// without blanks at the ends (contract 9.1.4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameKey(String);

impl NameKey {
    /// Folds a name.
    ///
    /// ```
    /// use qualify_vocabulary::NameKey;
    /// assert_eq!(NameKey::of(" Szkoła ZIELONA"), NameKey::of("szkoła zielona"));
    /// assert_eq!(NameKey::of("Straßenschule"), NameKey::of("STRASSENSCHULE"));
    /// ```
    pub fn of(name: &str) -> Self {
        let mut key = if name.is_ascii() {
            fold(name)
        } else {
            fold(&name.chars().filter(|c| !is_pasted(*c)).collect::<String>())
        };
        // What is composed may begin with a blank.
        let trimmed = key.trim();
        if trimmed.len() < key.len() {
            key = trimmed.to_owned();
        }
        key.truncate(end_of_key(&key));
        Self(key)
    }

    /// A key as it was stored.
    pub const fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn end_of_key(key: &str) -> usize {
    if key.len() <= NAME_KEY_CHARS_MAX {
        return key.len();
    }
    let ends = key.char_indices().map(|(start, character)| start + character.len_utf8());
    ends.take(NAME_KEY_CHARS_MAX).take_while(|end| *end <= NAME_KEY_BYTES_MAX).last().unwrap_or_default()
}

/// The text case folded in full (Unicode, compatibility caseless matching: ß with ss, ς with σ, full width with half), and
/// İ with i.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mapper = CaseMapper::new();
    let folded = mapper.fold_string(&text.nfd().collect::<String>()).nfkd().collect::<String>();
    let folded = mapper.fold_string(&folded).nfkd().collect::<String>();
    without_dots_of_i(&folded).nfc().collect()
}

/// A decomposed text without the dot that an i has already.
fn without_dots_of_i(text: &str) -> String {
    let mut is_behind_i = false;
    let is_kept = |c: &char| {
        if *c == '\u{307}' && is_behind_i {
            return false;
        }
        is_behind_i = match canonical_combining_class(*c) {
            0 => *c == 'i',
            CLASS_ABOVE => false,
            _ => is_behind_i,
        };
        true
    };
    text.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn composed_and_decomposed_names_are_one() {
        assert_eq!(NameKey::of("Z\u{f3}\u{142}w"), NameKey::of("Zo\u{301}\u{142}w"));
    }

    #[test]
    fn edge_04_casings_of_a_name_are_one() {
        for (one, other) in [
            ("Straßenschule", "STRASSENSCHULE"),
            ("STRAẞE", "strasse"),
            ("Σχολή Οδυσσέως", "ΣΧΟΛΉ ΟΔΥΣΣΈΩΣ"),
            ("ΣΧΟΛΕΙΟ ΤΗΣ ΠΟΛΗΣ", "σχολειο της πολης"),
            ("İstanbul", "istanbul"),
            ("İSTANBUL", "ISTANBUL"),
            ("İ\u{323}", "i\u{323}"),
            ("ŉ", "ʼn"),
            ("\u{fb03}ne", "FFINE"),
            ("ｓｃｈｏｏｌ", "SCHOOL"),
            ("Ꭰ", "ꭰ"),
            ("ᾳ", "ΑΙ"),
            ("Lake\u{200b}side\u{ad}", "lakeside"),
            ("\u{212a}", "k"),
            ("ǅ", "ǆ"),
        ] {
            assert_eq!(NameKey::of(one), NameKey::of(other), "{one} {other}");
        }
        for (one, other) in [("ı", "i"), ("é", "e"), ("i\u{301}", "i"), ("a b", "ab"), ("ł", "l")] {
            assert_ne!(NameKey::of(one), NameKey::of(other), "{one} {other}");
        }
    }

    #[test]
    fn edge_04_a_mark_behind_what_pasting_brings_along_belongs_to_the_letter_before_that() {
        assert_eq!(NameKey::of("a\u{345}\u{200b}\u{307}"), NameKey::of("a\u{307}\u{345}"));
        assert_eq!(NameKey::of("a\u{345}\u{200b}\u{307}"), NameKey::of("A\u{345}\u{307}"));
    }

    #[test]
    fn a_key_is_cut_between_characters() {
        for (name, chars) in
            [("a".repeat(500), 128), ("é".repeat(500), 128), ("中".repeat(500), 100), ("a".repeat(128), 128)]
        {
            assert_eq!(NameKey::of(&name).as_str().chars().count(), chars);
        }
    }

    /// Letters that fold in odd ways, beside all others.
    fn odd_name() -> impl Strategy<Value = String> {
        let odd =
            "[ßẞſςσΣİıIiŉǰΐΰևﬀﬃﬖᾳᾴ\u{345}\u{307}\u{323}\u{301}\u{1e9e}KÅꭰᎠᲀǅ¨ａＡ中é\u{ad}\u{200b} ]{0,12}";
        prop_oneof![odd.boxed(), "\\PC{0,300}".boxed()]
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_and_stays_bounded(name in odd_name()) {
            let once = NameKey::of(&name);
            prop_assert!(once.as_str().chars().count() <= NAME_KEY_CHARS_MAX);
            prop_assert!(once.as_str().len() <= NAME_KEY_BYTES_MAX);
            // Cut where two characters belong together, the rest may be another text.
            if once.as_str().chars().count() < 50 {
                prop_assert_eq!(NameKey::of(once.as_str()), once);
            }
        }

        #[test]
        fn edge_04_every_casing_and_composition_has_one_key(name in odd_name()) {
            let key = NameKey::of(&name);
            // Other lengths may be cut elsewhere.
            if key.as_str().chars().count() < 50 {
                let mapper = CaseMapper::new();
                // What pasting brings along keeps a mark from the letter that it belongs to, until it is dropped.
                let plain = name.chars().filter(|c| !is_pasted(*c)).nfd().collect::<String>();
                for spelling in [
                    mapper.fold_string(&plain).into_owned(),
                    name.nfc().collect::<String>(),
                    name.nfd().collect(),
                    name.nfkc().collect(),
                    name.nfkd().collect(),
                    format!(" {name} "),
                ] {
                    prop_assert_eq!(NameKey::of(&spelling), key.clone(), "{:?}", spelling);
                }
            }
        }
    }
}
