//! An error that the service answered with, in any of its forms (contract 4, X19, X20; 6.3 rule 4).

use std::fmt;
use std::time::Duration;

use hyper::body::Bytes;
use qualify_vocabulary::{CorrelationId, RequestId};
use serde_json::Value;

use crate::error::Effect;
use crate::reading::shape::member_of;
use crate::reading::{json_of, text_of};
use crate::retry::is_retried;

/// Longest part of a body that stands in a message, in bytes.
const TEXT_BYTES_MAX: usize = 1024;

/// What kind of error it is: the words of the official .NET client (contract 6.3 rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCategory {
    /// 400: what was sent is not right, or not right in this state.
    BadInput,
    /// 401: the service does not know who asks, or misses the second factor.
    Unauthorized,
    /// 403: it knows, and says no.
    Forbidden,
    /// 404: there is no such thing for this partner.
    NotFound,
    /// 405: this cannot be done there.
    InvalidOperation,
    /// 409: it is there already, or somebody else was first.
    AlreadyExists,
    /// 412, and 400/2055: it has changed since it was read.
    PreconditionFailed,
    /// 429: too many requests.
    TooManyRequests,
    /// 503: busy, or shutting down.
    ServerBusy,
    /// 408 and 504: it took too long.
    GatewayTimeout,
    /// Any other status from 500 on.
    ServerError,
    /// Any other status.
    Other,
}

impl ErrorCategory {
    fn of(status: u16, code: Option<i64>) -> Self {
        match (status, code) {
            (400, Some(2055)) | (412, _) => Self::PreconditionFailed,
            (400, _) => Self::BadInput,
            (401, _) => Self::Unauthorized,
            (403, _) => Self::Forbidden,
            (404, _) => Self::NotFound,
            (405, _) => Self::InvalidOperation,
            (409, _) => Self::AlreadyExists,
            (429, _) => Self::TooManyRequests,
            (503, _) => Self::ServerBusy,
            (408 | 504, _) => Self::GatewayTimeout,
            (500.., _) => Self::ServerError,
            _ => Self::Other,
        }
    }
}

/// An error as the service answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    status: u16,
    code: Option<i64>,
    code_text: Option<String>,
    name: Option<String>,
    description: String,
    data: Vec<String>,
    request_id: RequestId,
    correlation_id: CorrelationId,
    retry_after: Option<Duration>,
    is_mfa_missing: bool,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// What an error is made of beside its body.
#[derive(Debug, Clone)]
pub(crate) struct ErrorHead<'a> {
    pub(crate) status: u16,
    pub(crate) reason: &'a str,
    pub(crate) request_id: RequestId,
    pub(crate) correlation_id: CorrelationId,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) headers: Vec<(String, String)>,
}

impl ErrorHead<'_> {
    /// Where a redirect that was not followed leads.
    fn leads_to(&self) -> Option<String> {
        let is_redirect = (300..400).contains(&self.status);
        let location = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
        if is_redirect { bounded(&location.1) } else { None }
    }
}

impl ServiceError {
    /// Reads the body of an error: the envelope, an error of OAuth or OData, a bare text of JSON, any text, or nothing.
    pub(crate) fn read(head: ErrorHead<'_>, body: Bytes) -> Self {
        let said = Said::of(&body);
        let code = said.code.as_deref().and_then(|text| text.trim().parse().ok());
        // The service says that the second factor is missing by saying nothing at all (contract 4.3), or by this code.
        let is_mfa_missing = head.status == 401 && (code == Some(900_421) || text_of(&body).is_empty());
        let description = match (head.leads_to(), said.description) {
            (Some(place), _) => format!(
                "it leads to {place}, where a request with a token is not sent: look at the URL of the service, and what stands \
                 before it"
            ),
            (None, Some(text)) => text,
            (None, None) if is_mfa_missing => "the user signed in without a second factor".to_owned(),
            (None, None) => head.reason.to_owned(),
        };
        Self {
            status: head.status,
            code,
            code_text: said.code,
            name: said.name,
            description,
            data: said.data,
            request_id: head.request_id,
            correlation_id: head.correlation_id,
            retry_after: head.retry_after,
            is_mfa_missing,
            headers: head.headers,
            body,
        }
    }

    /// The status of HTTP.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What kind of error it is.
    pub fn category(&self) -> ErrorCategory {
        ErrorCategory::of(self.status, self.code)
    }

    /// The code, if the service gave a number.
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// The code as it was sent.
    pub fn code_text(&self) -> Option<&str> {
        self.code_text.as_deref()
    }

    /// The name of the code, if the service gave one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What the service said about it. It may hold JSON once more, as address validation's does.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Further texts.
    pub fn data(&self) -> &[String] {
        &self.data
    }

    /// The id under which the request was sent.
    pub fn request_id(&self) -> RequestId {
        self.request_id
    }

    /// The id that ties the client's calls together.
    pub fn correlation_id(&self) -> CorrelationId {
        self.correlation_id
    }

    /// How long the service asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The headers of the answer, their names in small letters.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body as it was sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether the token shows no second factor: sign in again with one.
    pub fn is_mfa_missing(&self) -> bool {
        self.is_mfa_missing
    }

    /// Whether the same call may succeed later without a change.
    pub fn is_retryable(&self) -> bool {
        is_retried(self.status)
    }

