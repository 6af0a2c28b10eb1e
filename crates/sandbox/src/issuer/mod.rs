//! The sandbox's own issuer (contract 5.4, 5.8): what Entra offers a client, on the paths and in the shapes of Entra.
//!
//! One file a flow. To add a grant: a variant in [`token`], its file beside the others, which ends in
//! [`answer::UserGrant`] or an application's token; its refusals are rows of [`refusal`].
//!
//! Everything here goes by real time. Authorization codes, device codes and the assertions that came are kept in memory,
//! bounded, and go with the process. Refresh tokens say everything themselves; the grant that they rest on is a row of the store, so that they
//! outlive a restart.

mod answer;
mod applications;
mod asked;
mod assertion;
mod authorize;
mod client;
mod codes;
mod device;
mod device_codes;
mod device_page;
mod discovery;
mod form;
mod grant_key;
mod granted;
mod grants;
mod id_token;
mod instances;
mod logout;
mod on_behalf_of;
mod page;
mod password;
mod pkce;
mod realm;
mod redeem;
pub(super) mod redirect;
mod refresh;
mod refusal;
mod resource;
mod respond;
mod revoke;
mod sign_in_page;
mod tenant;
mod token;

use qualify_store::SqliteStore;
use qualify_vocabulary::{PartnerId, Timestamp};
use qualify_wire::endpoints::IssuerRoute;
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

pub(super) use asked::AskedOrigin;
pub(super) use device::{__path_approve, approve};
pub(super) use device_codes::is_user_code;
pub(super) use grants::purge_ended;
pub(super) use revoke::{__path_revoke, revoke};
pub(super) use tenant::Dispatch;

use super::directory::Person;
use crate::directory::Directory;
use crate::state::{Handle, Sandbox};
use assertion::UsedAssertions;
use codes::Codes;
use device_codes::DeviceCodes;
use grant_key::GrantKey;
use qualify_server::StartError;
use qualify_server::api::failure::Failure;
use qualify_server::config::{ClientAssertions, RefreshTokens, SandboxSection};
use refresh::{RefreshToken, UserConsent};
use refusal::Problem;

/// The handler of a route of the issuer.
pub(crate) fn serve(route: IssuerRoute) -> UtoipaMethodRouter<Handle> {
    match route {
        IssuerRoute::ShowDevicePage => routes!(device_page::show),
        IssuerRoute::SubmitDevicePage => routes!(device_page::submit),
        IssuerRoute::ConfigurationV2 => routes!(discovery::document_v2),
        IssuerRoute::ConfigurationV1 => routes!(discovery::document_v1),
        IssuerRoute::KeysV2 | IssuerRoute::KeysV1 => routes!(discovery::keys),
        IssuerRoute::Instance => routes!(instances::show),
        IssuerRoute::UserRealm => routes!(realm::show),
        IssuerRoute::TokenV2 => routes!(token::exchange_v2),
        IssuerRoute::TokenV1 => routes!(token::exchange_v1),
        IssuerRoute::DeviceCodeV2 => routes!(device::start_v2),
        IssuerRoute::DeviceCodeV1 => routes!(device::start_v1),
        IssuerRoute::ShowSignInV2 | IssuerRoute::ShowSignInV1 => routes!(sign_in_page::show),
        IssuerRoute::SubmitSignInV2 | IssuerRoute::SubmitSignInV1 => routes!(sign_in_page::submit),
        IssuerRoute::SignOutV2 | IssuerRoute::SignOutV1 => routes!(logout::sign_out),
    }
}

/// What the issuer remembers between two requests.
#[derive(Debug)]
pub(crate) struct IssuerState {
    times: Times,
    key: GrantKey,
    codes: Codes,
    devices: DeviceCodes,
    refresh_tokens: RefreshTokens,
    client_assertions: ClientAssertions,
    assertions: UsedAssertions,
}

/// Lifetimes, in seconds.
#[derive(Debug, Clone, Copy)]
struct Times {
    token: i64,
    code: i64,
    device_code: i64,
    device_poll: i64,
    refresh_token: i64,
}

impl IssuerState {
    /// Takes up the key where an earlier process left it.
    pub(super) async fn open(config: &SandboxSection, store: &SqliteStore) -> Result<Self, StartError> {
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

/// The state of a refresh token that is made on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefreshState {
    Good,
    Expired,
    Revoked,
}

/// Makes a refresh token of the seed's application in the state that a test wants (`POST /sandbox/token`).
pub(super) async fn refresh_token_on_demand(
    (sandbox, asked): (&Sandbox, &AskedOrigin),
    person: &Person,
    (tenant, audience, has_mfa): (PartnerId, &str, bool),
    state: RefreshState,
) -> Result<String, Failure> {
    let desk = Desk::of(sandbox, asked);
    let consent = UserConsent {
        client: desk.directory.application,
        is_confidential: false,
        tenant,
        user: person.id,
        has_mfa,
        audience: audience.to_owned(),
        scope: resource::user_scope(audience),
    };
    let token = match state {
        RefreshState::Good => grants::begin(&desk, consent).await.map_err(Problem::into_failure)?,
        RefreshState::Expired => RefreshToken::first(consent, grants::fresh_grant_id(), desk.second() - 1),
        // It names a grant that is not kept, as one that was ended is not.
        RefreshState::Revoked => {
            let expires_at = desk.second() + desk.state.times.refresh_token;
            RefreshToken::first(consent, grants::fresh_grant_id(), expires_at)
        }
    };
    Ok(token.seal(&desk.state.key))
}

/// The directory and the state of a sandbox whose issuer was asked.
#[derive(Clone, Copy)]
struct Desk<'a> {
    sandbox: &'a Sandbox,
    directory: &'a Directory,
    state: &'a IssuerState,
    issuer: &'a crate::minting::SandboxIssuer,
    /// What the addresses in the answer begin with.
    origin: &'a str,
    now: Timestamp,
}

impl<'a> Desk<'a> {
    fn of(sandbox: &'a Sandbox, AskedOrigin(origin): &'a AskedOrigin) -> Self {
        Self {
            sandbox,
            directory: &sandbox.directory,
            state: &sandbox.sign_in,
            issuer: &sandbox.issuer,
            origin,
            now: sandbox.clock.real_now(),
        }
    }

    fn second(&self) -> i64 {
        self.now.as_second()
    }
}
