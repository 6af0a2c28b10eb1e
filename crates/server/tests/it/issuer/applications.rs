//! `client_credentials`: an application by itself, with each client's own fields (contract 5.4).

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT, STAFF_TENANT};
use serde_json::json;

use super::{
    PARTNER_CENTER, POWERSHELL, SECRET, access_claims, assert_refused, password_tokens, post, text, token,
    with_secret,
};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const SCOPE: (&str, &str) = ("scope", "https://api.partnercenter.microsoft.com/.default");

#[test]
fn version_2_answers_numbers_and_a_scope_and_the_token_opens_the_wire() {
    let server = TestServer::start();
    for tenant in [NORTHLIGHT, "northlight.example", "NorthLight.Example"] {
        let path = format!("/{tenant}/oauth2/v2.0/token");
        let answer = post(&server, &path, &with_secret(&[GRANT, SCOPE]));
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let answer = answer.expect(200).json();
        assert_eq!((&answer["token_type"], &answer["scope"]), (&json!("Bearer"), &json!(SCOPE.1)));
        assert_eq!((&answer["expires_in"], &answer["ext_expires_in"]), (&json!(3600), &json!(3600)));
        for absent in ["resource", "refresh_token", "id_token", "expires_on"] {
            assert!(answer.get(absent).is_none(), "{absent}: {answer}");
        }
        let claims = access_claims(&answer);
        assert_eq!((&claims["tid"], &claims["aud"]), (&json!(NORTHLIGHT), &json!(PARTNER_CENTER)));
        assert_eq!((&claims["appid"], &claims["appidacr"]), (&json!(APPLICATION), &json!("1")));
        assert!(claims.get("scp").is_none() && claims["idtyp"] == "app", "{claims}");
        server.with_token(text(&answer, "access_token")).get("/v1/customers").send().expect(200);
    }
}

#[test]
fn version_1_answers_numbers_as_texts() {
    let server = TestServer::start();
    for resource in [PARTNER_CENTER, "https://graph.windows.net"] {
        let fields = with_secret(&[GRANT, ("resource", resource)]);
        let answer = post(&server, &format!("/{NORTHLIGHT}/oauth2/token"), &fields).expect(200).json();
        assert_eq!((&answer["resource"], &answer["expires_in"]), (&json!(resource), &json!("3600")));
        let lifetime = text(&answer, "expires_on").parse::<i64>().unwrap()
            - text(&answer, "not_before").parse::<i64>().unwrap();
        assert_eq!(lifetime, 3600);
        server.with_token(text(&answer, "access_token")).get("/v1/customers").send().expect(200);
    }
}

#[test]
fn fields_that_nobody_knows_are_ignored_and_both_names_of_the_audience_read() {
    let server = TestServer::start();
    let telemetry =
        [("x-client-SKU", "MSAL.JS"), ("x-client-SKU", "twice"), ("client_info", "1"), ("claims", "{}")];
    let fields =
        with_secret(&[GRANT, ("resource", PARTNER_CENTER), telemetry[0], telemetry[1], telemetry[2]]);
    let path = format!(
        "/{NORTHLIGHT}/oauth2/v2.0/token?client-request-id=5f1c2a7e-0000-4d0e-9a51-7c8e2f60b1d4&api=1"
    );
    assert_eq!(access_claims(&post(&server, &path, &fields).expect(200).json())["aud"], PARTNER_CENTER);
    let path = format!("/{NORTHLIGHT}/oauth2/token");
    let answer = post(&server, &path, &with_secret(&[GRANT, SCOPE, telemetry[3]])).expect(200).json();
    assert_eq!(access_claims(&answer)["aud"], PARTNER_CENTER);
}

#[test]
fn edge_09_no_two_tokens_are_equal_and_each_lives_as_long_as_it_says() {
    let server = TestServer::start();
    let ask = || {
        let answer = token(&server, &with_secret(&[GRANT, SCOPE])).expect(200).json();
        assert_eq!(answer["expires_in"], 3600, "{answer}");
        (text(&answer, "access_token").to_owned(), access_claims(&answer))
    };
    // As fast as they come, so that the moments of some are equal.
    let tokens: Vec<_> = (0..8).map(|_| ask()).collect();
    let texts: HashSet<_> = tokens.iter().map(|(text, _)| text).collect();
    let ids: HashSet<_> = tokens.iter().map(|(_, claims)| text(claims, "uti")).collect();
    assert_eq!((texts.len(), ids.len()), (8, 8));
    for id in ids {
        assert_eq!(URL_SAFE_NO_PAD.decode(id).expect("as Entra writes it").len(), 16, "{id}");
    }
    for (text, _) in &tokens {
        server.with_token(text).get("/v1/customers").send().expect(200);
    }
}

