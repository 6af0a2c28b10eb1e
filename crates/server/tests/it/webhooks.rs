//! Webhooks in Microsoft's form: contract 1.17, vector T98.

use qualify_contract::v1::webhooks::REGISTRATION_EVENTS;
use qualify_testkit::seed::{CODE_UNLIMITED, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Caller, Receiver, Response, TestServer, wait_until};
use serde_json::{Value, json};

const REGISTRATION: &str = "/webhooks/v1/registration";
const TESTS: &str = "/webhooks/v1/registration/validationEvents";
const CORRELATION: &str = "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b";

fn registration(url: &str, events: &[&str]) -> Value {
    json!({ "WebhookUrl": url, "WebhookEvents": events })
}

fn register(server: &TestServer, receiver: &Receiver) {
    let body = registration(receiver.url(), &["test-created", "customer-qualification-updated"]);
    server.user().post(REGISTRATION).json(&body).send().expect(200);
}

fn send_test(caller: &Caller<'_>) -> Response {
    caller.post(TESTS).header("MS-CorrelationId", CORRELATION).send()
}

fn report(server: &TestServer, id: &str) -> Value {
    server.user().get(format!("{TESTS}/{id}")).send().expect(200).json()
}

#[test]
fn a_registration_is_made_read_and_replaced() {
    let server = TestServer::start();
    let user = server.user();
    user.get(REGISTRATION).send().assert_error(404, 1000);
    let body = registration("https://hooks.partner.example/pc", &["test-created"]);
    user.put(REGISTRATION).json(&body).send().assert_error(404, 1000);
    let made = user.post(REGISTRATION).json(&body).send().expect(200);
    assert_eq!(
        made.text(),
        format!(
            r#"{{"SubscriberId":"{NORTHLIGHT}","WebhookUrl":"https://hooks.partner.example/pc","WebhookEvents":["test-created"],"SignatureTokenToMsSignatureHeader":false}}"#
        )
    );
    user.post(REGISTRATION).json(&body).send().assert_error(409, 1_900_012);
    let camel = json!({
        "webhookUrl": "https://hooks.partner.example/new", "webhookEvents": ["customer-qualification-updated"],
        "signatureTokenToMsSignatureHeader": true, "subscriberId": null
    });
    let replaced = user.put(REGISTRATION).json(&camel).send().expect(200).json();
    assert_eq!(replaced["SignatureTokenToMsSignatureHeader"], true);
    assert_eq!(server.app().get(REGISTRATION).send().expect(200).json(), replaced);
    server.southgate().get(REGISTRATION).send().assert_error(404, 1000);
    let events = user.get("/webhooks/v1/registration/events").send().expect(200).json();
    assert_eq!(events, json!(REGISTRATION_EVENTS));
}

#[test]
fn what_cannot_be_registered_is_refused() {
    let server = TestServer::start_with(|config| {
        config.webhooks.targets = Some(qualify_server::config::WebhookTargets::PublicHttps);
    });
    let user = server.user();
    let good = "https://hooks.partner.example/pc";
    for (body, code) in [
        (registration(good, &["invoice ready"]), 3000),
        (registration("http://hooks.partner.example/pc", &["test-created"]), 3000),
        (registration("https://127.0.0.1/pc", &["test-created"]), 3000),
        (registration("https://[::ffff:10.0.0.1]/pc", &["test-created"]), 3000),
        (registration("https://metadata.google.internal/pc", &["test-created"]), 3000),
        (registration("not a url", &["test-created"]), 3000),
        (json!({ "WebhookEvents": [] }), 800_002),
        (json!({ "WebhookUrl": good }), 800_002),
        (json!([]), 800_002),
    ] {
        user.post(REGISTRATION).json(&body).send().assert_error(400, code);
    }
    user.post(REGISTRATION).body("{").send().assert_error(400, 800_002);
    let reader = server.with_token_for(&json!({ "user": "rob@northlight.example" }));
    reader.post(REGISTRATION).json(&registration(good, &[])).send().assert_error(403, 900_150);
    reader.get(REGISTRATION).send().assert_error(404, 1000);
}

