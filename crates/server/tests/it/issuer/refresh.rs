//! Refresh tokens: rotation where it is asked for, and each bad state on demand. As Entra's: `edges/grants.rs`.

use qualify_server::config::RefreshTokens;
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use serde_json::{Value, json};

use super::{
    ANA, PARTNER_CENTER, PASSWORD, POWERSHELL, access_claims, assert_refused, password_tokens, post, text,
    token, with_secret,
};

const GRANT: (&str, &str) = ("grant_type", "refresh_token");

/// A sandbox in which each refresh token is good once.
fn rotating() -> TestServer {
    TestServer::start_with(|config| config.sandbox.refresh_tokens = RefreshTokens::Rotate)
}

fn refresh(server: &TestServer, refresh_token: &str) -> qualify_testkit::Response {
    token(server, &with_secret(&[GRANT, ("refresh_token", refresh_token)]))
}

#[test]
fn each_use_brings_the_next_token_and_a_reuse_ends_the_grant() {
    let server = rotating();
    let first = password_tokens(&server);
    let second = refresh(&server, text(&first, "refresh_token")).expect(200).json();
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(access_claims(&second)["upn"], ANA);
    let third = refresh(&server, text(&second, "refresh_token")).expect(200).json();
    let other = password_tokens(&server);
    let reused =
        assert_refused(&refresh(&server, text(&first, "refresh_token")), 400, "invalid_grant", 50173);
    assert_eq!(reused["suberror"], "bad_token");
    for tokens in [&second, &third] {
        assert_refused(&refresh(&server, text(tokens, "refresh_token")), 400, "invalid_grant", 50173);
    }
    refresh(&server, text(&other, "refresh_token")).expect(200);
}

#[test]
fn two_uses_at_once_are_one_use_and_one_reuse() {
    let server = rotating();
    let tokens = password_tokens(&server);
    let statuses =
        qualify_testkit::in_parallel(8, |_| refresh(&server, text(&tokens, "refresh_token")).status);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[test]
fn a_refresh_that_met_a_busy_store_can_be_repeated() {
    let server = TestServer::start_with(|config| {
        config.server.request_timeout_seconds = 1;
        config.sandbox.refresh_tokens = RefreshTokens::Rotate;
        crate::faults::busy_soon(config);
    });
    let tokens = password_tokens(&server);
    let lock = crate::faults::lock(&server);
    assert_eq!(refresh(&server, text(&tokens, "refresh_token")).status, 503);
    drop(lock);
    refresh(&server, text(&tokens, "refresh_token")).expect(200);
}

#[test]
fn used_and_revoked_tokens_stay_so_over_a_restart_and_good_ones_go_on() {
    let mut server = rotating();
    let (kept, used) = (password_tokens(&server), password_tokens(&server));
    let next = refresh(&server, text(&used, "refresh_token")).expect(200).json();
    let other = password_tokens(&server);
    let other_next = refresh(&server, text(&other, "refresh_token")).expect(200).json();
    refresh(&server, text(&other, "refresh_token")).expect(400);
    server.restart();
    refresh(&server, text(&kept, "refresh_token")).expect(200);
    let after = refresh(&server, text(&next, "refresh_token")).expect(200).json();
    server.with_token(text(&after, "access_token")).get("/v1/customers").send().expect(200);
    server.with_token(text(&kept, "access_token")).get("/v1/customers").send().expect(200);
    assert_refused(&refresh(&server, text(&other_next, "refresh_token")), 400, "invalid_grant", 50173);
    assert_refused(&refresh(&server, text(&used, "refresh_token")), 400, "invalid_grant", 50173);
}

#[test]
fn a_token_can_be_asked_for_in_each_state() {
    let server = TestServer::start();
    let ask = |wish: &Value| {
        let answer = server.anonymous().post("/sandbox/token").json(wish).send().expect(200).json();
        answer["refresh_token"].as_str().map(str::to_owned)
    };
    assert_eq!(ask(&json!({ "refresh": false })), None);
    let good = ask(&json!({ "refresh": true, "mfa": false })).unwrap();
    let tokens = refresh(&server, &good).expect(200).json();
    assert_eq!(access_claims(&tokens)["amr"], json!(["pwd"]));
    let expired = ask(&json!({ "refresh": "expired" })).unwrap();
    assert_refused(&refresh(&server, &expired), 400, "invalid_grant", 700_082);
    let revoked = ask(&json!({ "refresh": "revoked" })).unwrap();
    assert_refused(&refresh(&server, &revoked), 400, "invalid_grant", 50173);
    for wish in [json!({ "refresh": "stolen" }), json!({ "refresh": true, "kind": "app-only" })] {
        server.anonymous().post("/sandbox/token").json(&wish).send().expect(400).assert_envelope();
    }
}

#[test]
fn a_token_that_lives_for_no_time_has_expired() {
    let server = TestServer::start_with(|config| config.sandbox.refresh_token_lifetime_seconds = 0);
    let tokens = password_tokens(&server);
    assert_refused(&refresh(&server, text(&tokens, "refresh_token")), 400, "invalid_grant", 700_082);
}

#[test]
fn a_token_is_good_for_its_application_its_secret_and_its_tenant() {
    let server = TestServer::start();
    let tokens = password_tokens(&server);
    let refresh_token = ("refresh_token", text(&tokens, "refresh_token"));
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    let other = post(&server, &path, &[("client_id", POWERSHELL), GRANT, refresh_token]);
    assert_refused(&other, 400, "invalid_grant", 9_002_313);
    let without = post(&server, &path, &[("client_id", APPLICATION), GRANT, refresh_token]);
    assert_refused(&without, 401, "invalid_client", 7_000_218);
    let southgate =
        post(&server, "/southgate.example/oauth2/v2.0/token", &with_secret(&[GRANT, refresh_token]));
    assert_refused(&southgate, 400, "invalid_grant", 9_002_313);
    for garbage in ["x", "a.b", "", "%"] {
        let answer = refresh(&server, garbage);
        assert_eq!(answer.status, 400, "{garbage}");
    }
    let native =
        [("client_id", POWERSHELL), ("grant_type", "password"), ("username", ANA), ("password", PASSWORD)];
    let native = post(&server, "/common/oauth2/v2.0/token", &native).expect(200).json();
    let fields = [("client_id", POWERSHELL), GRANT, ("refresh_token", text(&native, "refresh_token"))];
    post(&server, "/common/oauth2/v2.0/token", &fields).expect(200);
    refresh(&server, refresh_token.1).expect(200);
}

#[test]
fn another_audience_can_be_asked_for() {
    let server = TestServer::start();
    let tokens = password_tokens(&server);
    let refresh_token = ("refresh_token", text(&tokens, "refresh_token"));
    let fields = with_secret(&[GRANT, refresh_token, ("resource", "https://graph.windows.net")]);
    let answer = post(&server, &format!("/{NORTHLIGHT}/oauth2/token"), &fields).expect(200).json();
    assert_eq!(access_claims(&answer)["aud"], "https://graph.windows.net");
    let fields = [
        GRANT,
        ("refresh_token", text(&answer, "refresh_token")),
        ("scope", &format!("{PARTNER_CENTER}/.default")),
    ];
    let answer = token(&server, &with_secret(&fields)).expect(200).json();
    assert_eq!(access_claims(&answer)["aud"], PARTNER_CENTER);
}
