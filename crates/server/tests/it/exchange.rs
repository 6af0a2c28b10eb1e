//! The legacy exchange of a token: contract 5.5, vector T104.

use qualify_testkit::issuer::claims_of;
use qualify_testkit::seed::NOBODY;
use qualify_testkit::{Caller, Response, TestServer};
use serde_json::json;

const PATHS: [&str; 2] = ["/generatetoken", "/v3/generatetoken"];

#[track_caller]
fn exchange(caller: &Caller<'_>, path: &str, form: &str) -> Response {
    caller.post(path).header("Content-Type", "application/x-www-form-urlencoded").body(form).send()
}

#[test]
fn t104_the_exchange_gives_a_token_that_opens_the_api() {
    let server = TestServer::start();
    for path in PATHS {
        for token in [server.user_token(), server.app_token()] {
            let answer = exchange(&server.with_token(&token), path, "grant_type=jwt_token").expect(200);
            assert_eq!(answer.header("Cache-Control"), Some("no-store"));
            let body = answer.json();
            assert_eq!((&body["access_token"], &body["token_type"]), (&json!(token), &json!("bearer")));
            let rest = body["expires_in"].as_i64().expect("whole seconds");
            let whole =
                claims_of(&token)["exp"].as_i64().unwrap() - claims_of(&token)["iat"].as_i64().unwrap();
            assert!(rest > whole - 600 && rest <= whole, "{rest} of {whole}");
            let exchanged = server.with_token(body["access_token"].as_str().unwrap());
            exchanged.get("/v1/customers").send().expect(200);
        }
    }
}

#[test]
fn the_form_reads_as_forms_do() {
    let server = TestServer::start();
    for form in [
        "grant_type=jwt_token&scope=openid",
        "a=b&GRANT_TYPE=jwt_token",
        "grant_type=jwt%5Ftoken\r\n",
        "grant_type=jwt_token&grant_type=password",
    ] {
        exchange(&server.user(), "/GenerateToken", form).expect(200);
        exchange(&server.user(), "//V3//generateToken/", form).expect(200);
    }
    server.user().post("/generatetoken").body("grant_type=jwt_token").send().expect(200);
}

#[test]
fn another_grant_or_none_is_400() {
    let server = TestServer::start();
    for path in PATHS {
        for form in [
            "",
            "grant_type=",
            "grant_type",
            "grant_type=password",
            "granttype=jwt_token",
            "grant_type=password&grant_type=jwt_token",
            "{\"grant_type\":\"jwt_token\"}",
            "%",
            "grant_type=%FF",
        ] {
            exchange(&server.user(), path, form).assert_error(400, 800_002);
        }
        let user = server.user();
        user.post(path).body(b"\xff\xfe=grant_type").send().assert_error(400, 800_002);
        user.post(path).body(vec![b'a'; (1 << 20) + 1]).send().assert_error(400, 800_002);
        user.get(path).send().assert_error(405, 900_141);
    }
}

#[test]
fn the_token_is_checked_before_the_form() {
    let server = TestServer::start();
    let expired = server.token_for(&json!({ "expiresInSeconds": -3600 }));
    let graph = server.token_for(&json!({ "audience": "https://management.azure.com" }));
    let stranger = server.token_for(&json!({ "kind": "app-only", "partner": NOBODY }));
    for path in PATHS {
        for form in ["grant_type=jwt_token", ""] {
            exchange(&server.anonymous(), path, form).assert_error(401, 800_001);
            exchange(&server.with_token("garbage"), path, form).assert_error(401, 400);
            exchange(&server.with_token(&expired), path, form).assert_error(401, 400);
            exchange(&server.with_token(&graph), path, form).assert_error(401, 900_420);
            exchange(&server.with_token(&stranger), path, form).assert_error(403, 2032);
            exchange(&server.staff(), path, form).assert_error(403, 2032);
        }
    }
}

#[test]
fn a_token_within_the_leeway_has_no_seconds_left() {
    let server = TestServer::start();
    let ended = server.token_for(&json!({ "expiresInSeconds": -60 }));
    let answer =
        exchange(&server.with_token(&ended), "/v3/generatetoken", "grant_type=jwt_token").expect(200);
    assert_eq!(answer.json()["expires_in"], 0);
}

#[test]
fn the_exchange_can_be_switched_off() {
    let server = TestServer::start_with(|config| config.api.legacy_token_exchange = false);
    for path in PATHS {
        exchange(&server.user(), path, "grant_type=jwt_token").assert_error(404, 1000);
    }
}
