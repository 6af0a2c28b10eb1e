//! `grant_type=authorization_code`.

use qualify_domain::ports::GrantChoice;

use super::client::Client;
use super::codes::{CodeGrant, CodeProblem};
use super::desk::Desk;
use super::form::Form;
use super::issued::UserGrant;
use super::refresh_token::UserConsent;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;
use super::{grants, pkce};

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
    let check = |grant: &CodeGrant| {
        check(grant, tenant, &client, redirect_uri, form)?;
        grant.audience.settle(desk.issuer, wish.audience.as_deref()).map(drop)
    };
    let grant = match desk.state.codes.look_at(code, desk.second(), check) {
        Ok(grant) => grant,
        Err(problem) => return Err(answer(desk, problem).await),
    };
    let audience = grant.audience.settle(desk.issuer, wish.audience.as_deref())?;
    let scope = match (&wish.audience, grant.scope) {
        (None, Some(scope)) => scope,
        (_, _) => wish.user_scope(&audience),
    };
    let consent = UserConsent {
        client: grant.client,
        is_confidential: client.is_confidential(),
        tenant: grant.tenant,
        user: grant.user,
        has_mfa: grant.has_mfa,
        audience,
        scope,
    };
    // The code is used up last: a store that is busy costs nobody a sign-in.
    let refresh_token = grants::begin(desk, consent).await?;
    if let Err(problem) = desk.state.codes.use_up(code, refresh_token.grant) {
        grants::end(desk, GrantChoice::One(refresh_token.grant)).await?;
        return Err(answer(desk, problem).await);
    }
    Ok(UserGrant { refresh_token, proof: client.proof, nonce: grant.nonce })
}

/// A code that comes twice was stolen on its way: what it brought the first time ends (RFC 6749, 4.1.2).
async fn answer(desk: &Desk<'_>, problem: CodeProblem) -> Problem {
    let earlier = match problem {
        CodeProblem::Refused(refused) => return refused.into(),
        CodeProblem::Replayed(earlier) => earlier,
    };
    match grants::end(desk, GrantChoice::One(earlier)).await {
        Ok(_) => Refused::new(
            Reason::CodeRedeemed,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing \
             refresh token. The refresh tokens that came of it were revoked.",
        )
        .into(),
        Err(failure) => failure.into(),
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
