//! Headers as the server reads and writes them (contract 3.1, 1.16); the names as text are of `qualify-contract`.

use http::HeaderName;
use qualify_contract::headers as names;

/// [`names::MS_REQUEST_ID`].
pub const MS_REQUEST_ID: HeaderName = HeaderName::from_static(names::MS_REQUEST_ID);
/// [`names::MS_CORRELATION_ID`].
pub const MS_CORRELATION_ID: HeaderName = HeaderName::from_static(names::MS_CORRELATION_ID);
/// [`names::MS_CV`].
pub const MS_CV: HeaderName = HeaderName::from_static(names::MS_CV);
/// [`names::MS_CONTINUATION_TOKEN`].
pub const MS_CONTINUATION_TOKEN: HeaderName = HeaderName::from_static(names::MS_CONTINUATION_TOKEN);
/// [`names::MS_PARTNER_CENTER_CLIENT`].
pub const MS_PARTNER_CENTER_CLIENT: HeaderName = HeaderName::from_static(names::MS_PARTNER_CENTER_CLIENT);
/// [`names::MS_PARTNER_CENTER_APPLICATION`].
pub const MS_PARTNER_CENTER_APPLICATION: HeaderName =
    HeaderName::from_static(names::MS_PARTNER_CENTER_APPLICATION);
/// [`names::MS_SDK_VERSION`].
pub const MS_SDK_VERSION: HeaderName = HeaderName::from_static(names::MS_SDK_VERSION);
/// [`names::MS_CONTRACT_VERSION`].
pub const MS_CONTRACT_VERSION: HeaderName = HeaderName::from_static(names::MS_CONTRACT_VERSION);
/// [`names::X_LOCALE`].
pub const X_LOCALE: HeaderName = HeaderName::from_static(names::X_LOCALE);
/// [`names::MS_REPLAYED`].
pub const MS_REPLAYED: HeaderName = HeaderName::from_static(names::MS_REPLAYED);
/// [`names::MS_SERVER_ID`].
pub const MS_SERVER_ID: HeaderName = HeaderName::from_static(names::MS_SERVER_ID);
/// [`names::VALIDATE_MFA`].
pub const VALIDATE_MFA: HeaderName = HeaderName::from_static(names::VALIDATE_MFA);
/// [`names::IS_MFA_COMPLIANT`].
pub const IS_MFA_COMPLIANT: HeaderName = HeaderName::from_static(names::IS_MFA_COMPLIANT);

/// Longest `MS-CV` that is echoed, in characters.
const CV_CHARS_MAX: usize = 128;

/// Whether a received `MS-CV` is sent back as it is; otherwise the server makes one (contract 3.1).
///
/// ```
/// use qualify_wire::headers::is_echoable_cv;
/// assert!(is_echoable_cv("aW5pdGlhbHZhbHVl.0"));
/// assert!(!is_echoable_cv("two words"));
/// ```
pub fn is_echoable_cv(value: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'.' | b'-');
    (1..=CV_CHARS_MAX).contains(&value.len()) && value.bytes().all(is_allowed)
}

/// What an `If-Match` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: any state of the resource will do.
    Any,
    /// The state with this tag, without quotes and weakness mark.
    Tag(String),
}

/// Reads the value of `If-Match` in the forms of contract 1.16: quoted, unquoted, weak or `*`.
///
/// ```
/// use qualify_wire::headers::{IfMatch, read_if_match};
/// assert_eq!(read_if_match("W/\"17\""), IfMatch::Tag("17".to_owned()));
/// ```
pub fn read_if_match(value: &str) -> IfMatch {
    let value = value.trim();
    if value == "*" {
        return IfMatch::Any;
    }
    let quoted = value.strip_prefix("W/").unwrap_or(value);
    let tag = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
    IfMatch::Tag(tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_vector_is_echoed_only_in_its_alphabet() {
        let longest = "a".repeat(128);
        for value in ["aW5pdGlhbHZhbHVl.0", "A+/=.-9", &longest] {
            assert!(is_echoable_cv(value), "{value}");
        }
        let too_long = "a".repeat(129);
        for value in ["", "a b", "a\r\nb", "é", &too_long] {
            assert!(!is_echoable_cv(value), "{value}");
        }
    }

    #[test]
    fn if_match_reads_every_spelling_of_a_tag() {
        for value in ["\"5920\"", "5920", "W/\"5920\"", "  \"5920\" "] {
            assert_eq!(read_if_match(value), IfMatch::Tag("5920".to_owned()), "{value}");
        }
        assert_eq!(read_if_match(" * "), IfMatch::Any);
        assert_eq!(read_if_match("\""), IfMatch::Tag("\"".to_owned()));
    }
}
