//! How names are compared and sorted: one key, folded here, so that every store agrees.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest key, in characters. Longer names sort by their beginning and then by id.
pub const NAME_KEY_CHARS_MAX: usize = 128;

/// Longest key, in bytes. It keeps a paging token that holds two keys and a filter within the 2048 characters of
/// contract 1.14.
pub const NAME_KEY_BYTES_MAX: usize = 300;

/// A name folded for comparison: compatibility-composed, lower case, blanks at the ends removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameKey(String);

impl NameKey {
    /// Folds a name.
    ///
    /// ```
    /// use qualify_vocabulary::NameKey;
    /// assert_eq!(NameKey::of(" Szkoła ZIELONA"), NameKey::of("szkoła zielona"));
    /// ```
    pub fn of(name: &str) -> Self {
        let folded = name.trim().nfkc().flat_map(char::to_lowercase).nfc();
        let mut key = String::new();
        for character in folded.take(NAME_KEY_CHARS_MAX) {
            if key.len() + character.len_utf8() > NAME_KEY_BYTES_MAX {
                break;
            }
            key.push(character);
        }
        Self(key)
    }

    /// A key as it was stored.
    pub const fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// Whether the name may go on behind the key: the key is as long as a key can be.
    pub fn may_be_cut(&self) -> bool {
        self.0.chars().count() == NAME_KEY_CHARS_MAX
            || self.0.len() + char::MAX.len_utf8() > NAME_KEY_BYTES_MAX
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_names_are_one() {
        assert_eq!(NameKey::of("Z\u{f3}\u{142}w"), NameKey::of("Zo\u{301}\u{142}w"));
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing_and_stays_bounded(name in "\\PC{0,300}") {
            let once = NameKey::of(&name);
            proptest::prop_assert!(once.as_str().chars().count() <= NAME_KEY_CHARS_MAX);
            proptest::prop_assert!(once.as_str().len() <= NAME_KEY_BYTES_MAX);
        }
    }
}
