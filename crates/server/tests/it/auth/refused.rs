//! Tokens that are refused, each for its own reason.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::invalid;
use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{
    PARTNER, SANDBOX_URL, entra_settings, key_id, later, now, sandbox_authenticator, sandbox_claims, signed,
    signer, v1_claims,
};
use qualify_sandbox::TokenClaims;
use qualify_server::auth::{AuthError, Authenticator};

fn unsigned(header: &Value, payload: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload.to_string()))
}

fn reason(error: AuthError) -> &'static str {
    match error {
        AuthError::InvalidToken { reason } => reason,
        AuthError::TokenMissing
        | AuthError::InvalidAudience
        | AuthError::OperatorAudience
        | AuthError::SecondFactorMissing { .. }
        | AuthError::TenantMissing
        | AuthError::IssuerUnavailable => panic!("an invalid token was expected, not: {error}"),
    }
}

#[tokio::test]
async fn another_algorithm_is_refused_before_a_key_is_looked_up() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    let authenticator = Authenticator::new(entra_settings(&issuer.url), None).unwrap();
    let public_key = key.jwks()["keys"][0]["n"].as_str().unwrap().to_owned();
    let by_public_key = EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode(public_key).unwrap());
    let of =
        |algorithm: &str| unsigned(&json!({ "alg": algorithm, "kid": key_id(&key) }), &v1_claims(json!({})));
    let confused = of("HS256");
    let signature =
        jsonwebtoken::crypto::sign(confused.as_bytes(), &by_public_key, Algorithm::HS256).unwrap();
    // ES256 is for the sandbox's own tokens, never for another issuer's.
    let unsigned = ["none", "RS512", "ES256"].map(|algorithm| format!("{}.", of(algorithm)));
    for token in unsigned.into_iter().chain([format!("{confused}.{signature}")]) {
        let error = authenticator.verify(&token, now()).await.unwrap_err();
        assert_eq!(reason(error), "the token's algorithm is not RS256");
    }
    assert_eq!((issuer.key_requests(), authenticator.signatures_checked()), (0, 0));
}

#[tokio::test]
async fn an_issuer_has_to_be_configured_and_to_name_the_tokens_own_tenant() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    let authenticator = Authenticator::new(entra_settings(&issuer.url), None).unwrap();
    let others_tenant = "https://sts.windows.net/b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10/";
    for name in [
        json!("https://sts.windows.net.evil.example/"),
        json!(others_tenant),
        json!(format!("https://sts.windows.net/{PARTNER}")),
        json!("https://sts.windows.net/{tid}/"),
        json!("https://sts.windows.net/"),
        json!(["x"]),
        json!(null),
    ] {
        let token = signed(&key, &v1_claims(json!({ "iss": name })));
        let error = authenticator.verify(&token, now()).await.unwrap_err();
        assert_eq!(reason(error), "the token's issuer is not trusted here", "{name}");
    }
    assert_eq!(issuer.key_requests(), 0);
}

#[tokio::test]
async fn what_the_claims_lack_is_named() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    let authenticator = Authenticator::new(entra_settings(&issuer.url), None).unwrap();
    let at = |seconds: i64| later(seconds).as_second();
    let expired = "the token has expired";
    let too_early = "the token is not valid yet";
    let table = [
        (json!({ "tid": null }), AuthError::TenantMissing),
        (json!({ "tid": "northlight.example" }), AuthError::TenantMissing),
        (json!({ "aud": "https://graph.microsoft.com" }), AuthError::InvalidAudience),
        (json!({ "aud": "https://graph.windows.net" }), AuthError::InvalidAudience),
        (json!({ "aud": null }), AuthError::InvalidAudience),
        (json!({ "exp": at(-300) }), invalid(expired)),
        (json!({ "exp": null }), invalid("the token does not say when it expires")),
        (json!({ "nbf": at(301) }), invalid(too_early)),
        (json!({ "iat": at(301) }), invalid(too_early)),
        (json!({ "appid": null }), invalid("the token does not name its application by a GUID")),
        (json!({ "oid": null }), invalid("the token does not name its user by a GUID")),
    ];
    for (changes, expected) in table {
        let token = signed(&key, &v1_claims(changes.clone()));
        assert_eq!(authenticator.verify(&token, now()).await.unwrap_err(), expected, "{changes}");
        assert!(authenticator.find_verified(&token, now()).is_none());
    }
}

#[tokio::test]
async fn a_changed_or_foreign_signature_is_refused() {
    let authenticator = sandbox_authenticator();
    let good = signer(0).mint(SANDBOX_URL, &sandbox_claims()).unwrap();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let header = json!({ "alg": "RS256", "kid": key_id(&signer(0)) });
    let (_, payload) = message.split_once('.').unwrap();
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let by_another_key = signer(1).sign(&header, &payload).unwrap();
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[100] ^= 1;
    let other = signer(0)
        .mint(SANDBOX_URL, &TokenClaims { roles: Some(vec!["Reader".to_owned()]), ..sandbox_claims() })
        .unwrap();
    let (_, others_signature) = other.rsplit_once('.').unwrap();
    for token in [
        by_another_key,
        format!("{message}."),
        format!("{message}.&"),
        format!("{message}.{others_signature}"),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(flipped)),
        format!("{message}.{}", &signature[..signature.len() - 4]),
    ] {
        let error = authenticator.verify(&token, now()).await.unwrap_err();
        assert_eq!(reason(error), "the token's signature is not its issuer's");
    }
    assert!(authenticator.verify(&good, now()).await.is_ok());
}

#[tokio::test]
async fn garbage_costs_no_signature_check() {
    let authenticator = sandbox_authenticator();
    let (short, long) = ("x".to_owned(), "a.".repeat(10 * 1024));
    for token in [String::new(), short, long, "a.b.c".to_owned(), "\u{0}.\u{0}.\u{0}".to_owned()] {
        assert!(matches!(authenticator.verify(&token, now()).await, Err(AuthError::InvalidToken { .. })));
    }
    let foreign =
        signed(&signer(1), &json!({ "iss": "http://127.0.0.1:7180/x/v2.0", "exp": later(60).as_second() }));
    assert!(authenticator.verify(&foreign, now()).await.is_err());
    assert_eq!(authenticator.signatures_checked(), 0);
}

proptest::proptest! {
    #[test]
    fn no_token_makes_it_panic(text in "\\PC{0,100}", header in "\\PC{0,40}", claim in "\\PC{0,40}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let authenticator = sandbox_authenticator();
        let payload = json!({
            "iss": claim, "tid": claim, "aud": [claim], "exp": later(60).as_second(), "appid": claim, "oid": claim,
        });
        let known = json!({ "alg": "RS256", "kid": key_id(&signer(0)) });
        let table = [
            text.clone(),
            format!("{header}.{text}.{claim}"),
            format!("{}.{text}", unsigned(&known, &payload)),
            signed(&signer(0), &payload),
        ];
        for token in table {
            proptest::prop_assert!(runtime.block_on(authenticator.verify(&token, now())).is_err());
        }
    }
}