#[test]
fn edge_09_users_tokens_and_those_on_demand_have_ids_of_their_own_too() {
    let server = TestServer::start();
    let on_demand = |wish: &serde_json::Value| {
        access_claims(&server.anonymous().post("/sandbox/token").json(wish).send().expect(200).json())
    };
    let (user, app) = (json!({}), json!({ "kind": "app-only" }));
    let password = || access_claims(&password_tokens(&server));
    let all = [password(), password(), on_demand(&user), on_demand(&user), on_demand(&app), on_demand(&app)];
    let ids: HashSet<_> = all.iter().map(|claims| text(claims, "uti")).collect();
    assert_eq!(ids.len(), all.len());
}

#[test]
fn a_wrong_audience_can_be_had_on_demand() {
    let server = TestServer::start();
    for audience in ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000", "api://nobody"] {
        let scope = format!("{audience}/.default");
        let answer = token(&server, &with_secret(&[GRANT, ("scope", &scope)])).expect(200).json();
        assert_eq!(access_claims(&answer)["aud"], audience);
        let caller = server.with_token(text(&answer, "access_token"));
        caller.get("/v1/customers").send().assert_error(401, 900_420);
    }
}

#[test]
fn a_partner_that_an_operator_added_is_a_tenant_too() {
    let server = TestServer::start();
    let path = "/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token";
    assert_refused(&post(&server, path, &with_secret(&[GRANT, SCOPE])), 400, "invalid_request", 90002);
    let partner = json!({ "name": "Third", "sandboxAccount": false });
    let put = server.staff().put("/operator/v1/partners/11111111-2222-4333-8444-555555555555").json(&partner);
    assert!(put.send().status < 300);
    let answer = post(&server, path, &with_secret(&[GRANT, SCOPE])).expect(200).json();
    server.with_token(text(&answer, "access_token")).get("/v1/customers").send().expect(200);
}

#[test]
fn a_client_may_sign_in_by_http_basic() {
    let server = TestServer::start();
    let ask = |credentials: &str, fields: &[(&str, &str)]| {
        let header = format!("Basic {}", STANDARD.encode(credentials));
        let request = server.anonymous().post(format!("/{NORTHLIGHT}/oauth2/v2.0/token"));
        request.header("Authorization", header).body(super::form(fields)).send()
    };
    ask(&format!("{APPLICATION}:{SECRET}"), &[GRANT, SCOPE]).expect(200);
    ask(&format!("{APPLICATION}:sandbox%2Dsecret"), &[GRANT, SCOPE, ("client_id", APPLICATION)]).expect(200);
    let wrong = ask(&format!("{APPLICATION}:x"), &[GRANT, SCOPE]);
    assert_refused(&wrong, 401, "invalid_client", 7_000_215);
    assert_eq!(wrong.headers_named("WWW-Authenticate"), ["Basic realm=\"qualify-sandbox\""]);
    let both = ask(&format!("{APPLICATION}:{SECRET}"), &[GRANT, SCOPE, ("client_secret", SECRET)]);
    assert_refused(&both, 400, "invalid_request", 90100);
    let another = ask(&format!("{APPLICATION}:{SECRET}"), &[GRANT, SCOPE, ("client_id", POWERSHELL)]);
    assert_refused(&another, 400, "invalid_request", 90100);
    for garbage in ["no colon", "%FF:x"] {
        assert_refused(&ask(garbage, &[GRANT, SCOPE]), 400, "invalid_request", 90100);
    }
}

