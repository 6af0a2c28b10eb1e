//! What only `qualify serve --sandbox` has.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::choices::{ClientAssertions, RecordRequests, RefreshTokens};
use crate::auth::algorithm::TokenAlgorithm;

/// `[sandbox]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxSection {
    /// Set by `--sandbox` only: no file and no variable turns a production service into a sandbox.
    #[serde(skip)]
    pub enabled: bool,
    /// A seed of one's own, in the form that `qualify sandbox seed --print` shows.
    pub seed_file: Option<PathBuf>,
    /// Where the virtual clock starts, RFC 3339; none means now.
    pub clock_start: Option<qualify_vocabulary::Timestamp>,
    /// How many partners of one's own there may be at a time.
    pub partners_max: u32,
    /// Which exchanges `GET /sandbox/requests` shows: `auto`, `always` or `never`.
    pub record_requests: RecordRequests,
    /// How the issuer signs new tokens: `RS256` or `ES256`. Those of the other kind stay good.
    pub token_algorithm: TokenAlgorithm,
    /// How long an access token of the issuer lives, in seconds of real time, like all the times below.
    pub token_lifetime_seconds: u32,
    /// How long an authorization code can be redeemed, in seconds.
    pub code_lifetime_seconds: u32,
    /// How long a device code can be approved, in seconds.
    pub device_code_lifetime_seconds: u32,
    /// How long a client of the device flow waits between two questions, in seconds; one that asks sooner is told to
    /// slow down.
    pub device_poll_seconds: u32,
    /// How long a refresh token lives without being used, in seconds.
    pub refresh_token_lifetime_seconds: u32,
    /// What becomes of a refresh token that was used: `entra` or `rotate`.
    pub refresh_tokens: RefreshTokens,
    /// How often an assertion is taken by which an application proves who it is: `once`, or `reusable` until it expires.
    pub client_assertions: ClientAssertions,
}

impl Default for SandboxSection {
    fn default() -> Self {
        Self {
            enabled: false,
            seed_file: None,
            clock_start: None,
            partners_max: 1000,
            record_requests: RecordRequests::default(),
            token_algorithm: TokenAlgorithm::default(),
            token_lifetime_seconds: 3600,
            code_lifetime_seconds: 600,
            device_code_lifetime_seconds: 900,
            device_poll_seconds: 5,
            refresh_token_lifetime_seconds: 90 * 24 * 3600,
            refresh_tokens: RefreshTokens::default(),
            client_assertions: ClientAssertions::default(),
        }
    }
}
