//! The issuer's pages: usable by everybody, and closed to other sites.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qualify_testkit::{Response, TestServer};
use sha2::{Digest as _, Sha256};

use super::{ANA, PASSWORD, Page, authorization, form, open_page, read_page, sent_back, sign_in};

fn sign_in_path() -> String {
    format!("/organizations/oauth2/v2.0/authorize?{}", authorization(&[("login_hint", ANA)]))
}

/// What every page of ours has, good news or bad.
#[track_caller]
pub(crate) fn assert_page(answer: &Response) {
    let html = answer.text();
    assert_eq!(answer.header("Content-Type"), Some("text/html; charset=utf-8"));
    let policy = answer.header("Content-Security-Policy").expect("a page has a policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for element in ["style", "script"] {
        let (start, end) = (format!("<{element}>"), format!("</{element}>"));
        for content in html.split(&start).skip(1).filter_map(|rest| rest.split(&end).next()) {
            let hash = format!("{element}-src 'sha256-{}'", STANDARD.encode(Sha256::digest(content)));
            assert!(policy.contains(&hash), "{policy} does not allow {content}");
        }
    }
    for (name, value) in [
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{html}");
    assert!(html.contains("<title>") && html.contains("<meta name=\"viewport\""), "{html}");
    assert_eq!((html.matches("<h1>").count(), html.matches("<main>").count()), (1, 1), "{html}");
    for input in html.split("<input ").skip(1).filter(|input| !input.starts_with("type=\"hidden\"")) {
        let id =
            input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an input has an id");
        assert!(html.contains(&format!("<label for=\"{id}\">")), "{id} has no label");
    }
    assert!(!html.contains("onclick") && !html.contains("style=\""), "{html}");
}

#[test]
fn the_sign_in_page_is_plain_accessible_and_unframed() {
    let server = TestServer::start();
    let answer = server.anonymous().get(sign_in_path()).send().expect(200);
    assert_page(&answer);
    let html = answer.text();
    assert!(html.contains("Sandbox application") && html.contains("sam@northlight.example"), "{html}");
    assert!(html.contains(&format!("value=\"{ANA}\"")), "the hint is filled in: {html}");
    assert!(!html.contains("<script"), "{html}");
    let cookie = answer.header("Set-Cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("Secure"), "a browser would not send it back over HTTP: {cookie}");
}

#[test]
fn a_failed_sign_in_says_why_and_can_be_repeated() {
    let server = TestServer::start();
    let path = sign_in_path();
    let page = open_page(&server, &path);
    let answer = page.submit(&server, &path, &[("username", ANA), ("password", "wr0ng")]).expect(400);
    assert_page(&answer);
    assert!(answer.text().contains("role=\"alert\"") && answer.text().contains("AADSTS50126"));
    assert!(answer.text().contains("<title>Not signed in"), "{}", answer.text());
    assert!(!answer.text().contains("wr0ng"), "a password is never shown");
    let again = Page { cookie: page.cookie.clone(), ..read_page(&answer) };
    let answer = again.submit(&server, &path, &[("username", ANA), ("password", PASSWORD)]);
    assert!(sent_back(&answer)["code"].is_string());
}

#[test]
fn cancelling_tells_the_application() {
    let server = TestServer::start();
    let path = sign_in_path();
    let answer = open_page(&server, &path).submit(&server, &path, &[("decision", "cancel")]);
    assert_eq!(sent_back(&answer)["error"], "access_denied");
}

#[test]
fn a_form_of_another_site_or_page_signs_nobody_in() {
    let server = TestServer::start();
    let path = sign_in_path();
    let page = open_page(&server, &path);
    let others = open_page(&server, &path);
    let other_request = format!("/organizations/oauth2/v2.0/authorize?{}", authorization(&[("state", "x")]));
    let credentials = [("username", ANA), ("password", PASSWORD)];
    let without_cookie = Page { cookie: String::new(), ..read_page(&server.anonymous().get(&path).send()) };
    let without_token = Page { form_token: String::new(), html: String::new(), cookie: page.cookie.clone() };
    let of_another =
        Page { form_token: others.form_token.clone(), html: String::new(), cookie: page.cookie.clone() };
    for (page, path) in
        [(&without_cookie, &path), (&without_token, &path), (&of_another, &path), (&page, &other_request)]
    {
        let answer = page.submit(&server, path, &credentials).expect(400);
        assert_page(&answer);
        assert!(answer.header("Location").is_none());
    }
    // Cancelling is as guarded as signing in.
    without_token.submit(&server, &path, &[("decision", "cancel")]).expect(400);
    assert!(sent_back(&page.submit(&server, &path, &credentials))["code"].is_string());
}

#[test]
fn what_a_caller_wrote_is_escaped() {
    let server = TestServer::start();
    let hostile = "\"><script>alert(1)</script>";
    let query = authorization(&[("login_hint", hostile), ("state", hostile), ("nonce", hostile)]);
    let path = format!("/organizations/oauth2/v2.0/authorize?{query}");
    let page = open_page(&server, &path);
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let answer = page.submit(&server, &path, &[("username", hostile), ("password", hostile)]).expect(400);
    assert!(!answer.text().contains("<script>alert"), "{}", answer.text());
    let error =
        server.anonymous().get(format!("/common/oauth2/v2.0/authorize?{}", form(&[("client_id", hostile)])));
    let error = error.send().expect(400);
    assert_page(&error);
    assert!(!error.text().contains("<script>alert"), "{}", error.text());
    let device =
        server.anonymous().get(format!("/device?{}", form(&[("user_code", hostile)]))).send().expect(400);
    assert_page(&device);
    assert!(!device.text().contains("<script>alert"), "{}", device.text());
}

#[test]
fn the_device_page_leads_from_the_code_to_the_approval() {
    let server = TestServer::start();
    assert_page(&server.anonymous().get("/device").send().expect(200));
    let device = super::devices::start(&server);
    let code = device["user_code"].as_str().unwrap();
    let path = format!("/device?user_code={}", code.to_lowercase());
    let answer = server.anonymous().get(&path).send().expect(200);
    assert_page(&answer);
    assert!(answer.text().contains("PowerShell"), "{}", answer.text());
    let page = read_page(&answer);
    let code = code.to_lowercase();
    let code = ("user_code", code.as_str());
    let wrong = page.submit(&server, "/device", &[code, ("username", ANA), ("password", "x")]).expect(400);
    assert_page(&wrong);
    let foreign = Page { cookie: String::new(), ..read_page(&answer) };
    foreign.submit(&server, "/device", &[code, ("username", ANA), ("password", PASSWORD)]).expect(400);
    let fields = [code, ("username", ANA), ("password", PASSWORD), ("decision", "approve")];
    let done = page.submit(&server, "/device", &fields).expect(200);
    assert_page(&done);
    assert!(done.text().contains("The device is signed in"), "{}", done.text());
    super::devices::poll(&server, &device).expect(200);
    page.submit(&server, "/device", &fields).expect(400);
}

#[test]
fn a_device_can_be_denied_on_the_page() {
    let server = TestServer::start();
    let device = super::devices::start(&server);
    let code = device["user_code"].as_str().unwrap();
    let page = open_page(&server, &format!("/device?user_code={code}"));
    page.submit(&server, "/device", &[("user_code", code), ("decision", "deny")]).expect(200);
    super::assert_refused(&super::devices::poll(&server, &device), 400, "authorization_declined", 70018);
}

#[test]
fn signing_out_leads_back_to_registered_addresses_only() {
    let server = TestServer::start();
    let sign_out = |fields: super::Fields<'_>| {
        server.anonymous().get(format!("/common/oauth2/v2.0/logout?{}", form(fields))).send()
    };
    assert_page(&sign_out(&[]).expect(200));
    let back =
        sign_out(&[("post_logout_redirect_uri", "http://localhost:3000/bye"), ("state", "a b")]).expect(302);
    assert_eq!(back.header("Location"), Some("http://localhost:3000/bye?state=a%20b"));
    for hostile in
        ["https://evil.example/", "//evil.example", "http://localhost@evil.example", "javascript:alert(1)"]
    {
        let answer = sign_out(&[("post_logout_redirect_uri", hostile)]).expect(400);
        assert_page(&answer);
        assert!(answer.header("Location").is_none(), "{hostile}");
    }
}

#[test]
fn the_cookie_is_secure_where_the_public_url_is_and_is_asked_for() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://qualify.example".to_owned());
    });
    for (host, is_secure) in [("qualify.example", true), ("localhost", false)] {
        let answer = server.anonymous().get(sign_in_path()).host(host).send().expect(200);
        assert_eq!(answer.header("Set-Cookie").unwrap().contains("; Secure"), is_secure, "{host}");
    }
    assert!(sent_back(&sign_in(&server, &authorization(&[])))["code"].is_string());
}
