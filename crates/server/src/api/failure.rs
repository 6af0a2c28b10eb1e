//! The one place where refusals and faults get a status, a code and a text (contract 4).

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use hyper::ext::ReasonPhrase;
use qualify_contract::errors::{ErrorKind, RateLimitBody, TokenRateLimitBody};
use qualify_domain::Refusal;
use qualify_domain::ports::StoreError;
use qualify_texts::Locale;
use qualify_wire::errors::ApiError;
use serde::Serialize;

use super::answer;
use super::refusal::{no_room_for_documents, refusal_error, service_error};
use crate::auth::AuthError;
use crate::documents::DocumentError;
use crate::html::PageFault;
use crate::limits::CallsUsedUp;
use crate::service::error::ServiceError;
use crate::webhooks::NoSigner;

/// Seconds after which a call that met a busy store is worth repeating.
const STORE_RETRY_SECONDS: u32 = 5;

/// Seconds after which a call that met an unreachable issuer is worth repeating.
const ISSUER_RETRY_SECONDS: u32 = 30;

/// The status line of a call without a second factor (contract 4.3).
const MFA_REASON: ReasonPhrase = ReasonPhrase::from_static(b"Unauthorized - MFA required");

const UNEXPECTED_TEXT: &str = "Something failed inside the service, and nothing was changed. Repeat the call with \
     the same MS-RequestId; if it fails again, give the MS-CorrelationId of this answer to the operator.";

/// Why a request is not answered with success.
#[derive(Debug)]
pub enum Failure {
    /// An error of the catalogue.
    Api(ApiError),
    /// A fault of ours: the cause goes to the log, not to the caller.
    Internal {
        /// What failed, for the log.
        cause: String,
    },
    /// The user signed in without a second factor (contract 4.3: an empty body).
    MfaRequired,
    /// Too many calls (contract 4.4: the gateway's own body).
    RateLimited {
        /// Seconds until the next call may succeed.
        retry_after_seconds: u32,
    },
    /// The same at a token endpoint (contract 9.2.11: an error of OAuth).
    TokenRateLimited {
        /// Seconds until the next call may succeed.
        retry_after_seconds: u32,
    },
}

/// The catalogue's code of a failed answer, for the log line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnsweredCode(pub(crate) u32);

/// The catalogue's code of a failed answer, also where a second factor was missing and its body is empty.
pub fn code_of(answer: &Response) -> Option<u32> {
    let is_mfa_missing = answer.extensions().get::<MfaChallenge>().is_some();
    let of_mfa = is_mfa_missing.then(|| ErrorKind::MfaRequired.row().code);
    answer.extensions().get::<AnsweredCode>().map(|code| code.0).or(of_mfa)
}

/// The cause of a fault, for the log.
#[derive(Debug, Clone)]
pub(crate) struct InternalCause(pub(crate) String);

/// Why a call is answered with 401, for the log line: nothing of the token, and nothing that a caller wrote.
#[derive(Debug, Clone)]
pub struct SignInRefused(pub Cow<'static, str>);

/// Marks the one 401 that has no envelope and one challenge only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MfaChallenge;

impl Failure {
    /// An error of the catalogue with its text.
    pub fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        Self::Api(ApiError::new(kind, text))
    }

    /// The fault of a request that took too long, or met the end of the service.
    pub fn busy(text: &'static str) -> Self {
        Self::Api(ApiError::new(ErrorKind::Busy, text).with_retry_after(STORE_RETRY_SECONDS))
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Api(refusal_error(refusal))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::Unavailable { reason, .. } => {
                tracing::warn!(reason, "the store is not available");
                Self::busy(
                    "The service is busy and changed nothing. Repeat the call with the same MS-RequestId.",
                )
            }
            StoreError::Corrupt { .. } | StoreError::Failed(_) => {
                let cause = std::error::Error::source(&error).map(|source| format!(": {source}"));
                Self::Internal { cause: format!("{error}{}", cause.unwrap_or_default()) }
            }
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => error.into(),
            ServiceError::Refused(refusal) => Self::Api(service_error(&refusal)),
            ServiceError::Document(error) => error.into(),
            ServiceError::CallsUsedUp(used_up) => used_up.into(),
            ServiceError::Failed { cause } => Self::Internal { cause },
        }
    }
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::NoRoom | DocumentError::DiskFull => no_room_for_documents().into(),
            DocumentError::NotUsable(fault) => Self::new(ErrorKind::DocumentNotUsable, fault.to_string()),
            DocumentError::Failed { cause } => Self::Internal { cause },
        }
    }
}

