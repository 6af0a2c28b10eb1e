//! Tolerant reading of answers (contract 6.3 rule 5): what a service says is understood wherever its meaning is clear.
//!
//! - [`value`]: member names without regard to case, the last of two that differ in case only, null as absent, numbers
//!   and texts for each other.
//! - [`direct`]: the same of texts in which nothing asks for any of that, at a fraction of the cost.
//! - [`shape`]: a list, a wrapper around it, or a single object (contract X7, X8).
//! - [`others`]: what a type does not know, kept where a client writes the object back.

mod direct;
pub(crate) mod others;
pub(crate) mod shape;
mod value;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use others::Whole;
pub(crate) use value::{ReadError, read_value};

/// The text of a body without the byte order marks that services put before it, and some behind it.
pub(crate) fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    // Looked at as a whole first, which is many times as fast as a lossy look at each character.
    match std::str::from_utf8(bytes) {
        Ok(text) => trimmed(text).into(),
        Err(_) => trimmed(&String::from_utf8_lossy(bytes)).to_owned().into(),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character == '\u{feff}' || character.is_whitespace())
}

/// The JSON of a body.
pub(crate) fn json_of(bytes: &[u8]) -> Result<Value, ReadError> {
    let text = text_of(bytes);
    if text.is_empty() {
        return Err(ReadError::new("the answer is empty"));
    }
    serde_json::from_str(&text).map_err(|error| {
        ReadError::new(if text.starts_with('<') {
            "the answer is a page for browsers, and no JSON: look whether the URL is that of the API, and what stands before it"
                .to_owned()
        } else {
            format!("the answer is no JSON: {error}")
        })
    })
}

/// An object of a body.
pub(crate) fn object_of<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    match direct::read_directly(&text_of(bytes)) {
        Some(read) => Ok(read.value),
        None => read_value(json_of(bytes)?),
    }
}

/// An object of a body that a client may write back: what its type does not know is kept in it. Where there is nothing of
/// that kind, it costs no more than [`object_of`].
pub(crate) fn whole_object_of<T: DeserializeOwned + Whole>(bytes: &[u8]) -> Result<T, ReadError> {
    match direct::read_directly(&text_of(bytes)) {
        Some(read) if !read.has_others => Ok(read.value),
        Some(_) | None => {
            let value = json_of(bytes)?;
            let mut read: T = read_value(value.clone())?;
            read.keep_others_of(&value);
            Ok(read)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_blanks_around_a_body_are_not_its_text() {
        for body in ["\u{feff}{}", "{}\u{feff}", " {}\r\n", "\u{feff} {} \u{feff}\n"] {
            assert_eq!(json_of(body.as_bytes()).unwrap(), serde_json::json!({}), "{body:?}");
        }
        assert!(json_of(b"").is_err());
        assert!(json_of("\u{feff}".as_bytes()).is_err());
        let said = |body: &[u8]| json_of(body).unwrap_err().to_string();
        assert!(said(b" <html>Sign in</html>").contains("a page for browsers"));
        assert!(said(b"Sign in").contains("no JSON: expected"));
    }
}
