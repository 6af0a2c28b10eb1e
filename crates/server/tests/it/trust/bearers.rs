//! Contract 9.4.9 and 9.4.10: whose token it is, by positive evidence; staff is people with a second factor.

use qualify_server::auth::{IssuerSettings, MfaError, MfaMode, Preset};
use qualify_testkit::seed::{NORTHLIGHT, STAFF_TENANT};
use qualify_testkit::{TestIssuer, TestServer};
use serde_json::{Value, json};

const VERSION_1: &str = "https://sts.windows.net";

/// A service whose partners and staff sign in by Entra, with the keys of this issuer.
fn service_of_entra() -> (TestServer, TestIssuer) {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.auth.issuers = vec![IssuerSettings {
            preset: Preset::Entra,
            jwks_url: config.auth.issuers[0].jwks_url.clone(),
            ..IssuerSettings::default()
        }];
    });
    let operator = server.with_token(issuer.sign(&issuer.staff_claims(&["Operator"])));
    let partner = json!({ "name": "Northlight", "sandboxAccount": true });
    operator.put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&partner).send().expect(201);
    (server, issuer)
}

/// These claims, with changes; null takes one away.
fn with(mut claims: Value, changes: &Value) -> Value {
    let all = claims.as_object_mut().expect("claims are an object");
    for (name, value) in changes.as_object().expect("changes are an object") {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    claims
}

fn user(issuer: &TestIssuer, changes: &Value) -> Value {
    let claims =
        with(issuer.user_claims(NORTHLIGHT), &json!({ "iss": format!("{VERSION_1}/{NORTHLIGHT}/") }));
    with(claims, changes)
}

fn application(issuer: &TestIssuer, changes: &Value) -> Value {
    let bare = user(issuer, &json!({ "scp": null, "upn": null, "amr": null, "idtyp": "app" }));
    with(bare, changes)
}

#[test]
fn trust_03_a_token_says_whose_it_is_or_opens_nothing() {
    let (server, issuer) = service_of_entra();
    let status = |claims: &Value| {
        let answer = server.with_token(issuer.sign(claims)).get("/v1/customers").send();
        if answer.status == 401 {
            answer.assert_error(401, 400);
        }
        answer.status
    };
    for changes in [json!({}), json!({ "idtyp": "user" }), json!({ "nonce": "n" }), json!({ "scp": ["a"] })] {
        assert_eq!(status(&user(&issuer, &changes)), 200, "a user: {changes}");
    }
    for changes in [json!({}), json!({ "idtyp": null }), json!({ "email_verified": false })] {
        assert_eq!(status(&application(&issuer, &changes)), 200, "an application: {changes}");
    }
    for changes in [
        json!({ "idtyp": "app" }),
        json!({ "scp": null }),
        json!({ "scp": "" }),
        json!({ "scp": null, "idtyp": "user" }),
        json!({ "oid": null }),
        json!({ "scp": 7 }),
        json!({ "scope": {} }),
        json!({ "scp": null, "nonce": "n" }),
        json!({ "typ": "ID" }),
        json!({ "typ": "Refresh" }),
        json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } }),
    ] {
        assert_eq!(status(&user(&issuer, &changes)), 401, "a user: {changes}");
    }
    for (mark, value) in [
        ("upn", json!("ana@northlight.example")),
        ("unique_name", json!("ana")),
        ("preferred_username", json!("ana")),
        ("name", json!("Ana")),
        ("given_name", json!("Ana")),
        ("family_name", json!("Agent")),
        ("email", json!("ana@northlight.example")),
        ("email_verified", json!(true)),
        ("email_verified", json!("false")),
        ("amr", json!(["pwd"])),
        ("auth_time", json!(1)),
        ("sid", json!("s")),
        ("session_state", json!("s")),
        ("phone_number", json!("+1")),
        ("act", json!({ "sub": "s" })),
        ("at_hash", json!("h")),
        ("oid", Value::Null),
        ("idtyp", json!("device")),
    ] {
        let claims = application(&issuer, &json!({ mark: value }));
        assert_eq!(status(&claims), 401, "an application: {mark} {value}");
    }
}

#[test]
fn trust_03_a_header_of_another_kind_of_token_opens_nothing() {
    let (server, issuer) = service_of_entra();
    for (kind, is_taken) in [
        (Value::Null, true),
        (json!("JWT"), true),
        (json!("at+JWT"), true),
        (json!("application/at+jwt"), true),
        (json!("logout+jwt"), false),
        (json!("secevent+jwt"), false),
        (json!(7), false),
    ] {
        let header = with(json!({ "alg": "RS256", "kid": "test-key" }), &json!({ "typ": kind }));
        let token = issuer.sign_under(&header, &user(&issuer, &json!({})));
        let answer = server.with_token(token).get("/v1/customers").send();
        assert_eq!(answer.status, if is_taken { 200 } else { 401 }, "{kind}: {}", answer.text());
    }
}