    /// What may have happened: a gateway that gave up does not know, and neither does a service that broke.
    pub(crate) fn effect(&self) -> Effect {
        match self.status {
            408 | 500 | 502 | 504 => Effect::Unknown,
            _ => Effect::None,
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.description)?;
        write!(formatter, " (status {}", self.status)?;
        if let Some(code) = &self.code_text {
            write!(formatter, ", code {code}")?;
        }
        write!(formatter, ", request {})", self.request_id)
    }
}

impl std::error::Error for ServiceError {}

/// What a body says.
#[derive(Default)]
struct Said {
    code: Option<String>,
    name: Option<String>,
    description: Option<String>,
    data: Vec<String>,
}

impl Said {
    fn of(body: &[u8]) -> Self {
        match json_of(body) {
            Ok(Value::Object(object)) => Self::of_object(&Value::Object(object)),
            Ok(Value::String(text)) => Self { description: bounded(&text), ..Self::default() },
            Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | Err(_) => {
                let text = text_of(body);
                // A page for browsers says less than the status does.
                let is_markup = text.starts_with('<');
                Self {
                    description: if is_markup { title_of(&text) } else { bounded(&text) },
                    ..Self::default()
                }
            }
        }
    }

    fn of_object(object: &Value) -> Self {
        // `{"error":{"code","message"}}` of OData, `{"error":"..","error_description":".."}` of OAuth.
        if let Some(inner @ Value::Object(_)) = member_of(object, "error") {
            return Self::of_object(inner);
        }
        let text = |names: &[&str]| names.iter().find_map(|name| member_of(object, name).and_then(plain));
        let data = match member_of(object, "data") {
            Some(Value::Array(items)) => {
                items.iter().map(|item| plain(item).unwrap_or_else(|| item.to_string())).collect()
            }
            _ => Vec::new(),
        };
        let said = text(&["description", "message", "error_description", "errorMessage", "detail", "title"]);
        Self {
            code: text(&["code", "errorCode", "error"]),
            name: text(&["errorName"]),
            description: said.and_then(|text| bounded(&text)).or_else(|| bounded(&object.to_string())),
            data,
        }
    }
}

/// A text, or a number as text; nothing else, and no empty text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn bounded(text: &str) -> Option<String> {
    let text = text.trim();
    let end = (0..=text.len().min(TEXT_BYTES_MAX)).rev().find(|&end| text.is_char_boundary(end))?;
    (end > 0).then(|| text[..end].to_owned())
}

/// The title of an HTML page.
fn title_of(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let begin = lower.find("<title")?;
    let begin = begin + lower[begin..].find('>')? + 1;
    let end = begin + lower[begin..].find('<')?;
    bounded(&page[begin..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> ServiceError {
        let head = ErrorHead {
            status,
            reason: "Bad Gateway",
            request_id: RequestId::NIL,
            correlation_id: CorrelationId::NIL,
            retry_after: None,
            headers: Vec::new(),
        };
        ServiceError::read(head, Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn x19_every_form_of_an_error_says_what_it_says() {
        let table = [
            (r#"{"code":20002,"description":"No.","data":[]}"#, Some(20002), "No."),
            (r#"{"Code":"20002","Description":"No."}"#, Some(20002), "No."),
            (r#"{"code":3000,"message":"No.","data":["a",1]}"#, Some(3000), "No."),
            (r#"{"error":{"code":"900421","message":"No."}}"#, Some(900_421), "No."),
            (r#"{"error":"invalid_grant","error_description":"No."}"#, None, "No."),
            (r#"{"statusCode":429,"message":"No."}"#, None, "No."),
            (r#""Customer tagging denied.""#, None, "Customer tagging denied."),
            ("\u{feff}\"No.\"", None, "No."),
            ("No.", None, "No."),
            ("<html><head><TITLE>502 Bad Gateway</TITLE></head></html>", None, "502 Bad Gateway"),
            ("<html></html>", None, "Bad Gateway"),
            ("", None, "Bad Gateway"),
            ("[]", None, "[]"),
        ];
        for (body, code, description) in table {
            let error = read(502, body);
            assert_eq!((error.code(), error.description()), (code, description), "{body}");
        }
    }

    #[test]
    fn x20_a_code_is_a_number_or_a_text() {
        assert_eq!(read(400, r#"{"code":"20002"}"#).code(), Some(20002));
        let error = read(400, r#"{"code":"Request_BadRequest","description":"No."}"#);
        assert_eq!((error.code(), error.code_text()), (None, Some("Request_BadRequest")));
    }

    #[test]
    fn x21_both_forms_of_a_conflict_are_one_category() {
        for error in [read(400, r#"{"code":2055}"#), read(412, ""), read(400, r#"{"code":"2055"}"#)] {
            assert_eq!(error.category(), ErrorCategory::PreconditionFailed);
        }
    }

    #[test]
    fn a_missing_second_factor_is_known_by_both_of_its_answers() {
        assert!(read(401, "").is_mfa_missing());
        assert!(read(401, r#"{"code":900421,"description":"x"}"#).is_mfa_missing());
        assert!(!read(401, r#"{"code":400,"description":"x"}"#).is_mfa_missing());
        assert!(!read(403, "").is_mfa_missing());
    }

    #[test]
    fn long_texts_are_bounded_at_a_character() {
        let error = read(500, &"ż".repeat(5_000));
        assert_eq!(error.description().len(), TEXT_BYTES_MAX);
    }
}
