//! The authorization code flow, with PKCE and by the Secure Application Model (contract 5.3).

use qualify_testkit::TestServer;
use qualify_testkit::issuer::claims_of;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use serde_json::json;

use super::{
    ANA, CHALLENGE, PARTNER_CENTER, PASSWORD, POWERSHELL, REDIRECT, VERIFIER, access_claims, assert_refused,
    authorization, code, open_page, post, redeem, sent_back, sign_in, text, token, with_secret,
};

const PKCE: [(&str, &str); 2] = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];

#[test]
fn a_code_comes_back_with_its_state_and_brings_tokens() {
    let server = TestServer::start();
    let back = sent_back(&sign_in(&server, &authorization(&[("nonce", "n-1")])));
    assert_eq!((&back["address"], &back["state"]), (&json!(REDIRECT), &json!("st&te=1")));
    let answer = redeem(&server, text(&back, "code"), &[]).expect(200).json();
    let claims = access_claims(&answer);
    assert_eq!((&claims["upn"], &claims["aud"]), (&json!(ANA), &json!(PARTNER_CENTER)));
    assert_eq!(claims["amr"], json!(["pwd", "mfa"]));
    let id = claims_of(text(&answer, "id_token"));
    assert_eq!((&id["nonce"], &id["aud"]), (&json!("n-1"), &json!(APPLICATION)));
    assert!(text(&answer, "scope").contains("offline_access"), "{answer}");
    assert!(answer["refresh_token"].is_string());
    server.with_token(text(&answer, "access_token")).get("/v1/customers").send().expect(200);
}

#[test]
fn the_secure_application_model_works_as_documented() {
    let server = TestServer::start();
    let query = super::form(&[
        ("client_id", APPLICATION),
        ("response_mode", "form_post"),
        ("response_type", "code id_token"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile"),
        ("nonce", "n-2"),
        ("state", "<s>"),
    ]);
    let path = format!("/{NORTHLIGHT}/oauth2/authorize?{query}");
    let fields = [("username", ANA), ("password", PASSWORD), ("decision", "sign_in")];
    let page = open_page(&server, &path).submit(&server, &path, &fields).expect(200);
    super::pages::assert_page(&page);
    let html = page.text();
    assert!(html.contains(&format!("<form method=\"post\" action=\"{REDIRECT}\">")), "{html}");
    assert!(!html.contains("<s>"), "the state is escaped: {html}");
    let policy = page.header("Content-Security-Policy").unwrap();
    assert!(policy.contains("form-action 'self' http://localhost:49152"), "{policy}");
    let value = |name: &str| {
        let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\"")).expect(name);
        rest.split('"').next().unwrap().to_owned()
    };
    let id = claims_of(&value("id_token"));
    assert_eq!(id["nonce"], "n-2");
    assert!(id["c_hash"].is_string());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &value("code")),
        ("redirect_uri", REDIRECT),
        ("resource", PARTNER_CENTER),
    ];
    let consent =
        post(&server, &format!("/{NORTHLIGHT}/oauth2/token"), &with_secret(&fields)).expect(200).json();
    let later = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&consent, "refresh_token")),
        ("resource", PARTNER_CENTER),
        ("scope", "openid"),
    ];
    let fresh =
        post(&server, &format!("/{NORTHLIGHT}/oauth2/token"), &with_secret(&later)).expect(200).json();
    assert_eq!(access_claims(&fresh)["amr"], json!(["pwd", "mfa"]), "the second factor's mark survives");
    server.with_token(text(&fresh, "access_token")).get("/v1/customers").send().expect(200);
}

