//! ID tokens: who has signed in, for the application that asked (OpenID Connect Core 2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::{ApplicationId, PartnerId};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::desk::Desk;
use super::issued::{Span, signing_failed};
use crate::directory::Person;
use crate::minting::issuer_at;

/// Who has signed in, where, and to what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) person: &'a Person,
    pub(super) tenant: PartnerId,
    pub(super) client: ApplicationId,
}

/// Makes an ID token; beside a code, it vouches for that code.
pub(super) fn make(
    desk: &Desk<'_>,
    subject: &Subject<'_>,
    nonce: Option<&str>,
    code: Option<&str>,
) -> Result<String, Failure> {
    let span = Span::of(desk.now, desk.state.times.token);
    let person = subject.person;
    let mut payload = json!({
        "iss": issuer_at(desk.origin, subject.tenant),
        "aud": subject.client,
        "iat": span.from.as_second(),
        "nbf": span.from.as_second(),
        "exp": span.until.as_second(),
        "oid": person.id,
        "sub": person.id,
        "tid": subject.tenant,
        "name": display_name(&person.name),
        "preferred_username": person.name,
        "upn": person.name,
        "ver": "2.0",
    });
    if let Some(nonce) = nonce {
        payload["nonce"] = json!(nonce);
    }
    if let Some(code) = code {
        let digest = Sha256::digest(code);
        payload["c_hash"] = json!(URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2]));
    }
    desk.issuer.sign_payload(&payload).map_err(signing_failed)
}

/// What to call somebody whose only name is the one to sign in with.
pub(super) fn display_name(name: &str) -> String {
    let local = name.split('@').next().unwrap_or(name);
    let mut characters = local.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
