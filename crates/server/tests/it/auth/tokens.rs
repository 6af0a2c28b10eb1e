//! Tokens and keys for the tests.

use std::sync::{Arc, LazyLock};

use qualify_vocabulary::{ApplicationId, PartnerId, SignedDuration, Timestamp, UserId};
use serde_json::{Value, json};

use qualify_sandbox::OwnNames;
use qualify_sandbox::{SandboxIssuer, TokenClaims, TokenUser};
use qualify_server::auth::{
    AuthSettings, Authenticator, IssuerSettings, PARTNER_CENTER_AUDIENCES, TokenAlgorithm,
};
use qualify_server::config::ServerSection;

pub(super) const PARTNER: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
pub(super) const APPLICATION: &str = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";
pub(super) const USER: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
pub(super) const SANDBOX_URL: &str = "http://127.0.0.1:7180";
pub(super) const V1_ISSUER: &str = "https://sts.windows.net/{tid}/";
pub(super) const V2_ISSUER: &str = "https://login.microsoftonline.com/{tid}/v2.0";

/// Making a key takes a while, so the tests share two.
pub(super) static KEYS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    [(); 2].map(|()| SandboxIssuer::generate_key(TokenAlgorithm::RS256).expect("a key is made"))
});

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(1_767_225_600).expect("a moment")
}

pub(super) fn later(seconds: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_secs(seconds)).expect("a moment")
}

/// One of the two shared keys, with everything that can sign and show it.
pub(super) fn signer(index: usize) -> Arc<SandboxIssuer> {
    let names = OwnNames::of(&ServerSection::default(), SANDBOX_URL);
    Arc::new(SandboxIssuer::new(&[&KEYS[index]], names).expect("the keys are good"))
}

/// The name of the key, as it stands in its JWKS.
pub(super) fn key_id(signer: &SandboxIssuer) -> String {
    signer.jwks()["keys"][0]["kid"].as_str().expect("it is there").to_owned()
}

/// Any token, properly signed.
pub(super) fn signed(signer: &SandboxIssuer, payload: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key_id(signer) });
    signer.sign(&header, payload).expect("the token is signed")
}

/// A v1.0 App+User token's claims, with `changes`; `null` removes a claim.
pub(super) fn v1_claims(changes: Value) -> Value {
    let claims = json!({
        "iss": V1_ISSUER.replace("{tid}", PARTNER), "aud": PARTNER_CENTER_AUDIENCES[0], "tid": PARTNER,
        "appid": APPLICATION, "appidacr": "1", "oid": USER, "upn": "ana@northlight.example",
        "unique_name": "other@northlight.example", "scp": "user_impersonation", "amr": ["pwd", "mfa"],
        "ver": "1.0", "iat": now().as_second(), "nbf": now().as_second(), "exp": later(3600).as_second(),
    });
    changed(claims, changes)
}

/// A v2.0 App+User token's claims, with `changes`; `null` removes a claim.
pub(super) fn v2_claims(changes: Value) -> Value {
    let claims = json!({
        "iss": V2_ISSUER.replace("{tid}", PARTNER), "aud": PARTNER_CENTER_AUDIENCES[1], "tid": PARTNER,
        "azp": APPLICATION, "azpacr": "1", "oid": USER, "preferred_username": "ana@northlight.example",
        "scp": "user_impersonation", "ver": "2.0", "iat": now().as_second(), "nbf": now().as_second(),
        "exp": later(3600).as_second(),
    });
    changed(claims, changes)
}

pub(super) fn changed(mut claims: Value, changes: Value) -> Value {
    let (Value::Object(all), Value::Object(changes)) = (&mut claims, changes) else { return claims };
    for (name, value) in changes {
        if value.is_null() {
            all.remove(&name);
        } else {
            all.insert(name, value);
        }
    }
    claims
}

/// What the sandbox is asked for: an App+User token of the partner.
pub(super) fn sandbox_claims() -> TokenClaims {
    TokenClaims {
        tenant: PartnerId::parse(PARTNER).expect("it reads"),
        audience: PARTNER_CENTER_AUDIENCES[0].to_owned(),
        application: ApplicationId::parse(APPLICATION).expect("it reads"),
        proof: qualify_sandbox::ClientProof::Secret,
        user: Some(TokenUser {
            id: UserId::parse(USER).expect("it reads"),
            name: "ana@northlight.example".to_owned(),
        }),
        roles: None,
        has_mfa: true,
        issued_at: now(),
        not_before: now(),
        expires_at: later(3600),
    }
}

/// Both Entra issuers, their keys at `metadata_url`.
pub(super) fn entra_settings(metadata_url: &str) -> AuthSettings {
    let issuer = |issuer: &str, below: &str| IssuerSettings {
        issuer: issuer.to_owned(),
        discovery_url: Some(format!("{metadata_url}/{below}/.well-known/openid-configuration")),
        ..IssuerSettings::default()
    };
    AuthSettings {
        issuers: vec![issuer(V1_ISSUER, "first"), issuer(V2_ISSUER, "second")],
        ..AuthSettings::default()
    }
}

/// Sign-in by the sandbox's own tokens alone.
pub(super) fn sandbox_authenticator() -> Authenticator {
    Authenticator::new(AuthSettings::default(), Some(signer(0))).expect("the settings are good")
}
