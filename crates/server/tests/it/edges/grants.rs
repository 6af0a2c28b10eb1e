//! Contract 9.4.4: refresh tokens as Entra's; what ends them.

use qualify_server::config::RefreshTokens;
use qualify_testkit::seed::APPLICATION;
use qualify_testkit::{Response, TestServer, encoded, in_parallel};
use serde_json::{Value, json};

use crate::issuer::{
    ANA, PASSWORD, POWERSHELL, REDIRECT, assert_refused, code, password_tokens, post, redeem, text, token,
    with_secret,
};

fn refresh(server: &TestServer, refresh_token: &Value) -> Response {
    let refresh_token = refresh_token.as_str().expect("a refresh token");
    let fields = with_secret(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]);
    post(server, "/organizations/oauth2/v2.0/token", &fields)
}

/// The refresh token is good.
#[track_caller]
fn is_good(server: &TestServer, tokens: &Value) -> Value {
    let renewed = refresh(server, &tokens["refresh_token"]).expect(200).json();
    server.with_token(text(&renewed, "access_token")).get("/v1/customers").send().expect(200);
    renewed
}

/// The refresh token is refused as one whose grant was ended.
#[track_caller]
fn has_ended(server: &TestServer, tokens: &Value) {
    let body = assert_refused(&refresh(server, &tokens["refresh_token"]), 400, "invalid_grant", 50173);
    assert_eq!(body["suberror"], "bad_token");
}

fn tokens_of(server: &TestServer, user: &str) -> Value {
    let fields = [("grant_type", "password"), ("username", user), ("password", PASSWORD)];
    post(server, "/organizations/oauth2/v2.0/token", &with_secret(&fields)).expect(200).json()
}

fn revoke(server: &TestServer, user: &str) -> Response {
    server.anonymous().post(format!("/sandbox/users/{}/revoke", encoded(user))).send()
}

#[test]
fn edge_09_a_used_refresh_token_stays_good_and_each_use_brings_another() {
    let server = TestServer::start();
    let first = password_tokens(&server);
    let second = is_good(&server, &first);
    let third = is_good(&server, &first);
    is_good(&server, &first);
    let fourth = is_good(&server, &second);
    let all = [&first, &second, &third, &fourth];
    for (index, one) in all.iter().enumerate() {
        for other in &all[..index] {
            assert_ne!(one["refresh_token"], other["refresh_token"]);
        }
        is_good(&server, one);
    }
}

#[test]
fn edge_09_two_workers_share_one_refresh_token() {
    let server = TestServer::start();
    let tokens = password_tokens(&server);
    let statuses = in_parallel(8, |_| {
        (0..5).map(|_| refresh(&server, &tokens["refresh_token"]).status).collect::<Vec<_>>()
    });
    assert!(statuses.iter().flatten().all(|status| *status == 200), "{statuses:?}");
}

#[test]
fn edge_09_refresh_tokens_outlive_a_restart_a_reset_and_a_snapshot() {
    let mut server = TestServer::start();
    let (kept, ended) = (password_tokens(&server), tokens_of(&server, "sam@northlight.example"));
    server.anonymous().post("/sandbox/snapshots/before").send().expect(201);
    revoke(&server, "sam@northlight.example").expect(200);
    server.anonymous().post("/sandbox/snapshots/before/restore").send().expect(200);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    server.restart();
    is_good(&server, &kept);
    has_ended(&server, &ended);
}

#[test]
fn edge_09_an_administrator_ends_all_sign_ins_of_a_user() {
    let server = TestServer::start();
    let (one, two) = (password_tokens(&server), password_tokens(&server));
    let renewed = is_good(&server, &one);
    let others = tokens_of(&server, "sue@southgate.example");
    assert_eq!(revoke(&server, &ANA.to_uppercase()).expect(200).json(), json!({ "ended": 2 }));
    for tokens in [&one, &two, &renewed] {
        has_ended(&server, tokens);
    }
    is_good(&server, &others);
    assert_eq!(revoke(&server, ANA).expect(200).json(), json!({ "ended": 0 }));
    is_good(&server, &password_tokens(&server));
    let unknown = revoke(&server, "nobody@northlight.example").expect(404);
    unknown.assert_envelope();
    server.anonymous().get(format!("/sandbox/users/{ANA}/revoke")).send().expect(405);
}