#[test]
fn a_native_application_redeems_by_pkce_alone() {
    let server = TestServer::start();
    let code = code(&server, &[("client_id", POWERSHELL), PKCE[0], PKCE[1]]);
    let fields = [
        ("client_id", POWERSHELL),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    let answer = post(&server, "/organizations/oauth2/v2.0/token", &fields).expect(200).json();
    assert_eq!(access_claims(&answer)["appid"], POWERSHELL);
}

#[test]
fn pkce_holds_against_stolen_and_injected_codes() {
    let server = TestServer::start();
    let with_challenge = code(&server, &PKCE);
    for extra in [&[][..], &[("code_verifier", CHALLENGE)], &[("code_verifier", "short")]] {
        assert_refused(&redeem(&server, &with_challenge, extra), 400, "invalid_grant", 501_481);
    }
    redeem(&server, &with_challenge, &[("code_verifier", VERIFIER)]).expect(200);
    let without = code(&server, &[]);
    let injected = redeem(&server, &without, &[("code_verifier", VERIFIER)]);
    assert_refused(&injected, 400, "invalid_grant", 501_481);
    let native = [
        ("client_id", APPLICATION),
        ("grant_type", "authorization_code"),
        ("code", &without),
        ("redirect_uri", REDIRECT),
    ];
    assert_refused(&token(&server, &native), 400, "invalid_request", 9_002_325);
    redeem(&server, &without, &[]).expect(200);
}

#[test]
fn a_native_application_cannot_even_ask_without_a_challenge() {
    let server = TestServer::start();
    for extra in [
        &[("client_id", POWERSHELL)][..],
        &[("client_id", POWERSHELL), ("code_challenge", CHALLENGE)],
        &[("client_id", POWERSHELL), ("code_challenge", VERIFIER), ("code_challenge_method", "plain")],
        &[("client_id", POWERSHELL), ("code_challenge", "x"), ("code_challenge_method", "S256")],
        &[("client_id", POWERSHELL), ("code_challenge_method", "S256")],
    ] {
        let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(extra));
        let back = sent_back(&server.anonymous().get(path).send());
        assert_eq!(back["error"], "invalid_request", "{back}");
        assert_eq!(back["state"], "st&te=1");
    }
}

#[test]
fn a_code_that_comes_twice_ends_what_it_brought() {
    let server = TestServer::start();
    let code = code(&server, &[]);
    let first = redeem(&server, &code, &[]).expect(200).json();
    let refresh = |token: &str| {
        super::token(&server, &with_secret(&[("grant_type", "refresh_token"), ("refresh_token", token)]))
    };
    let second = refresh(text(&first, "refresh_token")).expect(200).json();
    assert_refused(&redeem(&server, &code, &[]), 400, "invalid_grant", 54005);
    for tokens in [&first, &second] {
        assert_refused(&refresh(text(tokens, "refresh_token")), 400, "invalid_grant", 50173);
    }
}

#[test]
fn a_replay_by_whoever_cannot_act_as_the_client_ends_nothing() {
    let server = TestServer::start();
    let code = code(&server, &PKCE);
    let first = redeem(&server, &code, &[("code_verifier", VERIFIER)]).expect(200).json();
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    let of_powershell = [fields[0], fields[1], fields[2], ("client_id", POWERSHELL)];
    assert_refused(&token(&server, &of_powershell), 400, "invalid_grant", 70000);
    let without_verifier = [fields[0], fields[1], fields[2], ("client_id", APPLICATION)];
    assert_refused(&token(&server, &without_verifier), 400, "invalid_grant", 501_481);
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&first, "refresh_token"))];
    let second = token(&server, &with_secret(&refresh)).expect(200).json();
    let replay = redeem(&server, &code, &[("code_verifier", VERIFIER)]);
    assert_refused(&replay, 400, "invalid_grant", 54005);
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&second, "refresh_token"))];
    assert_refused(&token(&server, &with_secret(&refresh)), 400, "invalid_grant", 50173);
}

#[test]
fn tokens_are_for_the_audience_that_the_user_was_shown() {
    let server = TestServer::start();
    let named = code(&server, &[]);
    for other in [
        ("resource", "https://graph.microsoft.com"),
        ("scope", "https://graph.microsoft.com/.default openid"),
        ("resource", "api://qualify-operator"),
    ] {
        assert_refused(&redeem(&server, &named, &[other]), 400, "invalid_grant", 70011);
    }
    let answer = redeem(&server, &named, &[("resource", PARTNER_CENTER)]).expect(200).json();
    assert_eq!(access_claims(&answer)["aud"], PARTNER_CENTER);
    // A request that names none is for this service, by whichever of its names.
    let service = || code(&server, &[("scope", "openid profile")]);
    let unnamed = service();
    let foreign = redeem(&server, &unnamed, &[("resource", "https://graph.microsoft.com")]);
    assert_refused(&foreign, 400, "invalid_grant", 70011);
    for name in [PARTNER_CENTER, "https://graph.windows.net", server.url()] {
        let answer = redeem(&server, &service(), &[("resource", name)]).expect(200).json();
        assert_eq!(access_claims(&answer)["aud"], name);
    }
}

