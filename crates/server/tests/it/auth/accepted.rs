//! Tokens that are accepted, and what is read from them.

use std::sync::Arc;

use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, UserId};
use serde_json::json;

use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{
    APPLICATION, KEYS, PARTNER, SANDBOX_URL, USER, entra_settings, later, now, sandbox_authenticator,
    sandbox_claims, signed, signer, v1_claims, v2_claims,
};
use qualify_sandbox::OwnNames;
use qualify_sandbox::{SandboxIssuer, TokenClaims, issuer_at};
use qualify_server::auth::{AuthSettings, Authenticator, Identity, Principal};
use qualify_server::config::ServerSection;

fn principal(identity: &Identity) -> &Principal {
    match identity {
        Identity::Partner(principal) => principal,
        Identity::Staff(_) => panic!("a partner was expected"),
    }
}

#[tokio::test]
async fn both_token_versions_are_read() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    let authenticator = Authenticator::new(entra_settings(&issuer.url), None).unwrap();
    for (claims, has_mfa) in [(v1_claims(json!({})), true), (v2_claims(json!({})), false)] {
        let token = signed(&key, &claims);
        let identity = authenticator.verify(&token, now()).await.unwrap();
        let principal = principal(&identity);
        assert_eq!(principal.caller.partner, PartnerId::parse(PARTNER).unwrap());
        assert_eq!(principal.caller.application, ApplicationId::parse(APPLICATION).unwrap());
        let user = principal.caller.user.as_ref().unwrap();
        assert_eq!(user.id, UserId::parse(USER).unwrap());
        assert_eq!(user.name.as_deref(), Some("ana@northlight.example"));
        assert_eq!(principal.caller.role, PartnerRole::AdminAgent);
        assert_eq!(principal.expires_at, later(3600));
        assert_eq!((principal.is_app_only, principal.has_mfa), (false, has_mfa));
    }
}

#[tokio::test]
async fn an_app_only_token_has_no_user() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    let authenticator = Authenticator::new(entra_settings(&issuer.url), None).unwrap();
    let claims =
        v1_claims(json!({ "scp": null, "upn": null, "unique_name": null, "amr": null, "idtyp": "app" }));
    let identity = authenticator.verify(&signed(&key, &claims), now()).await.unwrap();
    let principal = principal(&identity);
    assert!(principal.is_app_only && principal.has_mfa && principal.caller.user.is_none());
}

#[tokio::test]
async fn the_sandbox_reads_its_own_tokens_and_maps_role_names() {
    let authenticator = sandbox_authenticator();
    for (roles, role) in [
        (None, PartnerRole::AdminAgent),
        (Some(&[][..]), PartnerRole::Reader),
        (Some(&["Cook"][..]), PartnerRole::Reader),
        (Some(&["Reader"][..]), PartnerRole::Reader),
        (Some(&["Reader", "SalesAgent"][..]), PartnerRole::SalesAgent),
    ] {
        let roles = roles.map(|roles| roles.iter().map(|&role| role.to_owned()).collect());
        let token = signer(0).mint(SANDBOX_URL, &TokenClaims { roles, ..sandbox_claims() }).unwrap();
        let identity = authenticator.verify(&token, now()).await.unwrap();
        let principal = principal(&identity);
        assert_eq!(principal.caller.role, role);
        assert!(principal.has_mfa && !principal.is_app_only);
    }
    let app_only = TokenClaims { user: None, has_mfa: false, ..sandbox_claims() };
    let identity =
        authenticator.verify(&signer(0).mint(SANDBOX_URL, &app_only).unwrap(), now()).await.unwrap();
    assert!(principal(&identity).is_app_only);
}

