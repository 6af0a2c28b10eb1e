//! What the issuer refuses, with Entra's numbers and in Entra's shape.

use std::borrow::Cow;

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use qualify_contract::errors::ErrorKind;
use qualify_server::api::failure::{Failure, SignInRefused};
use qualify_vocabulary::Timestamp;
use serde::Serialize;

use super::uncached::uncached_json;

/// Why the issuer gives no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    AssertionForAnother,
    AssertionOfAnother,
    AssertionTimes,
    AssertionUnsigned,
    AssertionUnusable,
    AudienceNotGranted,
    AuthorizationPending,
    BadForm,
    Cancelled,
    CodeExpired,
    CodeRedeemed,
    CodeUnknown,
    DeviceCodeExpired,
    DeviceCodeUnknown,
    DeviceDeclined,
    InstanceUnknown,
    InteractionRequired,
    MfaRequired,
    MissingParameter,
    PkceFailed,
    PkceRequired,
    RedirectMismatch,
    RefreshExpired,
    RefreshRevoked,
    RefreshUnknown,
    ResourceUnusable,
    ScopeUnusable,
    ScopesOfSeveral,
    ScopeWithoutDefault,
    SecretMissing,
    SlowDown,
    TenantMissing,
    TenantUnknown,
    TooManyGrants,
    ApplicationUnknown,
    ClientNotAllowed,
    UnsupportedGrant,
    UnsupportedResponseType,
    UserAssertionForAnother,
    UserAssertionUnusable,
    UserBlocked,
    UserLocked,
    UserPasswordExpired,
    UserUnknown,
    WrongPassword,
    WrongSecret,
}

/// The number of a refusal, beside its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedNumber(pub(crate) u32);

/// A row of Entra's errors.
struct Row {
    number: u32,
    error: &'static str,
    status: StatusCode,
    suberror: Option<&'static str>,
}

const fn row(number: u32, error: &'static str) -> Row {
    Row { number, error, status: StatusCode::BAD_REQUEST, suberror: None }
}

impl Reason {
    const fn row(self) -> Row {
        match self {
            Self::AssertionForAnother => unauthorized(row(700_023, "invalid_client")),
            Self::AssertionOfAnother => unauthorized(row(700_021, "invalid_client")),
            Self::AssertionTimes => unauthorized(row(700_024, "invalid_client")),
            Self::AssertionUnsigned => unauthorized(row(700_027, "invalid_client")),
            Self::AssertionUnusable => unauthorized(row(50027, "invalid_client")),
            Self::AudienceNotGranted => row(70011, "invalid_grant"),
            Self::AuthorizationPending => row(70016, "authorization_pending"),
            Self::BadForm => row(90100, "invalid_request"),
            Self::Cancelled => row(65004, "access_denied"),
            Self::CodeExpired => row(70008, "invalid_grant"),
            Self::CodeRedeemed => row(54005, "invalid_grant"),
            Self::CodeUnknown => row(70000, "invalid_grant"),
            Self::DeviceCodeExpired => row(70020, "expired_token"),
            Self::DeviceCodeUnknown => row(70019, "bad_verification_code"),
            Self::DeviceDeclined => row(70018, "authorization_declined"),
            Self::InstanceUnknown => row(50049, "invalid_instance"),
            Self::InteractionRequired => row(50058, "login_required"),
            Self::MfaRequired => Row { suberror: Some("basic_action"), ..row(50076, "invalid_grant") },
            Self::MissingParameter => row(900_144, "invalid_request"),
            Self::PkceFailed => row(501_481, "invalid_grant"),
            Self::PkceRequired => row(9_002_325, "invalid_request"),
            Self::RedirectMismatch => row(50011, "invalid_grant"),
            Self::RefreshExpired => Row { suberror: Some("token_expired"), ..row(700_082, "invalid_grant") },
            Self::RefreshRevoked => Row { suberror: Some("bad_token"), ..row(50173, "invalid_grant") },
            Self::RefreshUnknown => row(9_002_313, "invalid_grant"),
            Self::ResourceUnusable => row(500_011, "invalid_resource"),
            Self::ScopeUnusable => row(70011, "invalid_scope"),
            Self::ScopesOfSeveral => row(28000, "invalid_scope"),
            Self::ScopeWithoutDefault => row(1_002_012, "invalid_scope"),
            Self::SecretMissing => unauthorized(row(7_000_218, "invalid_client")),
            Self::SlowDown => row(70016, "slow_down"),
            Self::TenantMissing => row(50059, "invalid_request"),
            Self::TenantUnknown => row(90002, "invalid_request"),
            Self::TooManyGrants => row(90055, "temporarily_unavailable"),
            Self::ApplicationUnknown => row(700_016, "unauthorized_client"),
            Self::ClientNotAllowed => row(700_025, "unauthorized_client"),
            Self::UnsupportedGrant => row(70003, "unsupported_grant_type"),
            Self::UnsupportedResponseType => row(70005, "unsupported_response_type"),
            Self::UserAssertionForAnother => row(500_131, "invalid_grant"),
            Self::UserAssertionUnusable => row(50013, "invalid_grant"),
            Self::UserBlocked => row(50057, "invalid_grant"),
            Self::UserLocked => row(50053, "invalid_grant"),
            Self::UserPasswordExpired => {
                Row { suberror: Some("user_password_expired"), ..row(50055, "invalid_grant") }
            }
            Self::UserUnknown => row(50034, "invalid_grant"),
            Self::WrongPassword => row(50126, "invalid_grant"),
            Self::WrongSecret => unauthorized(row(7_000_215, "invalid_client")),
        }
    }

