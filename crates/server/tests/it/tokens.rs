//! Good and bad tokens of a configured issuer: vector T103, each bad one with its catalogued answer.

use qualify_testkit::issuer::{unix_seconds, unsigned};
use qualify_testkit::seed::{APPLICATION, NOBODY, NORTHLIGHT, STAFF_TENANT};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestIssuer, TestServer};
use serde_json::{Value, json};

/// A service that trusts one issuer, with Northlight as a partner.
pub(crate) fn service_with_issuer() -> (TestServer, TestIssuer) {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let operator = server.with_token(issuer.sign(&issuer.staff_claims(&["Operator"])));
    let partner = json!({ "name": "Northlight", "sandboxAccount": true });
    let answer = operator.put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&partner).send();
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    (server, issuer)
}

/// The claims of a good token with one of them changed; null takes it away.
fn changed(issuer: &TestIssuer, name: &str, value: Value) -> Value {
    let mut claims = issuer.user_claims(NORTHLIGHT);
    if value.is_null() {
        claims.as_object_mut().expect("claims are an object").remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

/// Reads and writes with the token: both are refused alike, and nothing is created.
#[track_caller]
fn assert_refused(server: &TestServer, what: &str, token: &str, error: (u16, u64)) {
    let caller = server.with_token(token);
    let body = new_customer_body("stolen.example", "Stolen");
    for answer in [caller.get("/v1/customers").send(), caller.post("/v1/customers").json(&body).send()] {
        assert_eq!(answer.status, error.0, "{what}: {}", answer.text());
        let envelope = answer.assert_error(error.0, error.1);
        let part = token.get(..40).filter(|part| part.len() == 40);
        assert!(
            part.is_none_or(|part| !envelope.to_string().contains(part)),
            "{what}: the token is repeated"
        );
        if error.0 == 401 {
            assert_eq!(
                answer.headers_named("WWW-Authenticate")[0],
                r#"Bearer error="invalid_token""#,
                "{what}"
            );
        }
    }
}

fn assert_nothing_was_created(server: &TestServer, issuer: &TestIssuer) {
    let good = server.with_token(issuer.sign(&issuer.user_claims(NORTHLIGHT)));
    assert_eq!(good.get("/v1/customers").send().expect(200).json()["totalCount"], 0);
}

#[test]
fn t103_a_wrong_audience_an_expired_token_and_alg_none_are_refused() {
    let (server, issuer) = service_with_issuer();
    let wrong_audience = changed(&issuer, "aud", json!("https://management.azure.com"));
    assert_refused(&server, "audience", &issuer.sign(&wrong_audience), (401, 900_420));
    let expired = changed(&issuer, "exp", json!(unix_seconds() - 3600));
    assert_refused(&server, "expired", &issuer.sign(&expired), (401, 400));
    let claims = issuer.user_claims(NORTHLIGHT);
    for algorithm in ["none", "None", "NONE", ""] {
        let message = unsigned(&json!({ "alg": algorithm, "typ": "JWT", "kid": "test-key" }), &claims);
        assert_refused(&server, algorithm, &format!("{message}."), (401, 400));
        assert_refused(&server, algorithm, &message, (401, 400));
    }
    assert_nothing_was_created(&server, &issuer);
}

#[test]
fn other_algorithms_keys_and_broken_signatures_are_refused() {
    let (server, issuer) = service_with_issuer();
    let claims = issuer.user_claims(NORTHLIGHT);
    assert_refused(&server, "key confusion", &issuer.sign_with_public_key_as_secret(&claims), (401, 400));
    for header in [
        json!({ "alg": "HS256", "kid": "test-key" }),
        json!({ "alg": "RS384", "kid": "test-key" }),
        json!({ "alg": "PS256", "kid": "test-key" }),
        json!({ "alg": "ES256", "kid": "test-key" }),
        json!({ "alg": "RS256", "kid": "another-key" }),
        json!({ "alg": "RS256", "kid": "../../keys" }),
        json!({ "alg": "RS256" }),
        json!({ "alg": "RS256", "kid": 7 }),
        json!({ "alg": "RS256", "kid": "test-key", "crit": ["exp"] }),
        json!({ "kid": "test-key" }),
        json!([]),
    ] {
        assert_refused(&server, &header.to_string(), &issuer.sign_under(&header, &claims), (401, 400));
    }
    let good = issuer.sign(&claims);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other = issuer.sign(&changed(&issuer, "oid", json!(NOBODY)));
    let (other_message, _) = other.rsplit_once('.').unwrap();
    assert_refused(&server, "another payload", &format!("{other_message}.{signature}"), (401, 400));
    assert_refused(&server, "cut signature", &good[..good.len() - 4], (401, 400));
    assert_refused(&server, "no signature", &format!("{message}."), (401, 400));
    let stranger = TestIssuer::start();
    assert_refused(&server, "another's key", &stranger.sign(&claims), (401, 400));
    assert_nothing_was_created(&server, &issuer);
}

#[test]
fn wrong_claims_are_refused_each_with_its_answer() {
    let (server, issuer) = service_with_issuer();
    let now = unix_seconds();
    let table = [
        ("iss", json!("https://sts.windows.net/"), (401, 400)),
        ("iss", json!(issuer.name_of(NOBODY)), (401, 400)),
        ("iss", json!(issuer.name_of("{tid}")), (401, 400)),
        ("iss", json!(7), (401, 400)),
        ("iss", Value::Null, (401, 400)),
        ("tid", json!(NOBODY), (401, 400)),
        ("tid", json!("not-a-guid"), (401, 400)),
        ("tid", Value::Null, (401, 400)),
        ("aud", json!("https://graph.windows.net"), (401, 900_420)),
        ("aud", json!("00000002-0000-0000-c000-000000000000"), (401, 900_420)),
        ("aud", json!(""), (401, 900_420)),
        ("aud", json!(["https://management.azure.com"]), (401, 900_420)),
        ("exp", json!(now - 301), (401, 400)),
        ("exp", json!("tomorrow"), (401, 400)),
        ("exp", json!(1e300), (401, 400)),
        ("exp", json!(-1), (401, 400)),
        ("exp", Value::Null, (401, 400)),
        ("nbf", json!(now + 3600), (401, 400)),
        ("nbf", json!("yesterday"), (401, 400)),
        ("iat", json!(now + 3600), (401, 400)),
        ("appid", Value::Null, (401, 400)),
        ("oid", Value::Null, (401, 400)),
        ("oid", json!("ana"), (401, 400)),
    ];
    for (name, value, error) in table {
        let claims = changed(&issuer, name, value.clone());
        assert_refused(&server, &format!("{name} = {value}"), &issuer.sign(&claims), error);
    }
    assert_refused(&server, "no object", &issuer.sign(&json!([])), (401, 400));
    assert_nothing_was_created(&server, &issuer);
}

#[test]
fn unknown_tenants_and_staff_are_forbidden() {
    let (server, issuer) = service_with_issuer();
    assert_refused(&server, "unknown partner", &issuer.sign(&issuer.user_claims(NOBODY)), (403, 2032));
    let staff = issuer.staff_claims(&["Operator"]);
    assert_refused(&server, "staff", &issuer.sign(&staff), (403, 2032));
    let mut partner_for_operators = issuer.user_claims(NORTHLIGHT);
    partner_for_operators["aud"] = json!("api://qualify-operator");
    partner_for_operators["roles"] = json!(["Operator"]);
    let token = issuer.sign(&partner_for_operators);
    assert_refused(&server, "the operators' audience", &token, (403, 2032));
    let answer = server.with_token(token).get("/operator/v1/audit").send();
    assert!(
        matches!(answer.status, 401 | 403),
        "a partner's tenant opens no operator route: {}",
        answer.status
    );
    let staff_tenant = issuer.sign(&issuer.user_claims(STAFF_TENANT));
    assert_refused(&server, "the staff's tenant as a partner", &staff_tenant, (403, 2032));
}

#[test]
fn good_tokens_of_both_versions_are_accepted() {
    let (server, issuer) = service_with_issuer();
    let now = unix_seconds();
    let mut second_version = changed(&issuer, "appid", Value::Null);
    second_version["azp"] = json!(APPLICATION);
    second_version["ver"] = json!("2.0");
    second_version["aud"] = json!("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd");
    for claims in [
        issuer.user_claims(NORTHLIGHT),
        second_version,
        changed(&issuer, "aud", json!("https://api.partnercenter.microsoft.com/")),
        changed(&issuer, "aud", json!(server.url())),
        changed(&issuer, "exp", json!(now - 240)),
        changed(&issuer, "nbf", json!(now + 240)),
        changed(&issuer, "nbf", Value::Null),
        changed(&issuer, "iat", Value::Null),
        changed(&issuer, "upn", Value::Null),
        changed(&issuer, "unknown", json!({ "a": [1, null] })),
    ] {
        let caller = server.with_token(issuer.sign(&claims));
        let answer = caller.get("/v1/customers").send();
        assert_eq!(answer.status, 200, "{claims}: {}", answer.text());
    }
}

#[test]
fn an_application_says_that_it_is_one_and_a_user_is_none_for_want_of_a_scope() {
    let (server, issuer) = service_with_issuer();
    let path = format!("/v1/customers/{NOBODY}/validationStatus?type=account");
    let mut application = issuer.user_claims(NORTHLIGHT);
    for name in ["upn", "amr"] {
        application.as_object_mut().expect("claims are an object").remove(name);
    }
    application["idtyp"] = json!("app");
    for scope in [Value::Null, json!(""), json!("user_impersonation")] {
        application["scp"] = scope;
        let caller = server.with_token(issuer.sign(&application));
        caller.get(&path).send().assert_error(403, 900_329);
    }
    for (name, value) in
        [("scp", Value::Null), ("scp", json!("")), ("idtyp", json!("user")), ("idtyp", json!("app"))]
    {
        let user = server.with_token(issuer.sign(&changed(&issuer, name, value)));
        user.get(&path).send().assert_error(404, 60_003);
    }
}

#[test]
fn garbage_in_the_authorization_header_is_refused() {
    let (server, issuer) = service_with_issuer();
    let good = issuer.sign(&issuer.user_claims(NORTHLIGHT));
    let long = "a".repeat(20 * 1024);
    let three_parts = format!("{long}.{long}.{long}");
    for token in ["garbage", ".", "..", "...", "a.b.c", &format!("{good}.x"), &long, &three_parts, "é"] {
        assert_refused(&server, "garbage", token, (401, 400));
    }
    for header in ["Bearer", "Bearer ", "Basic YTpi", "Negotiate", &good, "Bearer  ", "Bearer a b"] {
        let answer =
            server.anonymous().get("/v1/customers").header("Authorization", header).send().expect(401);
        let code = answer.assert_envelope()["code"].as_u64().unwrap();
        assert!(matches!(code, 400 | 800_001), "{header}: {code}");
    }
    assert_nothing_was_created(&server, &issuer);
}
