//! Errors as the server says them (contract 4): the words of the catalogue, and one answer.
//!
//! [`ErrorKind`] says what went wrong, [`ApiError`] adds the text for one call, [`Envelope`] is what travels.

mod catalogue;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use catalogue::catalogue_markdown;
use catalogue::meaning_of;
use catalogue::source_of;
use qualify_contract::errors::{Envelope, ErrorKind};
use qualify_texts::{Catalogue, Locale};

/// Longest `message` and `description`, in characters (contract 4.1).
pub const DESCRIPTION_CHARS_MAX: usize = 1024;

/// What a denial at once begins with in every language: clients look for it (contract 4.5, X19).
const DENIED: &str = "Customer tagging denied.";

/// One error answer: its kind, and the words for this call.
///
/// The text says what happened, why, and what to do next. It never holds a whole validation code, a token or a
/// body; what a caller sent goes into `parameters` where the contract says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// What went wrong; decides status and code.
    pub kind: ErrorKind,
    /// `message` and `description` in English; an empty text stands for the meaning in the catalogue.
    pub text: Cow<'static, str>,
    /// The text in every language, where it has a key of its own; the catalogue's meaning stands for those that do not.
    words: Option<Words>,
    /// The member `parameters`.
    pub parameters: BTreeMap<&'static str, String>,
    /// The member `data`.
    pub data: Vec<String>,
    /// The header `Retry-After`, for the answers that carry one.
    pub retry_after_seconds: Option<u32>,
}

impl ApiError {
    /// An error of this kind with this text.
    ///
    /// ```
    /// use qualify_contract::errors::ErrorKind;
    /// use qualify_wire::ApiError;
    /// let error = ApiError::new(ErrorKind::EnumParse, "The qualification is unknown.").with_parameter("value", "gold");
    /// assert_eq!(error.status(), 400);
    /// assert_eq!(error.envelope().code, 900126);
    /// ```
    pub fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            text: text.into(),
            words: None,
            parameters: BTreeMap::new(),
            data: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// An error of this kind with a text that exists in every language.
    ///
    /// ```
    /// use qualify_contract::errors::ErrorKind;
    /// use qualify_texts::Locale;
    /// use qualify_wire::ApiError;
    /// let error = ApiError::in_words(ErrorKind::NotFound, |texts| texts.not_found());
    /// assert_eq!(error.description_in(Locale::Pl), "Nie ma takiego zasobu ani takiej ścieżki.");
    /// ```
    pub fn in_words<T: Into<Cow<'static, str>>>(
        kind: ErrorKind,
        words: impl Fn(Catalogue) -> T + Send + Sync + 'static,
    ) -> Self {
        let words = Words(Arc::new(move |texts| words(texts).into()));
        let english = words.in_locale(Locale::En);
        Self { words: Some(words), ..Self::new(kind, english) }
    }

    /// Adds one member to `parameters`.
    #[must_use]
    pub fn with_parameter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.insert(name, value.into());
        self
    }

    /// Sets `data`.
    #[must_use]
    pub fn with_data(mut self, data: Vec<String>) -> Self {
        self.data = data;
        self
    }

    /// Asks the caller to wait this many seconds.
    #[must_use]
    pub const fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.kind.row().status
    }

    /// The text in English, as it travels: 1 to [`DESCRIPTION_CHARS_MAX`] characters.
    pub fn description(&self) -> &str {
        let text = if self.text.is_empty() { meaning_of(self.kind, Locale::En) } else { &self.text };
        shortened(text)
    }

    /// The text in a language, as it travels.
    pub fn description_in(&self, locale: Locale) -> Cow<'_, str> {
        if locale == Locale::En || self.kind == ErrorKind::InvalidAddress {
            // The text of an invalid address is what older clients parse, in no language (contract 1.12).
            return Cow::Borrowed(self.description());
        }
        let text = match (&self.words, self.kind) {
            (Some(words), _) => words.in_locale(locale),
            (None, ErrorKind::VettingDenied) => {
                Cow::Owned(format!("{DENIED} {}", meaning_of(self.kind, locale)))
            }
            (None, _) => return Cow::Borrowed(shortened(meaning_of(self.kind, locale))),
        };
        Cow::Owned(shortened(&text).to_owned())
    }

    /// The body of the answer in English.
    pub fn envelope(&self) -> Envelope {
        self.envelope_in(Locale::En)
    }

    /// The body of the answer: its words are of this language, and nothing else in it is (contract 4.1).
    pub fn envelope_in(&self, locale: Locale) -> Envelope {
        let row = self.kind.row();
        let description = self.description_in(locale).into_owned();
        Envelope {
            code: row.code,
            message: description.clone(),
            description,
            error_name: row.name.to_owned(),
            is_retryable: row.is_retryable,
            parameters: self
                .parameters
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            error_message_extended: format!("InternalErrorCode={}", row.code),
            data: self.data.clone(),
            source: source_of(self.kind).to_owned(),
        }
    }

    /// The body of the answer in English, as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        self.to_json_in(Locale::En)
    }

    /// The body of the answer in a language, as JSON.
    pub fn to_json_in(&self, locale: Locale) -> Vec<u8> {
        serde_json::to_vec(&self.envelope_in(locale)).expect("an envelope holds texts and numbers only")
    }
}

