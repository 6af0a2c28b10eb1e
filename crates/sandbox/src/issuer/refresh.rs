//! `grant_type=refresh_token`: further tokens for what a user allowed.

use super::client::Client;
use super::desk::Desk;
use super::form::Form;
use super::grants;
use super::issued::UserGrant;
use super::password::{check_account, mfa_required};
use super::refresh_token::RefreshToken;
use super::refresh_token::UserConsent;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;

/// `grant_type=refresh_token`.
pub(super) async fn refresh(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
) -> Result<UserGrant, Problem> {
    client.require_user_flow()?;
    let token = RefreshToken::open(form.get("refresh_token")?, &desk.state.key).ok_or_else(unknown)?;
    let wish = Wish::read(form)?;
    check(desk, tenant, &client, &token)?;
    let audience = wish.audience.clone().unwrap_or_else(|| token.consent.audience.clone());
    let scope = match &wish.audience {
        Some(audience) => wish.user_scope(audience),
        None => token.consent.scope.clone(),
    };
    let consent = UserConsent { audience, scope, ..token.consent.clone() };
    let next = grants::renew(desk, &token, consent).await?;
    Ok(UserGrant { refresh_token: next, proof: client.proof, nonce: None })
}

/// Whether the token is good for this client, tenant and moment. What is not uses nothing up.
fn check(desk: &Desk<'_>, tenant: Tenant, client: &Client<'_>, token: &RefreshToken) -> Result<(), Refused> {
    let consent = &token.consent;
    if consent.client != client.application.id {
        return Err(Refused::new(
            Reason::RefreshUnknown,
            "The refresh token was issued to another application. Use it with the application that got it.",
        ));
    }
    if consent.is_confidential {
        client.require_secret()?;
    }
    if tenant.one().is_some_and(|tenant| tenant != consent.tenant) {
        return Err(Refused::new(
            Reason::RefreshUnknown,
            "The refresh token is of another tenant. Ask the tenant's own token endpoint, or that of organizations.",
        ));
    }
    if token.expires_at <= desk.second() {
        return Err(expired());
    }
    let person = desk.directory.find_person_by_id(consent.user).ok_or_else(|| {
        Refused::new(Reason::UserUnknown, "The user of the refresh token is no longer in the directory.")
    })?;
    check_account(person)?;
    if person.requires_mfa && !consent.has_mfa {
        return Err(mfa_required());
    }
    Ok(())
}

fn expired() -> Refused {
    Refused::new(Reason::RefreshExpired, "The refresh token has expired due to inactivity. Sign in again.")
}

fn unknown() -> Refused {
    Refused::new(
        Reason::RefreshUnknown,
        "The refresh token is malformed or was not issued here. Sign in again.",
    )
}