#[test]
fn edge_09_whoever_signs_out_ends_the_sign_ins_to_that_application() {
    let server = TestServer::start();
    let native =
        [("client_id", POWERSHELL), ("grant_type", "password"), ("username", ANA), ("password", PASSWORD)];
    let native = post(&server, "/common/oauth2/v2.0/token", &native).expect(200).json();
    let native_is = |status: u16| {
        let refresh_token = text(&native, "refresh_token");
        let fields =
            [("client_id", POWERSHELL), ("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        post(&server, "/common/oauth2/v2.0/token", &fields).expect(status);
    };
    for sign_out in ["oauth2/v2.0/logout", "oauth2/logout"] {
        let tokens = password_tokens(&server);
        let others = tokens_of(&server, "sam@northlight.example");
        let address = format!("post_logout_redirect_uri={}&state=a%20b", encoded(REDIRECT));
        let hint = format!("id_token_hint={}", text(&tokens, "id_token"));
        // What is no ID token of this issuer's, or of another tenant, ends nothing, and stops nobody on the way back.
        for (tenant, nothing) in [
            ("common", "id_token_hint=x.y.z"),
            ("common", "logout_hint=nobody"),
            ("southgate.example", &hint),
        ] {
            let path = format!("/{tenant}/{sign_out}?{nothing}&{address}");
            let back = server.anonymous().get(path).send().expect(302);
            assert_eq!(back.header("Location"), Some(format!("{REDIRECT}?state=a%20b").as_str()));
            is_good(&server, &tokens);
        }
        server.anonymous().get(format!("/common/{sign_out}?{hint}&{address}")).send().expect(302);
        has_ended(&server, &tokens);
        is_good(&server, &others);
        native_is(200);
    }
    let tokens = password_tokens(&server);
    let of_one = format!("/common/oauth2/v2.0/logout?logout_hint={ANA}&client_id={APPLICATION}");
    let page = server.anonymous().get(of_one).send().expect(200);
    assert!(page.text().contains("good no longer"), "{}", page.text());
    has_ended(&server, &tokens);
    native_is(200);
    let page = server.anonymous().get(format!("/common/oauth2/v2.0/logout?logout_hint={ANA}")).send();
    page.expect(200);
    native_is(400);
}

#[test]
fn edge_09_of_many_who_redeem_a_code_none_keeps_a_grant() {
    let server = TestServer::start();
    let code = code(&server, &[]);
    let answers = in_parallel(8, |_| redeem(&server, &code, &[]));
    let got: Vec<Value> = answers.iter().filter(|answer| answer.status == 200).map(Response::json).collect();
    assert_eq!(got.len(), 1);
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.status == 400));
    has_ended(&server, &got[0]);
    assert_eq!(revoke(&server, ANA).expect(200).json(), json!({ "ended": 0 }), "no grant is left over");
}

#[test]
fn edge_09_a_sign_in_that_met_a_busy_store_can_be_repeated() {
    let server = TestServer::start_with(|config| {
        config.server.request_timeout_seconds = 1;
        crate::faults::busy_soon(config);
    });
    let for_browser = code(&server, &[]);
    let device = [("client_id", POWERSHELL)];
    let device = post(&server, "/organizations/oauth2/v2.0/devicecode", &device).expect(200).json();
    let body = json!({ "user_code": device["user_code"], "user": ANA });
    server.anonymous().post("/sandbox/device/approve").json(&body).send().expect(200);
    let device = [
        ("client_id", POWERSHELL),
        ("grant_type", "device_code"),
        ("device_code", text(&device, "device_code")),
    ];
    let redeem_device = || post(&server, "/organizations/oauth2/v2.0/token", &device);
    let lock = crate::faults::lock(&server);
    assert_eq!(redeem(&server, &for_browser, &[]).status, 503);
    assert_eq!(redeem_device().status, 503);
    drop(lock);
    is_good(&server, &redeem(&server, &for_browser, &[]).expect(200).json());
    redeem_device().expect(200);
    assert_eq!(redeem_device().status, 400, "a device code is good once");
    let left = revoke(&server, ANA).expect(200).json();
    assert_eq!(left, json!({ "ended": 2 }), "nothing is kept for whoever gave up");
}