#[test]
fn a_registration_that_is_repeated_is_answered_alike() {
    let server = TestServer::start();
    let body = registration("https://hooks.partner.example/pc", &["test-created"]);
    let send = || {
        let request = server.user().post(REGISTRATION).json(&body);
        request.header("MS-RequestId", "11111111-2222-4333-8444-555555555555").send().expect(200)
    };
    let (first, second) = (send(), send());
    assert_eq!(first.text(), second.text());
    assert_eq!((first.header("MS-Replayed"), second.header("MS-Replayed")), (None, Some("true")));
}

#[test]
fn a_test_is_sent_signed_and_reported() {
    let server = TestServer::start();
    send_test(&server.user()).assert_error(404, 1000);
    let receiver = Receiver::start();
    let only_updates = registration(receiver.url(), &["customer-qualification-updated"]);
    server.user().post(REGISTRATION).json(&only_updates).send().expect(200);
    send_test(&server.user()).assert_error(400, 3000);
    let body = registration(receiver.url(), &["test-created"]);
    server.user().put(REGISTRATION).json(&body).send().expect(200);
    let sent = send_test(&server.app()).expect(200).json();
    assert_eq!(sent, json!({ "correlationId": CORRELATION }));
    wait_until("the test is reported", || report(&server, CORRELATION)["status"] == "completed");
    let shown = report(&server, CORRELATION);
    assert_eq!(
        shown,
        json!({
            "correlationId": CORRELATION, "partnerId": NORTHLIGHT, "status": "completed",
            "callbackUrl": receiver.url(),
            "results": [{ "responseCode": "NoContent", "responseMessage": "", "systemError": false,
                "dateTimeUtc": "2024-03-15T12:00:00.0000000" }]
        })
    );
    let told = receiver.received().remove(0);
    let uri = format!("{}{TESTS}/{CORRELATION}", server.url());
    assert_eq!(
        String::from_utf8_lossy(&told.body),
        format!(
            r#"{{"EventName":"test-created","ResourceUri":"{uri}","ResourceName":"test","AuditUri":null,"ResourceChangeUtcDate":"2024-03-15T12:00:00.0000000+00:00"}}"#
        )
    );
    let certificate = format!("{}/webhooks/v1/certificate.cer", server.url());
    assert_eq!(told.header("x-ms-certificate-url"), Some(certificate.as_str()));
    assert_eq!(told.header("x-ms-signature-algorithm"), Some("rsa-sha256"));
    assert_eq!(told.header("content-type"), Some("application/json"));
    let signature = told.header("authorization").expect("it is signed");
    assert!(signature.starts_with("Signature ") && told.header("x-ms-signature").is_none());
    let again = send_test(&server.user()).expect(200).json();
    assert_ne!(again["correlationId"], CORRELATION, "there is a report with that id");
    server.southgate().get(format!("{TESTS}/{CORRELATION}")).send().assert_error(404, 1000);
}

#[test]
fn the_certificate_is_for_everybody_and_stays_over_a_restart() {
    let mut server = TestServer::start();
    let get = |server: &TestServer| server.anonymous().get("/webhooks/v1/certificate.cer").send().expect(200);
    let first = get(&server);
    assert_eq!(first.header("content-type"), Some("application/pkix-cert"));
    assert!(first.body.starts_with(&[0x30, 0x82]), "DER");
    server.restart();
    assert_eq!(get(&server).body, first.body);
    assert_eq!(server.anonymous().get("/Webhooks/V1/Certificate.cer/").send().expect(200).body, first.body);
    server.anonymous().get("/webhooks/v1/certificate.crt").send().assert_error(401, 800_001);
}

