//! What a flow comes to, before it is an answer.

use qualify_server::api::failure::Failure;
use qualify_vocabulary::{SignedDuration, Timestamp};

use super::refresh_token::RefreshToken;
use crate::minting::ClientProof;
use crate::signing::SandboxError;

/// Which of Entra's two token endpoints was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// What a user's grant comes to: everything that the tokens say is in the refresh token.
#[derive(Debug)]
pub(super) struct UserGrant {
    pub(super) refresh_token: RefreshToken,
    /// By what the application proved, this time, that it is the one.
    pub(super) proof: ClientProof,
    pub(super) nonce: Option<String>,
}

/// When something begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl Span {
    pub(super) fn of(from: Timestamp, seconds: i64) -> Self {
        let until = from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(from);
        Self { from, until }
    }
}

pub(super) fn signing_failed(error: SandboxError) -> Failure {
    Failure::Internal { cause: error.to_string() }
}

/// A token that was made, for whom, and for how long.
#[derive(Debug, Clone)]
pub(super) struct AppToken {
    pub(super) text: String,
    pub(super) audience: String,
    pub(super) span: Span,
}