#[test]
fn trust_03_a_sandboxs_id_and_refresh_tokens_open_no_door() {
    let server = TestServer::start();
    let fields = [
        ("client_id", qualify_testkit::seed::APPLICATION),
        ("client_secret", crate::issuer::SECRET),
        ("grant_type", "password"),
        ("username", crate::issuer::ANA),
        ("password", crate::issuer::PASSWORD),
        ("scope", "openid offline_access https://api.partnercenter.microsoft.com/.default"),
    ];
    let tokens = crate::issuer::token(&server, &fields).expect(200).json();
    for (name, status) in [("access_token", 200), ("id_token", 401), ("refresh_token", 401)] {
        let token = crate::issuer::text(&tokens, name);
        assert_eq!(server.with_token(token).get("/v1/customers").send().status, status, "{name}");
        assert_eq!(server.with_token(token).get("/operator/v1/audit").send().status, 401, "{name}");
    }
}

#[test]
fn trust_03_staff_without_a_second_factor_is_refused_with_the_claim_that_is_missing() {
    let issuer = TestIssuer::start();
    for (mode, status, compliance) in
        [(None, 401, None), (Some(MfaMode::Report), 200, Some("false")), (Some(MfaMode::Off), 200, None)]
    {
        let server = TestServer::start_production(|config| {
            issuer.trust_in(config);
            if let (Some(operator), Some(mode)) = (&mut config.operator, mode) {
                operator.mfa = mode;
            }
        });
        let ask = |claims: &Value| {
            let caller = server.with_token(issuer.sign(claims));
            caller.get("/operator/v1/audit").header("ValidateMfa", "true").send()
        };
        ask(&issuer.staff_claims(&["Operator"])).expect(200);
        let answer = ask(&with(issuer.staff_claims(&["Operator"]), &json!({ "amr": ["pwd"] })));
        assert_eq!(answer.status, status, "{mode:?}: {}", answer.text());
        assert_eq!(answer.header("isMfaCompliant"), compliance, "{mode:?}");
        if status == 401 {
            let text = answer.assert_error(401, 400).to_string();
            assert!(text.contains("the claim amr of the token does not hold mfa"), "{text}");
        }
    }
}

#[test]
fn trust_03_an_application_is_staff_only_when_allowed() {
    let issuer = TestIssuer::start();
    for are_allowed in [false, true] {
        let server = TestServer::start_production(|config| {
            issuer.trust_in(config);
            if let Some(operator) = &mut config.operator {
                operator.allow_applications = are_allowed;
            }
        });
        let claims = with(
            issuer.staff_claims(&["Operator"]),
            &json!({ "scp": null, "upn": null, "amr": null, "idtyp": "app" }),
        );
        let answer = server.with_token(issuer.sign(&claims)).get("/operator/v1/audit").send();
        if are_allowed {
            answer.expect(200);
        } else {
            let text = answer.assert_error(401, 400).to_string();
            assert!(text.contains("operator.allow_applications"), "{text}");
        }
    }
    let sandbox = TestServer::start();
    let body = json!({
        "kind": "app-only", "partner": STAFF_TENANT, "audience": "api://qualify-operator", "roles": ["Operator"],
    });
    sandbox.with_token_for(&body).get("/operator/v1/audit").send().assert_error(401, 400);
    let without = json!({ "kind": "staff", "mfa": false });
    sandbox.with_token_for(&without).get("/operator/v1/audit").send().assert_error(401, 400);
    sandbox.with_token_for(&json!({ "kind": "staff" })).get("/operator/v1/audit").send().expect(200);
}

#[test]
fn trust_05_a_missing_second_factor_is_refused_without_a_body_or_with_its_code() {
    for (form, is_empty) in [(MfaError::Empty, true), (MfaError::Code900421, false)] {
        let server = TestServer::start_with(|config| {
            config.auth.mfa = MfaMode::Enforce;
            config.auth.mfa_error = form;
        });
        let answer = server.with_token_for(&json!({ "mfa": false })).get("/v1/customers").send();
        assert_eq!(answer.status, 401);
        if is_empty {
            assert_eq!(answer.text(), "");
            assert_eq!(answer.reason, "Unauthorized - MFA required");
            assert_eq!(answer.headers_named("WWW-Authenticate"), [r#"Bearer error="invalid_token""#]);
        } else {
            answer.assert_error(401, 900_421);
        }
        server.user().get("/v1/customers").send().expect(200);
    }
}
