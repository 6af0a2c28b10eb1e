//! `grant_type=authorization_code`.

use super::Desk;
use super::answer::UserGrant;
use super::client::Client;
use super::codes::{CodeGrant, CodeProblem};
use super::families::Family;
use super::form::Form;
use super::pkce;
use super::refresh::{RefreshToken, UserConsent};
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;
use crate::api::failure::Failure;

/// Redeems a code.
pub(super) async fn redeem(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
) -> Result<UserGrant, Problem> {
    client.require_user_flow()?;
    let (code, redirect_uri) = (form.get("code")?, form.get("redirect_uri")?);
    let wish = Wish::read(form)?;
    let family = Family::new(desk.second());
    let check = |grant: &CodeGrant| {
        check(grant, tenant, &client, redirect_uri, form)?;
        grant.audience.settle(desk, wish.audience.as_deref()).map(drop)
    };
    let grant = match desk.state.codes.redeem(code, desk.second(), family, check) {
        Ok(grant) => grant,
        Err(CodeProblem::Refused(refused)) => return Err(refused.into()),
        Err(CodeProblem::Replayed(family)) => return Err(revoke_replayed(desk, family).await),
    };
    let audience = grant.audience.settle(desk, wish.audience.as_deref())?;
    let scope = match (&wish.audience, grant.scope) {
        (None, Some(scope)) => scope,
        (_, _) => wish.user_scope(&audience),
    };
    let consent = UserConsent {
        client: grant.client,
        is_confidential: client.is_confidential,
        tenant: grant.tenant,
        user: grant.user,
        has_mfa: grant.has_mfa,
        audience,
        scope,
    };
    let refresh_token =
        RefreshToken::of_family(consent, family, desk.second(), desk.state.times.refresh_token);
    Ok(UserGrant { refresh_token, nonce: grant.nonce })
}

/// A code that comes twice was stolen on its way: what it brought the first time ends (RFC 6749, 4.1.2).
async fn revoke_replayed(desk: &Desk<'_>, family: Family) -> Problem {
    desk.state.families.revoke(family, desk.second(), desk.state.times.refresh_token);
    match desk.state.families.save(&desk.app.store).await {
        Ok(()) => Refused::new(
            Reason::CodeRedeemed,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing \
             refresh token. The refresh tokens that came of it were revoked.",
        )
        .into(),
        Err(error) => Failure::from(error).into(),
    }
}

fn check(
    grant: &CodeGrant,
    tenant: Tenant,
    client: &Client<'_>,
    redirect_uri: &str,
    form: &Form,
) -> Result<(), Refused> {
    if grant.client != client.application.id {
        return Err(Refused::new(
            Reason::CodeUnknown,
            "The authorization code was issued to another application. Redeem it with the one that got it.",
        ));
    }
    if tenant.one().is_some_and(|tenant| tenant != grant.tenant) {
        return Err(Refused::new(
            Reason::CodeUnknown,
            "The authorization code is of another tenant. Ask the token endpoint of the tenant that gave it.",
        ));
    }
    if grant.redirect_uri != redirect_uri {
        return Err(Refused::new(
            Reason::RedirectMismatch,
            "The redirect URI specified in the request does not match the one of the authorization request.",
        ));
    }
    pkce::check(grant.challenge.as_deref(), form, client)
}
