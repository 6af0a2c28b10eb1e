//! Signing in and out, and what becomes of a session.

use qualify_testkit::TestServer;
use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::LAKESIDE;

const ANA: &str = "ana@northlight.example";

#[test]
fn whoever_follows_a_link_signs_in_and_is_back_on_its_page() {
    let server = TestServer::start();
    let browser = server.browser();
    let page = format!("/dashboard/customers/{LAKESIDE}");
    let shown = browser.visit(&page).expect(200);
    assert!(shown.text().contains("Sign in to see this page"), "{}", shown.text());
    let start = attribute_behind(shown.text(), "class=\"button\" href=\"").expect("a way to sign in");
    let issuer = browser.visit(&start).expect(200);
    let back = browser.sign_in_on(&issuer, ANA).expect(200);
    assert!(
        back.text().contains("Customer Account Info") && back.text().contains(LAKESIDE),
        "{}",
        back.text()
    );
}

#[test]
fn staff_signs_in_by_the_same_door_of_a_sandbox() {
    let server = TestServer::start();
    let shown = server.browser().sign_in("rita@qualify.example").expect(200);
    assert!(shown.text().contains("rita@qualify.example"), "{}", shown.text());
}

#[test]
fn a_session_has_a_secret_of_its_own_that_scripts_do_not_read() {
    let server = TestServer::start();
    let browser = server.browser();
    browser.set_cookie("qualify-session", &"a".repeat(43));
    browser.sign_in(ANA);
    let first = browser.cookie("qualify-session").expect("a session");
    assert_ne!(first, "a".repeat(43), "nobody signs in under a secret that somebody else knows");
    browser.sign_in(ANA);
    let second = browser.cookie("qualify-session").expect("a session");
    assert_ne!(first, second);
    let old = server.browser();
    old.set_cookie("qualify-session", &first);
    assert_eq!(old.get("/dashboard/customers").status, 303, "the session before has ended");
}

#[test]
fn nobody_comes_back_for_somebody_else_and_nobody_twice() {
    let server = TestServer::start();
    let (browser, other) = (server.browser(), server.browser());
    let issuer = browser.visit("/dashboard/sign-in/start?as=partner");
    let action = attribute_behind(issuer.text(), "action=\"").unwrap();
    let fields = [("username", ANA), ("password", "sandbox"), ("decision", "sign_in")];
    let sent = browser.post(&action, &fields);
    let place = sent.header("Location").unwrap().replace(server.url(), "");
    other.visit("/dashboard/sign-in/start?as=partner");
    other.get(&place).expect(403);
    assert!(other.cookie("qualify-session").is_none());
    browser.get(&place).expect(303);
    browser.get(&place).expect(403);
    for garbage in ["", "?code=x", "?code=x&state=y", "?error=access_denied&state=y"] {
        browser.get(&format!("/dashboard/signed-in{garbage}")).expect(403);
    }
}

#[test]
fn somebody_who_declines_at_the_issuer_is_told_so() {
    let server = TestServer::start();
    let browser = server.browser();
    let issuer = browser.visit("/dashboard/sign-in/start?as=partner");
    let action = attribute_behind(issuer.text(), "action=\"").unwrap();
    let sent = browser.post(&action, &[("decision", "cancel")]);
    let shown = browser.follow(sent).expect(403);
    assert!(shown.text().contains("did not sign you in"), "{}", shown.text());
}

#[test]
fn signing_out_ends_the_session_here_and_nowhere_else() {
    let server = TestServer::start();
    let (here, there) = (server.browser_of(ANA), server.browser_of(ANA));
    here.visit("/dashboard/sessions").expect(200);
    let secret = here.cookie("qualify-session").unwrap();
    let shown = here.post("/dashboard/sign-out", &[]);
    assert!(here.follow(shown).expect(200).text().contains("You are signed out."));
    assert!(here.cookie("qualify-session").is_none());
    here.set_cookie("qualify-session", &secret);
    assert_eq!(here.get("/dashboard/customers").status, 303, "the secret is good for nothing");
    there.visit("/dashboard/customers").expect(200);
}

#[test]
fn ones_own_sessions_are_listed_and_ended_and_nobody_elses() {
    let server = TestServer::start();
    let (here, there, sam) =
        (server.browser_of(ANA), server.browser_of(ANA), server.browser_of("sam@northlight.example"));
    let shown = here.visit("/dashboard/sessions").expect(200);
    assert_eq!(shown.text().matches("/end\"").count(), 1, "{}", shown.text());
    let end = attribute_behind(shown.text(), "action=\"/dashboard/sessions/").unwrap();
    sam.visit("/dashboard/sessions").expect(200);
    sam.post(&format!("/dashboard/sessions/{end}"), &[]).expect(303);
    there.visit("/dashboard/sessions").expect(200);
    here.post(&format!("/dashboard/sessions/{end}"), &[]).expect(303);
    assert_eq!(there.get("/dashboard/sessions").status, 303);
    here.visit("/dashboard/sessions").expect(200);
    here.post("/dashboard/sessions/end-others", &[]).expect(303);
    here.visit("/dashboard/sessions").expect(200);
}

#[test]
fn a_user_of_a_suspended_partner_is_out_at_once() {
    let server = TestServer::start();
    let browser = server.browser_of(ANA);
    browser.visit("/dashboard/customers").expect(200);
    let body =
        serde_json::json!({ "name": "Northlight Cloud", "sandboxAccount": true, "status": "suspended" });
    let path = format!("/operator/v1/partners/{}", qualify_testkit::seed::NORTHLIGHT);
    server.staff().put(path).json(&body).send().expect(200);
    assert_eq!(browser.get("/dashboard/customers").status, 303);
}
