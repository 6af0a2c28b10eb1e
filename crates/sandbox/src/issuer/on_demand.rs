//! Refresh tokens that somebody asks for without a sign-in, good or bad on purpose.

use qualify_server::api::failure::Failure;
use qualify_vocabulary::PartnerId;

use super::asked::AskedOrigin;
use super::desk::Desk;
use super::refresh_token::{RefreshToken, UserConsent};
use super::refusal::Problem;
use super::{grants, resource};
use crate::directory::Person;
use crate::state::Sandbox;

/// The state of a refresh token that is made on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshState {
    Good,
    Expired,
    Revoked,
}

/// Makes a refresh token of the seed's application in the state that a test wants (`POST /sandbox/token`).
pub(crate) async fn refresh_token_on_demand(
    (sandbox, asked): (&Sandbox, &AskedOrigin),
    person: &Person,
    (tenant, audience, has_mfa): (PartnerId, &str, bool),
    state: RefreshState,
) -> Result<String, Failure> {
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, asked);
    let consent = UserConsent {
        client: desk.directory.application_of(tenant),
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
