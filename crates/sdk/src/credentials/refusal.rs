//! What an authority says when it gives no token, in a sentence that shows nothing secret.

use std::time::Duration;

use serde::Deserialize;

use crate::call::escaped;
use crate::error::{Cause, Error};
use crate::reading::{json_of, read_value, text_of};

/// The most of an authority's own words that is shown, in characters.
const SAID_CHARACTERS_MAX: usize = 400;
/// The longest name of an error.
const CODE_BYTES_MAX: usize = 64;
/// The fields of a form whose values are shown nowhere, whatever an authority says back.
const SECRET_FIELDS: [&str; 8] = [
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "password",
    "refresh_token",
];

/// Why there is no token.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: Error,
    /// Whether the authority said that it is too busy, and did nothing.
    pub(super) is_busy: bool,
    /// How long it wants to be left alone.
    pub(super) retry_after: Option<Duration>,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.error
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, is_busy: false, retry_after: None }
    }
}

/// An error of signing in.
pub(super) fn sign_in_error(text: impl Into<String>, code: Option<&str>) -> Error {
    Error::SignIn { text: text.into(), code: code.map(str::to_owned), is_retryable: false, source: None }
}

/// An error of signing in that may go away by itself.
pub(super) fn passing_error(text: impl Into<String>, code: Option<&str>, source: Option<Cause>) -> Error {
    Error::SignIn { text: text.into(), code: code.map(str::to_owned), is_retryable: true, source }
}

/// The error of OAuth 2.0 that this is, if it is one.
pub(super) fn code_of(error: &Error) -> Option<&str> {
    match error {
        Error::SignIn { code, .. } => code.as_deref(),
        Error::Settings { .. }
        | Error::NotSent { .. }
        | Error::NoAnswer { .. }
        | Error::NotUnderstood { .. }
        | Error::Service(_)
        | Error::OutOfTime { .. }
        | Error::Local { .. } => None,
    }
}

/// Whether only a user can go on: the kept sign-in is over, or wants another factor or a consent.
pub(super) fn wants_user(error: &Error) -> bool {
    matches!(
        code_of(error),
        Some("invalid_grant" | "interaction_required" | "login_required" | "consent_required")
    )
}

/// Adds what to do next to an error of signing in.
pub(super) fn with_advice(error: Error, advice: &str) -> Error {
    match error {
        Error::SignIn { text, code, is_retryable, source } => {
            let text = format!("{}; {advice}", text.trim_end_matches(['.', ' ']));
            Error::SignIn { text, code, is_retryable, source }
        }
        other @ (Error::Settings { .. }
        | Error::NotSent { .. }
        | Error::NoAnswer { .. }
        | Error::NotUnderstood { .. }
        | Error::Service(_)
        | Error::OutOfTime { .. }
        | Error::Local { .. }) => other,
    }
}

/// An error of OAuth 2.0 (RFC 6749 5.2).
#[derive(Default, Deserialize)]
struct Said {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
}

/// The error in an answer with this status; `form` is what was asked.
pub(super) fn refused(what: &str, status: reqwest::StatusCode, body: &[u8], form: &[(&str, &str)]) -> Error {
    let said: Said = json_of(body).and_then(read_value).unwrap_or_default();
    let code = said.error.as_deref().and_then(known_code).filter(|code| described(code, form) == *code);
    let description = described(said.error_description.as_deref().unwrap_or_default(), form);
    let words = match (description.is_empty(), code) {
        (false, _) => description,
        (true, Some(code)) => code.to_owned(),
        (true, None) if text_of(body).starts_with('<') => "a page for browsers came back".to_owned(),
        (true, None) => status.canonical_reason().unwrap_or("nothing was said about it").to_owned(),
    };
    Error::SignIn {
        text: format!("{what} was refused with status {}: {words}", status.as_u16()),
        code: code.map(str::to_owned),
        is_retryable: status.as_u16() == 429 || status.is_server_error(),
        source: None,
    }
}

/// The name of an error, if it is a name.
pub(super) fn known_code(text: &str) -> Option<&str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (!text.is_empty() && text.len() <= CODE_BYTES_MAX && text.bytes().all(is_name)).then_some(text)
}

/// An authority's words as they may be shown: one line, bounded, and with nothing in it of what was sent in secret.
pub(super) fn described(text: &str, form: &[(&str, &str)]) -> String {
    // The first line says it; what follows are trace ids.
    let mut line = text.lines().next().unwrap_or_default().to_owned();
    for (name, value) in form {
        if SECRET_FIELDS.contains(name) && !value.is_empty() {
            line = line.replace(value, "***").replace(&escaped(value).to_string(), "***");
        }
    }
    line.chars()
        .filter(|character| !character.is_control())
        .take(SAID_CHARACTERS_MAX)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_an_authority_show_nothing_that_was_sent_in_secret() {
        let form = [("client_id", "app"), ("client_secret", "s3c/ret"), ("password", "")];
        let said = described("app said s3c/ret and s3c%2Fret\u{1b}[31m\r\nTrace ID: 5", &form);
        assert_eq!(said, "app said *** and ***[31m");
        assert_eq!(described(&"x".repeat(1_000), &form).len(), SAID_CHARACTERS_MAX);
    }

    #[test]
    fn the_name_of_an_error_is_a_name() {
        assert_eq!(known_code("invalid_grant"), Some("invalid_grant"));
        for odd in ["", "an error", "<b>", &"x".repeat(65)] {
            assert_eq!(known_code(odd), None, "{odd}");
        }
    }
}
