//! The password grant, and what the seed says about single users.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_sandbox::SandboxSeed;
use qualify_testkit::TestServer;
use qualify_testkit::issuer::claims_of;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT, SOUTHGATE};
use serde_json::{Value, json};

use super::{
    ANA, PARTNER_CENTER, PASSWORD, POWERSHELL, access_claims, assert_refused, form, password_tokens, post,
    text, token, with_secret,
};

const GRANT: (&str, &str) = ("grant_type", "password");

fn sign_in(server: &TestServer, user: &str, password: &str) -> qualify_testkit::Response {
    token(server, &with_secret(&[GRANT, ("username", user), ("password", password)]))
}

#[test]
fn a_user_gets_all_tokens_with_their_claims() {
    let server = TestServer::start();
    let answer = password_tokens(&server);
    let claims = access_claims(&answer);
    assert_eq!((&claims["upn"], &claims["tid"]), (&json!(ANA), &json!(NORTHLIGHT)));
    assert_eq!((&claims["aud"], &claims["scp"]), (&json!(PARTNER_CENTER), &json!("user_impersonation")));
    assert_eq!((&claims["roles"], &claims["amr"]), (&json!(["AdminAgent"]), &json!(["pwd", "mfa"])));
    let id = claims_of(text(&answer, "id_token"));
    assert_eq!((&id["aud"], &id["iss"]), (&json!(APPLICATION), &claims["iss"]));
    assert_eq!((&id["oid"], &id["sub"], &id["tid"]), (&claims["oid"], &claims["oid"], &claims["tid"]));
    assert_eq!((&id["preferred_username"], &id["name"]), (&json!(ANA), &json!("Ana")));
    assert!(id["exp"].is_i64() && id.get("nonce").is_none(), "{id}");
    let info = URL_SAFE_NO_PAD.decode(text(&answer, "client_info")).unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    assert_eq!(info, json!({ "uid": claims["oid"], "utid": NORTHLIGHT }));
    assert!(text(&answer, "scope").contains("user_impersonation"), "{answer}");
    assert!(!text(&answer, "refresh_token").is_empty());
    let user = server.with_token(text(&answer, "access_token"));
    let mfa = user.get("/v1/customers").header("ValidateMfa", "true").send().expect(200);
    assert_eq!(mfa.header("isMfaCompliant"), Some("true"));
    server.with_token(text(&answer, "id_token")).get("/v1/customers").send().assert_error(401, 900_420);
}

#[test]
fn version_1_brings_a_refresh_token_without_being_asked() {
    let server = TestServer::start();
    let fields = [GRANT, ("username", ANA), ("password", PASSWORD), ("resource", PARTNER_CENTER)];
    let answer = post(&server, "/northlight.example/oauth2/token", &with_secret(&fields)).expect(200).json();
    assert_eq!((&answer["expires_in"], &answer["scope"]), (&json!("3600"), &json!("user_impersonation")));
    assert!(answer["refresh_token"].is_string() && answer["id_token"].is_string(), "{answer}");
}

#[test]
fn a_native_application_needs_no_secret_and_says_so_in_its_tokens() {
    let server = TestServer::start();
    let scope = ("scope", "https://api.partnercenter.microsoft.com/user_impersonation offline_access");
    for client in [POWERSHELL, APPLICATION] {
        let fields = [
            ("client_id", client),
            GRANT,
            ("username", "sue@southgate.example"),
            ("password", PASSWORD),
            scope,
        ];
        let answer = post(&server, "/common/oauth2/v2.0/token", &fields).expect(200).json();
        let claims = access_claims(&answer);
        assert_eq!((&claims["tid"], &claims["appid"]), (&json!(SOUTHGATE), &json!(client)));
        assert_eq!(claims["appidacr"], "0");
        assert_eq!(answer["scope"], format!("{PARTNER_CENTER}/user_impersonation offline_access"));
    }
}

#[test]
fn wrong_users_and_passwords_have_entras_numbers_and_are_slowed() {
    let server = TestServer::start();
    let started = std::time::Instant::now();
    assert_refused(&sign_in(&server, ANA, "Sandbox"), 400, "invalid_grant", 50126);
    assert!(started.elapsed().as_millis() >= 200, "a wrong password is answered at once");
    assert_refused(&sign_in(&server, "nobody@northlight.example", PASSWORD), 400, "invalid_grant", 50034);
    assert_refused(&sign_in(&server, "sue@southgate.example", PASSWORD), 400, "invalid_grant", 50034);
    let without = token(&server, &with_secret(&[GRANT, ("username", ANA)]));
    assert_refused(&without, 400, "invalid_request", 900_144);
    let wrong_secret = [
        ("client_id", APPLICATION),
        ("client_secret", "x"),
        GRANT,
        ("username", ANA),
        ("password", PASSWORD),
    ];
    assert_refused(&token(&server, &wrong_secret), 401, "invalid_client", 7_000_215);
}

