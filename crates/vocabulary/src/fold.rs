//! How names are compared and sorted: one key, folded here, so that every store agrees.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest key, in characters. Longer names sort by their beginning and then by id; it keeps a paging token that
/// holds a key and a filter within the 2048 characters of contract 1.14.
pub const NAME_KEY_CHARS_MAX: usize = 128;

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
        Self(folded.take(NAME_KEY_CHARS_MAX).collect())
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
        }
    }
}
