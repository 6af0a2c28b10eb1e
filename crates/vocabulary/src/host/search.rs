//! What lists of domains are searched by: whole names and beginnings, in every spelling.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{DOTS, DomainName, PUNYCODE};
use crate::fold::fold;

/// A text to search domains by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DomainSearch {
    /// What [`DomainName::in_own_letters`] is compared with.
    Letters(String),
    /// What [`DomainName::key`] of an international name is compared with: the text breaks off inside of an A-label, which
    /// nobody can read.
    ALabels(String),
}

impl DomainSearch {
    /// Searches for one name. A text that is none finds nothing.
    ///
    /// ```
    /// use qualify_vocabulary::DomainSearch;
    /// assert_eq!(DomainSearch::whole("xn--szkoa-n7a.example"), DomainSearch::whole("SZKOŁA.example"));
    /// ```
    pub fn whole(text: &str) -> Self {
        let name = DomainName::parse(text);
        Self::Letters(
            name.map_or_else(|_| text.trim().to_lowercase(), |name| name.in_own_letters().into_owned()),
        )
    }

    /// Searches for the names that begin so.
    pub fn beginning(text: &str) -> Self {
        let text = text.trim();
        if text.is_ascii() && !text.to_ascii_lowercase().contains(PUNYCODE) {
            return Self::Letters(text.to_ascii_lowercase());
        }
        let (labels, rest) = match text.rfind(DOTS) {
            // What ends in a dot ends with a label.
            Some(dot) => {
                let width = text[dot..].chars().next().map_or(1, char::len_utf8);
                (Some(&text[..dot]), &text[dot + width..])
            }
            None => (None, text),
        };
        let before = |labels: Option<String>| labels.map(|labels| labels + ".").unwrap_or_default();
        let begun = rest.nfkc().collect::<String>().to_ascii_lowercase();
        if begun.starts_with(PUNYCODE) {
            let labels = labels.map(|labels| idna::domain_to_ascii(labels).unwrap_or_else(|_| fold(labels)));
            return Self::ALabels(before(labels) + &begun);
        }
        Self::Letters(before(labels.map(letters)) + &letters(rest))
    }
}

/// Labels in their own letters; of what can be none yet, the folded text.
fn letters(labels: &str) -> String {
    let (letters, result) = idna::domain_to_unicode(labels);
    if result.is_ok() { letters } else { fold(labels) }
}