#[test]
fn slowed_answers_hold_up_nobody_else() {
    let server = TestServer::start();
    let started = std::time::Instant::now();
    qualify_testkit::in_parallel(16, |_| {
        assert_refused(&sign_in(&server, ANA, "x"), 400, "invalid_grant", 50126);
    });
    assert!(started.elapsed().as_secs() < 3, "the waits add up: {:?}", started.elapsed());
}

/// A sandbox whose seed says more about Ana, Sam and Rob.
fn with_conditions() -> (TestServer, tempfile::TempDir) {
    let mut seed: Value = serde_json::from_str(&SandboxSeed::built_in().to_json()).expect("a seed is JSON");
    seed["users"][0]["mfa"] = json!(false);
    seed["users"][1]["requiresMfa"] = json!(true);
    seed["users"][2]["signIn"] = json!("blocked");
    seed["users"][3]["signIn"] = json!("passwordExpired");
    seed["partners"][0]["domains"] = json!(["northlight.onmicrosoft.com"]);
    seed["applications"] = json!([{ "id": "22222222-2222-4222-8222-222222222222", "secret": "second" }]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("seed.json");
    std::fs::write(&file, seed.to_string()).expect("a file in it");
    (TestServer::start_with(|config| config.sandbox.seed_file = Some(file)), folder)
}

#[test]
fn the_seed_decides_about_second_factors_and_blocked_accounts() {
    let (server, _folder) = with_conditions();
    let ana = password_tokens(&server);
    assert_eq!(access_claims(&ana)["amr"], json!(["pwd"]));
    let caller = server.with_token(text(&ana, "access_token"));
    let answer = caller.get("/v1/customers").header("ValidateMfa", "true").send().expect(200);
    assert_eq!(answer.header("isMfaCompliant"), Some("false"));
    let sam =
        assert_refused(&sign_in(&server, "sam@northlight.example", PASSWORD), 400, "invalid_grant", 50076);
    assert_eq!(sam["suberror"], "basic_action");
    let page = super::sign_in_as(&server, &super::authorization(&[]), "sam@northlight.example");
    let code = super::sent_back(&page)["code"].as_str().unwrap().to_owned();
    let tokens = super::redeem(&server, &code, &[]).expect(200).json();
    assert_eq!(access_claims(&tokens)["amr"], json!(["pwd", "mfa"]), "a page can ask for the second factor");
    assert_refused(&sign_in(&server, "rob@northlight.example", PASSWORD), 400, "invalid_grant", 50057);
    let sue = [GRANT, ("username", "sue@southgate.example"), ("password", PASSWORD)];
    assert_refused(
        &post(&server, "/common/oauth2/v2.0/token", &with_secret(&sue)),
        400,
        "invalid_grant",
        50055,
    );
    assert_refused(&sign_in(&server, "rob@northlight.example", "x"), 400, "invalid_grant", 50126);
}

#[test]
fn the_seed_names_further_domains_and_applications() {
    let (server, _folder) = with_conditions();
    let fields = [
        ("client_id", "22222222-2222-4222-8222-222222222222"),
        ("client_secret", "second"),
        ("grant_type", "client_credentials"),
        ("scope", "https://api.partnercenter.microsoft.com/.default"),
    ];
    let path = "/northlight.onmicrosoft.com/oauth2/v2.0/token";
    assert_eq!(access_claims(&post(&server, path, &fields).expect(200).json())["tid"], NORTHLIGHT);
    // With a secret, and not said to be public: no user signs in to it without the secret.
    let native = [fields[0], GRANT, ("username", ANA), ("password", PASSWORD)];
    assert_refused(&post(&server, path, &native), 401, "invalid_client", 7_000_218);
}

#[test]
fn a_client_that_posts_json_is_told_what_is_missing() {
    let server = TestServer::start();
    let body = json!({ "grant_type": "password" });
    let answer = server.anonymous().post(format!("/{NORTHLIGHT}/oauth2/v2.0/token")).json(&body).send();
    assert_refused(&answer, 400, "invalid_request", 900_144);
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    server
        .anonymous()
        .post(path)
        .body(form(&with_secret(&[GRANT, ("username", ANA), ("password", PASSWORD)])))
        .send()
        .expect(200);
}