#[test]
fn edge_09_rotation_can_be_had_and_ends_a_grant_on_reuse() {
    let server = TestServer::start_with(|config| config.sandbox.refresh_tokens = RefreshTokens::Rotate);
    let first = password_tokens(&server);
    let second = is_good(&server, &first);
    has_ended(&server, &first);
    has_ended(&server, &second);
}

#[test]
fn edge_09_beyond_a_hundred_thousand_sign_ins_are_refused_with_the_way_out() {
    const FULL: i64 = 100_000;
    let server = TestServer::start();
    let kept = password_tokens(&server);
    let database = server.beside();
    let (nobody, id) = (database.bytes(&[0; 16]), database.id());
    database.execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {FULL} - 1)
        INSERT INTO grants (id, user_id, application_id, generation, expires_at, created_at)
        SELECT {id}, {nobody}, {nobody}, 0, {}, 0 FROM numbers",
        i64::MAX
    ));
    let password = [("grant_type", "password"), ("username", ANA), ("password", PASSWORD)];
    let refused = token(&server, &with_secret(&password));
    let body = assert_refused(&refused, 400, "temporarily_unavailable", 90055);
    let said = text(&body, "error_description");
    for part in ["100000", "/sandbox/users/{upn}/revoke", "refresh_token_lifetime_seconds"] {
        assert!(said.contains(part), "{said}");
    }
    let on_demand = server.anonymous().post("/sandbox/token").json(&json!({ "refresh": true })).send();
    on_demand.expect(400).assert_envelope();
    // A code is not used up by that; and whoever has a token already goes on.
    let code = code(&server, &[]);
    assert_refused(&redeem(&server, &code, &[]), 400, "temporarily_unavailable", 90055);
    is_good(&server, &kept);
    database.execute(&format!("UPDATE grants SET expires_at = 1 WHERE user_id = {nobody}"));
    is_good(&server, &redeem(&server, &code, &[]).expect(200).json());
}

#[test]
fn edge_09_grants_go_when_their_last_token_has_expired() {
    let server = TestServer::start_with(|config| config.sandbox.refresh_token_lifetime_seconds = 1);
    password_tokens(&server);
    let database = server.beside();
    qualify_testkit::wait_until("the grant goes", || database.number("SELECT count(*) FROM grants") == 0);
}

#[test]
fn edge_09_grant_names_compare_without_case() {
    let server = TestServer::start();
    let scope = ("scope", "https://api.partnercenter.microsoft.com/.default");
    for name in ["client_credentials", "Client_Credentials", "CLIENT_CREDENTIALS"] {
        token(&server, &with_secret(&[("grant_type", name), scope])).expect(200);
    }
    let tokens = password_tokens(&server);
    let refresh_token = ("refresh_token", text(&tokens, "refresh_token"));
    token(&server, &with_secret(&[("grant_type", "Refresh_Token"), refresh_token])).expect(200);
    let user = [("username", ANA), ("password", PASSWORD)];
    token(&server, &with_secret(&[[("grant_type", "PassWord")].as_slice(), &user].concat())).expect(200);
    let code = crate::issuer::code(&server, &[]);
    let fields = [("grant_type", "Authorization_Code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    token(&server, &with_secret(&fields)).expect(200);
    let device = [
        ("client_id", POWERSHELL),
        ("grant_type", "URN:IETF:params:OAuth:grant-type:Device_Code"),
        ("device_code", "x"),
    ];
    assert_refused(&post(&server, "/common/oauth2/token", &device), 400, "bad_verification_code", 70019);
    for name in ["client-credentials", "client_credential", "client_credentials2", "ﬁ"] {
        let answer = token(&server, &with_secret(&[("grant_type", name), scope]));
        assert_refused(&answer, 400, "unsupported_grant_type", 70003);
    }
}
