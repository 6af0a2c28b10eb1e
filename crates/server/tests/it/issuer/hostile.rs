//! Bad input: what an attacker or a broken client sends.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};

use super::{assert_refused, authorization, with_secret};

const REDIRECTS: [&str; 18] = [
    "http://evil.example/",
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://localhost:80@evil.example/",
    "http://evil.example@localhost/",
    "http://localhost:80.evil.example/",
    "http://localhost\\@evil.example/",
    "http://localhost#@evil.example/",
    "http://localhost/#fragment",
    "http://localhost/\r\nSet-Cookie: a=b",
    "http://localhost/\u{0}",
    "http://loc\u{430}lhost/",
    "https://localhost/",
    "//localhost/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://127.0.0.1.evil.example/",
    " http://localhost/",
];

#[test]
fn nobody_is_redirected_to_a_hostile_address() {
    let server = TestServer::start();
    for redirect in REDIRECTS {
        // Even a request that is wrong besides stays here.
        for extra in
            [&[("redirect_uri", redirect)][..], &[("redirect_uri", redirect), ("response_type", "x")]]
        {
            let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(extra));
            let answer = server.anonymous().get(&path).send().expect(400);
            assert!(answer.text().contains("AADSTS50011"), "{redirect:?}: {}", answer.text());
            let but_home = answer.text().replace("<a href=\"/\">", "");
            assert!(answer.header("Location").is_none() && !but_home.contains("href"), "{redirect:?}");
            let answer = server.anonymous().post(&path).body("decision=cancel").send().expect(400);
            assert!(answer.header("Location").is_none(), "{redirect:?}");
        }
    }
    for (extra, number) in [
        (&[("client_id", NORTHLIGHT)][..], "700016"),
        (&[("client_id", "")], "900144"),
        (&[("redirect_uri", "")], "900144"),
    ] {
        let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(extra));
        let answer = server.anonymous().get(path).send().expect(400);
        assert!(answer.text().contains(&format!("AADSTS{number}")), "{}", answer.text());
    }
    let twice = format!("{}&redirect_uri=http%3A%2F%2Flocalhost", authorization(&[]));
    let answer = server.anonymous().get(format!("/common/oauth2/v2.0/authorize?{twice}")).send().expect(400);
    assert!(answer.header("Location").is_none());
}

#[test]
fn a_state_cannot_write_headers() {
    let server = TestServer::start();
    let query = authorization(&[("state", "a\r\nSet-Cookie: b=c"), ("response_type", "x")]);
    let answer = server.anonymous().get(format!("/common/oauth2/v2.0/authorize?{query}")).send().expect(302);
    assert!(answer.headers_named("Set-Cookie").is_empty());
    assert!(answer.header("Location").unwrap().contains("state=a%0D%0ASet-Cookie"));
}

#[test]
fn forms_that_are_too_long_or_no_text_are_refused_in_entras_shape() {
    let server = TestServer::start();
    for path in ["oauth2/v2.0/token", "oauth2/token", "oauth2/v2.0/devicecode", "oauth2/devicecode"] {
        let post = |body: Vec<u8>| server.anonymous().post(format!("/{NORTHLIGHT}/{path}")).body(body).send();
        for size in [(64 << 10) + 1, (1 << 20) + 1] {
            assert_refused(&post(vec![b'a'; size]), 400, "invalid_request", 90100);
        }
        assert_refused(&post(b"grant_type=%FF".to_vec()), 400, "invalid_request", 90100);
        assert_refused(&post(b"\xff\xfe".to_vec()), 400, "invalid_request", 90100);
        for empty in ["", "&&&", "=", "{}"] {
            assert_refused(&post(empty.into()), 400, "invalid_request", 900_144);
        }
    }
}

#[test]
fn a_long_state_is_refused_and_a_long_user_code_is_no_code() {
    let server = TestServer::start();
    let long = "a".repeat(10 << 10);
    let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(&[("state", &long)]));
    let answer = server.anonymous().get(path).send();
    assert!(matches!(answer.status, 302 | 400), "{}", answer.status);
    server.anonymous().get(format!("/device?user_code={long}")).send().expect(400);
}

