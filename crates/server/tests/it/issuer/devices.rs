//! The device flow, as each MSAL asks (clients 5).

use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};

use super::{ANA, POWERSHELL, access_claims, assert_refused, post, text, with_secret};

const SCOPE: (&str, &str) =
    ("scope", "https://api.partnercenter.microsoft.com/user_impersonation offline_access openid profile");
const ID: (&str, &str) = ("client_id", POWERSHELL);

#[track_caller]
pub(crate) fn start(server: &TestServer) -> Value {
    post(server, "/organizations/oauth2/v2.0/devicecode", &[ID, SCOPE]).expect(200).json()
}

pub(super) fn poll(server: &TestServer, device: &Value) -> Response {
    let fields = [ID, ("grant_type", "device_code"), ("device_code", text(device, "device_code"))];
    post(server, "/organizations/oauth2/v2.0/token", &fields)
}

fn approve(server: &TestServer, body: &Value) -> Response {
    server.anonymous().post("/sandbox/device/approve").json(body).send()
}

#[test]
fn a_device_waits_for_its_approval_and_gets_its_tokens_once() {
    let server = TestServer::start();
    let device = start(&server);
    assert_eq!(device["verification_uri"], format!("{}/device", server.url()));
    assert_eq!((&device["interval"], &device["expires_in"]), (&json!(5), &json!(900)));
    assert!(text(&device, "message").contains(text(&device, "user_code")));
    assert_refused(&poll(&server, &device), 400, "authorization_pending", 70016);
    let approved = approve(&server, &json!({ "user_code": device["user_code"], "user": ANA }));
    assert_eq!(approved.expect(200).json(), json!({ "status": "approved" }));
    let answer = poll(&server, &device).expect(200).json();
    let claims = access_claims(&answer);
    assert_eq!((&claims["upn"], &claims["appid"]), (&json!(ANA), &json!(POWERSHELL)));
    assert!(answer["refresh_token"].is_string() && answer["id_token"].is_string(), "{answer}");
    assert!(text(&answer, "scope").contains("user_impersonation"));
    server.with_token(text(&answer, "access_token")).get("/v1/customers").send().expect(200);
    assert_refused(&poll(&server, &device), 400, "bad_verification_code", 70019);
}

#[test]
fn both_names_of_the_grant_and_of_the_code_are_read() {
    let server = TestServer::start();
    let long_name = "urn:ietf:params:oauth:grant-type:device_code";
    for (grant_type, names) in [
        (long_name, &["code", "device_code"][..]),
        (long_name, &["device_code"]),
        ("device_code", &["device_code"]),
        ("device_code", &["code"]),
    ] {
        let device = start(&server);
        approve(&server, &json!({ "user_code": device["user_code"], "user": ANA })).expect(200);
        let mut fields = vec![ID, ("grant_type", grant_type), ("client_info", "1")];
        fields.extend(names.iter().map(|name| (*name, text(&device, "device_code"))));
        post(&server, "/organizations/oauth2/v2.0/token", &fields).expect(200);
    }
}

#[test]
fn version_1_has_the_flow_too() {
    let server = TestServer::start();
    let resource = ("resource", "https://api.partnercenter.microsoft.com");
    let device = post(&server, "/northlight.example/oauth2/devicecode", &[ID, resource]).expect(200).json();
    assert_eq!((&device["interval"], &device["expires_in"]), (&json!("5"), &json!("900")));
    assert!(text(&device, "verification_url").ends_with("/device"));
    approve(&server, &json!({ "user_code": device["user_code"], "user": ANA })).expect(200);
    let fields = [ID, ("grant_type", "device_code"), ("code", text(&device, "device_code")), resource];
    let answer = post(&server, "/northlight.example/oauth2/token", &fields).expect(200).json();
    assert_eq!(answer["resource"], resource.1);
}

