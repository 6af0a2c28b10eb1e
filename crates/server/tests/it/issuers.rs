//! Issuers in production: what a caller meets when one is down, when clocks differ, and when it is no Entra.

use qualify_server::auth::{IssuerSettings, Preset};
use qualify_testkit::issuer::unix_seconds;
use qualify_testkit::seed::{NORTHLIGHT, SOUTHGATE};
use qualify_testkit::{TestIssuer, TestServer};
use serde_json::json;

use crate::tokens::service_with_issuer;

#[test]
fn an_issuer_that_is_down_and_was_never_read_makes_the_service_busy() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let user = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    let staff = issuer.sign(&issuer.staff_claims(&["Operator"]));
    drop(issuer);
    for (token, path) in [(&user, "/v1/customers"), (&user, "/v1/customers"), (&staff, "/operator/v1/audit")]
    {
        let answer = server.with_token(token).get(path).send();
        answer.assert_error(503, 800_003);
        let wait: u32 = answer.header("Retry-After").expect("Retry-After").parse().expect("seconds");
        assert!(wait > 0);
    }
}

#[test]
fn an_issuer_that_is_down_changes_nothing_for_keys_that_are_known() {
    let (server, issuer) = service_with_issuer();
    let before = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    let mut claims = issuer.user_claims(NORTHLIGHT);
    claims["uti"] = json!("another token, so that its signature is checked");
    let after = issuer.sign(&claims);
    let unknown_key = issuer.sign_under(&json!({ "alg": "RS256", "kid": "new-key" }), &claims);
    server.with_token(&before).get("/v1/customers").send().expect(200);
    drop(issuer);
    server.with_token(&after).get("/v1/customers").send().expect(200);
    server.with_token(&unknown_key).get("/v1/customers").send().assert_error(401, 400);
}

#[test]
fn clocks_may_be_five_minutes_apart_in_both_directions() {
    let (server, issuer) = service_with_issuer();
    // Ten seconds of room on either side, because real time goes on.
    for (name, seconds, is_accepted) in [
        ("exp", -290, true),
        ("exp", -310, false),
        ("nbf", 290, true),
        ("nbf", 310, false),
        ("iat", 290, true),
        ("iat", 310, false),
    ] {
        let mut claims = issuer.user_claims(NORTHLIGHT);
        claims[name] = json!(unix_seconds() + seconds);
        let answer = server.with_token(issuer.sign(&claims)).get("/v1/customers").send();
        if is_accepted {
            assert_eq!(answer.status, 200, "{name} {seconds}");
        } else {
            assert_eq!(answer.status, 401, "{name} {seconds}");
            answer.assert_error(401, 400);
        }
    }
}

#[test]
fn a_realm_of_keycloak_opens_the_api_for_its_partner() {
    let issuer = TestIssuer::start();
    let realm = "https://login.example/realms/resellers";
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.auth.issuers = vec![IssuerSettings {
            preset: Preset::Keycloak,
            issuer: realm.to_owned(),
            partner: Some(NORTHLIGHT.to_owned()),
            jwks_url: config.auth.issuers[0].jwks_url.clone(),
            ..IssuerSettings::default()
        }];
    });
    let operator = server.with_token(issuer.sign(&issuer.staff_claims(&["Operator"])));
    let partner = json!({ "name": "Northlight", "sandboxAccount": true });
    operator.put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&partner).send().expect(201);
    let now = unix_seconds();
    let person = json!({
        "iss": realm, "aud": ["https://api.partnercenter.microsoft.com"], "exp": now + 300, "iat": now,
        "sub": "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420", "azp": "reseller-portal", "scope": "profile",
        "preferred_username": "ana", "tid": SOUTHGATE,
    });
    let service = json!({
        "iss": realm, "aud": "https://api.partnercenter.microsoft.com", "exp": now + 300, "iat": now,
        "sub": "9a1c2f30-6c1e-4c69-9d55-1d2e3f405162", "azp": "batch", "client_id": "batch", "scope": "profile",
        "preferred_username": "service-account-batch",
    });
    let (person, service) = (issuer.sign(&person), issuer.sign(&service));
    for token in [&person, &service] {
        server.with_token(token).get("/v1/customers").send().expect(200);
    }
    let path = "/v1/customers/3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02/qualification";
    server.with_token(&person).put(path).body("1").send().expect(404);
    assert_eq!(server.with_token(&service).put(path).body("1").send().status, 403);
}