#[test]
fn a_response_mode_that_comes_twice_is_refused() {
    let server = TestServer::start();
    let query = authorization(&[("response_mode", "query")]);
    let path = format!("/common/oauth2/v2.0/authorize?{query}&response_mode=form_post");
    let back = sent_back(&server.anonymous().get(path).send());
    assert_eq!((&back["error"], &back["address"]), (&json!("invalid_request"), &json!(REDIRECT)));
}

#[test]
fn a_code_is_good_for_its_own_time_address_application_and_tenant() {
    let server = TestServer::start_with(|config| config.sandbox.code_lifetime_seconds = 0);
    let expired = code(&server, &[]);
    assert_refused(&redeem(&server, &expired, &[]), 400, "invalid_grant", 70008);
    let server = TestServer::start();
    let good = code(&server, &PKCE);
    let verifier = ("code_verifier", VERIFIER);
    let base = [("grant_type", "authorization_code"), ("code", good.as_str()), verifier];
    let elsewhere = [base[0], base[1], base[2], ("redirect_uri", "http://localhost:49152/other")];
    assert_refused(&token(&server, &with_secret(&elsewhere)), 400, "invalid_grant", 50011);
    assert_refused(&token(&server, &with_secret(&base)), 400, "invalid_request", 900_144);
    let other = [base[0], base[1], base[2], ("redirect_uri", REDIRECT), ("client_id", POWERSHELL)];
    assert_refused(&token(&server, &other), 400, "invalid_grant", 70000);
    let southgate = with_secret(&[base[0], base[1], base[2], ("redirect_uri", REDIRECT)]);
    let answer = post(&server, "/southgate.example/oauth2/v2.0/token", &southgate);
    assert_refused(&answer, 400, "invalid_grant", 70000);
    assert_refused(&redeem(&server, "guessed", &[verifier]), 400, "invalid_grant", 70000);
    redeem(&server, &good, &[verifier]).expect(200);
}

#[test]
fn what_is_wrong_is_told_to_the_application_where_its_address_is_known() {
    let server = TestServer::start();
    let table: &[(super::Fields<'_>, &str)] = &[
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_mode", "web_message")], "invalid_request"),
        (
            &[("response_type", "code id_token"), ("response_mode", "query"), ("nonce", "n")],
            "invalid_request",
        ),
        (&[("response_type", "id_token code")], "invalid_request"),
        (&[("scope", "User.Read")], "invalid_scope"),
        (&[("resource", "garbage")], "invalid_resource"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (extra, error) in table {
        let path = format!("/northlight.example/oauth2/v2.0/authorize?{}", authorization(extra));
        let back = sent_back(&server.anonymous().get(path).send());
        assert_eq!((&back["error"], &back["address"]), (&json!(error), &json!(REDIRECT)), "{back}");
        assert!(text(&back, "error_description").starts_with("AADSTS"), "{back}");
        assert_eq!(back["state"], "st&te=1");
    }
}

#[test]
fn the_other_ways_back_are_fragment_and_an_address_with_a_query() {
    let server = TestServer::start();
    let answer = sign_in(&server, &authorization(&[("response_mode", "fragment")]));
    assert!(answer.header("Location").unwrap().starts_with(&format!("{REDIRECT}#code=")));
    let answer = sign_in(&server, &authorization(&[("redirect_uri", "http://127.0.0.1:8400/x?y=z")]));
    assert!(answer.header("Location").unwrap().starts_with("http://127.0.0.1:8400/x?y=z&code="));
}

#[test]
fn a_user_of_another_tenant_does_not_sign_in() {
    let server = TestServer::start();
    let path = format!("/southgate.example/oauth2/v2.0/authorize?{}", authorization(&[]));
    let page = open_page(&server, &path);
    assert!(page.html.contains("sue@southgate.example") && !page.html.contains(ANA), "{}", page.html);
    let answer = page.submit(&server, &path, &[("username", ANA), ("password", PASSWORD)]).expect(400);
    assert!(answer.text().contains("AADSTS50034"), "{}", answer.text());
    assert!(answer.text().contains(&format!("value=\"{ANA}\"")), "the name stays: {}", answer.text());
}
