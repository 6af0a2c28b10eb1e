//! Token answers, in the shapes of both versions (contract 5.4), and the headers that belong to them.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde_json::{Value, json};

use super::desk::Desk;
use super::id_token;
use super::issued::AppToken;
use super::issued::Span;
use super::issued::UserGrant;
use super::issued::Version;
use super::issued::signing_failed;
use super::refusal::{Problem, Reason, Refused};
use super::resource::application_scope;
use super::uncached::uncached_json;
use crate::directory::Person;
use crate::minting::{TokenClaims, TokenUser};

/// The claims of a user's access token.
fn user_claims(grant: &UserGrant, person: &Person, span: Span) -> TokenClaims {
    let consent = &grant.refresh_token.consent;
    TokenClaims {
        tenant: consent.tenant,
        audience: consent.audience.clone(),
        application: consent.client,
        proof: grant.proof,
        user: Some(TokenUser { id: person.id, name: person.name.clone() }),
        roles: Some(vec![person.role.name().to_owned()]),
        has_mfa: consent.has_mfa,
        issued_at: span.from,
        not_before: span.from,
        expires_at: span.until,
    }
}

/// A user's tokens. All of them each time: the clients that want one do without the others, and one of them fails
/// where a renewal brings no refresh token (clients 5 and 6, requirement 18).
pub(super) fn user_tokens(desk: &Desk<'_>, version: Version, grant: &UserGrant) -> Result<Response, Problem> {
    let consent = &grant.refresh_token.consent;
    let person = desk
        .directory
        .find_person_by_id(consent.user)
        .ok_or_else(|| Refused::new(Reason::UserUnknown, "The user is no longer in the directory."))?;
    let span = Span::of(desk.now, desk.state.times.token);
    let access_token =
        desk.issuer.mint(desk.origin, &user_claims(grant, person, span)).map_err(signing_failed)?;
    let subject = id_token::Subject { person, tenant: consent.tenant, client: consent.client };
    let id_token = id_token::make(desk, &subject, grant.nonce.as_deref(), None)?;
    let client_info = json!({ "uid": person.id, "utid": consent.tenant }).to_string();
    let mut body = base(version, &access_token, &consent.audience, desk.state.times.token, span);
    body["scope"] = json!(match version {
        Version::V1 => "user_impersonation",
        Version::V2 => &consent.scope,
    });
    body["refresh_token"] = json!(grant.refresh_token.seal(&desk.state.key));
    body["id_token"] = json!(id_token);
    body["client_info"] = json!(URL_SAFE_NO_PAD.encode(client_info));
    Ok(uncached_json(StatusCode::OK, &body))
}

/// An application's own token.
pub(super) fn application_token(desk: &Desk<'_>, version: Version, token: &AppToken) -> Response {
    let mut body = base(version, &token.text, &token.audience, desk.state.times.token, token.span);
    body["scope"] = json!(application_scope(&token.audience));
    uncached_json(StatusCode::OK, &body)
}

fn base(version: Version, access_token: &str, audience: &str, expires_in: i64, span: Span) -> Value {
    match version {
        // Numbers as texts: so version 1.0 writes them.
        Version::V1 => json!({
            "token_type": "Bearer",
            "expires_in": expires_in.to_string(),
            "ext_expires_in": expires_in.to_string(),
            "expires_on": span.until.as_second().to_string(),
            "not_before": span.from.as_second().to_string(),
            "resource": audience,
            "access_token": access_token,
        }),
        Version::V2 => json!({
            "token_type": "Bearer",
            "expires_in": expires_in,
            "ext_expires_in": expires_in,
            "access_token": access_token,
        }),
    }
}
