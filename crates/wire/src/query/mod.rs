//! Reading of query values, already percent-decoded (contract 1.3, 1.14, 1.19).
//!
//! An empty or all-blank value equals an absent one; the caller of these functions drops those first, where absence
//! has a meaning.

mod filter;
mod instant;

use serde::{Deserialize, Serialize};

use qualify_vocabulary::PageSize;

use crate::errors::ApiError;
use qualify_contract::errors::ErrorKind;

pub use filter::{
    AuditFilter, CustomerField, CustomerFilter, FILTER_VALUE_CHARS_MAX, TextOperator, read_audit_filter,
    read_customer_filter,
};
pub use instant::{DayEdge, read_audit_instant};

/// Longest caller's text that an error repeats, in characters.
const ECHO_CHARS_MAX: usize = 128;

/// Whether a text that was sent is this word: neither case nor `_` nor `-` nor blanks around it matter (contract 9.2.9).
///
/// ```
/// use qualify_wire::query::is_word;
/// assert!(is_word(" PAGE_INDEX", "PageIndex") && !is_word("Page", "PageIndex"));
/// ```
pub fn is_word(sent: &str, word: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
    }
    letters(sent.trim()).eq(letters(word))
}

/// The beginning of a caller's text, for `parameters.value`.
pub(crate) fn echo(text: &str) -> String {
    text.chars().take(ECHO_CHARS_MAX).collect()
}

/// Reads `size`: absent, blank or 0 is no page size (all items), more than the most becomes the most.
///
/// # Errors
/// 400/3000: the value is negative or no integer.
pub fn read_size(value: Option<&str>) -> Result<Option<PageSize>, ApiError> {
    let Some(digits) = value.map(str::trim).filter(|value| !value.is_empty()) else { return Ok(None) };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let text = "The page size is not a number from 0 to 500. Send a whole number, or leave `size` out.";
        return Err(ApiError::new(ErrorKind::InvalidProperty, text).with_parameter("property", "size"));
    }
    // More digits than a number holds are more items than a page holds.
    Ok(PageSize::clamped(digits.parse().unwrap_or(u64::MAX)))
}

/// The query parameter `seekOperation` (contract 1.14 rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeekOperation {
    /// 0: the page behind the token.
    Next,
    /// 1: the page before.
    Previous,
    /// 2: the first page.
    First,
    /// 3: the last page.
    Last,
    /// 4: a page by its number, which nobody offers.
    PageIndex,
}

impl SeekOperation {
    const NAMES: [(Self, &'static str, &'static str); 5] = [
        (Self::Next, "Next", "0"),
        (Self::Previous, "Previous", "1"),
        (Self::First, "First", "2"),
        (Self::Last, "Last", "3"),
        (Self::PageIndex, "PageIndex", "4"),
    ];

    /// Reads a name as [`is_word`] compares, or its documented number.
    ///
    /// # Errors
    /// 400/900126: the text is neither.
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        let wanted = text.trim();
        let is_wanted = |name: &str, number: &str| is_word(wanted, name) || number == wanted;
        let found = Self::NAMES.iter().find(|(_, name, number)| is_wanted(name, number));
        found.map(|(operation, ..)| *operation).ok_or_else(|| {
            let text = "The seek operation is unknown. Send Next, Previous, First or Last.";
            ApiError::new(ErrorKind::EnumParse, text).with_parameter("value", echo(wanted))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_the_contract_says() {
        let table = [
            (None, None),
            (Some(""), None),
            (Some(" "), None),
            (Some("0"), None),
            (Some("1"), Some(1)),
            (Some(" 40 "), Some(40)),
            (Some("500"), Some(500)),
            (Some("501"), Some(500)),
            (Some("99999999999999999999999999"), Some(500)),
        ];
        for (value, items) in table {
            assert_eq!(read_size(value).unwrap().map(PageSize::items), items, "{value:?}");
        }
        for value in ["-1", "1.5", "ten", "+1", "0x10", "٤"] {
            assert_eq!(read_size(Some(value)).unwrap_err().kind, ErrorKind::InvalidProperty, "{value}");
        }
    }

    #[test]
    fn seek_operations_read_by_name_and_number() {
        let table = [
            ("Next", SeekOperation::Next),
            ("next", SeekOperation::Next),
            ("0", SeekOperation::Next),
            ("PREVIOUS", SeekOperation::Previous),
            ("2", SeekOperation::First),
            ("last", SeekOperation::Last),
            ("pageIndex", SeekOperation::PageIndex),
            ("PAGE_INDEX", SeekOperation::PageIndex),
            ("next_", SeekOperation::Next),
        ];
        for (text, operation) in table {
            assert_eq!(SeekOperation::parse(text).unwrap(), operation, "{text}");
        }
        let error = SeekOperation::parse("Sideways").unwrap_err();
        assert_eq!((error.kind, error.parameters["value"].as_str()), (ErrorKind::EnumParse, "Sideways"));
    }
}