#[tokio::test]
async fn edge_09_a_token_is_good_by_the_form_of_its_issuer() {
    let named = |public_url: &str| {
        let server = ServerSection { public_url: Some(public_url.to_owned()), ..ServerSection::default() };
        let issuer = SandboxIssuer::new(&[&KEYS[0]], OwnNames::of(&server, public_url)).unwrap();
        Authenticator::new(AuthSettings::default(), Some(Arc::new(issuer))).unwrap()
    };
    for (origin, is_one) in [
        ("https://qualify.example", true),
        ("https://qualify.example:8443", true),
        ("http://localhost:7180", true),
        ("https://127.0.0.1:1", true),
        ("http://[::1]:7999", true),
        ("https://evil.example", false),
        ("https://qualify.example.evil.example", false),
        ("https://qualify.example/x", false),
        ("qualify.example", false),
        ("", false),
    ] {
        let token = signer(0).mint(origin, &sandbox_claims()).unwrap();
        let verified = named("https://qualify.example").verify(&token, now()).await;
        assert_eq!(verified.is_ok(), is_one, "{origin}: {verified:?}");
        let for_origin = TokenClaims { audience: origin.to_owned(), ..sandbox_claims() };
        let token = signer(0).mint(SANDBOX_URL, &for_origin).unwrap();
        let verified = named("https://qualify.example").verify(&token, now()).await;
        assert_eq!(verified.is_ok(), is_one, "for {origin}: {verified:?}");
    }
    let token = signer(0).mint("https://qualify.example", &sandbox_claims()).unwrap();
    assert!(named("https://other.example").verify(&token, now()).await.is_err(), "nothing is kept of a name");
}

#[tokio::test]
async fn the_sandbox_is_an_issuer_that_others_can_read_too() {
    let sandbox = signer(0);
    let issuer = LoopbackIssuer::start(sandbox.jwks()).await;
    let mut settings = entra_settings(&issuer.url);
    settings.issuers[0].issuer = issuer_at(SANDBOX_URL, PARTNER);
    issuer.call_itself(json!(settings.issuers[0].issuer));
    let authenticator = Authenticator::new(settings, None).unwrap();
    let token = sandbox.mint(SANDBOX_URL, &sandbox_claims()).unwrap();
    assert!(authenticator.verify(&token, now()).await.is_ok());
}

#[tokio::test]
async fn a_signature_is_checked_once_per_token() {
    let authenticator = sandbox_authenticator();
    let token = signer(0).mint(SANDBOX_URL, &sandbox_claims()).unwrap();
    assert!(authenticator.find_verified(&token, now()).is_none());
    for _ in 0..20 {
        authenticator.verify(&token, now()).await.unwrap();
        assert!(authenticator.find_verified(&token, now()).is_some());
    }
    assert_eq!(authenticator.signatures_checked(), 1);
}

#[tokio::test]
async fn a_verified_token_ends_when_it_expires() {
    let authenticator = sandbox_authenticator();
    let token = signer(0).mint(SANDBOX_URL, &sandbox_claims()).unwrap();
    authenticator.verify(&token, now()).await.unwrap();
    assert!(authenticator.find_verified(&token, later(3600 + 299)).is_some());
    assert!(authenticator.find_verified(&token, later(3600 + 300)).is_none());
    assert!(authenticator.verify(&token, later(3600 + 300)).await.is_err());
    assert_eq!(authenticator.signatures_checked(), 1);
}

#[tokio::test]
async fn debug_shows_no_token_no_key_and_no_name() {
    let sandbox = signer(0);
    let authenticator = sandbox_authenticator();
    let claims = sandbox_claims();
    let token = sandbox.mint(SANDBOX_URL, &claims).unwrap();
    let partner = authenticator.verify(&token, now()).await.unwrap();
    let staff = super::doors::olga(&authenticator).await;
    let shown = format!("{authenticator:?} {sandbox:?} {claims:?} {partner:?} {staff:?}");
    let stored: serde_json::Value = serde_json::from_slice(&KEYS[0]).unwrap();
    for secret in
        [&token[..20], "ana@", "olga@", &stored["pkcs8"].as_str().unwrap()[..40], "modulus", "RsaKeyPair"]
    {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}
