//! Contract 9.4.5: an application that was called with a user's token gets one of its own for that user.

use qualify_testkit::seed::APPLICATION;
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};

use super::assertions::Desk;
use crate::issuer::{
    ANA, PARTNER_CENTER, PASSWORD, POWERSHELL, access_claims, assert_refused, password_tokens, post, text,
    with_secret,
};

const GRANT: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
const USE: (&str, &str) = ("requested_token_use", "on_behalf_of");

/// Ana's token for the sandbox's application, which PowerShell's got by this scope.
fn token_for(server: &TestServer, scope: &str) -> Value {
    let fields = [
        ("client_id", POWERSHELL),
        ("grant_type", "password"),
        ("username", ANA),
        ("password", PASSWORD),
        ("scope", scope),
    ];
    post(server, "/organizations/oauth2/v2.0/token", &fields).expect(200).json()
}

fn exchange(server: &TestServer, assertion: &str, scope: &str) -> Response {
    let fields = with_secret(&[GRANT, USE, ("assertion", assertion), ("scope", scope)]);
    post(server, "/northlight.example/oauth2/v2.0/token", &fields)
}

#[test]
fn edge_09_a_users_token_for_an_application_becomes_one_for_this_service() {
    let server = TestServer::start();
    let ours = format!("{PARTNER_CENTER}/user_impersonation");
    let default = format!("{PARTNER_CENTER}/.default openid profile offline_access");
    for scope in [
        format!("{APPLICATION}/.default"),
        format!("api://{APPLICATION}/.default"),
        format!("api://{}/access_as_user openid", APPLICATION.to_uppercase()),
    ] {
        let users = token_for(&server, &scope);
        let users = text(&users, "access_token");
        server.with_token(users).get("/v1/customers").send().expect(401);
        for wanted in [&ours, &default] {
            let tokens = exchange(&server, users, wanted).expect(200).json();
            let claims = access_claims(&tokens);
            assert_eq!((&claims["aud"], &claims["upn"]), (&json!(PARTNER_CENTER), &json!(ANA)), "{scope}");
            assert_eq!((&claims["appid"], &claims["appidacr"]), (&json!(APPLICATION), &json!("1")));
            assert_eq!(claims["amr"], json!(["pwd", "mfa"]));
            server.with_token(text(&tokens, "access_token")).get("/v1/customers").send().expect(200);
            let refresh =
                [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
            post(&server, "/common/oauth2/v2.0/token", &with_secret(&refresh)).expect(200);
        }
    }
    // As version 1.0 asks for it, and by another casing of the grant's name.
    let users = token_for(&server, &format!("{APPLICATION}/.default"));
    let fields = with_secret(&[
        ("grant_type", "URN:ietf:params:OAuth:grant-type:JWT-Bearer"),
        ("requested_token_use", "On_Behalf_Of"),
        ("assertion", text(&users, "access_token")),
        ("resource", PARTNER_CENTER),
    ]);
    let tokens = post(&server, "/northlight.example/oauth2/token", &fields).expect(200).json();
    assert_eq!(access_claims(&tokens)["aud"], PARTNER_CENTER);
}

#[test]
fn edge_09_what_is_no_users_token_for_the_application_is_refused() {
    let server = TestServer::start();
    let scope = format!("{PARTNER_CENTER}/.default");
    let mine = format!("{APPLICATION}/.default");
    let by_itself = with_secret(&[("grant_type", "client_credentials"), ("scope", mine.as_str())]);
    let by_itself = post(&server, "/northlight.example/oauth2/v2.0/token", &by_itself).expect(200).json();
    let of_ana = token_for(&server, &mine);
    let good = text(&of_ana, "access_token");
    let on_demand = |wish: Value| {
        let answer = server.anonymous().post("/sandbox/token").json(&wish).send().expect(200).json();
        text(&answer, "access_token").to_owned()
    };
    for (bad, number) in [
        // Of an application; an ID token, which is for the application too; one that expired; garbage.
        (text(&by_itself, "access_token").to_owned(), 50013),
        (text(&password_tokens(&server), "id_token").to_owned(), 50013),
        (on_demand(json!({ "audience": APPLICATION, "expiresInSeconds": -600 })), 50013),
        (on_demand(json!({ "audience": APPLICATION, "user": "sue@southgate.example" })), 50013),
        (format!("{good}x"), 50013),
        ("x.y.z".to_owned(), 50013),
        // For somebody else.
        (text(&password_tokens(&server), "access_token").to_owned(), 500_131),
        (on_demand(json!({ "audience": POWERSHELL })), 500_131),
        (on_demand(json!({ "audience": format!("api://{POWERSHELL}") })), 500_131),
        (on_demand(json!({ "audience": format!("https://{APPLICATION}") })), 500_131),
    ] {
        assert_refused(&exchange(&server, &bad, &scope), 400, "invalid_grant", number);
    }
    let path = "/northlight.example/oauth2/v2.0/token";
    let without_secret = [("client_id", APPLICATION), GRANT, USE, ("assertion", good), ("scope", &scope)];
    assert_refused(&post(&server, path, &without_secret), 401, "invalid_client", 7_000_218);
    for (fields, error, number) in [
        (vec![GRANT, USE, ("scope", scope.as_str())], "invalid_request", 900_144),
        (vec![GRANT, ("assertion", good), ("scope", &scope)], "invalid_request", 900_144),
        (vec![GRANT, ("requested_token_use", "x"), ("assertion", good)], "invalid_request", 90100),
    ] {
        assert_refused(&post(&server, path, &with_secret(&fields)), 400, error, number);
    }
    exchange(&server, good, &scope).expect(200);
}

#[test]
fn edge_09_a_missing_second_factor_stays_missing() {
    let server = TestServer::start();
    let wish = json!({ "audience": APPLICATION, "mfa": false });
    let users = server.anonymous().post("/sandbox/token").json(&wish).send().expect(200).json();
    let scope = format!("{PARTNER_CENTER}/.default");
    let tokens = exchange(&server, text(&users, "access_token"), &scope).expect(200).json();
    assert_eq!(access_claims(&tokens)["amr"], json!(["pwd"]));
}

#[test]
fn edge_09_an_application_with_a_certificate_acts_on_behalf_of_a_user() {
    let desk = Desk::open();
    let users = token_for(&desk.server, &format!("api://{APPLICATION}/.default"));
    let scope = format!("{PARTNER_CENTER}/.default");
    let fields = [
        ("client_id", APPLICATION),
        GRANT,
        USE,
        ("assertion", text(&users, "access_token")),
        ("scope", &scope),
    ];
    let tokens = desk.ask(&desk.assertion(&json!({})), &fields).expect(200).json();
    assert_eq!(access_claims(&tokens)["appidacr"], "2");
    desk.server.with_token(text(&tokens, "access_token")).get("/v1/customers").send().expect(200);
}
