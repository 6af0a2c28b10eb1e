//! What the issuer remembers.

use qualify_server::StartError;
use qualify_server::config::{ClientAssertions, RefreshTokens, SandboxSection};
use qualify_store::Store;

use super::codes::Codes;
use super::device_codes::DeviceCodes;
use super::grant_key::GrantKey;
use super::used_assertions::UsedAssertions;

/// What the issuer remembers between two requests.
#[derive(Debug)]
pub(crate) struct IssuerState {
    pub(super) times: Times,
    pub(super) key: GrantKey,
    pub(super) codes: Codes,
    pub(super) devices: DeviceCodes,
    pub(super) refresh_tokens: RefreshTokens,
    pub(super) client_assertions: ClientAssertions,
    pub(super) assertions: UsedAssertions,
}

/// Lifetimes, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) token: i64,
    pub(super) code: i64,
    pub(super) device_code: i64,
    pub(super) device_poll: i64,
    pub(super) refresh_token: i64,
}

impl IssuerState {
    /// Takes up the key where an earlier process left it.
    pub(crate) async fn open(config: &SandboxSection, store: &Store) -> Result<Self, StartError> {
        Ok(Self {
            times: Times {
                token: config.token_lifetime_seconds.into(),
                code: config.code_lifetime_seconds.into(),
                device_code: config.device_code_lifetime_seconds.into(),
                device_poll: config.device_poll_seconds.into(),
                refresh_token: config.refresh_token_lifetime_seconds.into(),
            },
            key: GrantKey::open(store).await?,
            refresh_tokens: config.refresh_tokens,
            client_assertions: config.client_assertions,
            assertions: UsedAssertions::default(),
            codes: Codes::default(),
            devices: DeviceCodes::default(),
        })
    }
}