impl From<NoSigner> for Failure {
    fn from(error: NoSigner) -> Self {
        match error {
            NoSigner::Store(error) => error.into(),
            NoSigner::Key(error) => Self::Internal { cause: error.to_string() },
        }
    }
}

impl From<CallsUsedUp> for Failure {
    fn from(used_up: CallsUsedUp) -> Self {
        Self::RateLimited { retry_after_seconds: used_up.retry_after_seconds }
    }
}

impl From<PageFault> for Failure {
    fn from(fault: PageFault) -> Self {
        Self::Internal { cause: fault.to_string() }
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::TokenMissing => Self::new(
                ErrorKind::TokenMissing,
                "The call carries no token. Send the header Authorization: Bearer with an access token.",
            ),
            AuthError::InvalidToken { reason } => Self::new(
                ErrorKind::InvalidToken,
                format!("The access token is not accepted: {reason}. Sign in again and repeat the call."),
            ),
            AuthError::SecondFactorMissing { evidence } => Self::new(
                ErrorKind::InvalidToken,
                format!(
                    "The access token is not accepted: staff needs a second factor, and {evidence}. Sign in again with \
                     a second factor; if you did, ask the operator to check operator.mfa and the issuer's settings."
                ),
            ),
            AuthError::TenantMissing => Self::new(
                ErrorKind::InvalidToken,
                "The access token is not accepted: it names no tenant. Sign in again with a partner's account.",
            ),
            AuthError::InvalidAudience => Self::new(
                ErrorKind::InvalidAudience,
                "The access token is for another audience. Ask for a token for https://api.partnercenter.microsoft.com.",
            ),
            AuthError::OperatorAudience => Self::new(
                ErrorKind::AccessDenied,
                "The access token is for operators, whose door is /operator. Sign in as a partner for this path.",
            ),
            AuthError::IssuerUnavailable => Self::Api(
                ApiError::new(
                    ErrorKind::Busy,
                    "The token cannot be checked now, because its issuer does not answer. Repeat the call later.",
                )
                .with_retry_after(ISSUER_RETRY_SECONDS),
            ),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Api(error) => api_response(error),
            Self::Internal { cause } => {
                let mut response = api_response(ApiError::new(ErrorKind::UnexpectedError, UNEXPECTED_TEXT));
                response.extensions_mut().insert(InternalCause(cause));
                response
            }
            Self::MfaRequired => {
                let mut response = StatusCode::UNAUTHORIZED.into_response();
                response.extensions_mut().insert(MFA_REASON);
                response.extensions_mut().insert(MfaChallenge);
                let reason = Cow::Borrowed("the user signed in without a second factor");
                response.extensions_mut().insert(SignInRefused(reason));
                response
            }
            Self::RateLimited { retry_after_seconds } => {
                too_many(retry_after_seconds, RateLimitBody::new(retry_after_seconds))
            }
            Self::TokenRateLimited { retry_after_seconds } => {
                too_many(retry_after_seconds, TokenRateLimitBody::new(retry_after_seconds))
            }
        }
    }
}

fn too_many(retry_after_seconds: u32, body: impl Serialize) -> Response {
    let retry_after = [(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds))];
    (StatusCode::TOO_MANY_REQUESTS, retry_after, Json(body)).into_response()
}

fn api_response(error: ApiError) -> Response {
    let row = error.kind.row();
    let status = StatusCode::from_u16(row.status).expect("the catalogue holds statuses");
    let mut response = answer::json_bytes(status, error.to_json());
    if let Some(seconds) = error.retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(AnsweredCode(row.code));
    if status == StatusCode::UNAUTHORIZED {
        response.extensions_mut().insert(SignInRefused(Cow::Owned(reason_of(error.description()))));
    }
    response.extensions_mut().insert(Said(Arc::new(error)));
    response
}

/// The error that an answer's body says in English, for whoever reads another language.
#[derive(Debug, Clone)]
struct Said(Arc<ApiError>);

/// Says an error in the caller's language, where that is not English: what answers does not know the caller.
pub(super) fn say_in(locale: Locale, response: &mut Response) {
    if locale == Locale::En {
        return;
    }
    if let Some(Said(error)) = response.extensions_mut().remove::<Said>() {
        *response.body_mut() = Body::from(error.to_json_in(locale));
        // The router has counted the bytes of the English one.
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

/// What happened, of a text that says what to do as well: its first sentence, without what begins each of them.
fn reason_of(description: &str) -> String {
    const BEGINNING: &str = "The access token is not accepted: ";
    let happened = description.strip_prefix(BEGINNING).unwrap_or(description);
    happened.split_once(". ").map_or(happened, |(first, _)| first).trim_end_matches('.').to_owned()
}
