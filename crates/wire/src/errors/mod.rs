//! Errors as the server says them (contract 4): the words of the catalogue, and one answer.
//!
//! [`ErrorKind`] says what went wrong, [`ApiError`] adds the text for one call, [`Envelope`] is what travels.

mod catalogue;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

pub use catalogue::catalogue_markdown;
use catalogue::meaning_of;
use catalogue::source_of;
use qualify_contract::errors::{Envelope, ErrorKind};

/// Longest `message` and `description`, in characters (contract 4.1).
pub const DESCRIPTION_CHARS_MAX: usize = 1024;

/// One error answer: its kind, and the words for this call.
///
/// The text says what happened, why, and what to do next. It never holds a whole validation code, a token or a
/// body; what a caller sent goes into `parameters` where the contract says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// What went wrong; decides status and code.
    pub kind: ErrorKind,
    /// `message` and `description`; an empty text stands for the meaning in the catalogue.
    pub text: Cow<'static, str>,
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
            parameters: BTreeMap::new(),
            data: Vec::new(),
            retry_after_seconds: None,
        }
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

    /// The text as it travels: 1 to [`DESCRIPTION_CHARS_MAX`] characters.
    pub fn description(&self) -> &str {
        let text = if self.text.is_empty() { meaning_of(self.kind) } else { &self.text };
        match text.char_indices().nth(DESCRIPTION_CHARS_MAX) {
            Some((end, _)) => &text[..end],
            None => text,
        }
    }

    /// The body of the answer.
    pub fn envelope(&self) -> Envelope {
        let row = self.kind.row();
        Envelope {
            code: row.code,
            message: self.description().to_owned(),
            description: self.description().to_owned(),
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

    /// The body of the answer as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.envelope()).expect("an envelope holds texts and numbers only")
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
