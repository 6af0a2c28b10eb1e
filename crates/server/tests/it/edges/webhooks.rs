//! Contract 9.3: names and URLs of registrations, as other systems send them.

use qualify_contract::v1::webhooks::{EVENT_NAME_CHARS_MAX, REGISTERED_EVENTS_MAX, REGISTRATION_EVENTS};
use qualify_server::config::WebhookTargets;
use qualify_testkit::seed::{CODE_UNLIMITED, LAKESIDE};
use qualify_testkit::{Receiver, TestServer, wait_until};
use serde_json::{Value, json};

const REGISTRATION: &str = "/webhooks/v1/registration";
const EVENTS: &str = "/webhooks/v1/registration/events";
const URL: &str = "https://hooks.partner.example/pc";

fn registration(url: &str, events: &[impl AsRef<str>]) -> Value {
    let events: Vec<_> = events.iter().map(AsRef::as_ref).collect();
    json!({ "WebhookUrl": url, "WebhookEvents": events })
}

/// A server with a registration, which [`put`] replaces.
fn registered() -> TestServer {
    let server = TestServer::start();
    server.user().post(REGISTRATION).json(&registration(URL, &["test-created"])).send().expect(200);
    server
}

fn put(server: &TestServer, body: &Value) -> Value {
    server.user().put(REGISTRATION).json(body).send().expect(200).json()
}

#[test]
fn edge_07_the_samples_of_the_documentation_and_of_a_well_known_tool_are_taken_as_they_are() {
    let sample = r#"{"WebhookUrl":"https://hooks.partner.example/WebHooks","WebhookEvents":["subscription-updated","test-created"]}"#;
    let tool = r#"{"webhookUrl":"https://hooks.partner.example/api/PublicWebhooks?EventType=1",
        "webhookEvents":["test-created","invoice-ready","reseller-relationship-accepted-by-customer",
        "granular-admin-relationship-approved","new-commerce-migration-completed"],"SignatureTokenToMsSignatureHeader":false}"#;
    for body in [sample, tool] {
        let server = TestServer::start();
        let made = server.user().post(REGISTRATION).body(body).send().expect(200).json();
        let sent: Value = serde_json::from_str(body).unwrap();
        let member = |name: &str| {
            let camel = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
            sent.get(name).or_else(|| sent.get(&camel)).cloned().unwrap()
        };
        assert_eq!(made["WebhookUrl"], member("WebhookUrl"));
        assert_eq!(made["WebhookEvents"], member("WebhookEvents"));
        assert_eq!(server.user().get(REGISTRATION).send().expect(200).json(), made);
    }
}

#[test]
fn edge_07_every_documented_name_is_listed_and_registrable_in_any_casing() {
    let server = registered();
    assert_eq!(server.user().get(EVENTS).send().expect(200).json(), json!(REGISTRATION_EVENTS));
    let all = put(&server, &registration(URL, REGISTRATION_EVENTS));
    assert_eq!(all["WebhookEvents"], json!(REGISTRATION_EVENTS));
    for spelling in [str::to_uppercase as fn(&str) -> String, str::to_lowercase] {
        let names: Vec<_> = REGISTRATION_EVENTS.iter().map(|name| spelling(name)).collect();
        let doubled: Vec<_> =
            names.iter().map(String::as_str).chain(REGISTRATION_EVENTS.iter().copied()).collect();
        assert_eq!(put(&server, &registration(URL, &names)), all, "{names:?}");
        assert_eq!(put(&server, &registration(URL, &doubled)), all, "each once");
    }
}

