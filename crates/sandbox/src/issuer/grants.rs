//! Grants: what one sign-in allowed an application. Refresh tokens name the grant that they rest on, and are good as long as
//! it is kept: so a token that was used stays good, as Entra's does, until it expires or its grant is ended (contract
//! 9.4.4). With `sandbox.refresh_tokens = "rotate"` each is good once, and a reuse ends the grant (RFC 9700, 4.14.2).

use std::time::Duration;

use qualify_domain::ports::{AddGrant, Grant, GrantChoice, GrantStore as _, Outcome, RotateGrant};
use qualify_server::api::failure::Failure;
use qualify_server::clock::fresh_guid;
use qualify_server::config::RefreshTokens;
use qualify_vocabulary::{GrantId, Timestamp};
use tokio::sync::watch;

use super::desk::Desk;
use super::refresh_token::{RefreshToken, UserConsent};
use super::refusal::{Problem, Reason, Refused};
use crate::state::{Handle, Sandbox};

/// The most grants that are kept (contract 9.4.4).
const GRANTS_MAX: u32 = 100_000;
/// The end of a grant is moved where that makes it later by this part of a lifetime: most uses write nothing.
const EXTENDED_PART: i64 = 24;

/// Time between two rounds that remove grants which have ended.
const PURGE_INTERVAL: Duration = Duration::from_secs(5);
/// Grants that one round removes: few enough not to be felt by a request beside it.
const PURGED_MAX: u16 = 500;

/// A name for a grant, which nobody guesses.
pub(super) fn fresh_grant_id() -> GrantId {
    GrantId::from_uuid(fresh_guid())
}

/// Keeps what a user allowed, and gives the first refresh token for it.
pub(super) async fn begin(desk: &Desk<'_>, consent: UserConsent) -> Result<RefreshToken, Problem> {
    let expires_at = desk.second() + desk.state.times.refresh_token;
    let token = RefreshToken::first(consent, fresh_grant_id(), expires_at);
    let grant = Grant {
        id: token.grant,
        user: token.consent.user,
        application: token.consent.client,
        expires_at: moment(expires_at),
    };
    let command = AddGrant { grant, now: desk.now, grants_max: GRANTS_MAX };
    if desk.sandbox.store.add_grant(command).await.map_err(Failure::from)? {
        Ok(token)
    } else {
        Err(no_room().into())
    }
}

/// The next refresh token in the place of one that is good by itself, for this consent.
pub(super) async fn renew(
    desk: &Desk<'_>,
    token: &RefreshToken,
    consent: UserConsent,
) -> Result<RefreshToken, Problem> {
    let wanted = desk.second() + desk.state.times.refresh_token;
    let renewed = match desk.state.refresh_tokens {
        RefreshTokens::Entra => extend(desk, token, wanted).await,
        RefreshTokens::Rotate => rotate(desk, token, wanted).await,
    };
    let (generation, expires_at) = renewed.map_err(Failure::from)?.ok_or_else(ended)?;
    Ok(RefreshToken::following(consent, token.grant, generation, expires_at))
}

async fn extend(desk: &Desk<'_>, token: &RefreshToken, wanted: i64) -> Outcome<Option<(u32, i64)>> {
    let store = &desk.sandbox.store;
    let Some(grant) = store.find_grant(token.grant).await? else { return Ok(None) };
    let known = grant.expires_at.as_second();
    if wanted - known <= desk.state.times.refresh_token / EXTENDED_PART {
        return Ok(Some((token.generation, known)));
    }
    let is_kept = store.extend_grant(token.grant, moment(wanted)).await?;
    Ok(is_kept.then_some((token.generation, wanted)))
}

async fn rotate(desk: &Desk<'_>, token: &RefreshToken, wanted: i64) -> Outcome<Option<(u32, i64)>> {
    let command = RotateGrant { id: token.grant, generation: token.generation, expires_at: moment(wanted) };
    let next = desk.sandbox.store.rotate_grant(command).await?;
    Ok(next.map(|generation| (generation, wanted)))
}

/// Ends grants: from the next use on their refresh tokens are refused. Access tokens live to their end, as Entra's do.
pub(super) async fn end(desk: &Desk<'_>, choice: GrantChoice) -> Result<usize, Failure> {
    Ok(desk.sandbox.store.end_grants(choice).await?)
}

/// Removes grants that have ended, until the service stops. They go by real time, whatever the sandbox's clock says.
pub(crate) async fn purge_ended(sandbox: Handle, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(PURGE_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        // A full round is followed by another at once; others have their turn in between.
        while purge(&sandbox).await >= usize::from(PURGED_MAX) && !*stopping.borrow() {
            tokio::task::yield_now().await;
        }
    }
}

async fn purge(sandbox: &Sandbox) -> usize {
    sandbox.store.purge_grants(sandbox.clock.real_now(), PURGED_MAX).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "expired sign-ins could not be removed; the next round tries again");
        0
    })
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

fn ended() -> Refused {
    Refused::new(
        Reason::RefreshRevoked,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed: the user signed out, or the \
         grant was withdrawn, or a refresh token that had been replaced was used again. Sign in again.",
    )
}

fn no_room() -> Refused {
    Refused::new(
        Reason::TooManyGrants,
        format!(
            "The sandbox keeps {GRANTS_MAX} sign-ins at most, and none of them has expired. End those of a user by POST \
             /sandbox/users/{{upn}}/revoke, or give refresh tokens a shorter life \
             (sandbox.refresh_token_lifetime_seconds)."
        ),
    )
}