    /// Whether somebody who guesses would meet it, so that its answer is slowed.
    const fn is_guess(self) -> bool {
        matches!(self, Self::WrongSecret | Self::WrongPassword | Self::UserUnknown)
    }
}

const fn unauthorized(row: Row) -> Row {
    Row { status: StatusCode::UNAUTHORIZED, ..row }
}

/// A refusal with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) reason: Reason,
    text: Cow<'static, str>,
}

impl Refused {
    pub(super) fn new(reason: Reason, text: impl Into<Cow<'static, str>>) -> Self {
        Self { reason, text: text.into() }
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::new(
            Reason::MissingParameter,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    }

    /// The OAuth name of the error.
    pub(super) fn error(&self) -> &'static str {
        self.reason.row().error
    }

    /// The text with its number, for people.
    pub(super) fn description(&self) -> String {
        format!("AADSTS{}: {}", self.reason.row().number, self.text)
    }

    pub(super) fn is_guess(&self) -> bool {
        self.reason.is_guess()
    }
}

/// Why a request to the issuer is not answered with what it asked for.
#[derive(Debug)]
pub(super) enum Problem {
    /// The issuer says no.
    Refused(Refused),
    /// Something failed inside.
    Failed(Failure),
}

impl Problem {
    /// The problem where no client of OAuth asked: a refusal is a property of the request then.
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Refused(refused) => Failure::new(ErrorKind::InvalidProperty, refused.description()),
            Self::Failed(failure) => failure,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What ties a refusal to its request.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    pub(super) id: String,
    pub(super) correlation_id: String,
    pub(super) now: Timestamp,
    /// Whether the client signed in by HTTP Basic, and so gets told how.
    pub(super) is_basic: bool,
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'static str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: &'a str,
    correlation_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suberror: Option<&'static str>,
}

impl Trace {
    /// The moment as Entra writes it.
    fn timestamp(&self) -> String {
        // 2026-11-25T01:39:16Z in whole seconds, with a blank in the middle.
        let whole = Timestamp::from_second(self.now.as_second()).unwrap_or(self.now);
        whole.to_string().replace('T', " ")
    }

    /// The text of a refusal as `error_description` holds it.
    pub(super) fn describe(&self, refused: &Refused) -> String {
        format!(
            "{} Trace ID: {} Correlation ID: {} Timestamp: {}",
            refused.description(),
            self.id,
            self.correlation_id,
            self.timestamp()
        )
    }

    /// The refusal as the token endpoint answers it.
    pub(super) fn response(&self, refused: &Refused) -> Response {
        let row = refused.reason.row();
        let body = Body {
            error: row.error,
            error_description: self.describe(refused),
            error_codes: [row.number],
            timestamp: self.timestamp(),
            trace_id: &self.id,
            correlation_id: &self.correlation_id,
            suberror: row.suberror,
        };
        let mut response = uncached_json(row.status, &body);
        response.extensions_mut().insert(RefusedNumber(row.number));
        if row.status == StatusCode::UNAUTHORIZED {
            // The number alone: the text may hold what the client sent.
            let reason = format!("AADSTS{}, {}", row.number, row.error);
            response.extensions_mut().insert(SignInRefused(reason.into()));
        }
        if row.status == StatusCode::UNAUTHORIZED && self.is_basic {
            let challenge = HeaderValue::from_static(r#"Basic realm="qualify-sandbox""#);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }

    /// The problem as the token endpoint answers it.
    pub(super) fn answer(&self, problem: Problem) -> Response {
        match problem {
            Problem::Refused(refused) => self.response(&refused),
            Problem::Failed(failure) => failure.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_is_written_as_entra_does() {
        let trace = Trace {
            id: "t".to_owned(),
            correlation_id: "c".to_owned(),
            now: "2026-11-25T01:39:16.123456Z".parse().unwrap(),
            is_basic: false,
        };
        assert_eq!(
            trace.describe(&Refused::missing("scope")),
            "AADSTS900144: The request body must contain the following parameter: 'scope'. Trace ID: t \
             Correlation ID: c Timestamp: 2026-11-25 01:39:16Z"
        );
    }
}