#[test]
fn an_application_with_a_secret_may_use_it_and_must_use_the_right_one() {
    let server = TestServer::start();
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/devicecode");
    post(&server, &path, &with_secret(&[SCOPE])).expect(200);
    post(&server, &path, &[("client_id", APPLICATION), SCOPE]).expect(200);
    let wrong = post(&server, &path, &[("client_id", APPLICATION), ("client_secret", "x"), SCOPE]);
    assert_refused(&wrong, 401, "invalid_client", 7_000_215);
    assert_refused(&post(&server, &path, &[SCOPE]), 400, "invalid_request", 900_144);
    let unknown = post(&server, "/nobody.example/oauth2/v2.0/devicecode", &[ID, SCOPE]);
    assert_refused(&unknown, 400, "invalid_request", 90002);
}

#[test]
fn polling_too_fast_is_slowed_down_and_an_old_code_has_expired() {
    let server = TestServer::start_with(|config| config.sandbox.device_poll_seconds = 3600);
    let device = start(&server);
    assert_refused(&poll(&server, &device), 400, "authorization_pending", 70016);
    assert_refused(&poll(&server, &device), 400, "slow_down", 70016);
    approve(&server, &json!({ "user_code": device["user_code"], "user": ANA })).expect(200);
    poll(&server, &device).expect(200);
    let server = TestServer::start_with(|config| config.sandbox.device_code_lifetime_seconds = 0);
    let device = start(&server);
    assert_refused(&poll(&server, &device), 400, "expired_token", 70020);
    approve(&server, &json!({ "user_code": device["user_code"], "user": ANA })).assert_error(400, 3000);
}

#[test]
fn a_poll_that_is_refused_leaves_the_approval_where_it_is() {
    let server = TestServer::start();
    let device = start(&server);
    approve(&server, &json!({ "user_code": device["user_code"], "user": ANA })).expect(200);
    let code = ("device_code", text(&device, "device_code"));
    let ask = |path: &str, more: &[(&str, &str)]| {
        let fields: Vec<_> = [ID, ("grant_type", "device_code"), code].iter().chain(more).copied().collect();
        post(&server, path, &fields)
    };
    let organizations = "/organizations/oauth2/v2.0/token";
    assert_refused(&ask(organizations, &[("scope", "User.Read")]), 400, "invalid_scope", 70011);
    assert_refused(&ask(organizations, &[("resource", "garbage")]), 400, "invalid_resource", 500_011);
    let southgates = ask("/southgate.example/oauth2/v2.0/token", &[]);
    assert_refused(&southgates, 400, "invalid_grant", 50034);
    let another =
        post(&server, organizations, &[("client_id", APPLICATION), ("grant_type", "device_code"), code]);
    assert_refused(&another, 400, "bad_verification_code", 70019);
    poll(&server, &device).expect(200);
    assert_refused(&poll(&server, &device), 400, "bad_verification_code", 70019);
}

#[test]
fn a_device_can_be_denied_and_belongs_to_its_application_and_tenant() {
    let server = TestServer::start();
    let denied = start(&server);
    let deny = approve(&server, &json!({ "user_code": denied["user_code"], "decision": "deny" }));
    assert_eq!(deny.expect(200).json(), json!({ "status": "denied" }));
    assert_refused(&poll(&server, &denied), 400, "authorization_declined", 70018);
    let device = start(&server);
    let fields = with_secret(&[("grant_type", "device_code"), ("device_code", text(&device, "device_code"))]);
    let other = post(&server, "/organizations/oauth2/v2.0/token", &fields);
    assert_refused(&other, 400, "bad_verification_code", 70019);
    let northlights =
        post(&server, "/northlight.example/oauth2/v2.0/devicecode", &[ID, SCOPE]).expect(200).json();
    for body in [
        json!({ "user_code": northlights["user_code"], "user": "sue@southgate.example" }),
        json!({ "user_code": northlights["user_code"], "user": "nobody" }),
        json!({ "user_code": northlights["user_code"] }),
        json!({ "user_code": "AAAAAAAAA", "user": ANA }),
        json!({ "user_code": "", "user": ANA }),
    ] {
        approve(&server, &body).assert_error(400, 3000);
    }
    approve(&server, &json!({ "user": ANA })).expect(400).assert_envelope();
}