/// A text of the catalogue with the values of this call.
#[derive(Clone)]
struct Words(Arc<dyn Fn(Catalogue) -> Cow<'static, str> + Send + Sync>);

impl Words {
    fn in_locale(&self, locale: Locale) -> Cow<'static, str> {
        (self.0)(Catalogue::in_locale(locale))
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.in_locale(Locale::En))
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.in_locale(Locale::En) == other.in_locale(Locale::En)
    }
}

impl Eq for Words {}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(DESCRIPTION_CHARS_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.kind.row();
        write!(formatter, "{} {} {}: {}", row.status, row.code, row.name, self.description())
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_its_status_code_and_text() {
        let error = ApiError::new(ErrorKind::NotFound, "There is nothing here.");
        assert_eq!(error.to_string(), "404 1000 NotFound: There is nothing here.");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let error = ApiError::new(ErrorKind::InvalidProperty, "ł".repeat(2000));
        assert_eq!(error.description().chars().count(), DESCRIPTION_CHARS_MAX);
        assert_eq!(error.envelope().description, "ł".repeat(DESCRIPTION_CHARS_MAX));
    }

    #[test]
    fn an_empty_text_becomes_the_meaning_of_the_kind() {
        let error = ApiError::new(ErrorKind::NotFound, "");
        assert_eq!(error.envelope().message, "There is no such resource or route.");
    }

    #[test]
    fn every_kind_has_words_in_every_language_and_nothing_else_changes() {
        for row in qualify_contract::errors::CODES {
            let error = ApiError::new(row.kind, "In English.").with_parameter("value", "x");
            let english = error.envelope();
            for locale in Locale::CHOICES.into_iter().filter(|locale| *locale != Locale::En) {
                let envelope = error.envelope_in(locale);
                assert_eq!(envelope.message, envelope.description);
                let is_translated = envelope.message != english.message;
                assert_eq!(is_translated, row.kind != ErrorKind::InvalidAddress, "{locale:?} {row:?}");
                let words_apart = Envelope {
                    message: english.message.clone(),
                    description: english.description.clone(),
                    ..envelope
                };
                assert_eq!(words_apart, english);
            }
        }
    }

    #[test]
    fn a_denial_at_once_begins_alike_in_every_language() {
        let error = ApiError::new(ErrorKind::VettingDenied, "Customer tagging denied. Because.");
        for locale in Locale::CHOICES {
            let text = error.description_in(locale).into_owned();
            assert!(text.starts_with("Customer tagging denied. "), "{locale:?}: {text}");
        }
    }

    #[test]
    fn a_busy_answer_says_when_to_come_back() {
        let error = ApiError::new(ErrorKind::Busy, "Try again.").with_retry_after(5);
        assert_eq!((error.status(), error.retry_after_seconds), (503, Some(5)));
        assert!(error.envelope().is_retryable);
    }

    #[test]
    fn the_envelope_is_that_of_the_contract() {
        let text = "Validation code ****16 has no remaining creates.";
        let error = ApiError::new(ErrorKind::ValidationCodeExhausted, text);
        let expected = concat!(
            r#"{"code":1900003,"message":"Validation code ****16 has no remaining creates.","#,
            r#""description":"Validation code ****16 has no remaining creates.","#,
            r#""errorName":"ValidationCodeExhausted","isRetryable":false,"parameters":{},"#,
            r#""errorMessageExtended":"InternalErrorCode=1900003","data":[],"source":"PartnerFD"}"#,
        );
        assert_eq!(String::from_utf8(error.to_json()).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Envelope>(expected).unwrap(), error.envelope());
    }

    #[test]
    fn filter_errors_come_from_the_controllers_and_parameters_travel() {
        let error = ApiError::new(ErrorKind::InvalidFilter, "The filter is not JSON.")
            .with_parameter("value", "x")
            .with_data(vec!["a".to_owned()]);
        insta::assert_snapshot!(String::from_utf8(error.to_json()).unwrap(), @r#"{"code":2000,"message":"The filter is not JSON.","description":"The filter is not JSON.","errorName":"InvalidFilter","isRetryable":false,"parameters":{"value":"x"},"errorMessageExtended":"InternalErrorCode=2000","data":["a"],"source":"PartnerApiServiceControllers"}"#);
    }
}