#[test]
fn what_is_kept_for_a_caller_is_short() {
    let server = TestServer::start();
    let long = format!("https://a.example/{}/.default", "a".repeat(1024));
    let many = vec!["openid"; 33].join(" ");
    for scope in [long.as_str(), &many] {
        let fields = with_secret(&[("scope", scope)]);
        for path in ["oauth2/v2.0/devicecode", "oauth2/devicecode"] {
            let answer = super::post(&server, &format!("/{NORTHLIGHT}/{path}"), &fields);
            assert_refused(&answer, 400, "invalid_scope", 70011);
        }
        let password = with_secret(&[
            ("scope", scope),
            ("grant_type", "password"),
            ("username", super::ANA),
            ("password", super::PASSWORD),
        ]);
        assert_refused(&super::token(&server, &password), 400, "invalid_scope", 70011);
        let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(&[("scope", scope)]));
        let back = super::sent_back(&server.anonymous().get(path).send());
        assert_eq!(back["error"], "invalid_scope", "{back}");
    }
    let nonce = "n".repeat(1025);
    let path = format!("/common/oauth2/v2.0/authorize?{}", authorization(&[("nonce", &nonce)]));
    let back = super::sent_back(&server.anonymous().get(path).send());
    assert_eq!(back["error"], "invalid_request", "{back}");
    super::code(&server, &[("nonce", &nonce[1..])]);
}

#[test]
fn a_blank_secret_is_none() {
    let server = TestServer::start();
    let blank = STANDARD.encode(format!("{APPLICATION}:%20"));
    let form = format!("grant_type=password&username={}&password={}", super::ANA, super::PASSWORD);
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    let basic = server.anonymous().post(&path).header("Authorization", format!("Basic {blank}")).body(form);
    basic.send().expect(200);
    let fields = [
        ("client_id", APPLICATION),
        ("client_secret", " "),
        ("grant_type", "password"),
        ("username", super::ANA),
        ("password", super::PASSWORD),
    ];
    super::token(&server, &fields).expect(200);
}

#[test]
fn a_wrong_secret_is_refused_whatever_the_grant() {
    let server = TestServer::start();
    let wrong = [("client_id", APPLICATION), ("client_secret", "Sandbox-secret")];
    for grant in [
        "client_credentials",
        "authorization_code",
        "refresh_token",
        "password",
        "device_code",
        "urn:ietf:params:oauth:grant-type:device_code",
    ] {
        let fields = [wrong[0], wrong[1], ("grant_type", grant)];
        assert_refused(&super::token(&server, &fields), 401, "invalid_client", 7_000_215);
    }
}

#[test]
fn other_grants_are_not_supported() {
    let server = TestServer::start();
    for grant in
        ["urn:ietf:params:oauth:grant-type:saml2-bearer", "implicit", "<script>", "CLIENT-CREDENTIALS"]
    {
        let answer = super::token(&server, &with_secret(&[("grant_type", grant)]));
        assert_refused(&answer, 400, "unsupported_grant_type", 70003);
    }
}

#[test]
fn seeds_with_dangerous_redirects_are_refused() {
    let built_in = qualify_sandbox::SandboxSeed::built_in().to_json();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    for uri in
        ["javascript:alert(1)", "http://app.example/", "https://user@app.example/", "https://app.example/#x"]
    {
        let mut seed: serde_json::Value = serde_json::from_str(&built_in).unwrap();
        seed["application"]["redirectUris"] = serde_json::json!([uri]);
        std::fs::write(&file, seed.to_string()).unwrap();
        let error = qualify_sandbox::SandboxSeed::read(&file).unwrap_err().to_string();
        assert!(error.contains("redirect URI"), "{error}");
    }
}

#[test]
fn secrets_are_in_no_answer() {
    let server = TestServer::start();
    let fields = [
        ("client_id", APPLICATION),
        ("client_secret", "guess-1234"),
        ("grant_type", "password"),
        ("username", "ana@northlight.example"),
        ("password", "guess-5678"),
    ];
    let answer = super::token(&server, &fields);
    assert!(!answer.text().contains("guess-1234") && !answer.text().contains("guess-5678"));
}
