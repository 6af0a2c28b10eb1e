//! The partner's webhooks: registered, tested, told again, removed.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::receiver::Receiver;
use qualify_testkit::{Browser, Response, TestServer, wait_until};
use serde_json::{Value, json};

const ANA: &str = "ana@northlight.example";
const WEBHOOKS: &str = "/dashboard/webhooks";

fn list(server: &TestServer) -> Vec<Value> {
    let list = server.user().get("/partner/v1/webhooks").send().expect(200).json();
    list["items"].as_array().expect("a list").clone()
}

fn deliveries(server: &TestServer, id: &str) -> Vec<Value> {
    let page = server.user().get(format!("/partner/v1/webhooks/{id}/deliveries")).send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

/// Registers a receiver by the API.
fn register(server: &TestServer, url: &str) -> String {
    let body = json!({ "url": url, "description": "Ours <b>" });
    let created = server.user().post("/partner/v1/webhooks").json(&body).send().expect(201).json();
    created["id"].as_str().expect("an id").to_owned()
}

fn path(id: &str, rest: &str) -> String {
    format!("{WEBHOOKS}/{id}{rest}")
}

/// A hidden field of the page.
fn hidden(shown: &Response, name: &str) -> String {
    attribute_behind(shown.text(), &format!("name=\"{name}\" value=\"")).expect("the page has the field")
}

fn create(browser: &Browser<'_>, fields: &[(&str, &str)]) -> Response {
    browser.visit(&format!("{WEBHOOKS}/new")).expect(200);
    browser.post(WEBHOOKS, fields)
}

#[test]
fn a_webhook_is_registered_once_and_its_secret_is_shown_this_once() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    assert!(ana.visit(WEBHOOKS).expect(200).text().contains("You have no webhook."));
    let fields = [
        ("url", "https://hooks.partner.example/a"),
        ("event", "qualification.approved"),
        ("event", "code.low"),
        ("description", "\"><script>alert(1)</script>"),
    ];
    ana.visit(&format!("{WEBHOOKS}/new")).expect(200);
    let token = ana.token();
    let twice = [&[("form_token", token.as_str())][..], &fields[..]].concat();
    let first = ana.post_alone(WEBHOOKS, &twice).expect(201);
    ana.post_alone(WEBHOOKS, &twice).expect(201);
    let secret = attribute_behind(first.text(), "data-copy=\"").expect("the secret");
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert!(first.text().contains("The secret is shown this once."), "{}", first.text());
    let registered = list(&server);
    assert_eq!(registered.len(), 1);
    assert_eq!(registered[0]["events"], json!(["qualification.approved", "code.low"]));
    let id = registered[0]["id"].as_str().unwrap();
    for address in [WEBHOOKS.to_owned(), path(id, ""), path(id, "/edit")] {
        let text = ana.visit(&address).expect(200).text().to_owned();
        assert!(!text.contains(&secret) && !text.contains("<script>alert"), "{text}");
        assert!(text.contains("hooks.partner.example/a"), "{text}");
    }
    assert!(list(&server)[0].get("signingSecret").is_none_or(Value::is_null));
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_nothing_is_registered() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let long = format!("https://hooks.example/{}", "x".repeat(2048));
    let words = "y".repeat(201);
    for (fields, expected) in [
        (vec![], "This is not a URL."),
        (vec![("url", "javascript:alert(1)")], "https://"),
        (vec![("url", "ftp://hooks.example")], "has to begin with https://"),
        (vec![("url", "https://user:word@hooks.example/")], "no user name and no password"),
        (vec![("url", "https://hooks.example/#part")], "no fragment"),
        (vec![("url", long.as_str())], "longer than 2048 characters"),
        (
            vec![("url", "https://hooks.example/"), ("description", words.as_str())],
            "longer than 200 characters",
        ),
    ] {
        let shown = create(&ana, &fields).expect(400);
        assert!(shown.text().contains(expected), "{fields:?}: {}", shown.text());
        assert!(shown.text().contains("aria-invalid=\"true\""), "{}", shown.text());
    }
    assert_eq!(list(&server), Vec::<Value>::new());
}

#[test]
fn settings_that_somebody_changed_meanwhile_are_not_overwritten() {
    let server = TestServer::start();
    let id = register(&server, "https://hooks.partner.example/a");
    let (ana, sam) = (server.browser_of(ANA), server.browser_of("sam@northlight.example"));
    let stale = hidden(&ana.visit(&path(&id, "/edit")).expect(200), "seen");
    let seen = hidden(&sam.visit(&path(&id, "/edit")).expect(200), "seen");
    let of_sam = [("seen", seen.as_str()), ("url", "https://hooks.partner.example/sam"), ("disabled", "1")];
    for _ in 0..2 {
        sam.post(&path(&id, "/edit"), &of_sam).expect(303);
    }
    assert_eq!(list(&server)[0]["disabled"], true);
    let of_ana = [("seen", stale.as_str()), ("url", "https://hooks.partner.example/ana")];
    let shown = ana.post(&path(&id, "/edit"), &of_ana).expect(409);
    let text = shown.text();
    assert!(text.contains("There now: https://hooks.partner.example/sam"), "{text}");
    assert!(text.contains("value=\"https://hooks.partner.example/ana\""), "{text}");
    assert_eq!(list(&server)[0]["url"], "https://hooks.partner.example/sam");
    // Sent again, it is about what is there now.
    let seen = hidden(&shown, "seen");
    ana.post(&path(&id, "/edit"), &[("seen", seen.as_str()), of_ana[1]]).expect(303);
    assert_eq!(list(&server)[0]["url"], "https://hooks.partner.example/ana");
}