#[test]
fn tests_are_limited_as_documented() {
    let server = TestServer::start_with(|config| {
        config.api.rate_limits = toml_limits("documented");
    });
    register(&server, &Receiver::start());
    for _ in 0..2 {
        send_test(&server.user()).expect(200);
    }
    let third = send_test(&server.user());
    assert_eq!(third.status, 429);
    assert!(third.header("Retry-After").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    assert!(third.json().get("code").is_none(), "{}", third.text());
    server.southgate().post(TESTS).send().assert_error(404, 1000);
}

fn toml_limits(word: &str) -> qualify_server::config::RateLimits {
    serde_json::from_value(json!(word)).expect("the word is known")
}

#[test]
fn a_receiver_that_fails_is_asked_again_and_reported() {
    let server = TestServer::start();
    let failing = std::sync::atomic::AtomicU32::new(0);
    let receiver = Receiver::answering(move |_| {
        if failing.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 2 { 503 } else { 200 }
    });
    register(&server, &receiver);
    send_test(&server.user()).expect(200);
    let results = || report(&server, CORRELATION)["results"].as_array().map_or(0, Vec::len);
    wait_until("the first attempt", || results() == 1);
    assert_eq!(report(&server, CORRELATION)["status"], "pending");
    server.advance_clock(10);
    wait_until("the second attempt", || results() == 2);
    server.advance_clock(19);
    server.wait_for_dispatcher();
    assert_eq!(results(), 2, "each wait is twice the one before");
    server.advance_clock(1);
    wait_until("the third attempt", || report(&server, CORRELATION)["status"] == "completed");
    let shown = report(&server, CORRELATION);
    let codes: Vec<_> =
        shown["results"].as_array().unwrap().iter().map(|it| it["responseCode"].clone()).collect();
    assert_eq!(codes, ["ServiceUnavailable", "ServiceUnavailable", "OK"]);
}

#[test]
fn nobody_there_is_reported_as_an_error_of_the_system_and_given_up_in_the_end() {
    let server = TestServer::start();
    let body = registration("http://127.0.0.1:9/hook", &["test-created"]);
    server.user().post(REGISTRATION).json(&body).send().expect(200);
    send_test(&server.user()).expect(200);
    for attempt in 1..=10 {
        let made = || report(&server, CORRELATION)["results"].as_array().map_or(0, Vec::len) == attempt;
        wait_until("an attempt", made);
        server.advance_clock(3600);
    }
    let shown = report(&server, CORRELATION);
    assert_eq!(shown["status"], "failed");
    let result = &shown["results"][0];
    assert_eq!((&result["responseCode"], &result["systemError"]), (&json!(""), &json!(true)));
    assert_eq!(result["responseMessage"], "the receiver cannot be reached");
}

#[test]
fn each_change_of_a_customers_records_is_told_once() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    register(&server, &receiver);
    let set = format!("/v1/customers/{LAKESIDE}/qualification?code={CODE_UNLIMITED}");
    server.user().put(set).body("3").send().expect(200);
    let other = server.new_customer_in("E?");
    server.decide(&other, &json!({ "decision": "approve", "reason": null }));
    wait_until("three changes are told", || receiver.count() >= 3);
    server.wait_for_dispatcher();
    let told = receiver.received();
    assert_eq!(told.len(), 3);
    let told: std::collections::BTreeSet<_> = told
        .iter()
        .map(|it| {
            let event = it.json();
            assert_eq!(event["EventName"], "customer-qualification-updated");
            assert_eq!(event["ResourceName"], "customer");
            (
                event["ResourceUri"].as_str().unwrap().to_owned(),
                event["AuditUri"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(told.len(), 3, "each with its own audit record");
    let mut customers = Vec::new();
    for (resource, audit) in &told {
        let path = resource.strip_prefix(server.url()).unwrap();
        customers.push(path.split('/').nth(3).unwrap().to_owned());
        server.user().get(path).send().expect(200);
        let record = server.user().get(audit.strip_prefix(server.url()).unwrap()).send().expect(200).json();
        assert_eq!(record["operationType"], "update_customer_qualification");
    }
    customers.sort();
    let mut expected = vec![LAKESIDE.to_owned(), other.clone(), other];
    expected.sort();
    assert_eq!(customers, expected);
}

#[test]
fn the_signature_can_stand_in_a_header_of_its_own() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    let mut body = registration(receiver.url(), &["test-created"]);
    body["SignatureTokenToMsSignatureHeader"] = json!(true);
    server.user().post(REGISTRATION).json(&body).send().expect(200);
    send_test(&server.user()).expect(200);
    wait_until("the test arrives", || receiver.count() == 1);
    let told = receiver.received().remove(0);
    assert!(told.header("x-ms-signature").is_some_and(|value| value.starts_with("Signature ")));
    assert_eq!(told.header("authorization"), None);
}