#[test]
fn each_refusal_has_entras_number() {
    let server = TestServer::start();
    let id = ("client_id", APPLICATION);
    let secret = ("client_secret", SECRET);
    let v2 = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    let v1 = format!("/{NORTHLIGHT}/oauth2/token");
    let table: &[(&str, super::Fields<'_>, u16, &str, u64)] = &[
        (&v2, &[GRANT, SCOPE, id, ("client_secret", "sandbox-secreT")], 401, "invalid_client", 7_000_215),
        (&v2, &[GRANT, SCOPE, id], 401, "invalid_client", 7_000_218),
        (&v2, &[GRANT, SCOPE, secret], 400, "invalid_request", 900_144),
        (&v2, &[GRANT, SCOPE, ("client_id", NORTHLIGHT), secret], 400, "unauthorized_client", 700_016),
        (&v2, &[GRANT, SCOPE, ("client_id", "x"), secret], 400, "unauthorized_client", 700_016),
        (&v2, &[GRANT, SCOPE, ("client_id", POWERSHELL), secret], 400, "unauthorized_client", 700_025),
        (&v2, &[GRANT, SCOPE, ("client_id", POWERSHELL)], 401, "invalid_client", 7_000_218),
        (&v2, &[GRANT, id, secret], 400, "invalid_request", 900_144),
        (&v1, &[GRANT, id, secret], 400, "invalid_request", 900_144),
        (&v2, &[SCOPE, id, secret], 400, "invalid_request", 900_144),
        (&v2, &[("grant_type", "magic"), SCOPE, id, secret], 400, "unsupported_grant_type", 70003),
        (&v2, &[GRANT, ("scope", "User.Read"), id, secret], 400, "invalid_scope", 70011),
        (&v2, &[GRANT, ("scope", "https://a.example/read"), id, secret], 400, "invalid_scope", 1_002_012),
        (&v1, &[GRANT, ("resource", "garbage"), id, secret], 400, "invalid_resource", 500_011),
        ("/common/oauth2/v2.0/token", &[GRANT, SCOPE, id, secret], 400, "invalid_request", 50059),
        ("/organizations/oauth2/token", &[GRANT, SCOPE, id, secret], 400, "invalid_request", 50059),
        ("/nobody.example/oauth2/v2.0/token", &[GRANT, SCOPE, id, secret], 400, "invalid_request", 90002),
        (&v2, &[GRANT, GRANT, SCOPE, id, secret], 400, "invalid_request", 90100),
        (&v2, &[GRANT, SCOPE, id, id, secret], 400, "invalid_request", 90100),
        (&v2, &[GRANT, SCOPE, id, secret, ("client_secret", "x")], 400, "invalid_request", 90100),
    ];
    for (path, fields, status, error, number) in table {
        assert_refused(&post(&server, path, fields), *status, error, *number);
    }
}

#[test]
fn the_answer_carries_the_clients_own_id() {
    let server = TestServer::start();
    let id = "9c3f2b10-6d1a-4f57-8f0e-93ad1c5b7e01";
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token?client-request-id={id}");
    let body = assert_refused(&post(&server, &path, &[GRANT]), 400, "invalid_request", 900_144);
    assert_eq!(body["correlation_id"], id);
}

#[test]
fn staff_have_a_tenant_of_their_own() {
    let server = TestServer::start();
    for tenant in [STAFF_TENANT, "qualify.example", "organizations"] {
        let fields = [
            ("grant_type", "password"),
            ("username", "olga@qualify.example"),
            ("password", "sandbox"),
            ("scope", "api://qualify-operator/.default"),
        ];
        let path = format!("/{tenant}/oauth2/v2.0/token");
        let answer = post(&server, &path, &with_secret(&fields)).expect(200).json();
        let claims = access_claims(&answer);
        assert_eq!((&claims["tid"], &claims["roles"]), (&json!(STAFF_TENANT), &json!(["Operator"])));
        let staff = server.with_token(text(&answer, "access_token"));
        staff.get("/operator/v1/audit").send().expect(200);
        staff.get("/v1/customers").send().assert_error(403, 2032);
    }
}

#[test]
fn metrics_name_the_template_and_no_tenant() {
    let server = TestServer::start();
    token(&server, &with_secret(&[GRANT, SCOPE])).expect(200);
    let metrics = server.anonymous().get("/metrics").send().expect(200);
    assert!(metrics.text().contains("route=\"/{tenant}/oauth2/v2.0/token\""), "{}", metrics.text());
    assert!(!metrics.text().contains(NORTHLIGHT), "{}", metrics.text());
}