#[test]
fn a_test_is_sent_once_and_its_delivery_is_told_again() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    let id = register(&server, receiver.url());
    let ana = server.browser_of(ANA);
    ana.visit(&path(&id, "")).expect(200);
    for _ in 0..2 {
        ana.post(&path(&id, "/test"), &[]).expect(303);
    }
    let is_over = || deliveries(&server, &id).iter().all(|it| it["state"] == "delivered");
    wait_until("the test is delivered", || receiver.count() == 1 && is_over());
    let shown = ana.visit(&path(&id, "?done=tested")).expect(200);
    let text = shown.text();
    assert!(text.contains("test-created") && text.contains("Delivered") && text.contains("204"), "{text}");
    assert!(ana.visit(&path(&id, "?state=failed")).text().contains("No delivery is like that."));
    let fields = [("sequence", hidden(&shown, "sequence")), ("attempts", hidden(&shown, "attempts"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ana.post(&path(&id, "/replay"), &fields).expect(303);
    wait_until("it is told again", || receiver.count() == 2 && is_over());
    // The form from before does nothing a second time.
    ana.post(&path(&id, "/replay"), &fields).expect(303);
    assert_eq!(deliveries(&server, &id)[0]["attempts"].as_array().unwrap().len(), 2);
    ana.post(&path(&id, "/replay"), &[("sequence", "999999"), ("attempts", "1")]).expect(404);
    ana.post(&path(&id, "/replay"), &[("since", "no day")]).expect(400);
    ana.post(&path(&id, "/replay"), &[("since", "2020-01-01")]).expect(303);
}

#[test]
fn a_new_secret_is_made_once_and_shown_once() {
    let server = TestServer::start();
    let id = register(&server, "https://hooks.partner.example/a");
    let ana = server.browser_of(ANA);
    let seen = hidden(&ana.visit(&path(&id, "")).expect(200), "seen");
    let fields = [("seen", seen.as_str())];
    let made = ana.post(&path(&id, "/rotate-secret"), &fields).expect(200);
    let secret = attribute_behind(made.text(), "data-copy=\"").expect("the secret");
    let again = ana.post(&path(&id, "/rotate-secret"), &fields).expect(409);
    assert!(again.text().contains("a new secret was made since you opened the page"), "{}", again.text());
    assert!(!again.text().contains(&secret), "{}", again.text());
    assert_eq!(hidden(&again, "seen"), "2");
}

#[test]
fn a_webhook_is_removed_and_who_only_reads_is_offered_nothing() {
    let server = TestServer::start();
    let id = register(&server, "https://hooks.partner.example/a");
    let rob = server.browser_of("rob@northlight.example");
    let shown = rob.visit(&path(&id, "")).expect(200);
    for act in ["/remove\"", "/test\"", "/rotate-secret\"", "/replay\"", "/edit\""] {
        assert!(!shown.text().contains(act), "{act}: {}", shown.text());
    }
    let ana = server.browser_of(ANA);
    ana.visit(&path(&id, "")).expect(200);
    let answer = ana.post(&path(&id, "/remove"), &[]).expect(303);
    assert!(ana.follow(answer).text().contains("The webhook is removed."));
    ana.get(&path(&id, "")).expect(404);
    assert_eq!(list(&server), Vec::<Value>::new());
    let sue = server.browser_of("sue@southgate.example");
    let other = register(&server, "https://hooks.partner.example/b");
    sue.get(&path(&other, "")).expect(404);
    ana.get(&path("x", "")).expect(404);
}

#[test]
fn the_webhook_of_partner_center_is_shown_tested_and_changed_where_it_was_registered() {
    let server = TestServer::start();
    let body = json!({ "WebhookUrl": "https://hooks.partner.example/pc", "WebhookEvents": ["test-created"] });
    server.user().post("/webhooks/v1/registration").json(&body).send().expect(200);
    let ana = server.browser_of(ANA);
    let id = list(&server)[0]["id"].as_str().unwrap().to_owned();
    let shown = ana.visit(&path(&id, "")).expect(200);
    let text = shown.text();
    assert!(
        text.contains("As Partner Center") && !text.contains("/edit\"") && !text.contains("/rotate-secret\""),
        "{text}"
    );
    ana.get(&path(&id, "/edit")).expect(404);
    ana.visit(&path(&id, "")).expect(200);
    ana.post(&path(&id, "/test"), &[]).expect(303);
    wait_until("the test is on its way", || deliveries(&server, &id).len() == 1);
}
