//! Why a token is refused, and why the settings are.

use std::sync::Arc;

/// Why nobody is signed in. No variant holds anything of the token itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// There is no `Authorization` header.
    #[error("no token was sent")]
    TokenMissing,
    /// Form, signature, issuer, lifetime or a claim is not as it has to be.
    #[error("{reason}")]
    InvalidToken {
        /// What is wrong, as a sentence without its full stop; safe for the log and for the caller.
        reason: &'static str,
    },
    /// The token is good, but it is meant for another service.
    #[error("the token's audience is not accepted here")]
    InvalidAudience,
    /// The token is good and meant for our operators' door, but whoever issued it does not speak for our staff.
    #[error("the token is for operators, and its issuer does not speak for the staff")]
    OperatorAudience,
    /// The token is a member of staff's who signed in without a second factor, as far as it says.
    #[error("the second factor is missing: {}", .evidence)]
    SecondFactorMissing {
        /// Which claim would show it, by the settings.
        evidence: Arc<str>,
    },
    /// The token names no tenant, so it speaks for no partner.
    #[error("the token's tenant is missing or not a GUID")]
    TenantMissing,
    /// The token may be good, but its issuer's keys could not be read and none are known yet.
    #[error("the keys of the token's issuer are not available")]
    IssuerUnavailable,
}

impl AuthError {
    pub(super) const fn invalid(reason: &'static str) -> Self {
        Self::InvalidToken { reason }
    }
}

/// Why sign-in cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum AuthSetupError {
    /// A setting is not usable.
    #[error("{key}: {problem}; {remedy}")]
    Setting {
        /// The setting, as it is called in the configuration file.
        key: String,
        /// What is wrong with it, and why that matters.
        problem: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Nobody could ever sign in.
    #[error(
        "auth.issuers: no issuer is configured, so no token could be accepted; name your identity provider there, \
         or start with --sandbox to use the built-in issuer"
    )]
    NoIssuer,
    /// The HTTP client that reads the issuers' keys could not be built.
    #[error("the HTTP client for the issuers' keys could not be set up; check the system's CA certificates")]
    HttpClient(#[source] reqwest::Error),
}

impl AuthSetupError {
    pub(super) fn setting(key: impl Into<String>, problem: &'static str, remedy: &'static str) -> Self {
        Self::Setting { key: key.into(), problem, remedy }
    }
}