#[test]
fn edge_07_names_of_tomorrow_are_kept_and_other_texts_are_refused() {
    let server = registered();
    let longest = format!("a-{}", "b".repeat(EVENT_NAME_CHARS_MAX - 2));
    let names = ["order-placed", "Order-Shipped-2", &longest];
    let kept = put(&server, &registration(URL, &names));
    assert_eq!(kept["WebhookEvents"], json!(names));
    let too_long = format!("{longest}b");
    for name in
        ["", "order", "order placed", "order_placed", "-", "a-", "a-b,c-d", "a-ż", "*", "a-b\n", &too_long]
    {
        let refused = server.user().put(REGISTRATION).json(&registration(URL, &[name])).send();
        refused.assert_error(400, 3000);
    }
    let many: Vec<_> = (0..=REGISTERED_EVENTS_MAX).map(|number| format!("event-{number}")).collect();
    server.user().put(REGISTRATION).json(&registration(URL, &many)).send().assert_error(400, 3000);
    put(&server, &registration(URL, &many[1..]));
    server.user().get(REGISTRATION).send().expect(200);
}

#[test]
fn edge_07_a_url_comes_back_byte_for_byte() {
    let server = registered();
    for url in [
        "https://HOOKS.Partner.Example/pc",
        "HTTPS://hooks.partner.example",
        "https://hooks.partner.example:443/pc",
        "https://hooks.partner.example/a/../b/./c",
        "https://hooks.partner.example/%7Eme/%c5%bc?x=%20&y=a+b",
        "https://hooks.partner.example./pc",
        "https://hooks.partner.example/żółć",
        "https://żółć.example/pc",
        "https://hooks.partner.example/a|b?c={d}",
        "https://hooks.partner.example?",
        "http://127.0.0.1:9/hook",
    ] {
        assert_eq!(put(&server, &registration(url, &["test-created"]))["WebhookUrl"], url);
        assert_eq!(server.user().get(REGISTRATION).send().expect(200).json()["WebhookUrl"], url);
        let made =
            server.user().post("/partner/v1/webhooks").json(&json!({ "url": url })).send().expect(201).json();
        assert_eq!(made["url"], url);
        let listed = server.user().get("/partner/v1/webhooks").send().expect(200).json();
        assert!(listed["items"].as_array().unwrap().iter().all(|it| it["url"] == url), "{url}: {listed}");
        let one = format!("/partner/v1/webhooks/{}", made["id"].as_str().unwrap());
        server.user().delete(one).send().expect(204);
    }
}

#[test]
fn edge_07_no_spelling_of_a_private_address_is_registered() {
    let server = TestServer::start_with(|config| config.webhooks.targets = Some(WebhookTargets::PublicHttps));
    for url in
        ["https://LOCALHOST/pc", "https://127.1/pc", "https://１２７.0.0.1/pc", "https://%31%32%37.0.0.1/pc"]
    {
        let refused = server.user().post(REGISTRATION).json(&registration(url, &["test-created"])).send();
        refused.assert_error(400, 3000);
    }
}

#[test]
fn edge_07_what_is_registered_for_in_any_spelling_is_told_at_its_normal_form() {
    let receiver = Receiver::start();
    let server = TestServer::start();
    let spelled = format!("{}/a/../b", receiver.url().trim_end_matches('/').replace("http://", "HTTP://"));
    let names = ["Customer-Qualification-UPDATED", "Test-Created", "invoice-ready", "order-placed"];
    server.user().post(REGISTRATION).json(&registration(&spelled, &names)).send().expect(200);
    let call = format!("/v1/customers/{LAKESIDE}/qualification?code={CODE_UNLIMITED}");
    server.user().put(call).body("3").send().expect(200);
    let sent = server.user().post("/webhooks/v1/registration/validationEvents").send().expect(200).json();
    wait_until("both are told", || receiver.count() >= 2);
    assert!(
        receiver.received().iter().all(|it| it.path.ends_with("/b") && !it.path.contains("..")),
        "the normal form of the URL"
    );
    let mut told: Vec<_> =
        receiver.received().iter().map(|it| it.json()["EventName"].as_str().unwrap().to_owned()).collect();
    told.sort();
    told.dedup();
    assert_eq!(told, ["customer-qualification-updated", "test-created"]);
    let report =
        format!("/webhooks/v1/registration/validationEvents/{}", sent["correlationId"].as_str().unwrap());
    wait_until("the test is reported", || {
        server.user().get(&report).send().expect(200).json()["status"] == "completed"
    });
    assert_eq!(server.user().get(&report).send().expect(200).json()["callbackUrl"], spelled);
}
