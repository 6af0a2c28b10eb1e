//! A domain name as the API takes it: the name of a tenant or of an organisation (contract 1.13, 1.18 S10, 9.1.3).

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

use crate::{ParseError, is_ignorable};

mod search;

pub use search::DomainSearch;

/// Longest name and longest label, in bytes (RFC 1035).
const NAME_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;

/// The dots of all scripts that part labels (UTS 46).
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// Characters that may stand between certain letters of a label, and the joiners among them (RFC 5892 A).
const BETWEEN_LETTERS: [char; 7] =
    ['\u{b7}', '\u{375}', '\u{5f3}', '\u{5f4}', '\u{30fb}', '\u{200c}', '\u{200d}'];

/// How a label in A-label form begins.
const PUNYCODE: &str = "xn--";

/// A domain name of at least two labels, as it was sent. Two spellings of one name are equal: capitals and small letters,
/// full width, composed or not, letters of its own script or A-labels.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName {
    text: String,
    /// The A-labels, where the text is another one.
    key: Option<String>,
}

impl DomainName {
    /// Reads a name: two or more labels of letters, digits and inner hyphens, 63 bytes each at most and 253 in all as
    /// A-labels; the last is no number, or it would be an address. Blanks around it and one root dot go.
    ///
    /// ```
    /// use qualify_vocabulary::DomainName;
    /// let name = DomainName::parse("Szkoła.example")?;
    /// assert_eq!((name.as_str(), name.key()), ("Szkoła.example", "xn--szkoa-n7a.example"));
    /// assert_eq!(name, DomainName::parse("XN--SZKOA-N7A.example.")?);
    /// # Ok::<(), qualify_vocabulary::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The text breaks the rule, or something in it does not show.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let text = text.strip_suffix(DOTS).unwrap_or(text);
        let error =
            || ParseError::new("a domain name", "two or more labels such as school.example are expected");
        let key = if is_its_own_key(text) { None } else { Some(a_labels(text).ok_or_else(error)?) };
        if is_name(key.as_deref().unwrap_or(text)) {
            Ok(Self { text: text.to_owned(), key: key.filter(|key| key != text) })
        } else {
            Err(error())
        }
    }

    /// The name as it was sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name in A-labels, small: what spellings of one name have in common (UTS 46, non-transitional).
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or(&self.text)
    }

    /// Whether the letters of a label are of another script than ASCII's, as they are or as an A-label.
    pub fn is_international(&self) -> bool {
        has_punycode(self.key())
    }

    /// The name in its own letters, small and composed; one for all spellings, like the key.
    pub fn in_own_letters(&self) -> Cow<'_, str> {
        let letters = if self.is_international() { own_letters(self.key()) } else { None };
        letters.map_or(Cow::Borrowed(self.key()), Cow::Owned)
    }

    /// Whether each label is written as it is registered, but for its casing: in letters, digits and hyphens, or composed
    /// in the letters of its script (RFC 5890).
    pub(crate) fn is_in_registered_letters(&self) -> bool {
        let text = self.text.to_lowercase();
        let letters = self.in_own_letters();
        let mut labels = text.split('.').zip(letters.split('.').zip(self.key().split('.')));
        text.split('.').count() == letters.split('.').count()
            && labels.all(|(label, (own, ascii))| label == own || label == ascii)
    }
}

/// Whether a text is spelled like its key, if it is a name.
fn is_its_own_key(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) && !has_punycode(text)
}

fn has_punycode(text: &str) -> bool {
    text.split('.').any(|label| label.starts_with(PUNYCODE))
}

/// The A-labels of a text, if it is made of letters.
fn a_labels(text: &str) -> Option<String> {
    // They would be mapped away.
    if text.chars().any(|c| is_ignorable(c) || c.is_whitespace() || c.is_control()) {
        return None;
    }
    let ascii = idna::domain_to_ascii(text).ok()?;
    if has_punycode(&ascii) {
        let is_of_letters = |c: char| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(c, '-' | '.')
                || BETWEEN_LETTERS.contains(&c)
        };
        own_letters(&ascii).filter(|letters| letters.chars().all(is_of_letters))?;
    }
    Some(ascii)
}

fn own_letters(a_labels: &str) -> Option<String> {
    let (letters, result) = idna::domain_to_unicode(a_labels);
    result.is_ok().then_some(letters)
}

fn is_name(key: &str) -> bool {
    key.len() <= NAME_BYTES_MAX && key.contains('.') && key.split('.').all(is_label) && !ends_in_number(key)
}

fn ends_in_number(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_label(label: &str) -> bool {
    let length_is_good = (1..=LABEL_BYTES_MAX).contains(&label.len());
    let hyphens_are_inside = !label.starts_with('-') && !label.ends_with('-');
    length_is_good
        && hyphens_are_inside
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl PartialEq for DomainName {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for DomainName {}

impl Hash for DomainName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl TryFrom<String> for DomainName {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.text
    }
}

#[cfg(test)]
mod tests;
