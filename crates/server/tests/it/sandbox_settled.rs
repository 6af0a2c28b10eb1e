//! Time that has passed has passed: moving the sandbox's clock answers when what became due is done.

use std::time::{Duration, Instant};

use qualify_server::config::WebhookTargets;
use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Receiver, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use crate::paths::qualifications;

const ADVANCE: &str = "/sandbox/clock/advance";

fn sandbox() -> TestServer {
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.webhooks.targets = Some(WebhookTargets::Any);
    })
}

fn advance(server: &TestServer, body: &Value) -> Value {
    server.anonymous().post(ADVANCE).json(body).send().expect(200).json()
}

/// A new customer that has asked for Education, and is in review for an hour of the sandbox's clock.
fn slow_customer(server: &TestServer, number: u32) -> String {
    let mut body = new_customer_body(&format!("slow-{number}.onmicrosoft.com"), "Lincoln High School");
    body["billingProfile"]["email"] = json!("it@slow-3600.example");
    let customer = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    let customer = customer["id"].as_str().expect("an id").to_owned();
    let asked = json!({ "qualification": "Education" });
    server.user().post(qualifications(&customer)).json(&asked).send().expect(201);
    customer
}

#[test]
fn settle_01_of_a_thousand_rounds_each_is_approved_when_the_clock_was_moved() {
    let server = sandbox();
    for number in 0..1_000 {
        let customer = slow_customer(&server, number);
        let moved = advance(&server, &json!({ "seconds": 3_600 }));
        assert_eq!(server.state_of(&customer), "E+", "round {number}: {moved}");
        assert_eq!(moved["settled"], true, "round {number}");
    }
}

#[test]
fn settle_02_what_partners_are_told_is_attempted_by_then() {
    let server = sandbox();
    let receiver = Receiver::start();
    server.user().post("/partner/v1/webhooks").json(&json!({ "url": receiver.url() })).send().expect(201);
    for number in 0..50 {
        slow_customer(&server, number);
        assert_eq!(advance(&server, &json!({ "by": "1h" }))["settled"], true);
        let approved = |told: &qualify_testkit::Received| told.json()["type"] == "qualification.approved";
        assert_eq!(receiver.received().iter().filter(|told| approved(told)).count(), number as usize + 1);
    }
}

#[test]
fn settle_03_a_receiver_that_is_not_there_is_noted_and_holds_nobody_up() {
    let server = sandbox();
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}/hook", listener.local_addr().expect("an address"))
    };
    let webhook =
        server.user().post("/partner/v1/webhooks").json(&json!({ "url": gone })).send().expect(201).json();
    slow_customer(&server, 0);
    assert_eq!(advance(&server, &json!({ "by": "PT1H" }))["settled"], true);
    let path = format!("/partner/v1/webhooks/{}/deliveries", webhook["id"].as_str().expect("an id"));
    let page = server.user().get(path).send().expect(200).json();
    let items = page["items"].as_array().expect("a list");
    assert!(!items.is_empty(), "{page}");
    for delivery in items {
        assert!(!delivery["attempts"].as_array().expect("a list").is_empty(), "{delivery}");
    }
}

#[test]
fn settle_04_a_receiver_that_does_not_answer_makes_it_unsettled_within_a_bound() {
    let server = sandbox();
    // It takes connections and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook", silent.local_addr().expect("an address"));
    server.user().post("/partner/v1/webhooks").json(&json!({ "url": url })).send().expect(201);
    let customer = slow_customer(&server, 0);
    let begun = Instant::now();
    let moved = advance(&server, &json!({ "by": "1h" }));
    assert_eq!(moved["settled"], false, "{moved}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(server.state_of(&customer), "E+", "what does not hang on the receiver is done");
}

#[test]
fn settle_05_a_long_way_does_all_that_lies_on_it() {
    let server = sandbox();
    server.give(LAKESIDE, "E+");
    let rita = server.with_token_for(&json!({ "kind": "staff", "user": "rita@qualify.example" }));
    let raj = server.with_token_for(&json!({ "kind": "staff", "user": "raj@qualify.example" }));
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{LAKESIDE}/reviews");
    let case = rita.post(&path).json(&json!({ "text": "Closed?" })).send().expect(201).json();
    let act = |caller: &qualify_testkit::Caller<'_>, action: &str, body: &Value| {
        let path = format!("/operator/v1/reviews/{}/{action}", case["id"].as_str().expect("an id"));
        caller.post(path).json(body).send().expect(200);
    };
    act(&rita, "claim", &json!({}));
    act(
        &rita,
        "decide",
        &json!({ "decision": "deny", "reason": "Not an eligible Library", "explanation": "It closed.", "evidence": ["a letter"] }),
    );
    act(&raj, "confirm", &json!({}));
    let slow = slow_customer(&server, 0);
    let moved = advance(&server, &json!({ "by": "40d" }));
    assert_eq!(moved["settled"], true);
    assert_eq!(server.state_of(LAKESIDE), "E-", "the notice of thirty days is over");
    assert_eq!(server.state_of(&slow), "E+");
}

#[test]
fn settle_06_settling_alone_moves_nothing() {
    let server = sandbox();
    server.set_clock("2199-01-01T00:00:00Z");
    let customer = slow_customer(&server, 0);
    let settled = server.anonymous().post("/sandbox/settle").send().expect(200).json();
    assert_eq!(settled, json!({ "now": "2199-01-01T00:00:00Z", "running": false, "settled": true }));
    assert_eq!(server.state_of(&customer), "E?");
    let moved =
        server.anonymous().put("/sandbox/clock").json(&json!({ "now": "2199-01-01T01:00:00Z" })).send();
    assert_eq!(moved.expect(200).json()["settled"], true);
    assert_eq!(server.state_of(&customer), "E+");
}

#[test]
fn settle_07_steps_are_lengths_of_time_or_seconds_and_never_both() {
    let server = sandbox();
    server.set_clock("2199-01-01T00:00:00Z");
    for (body, now) in [
        (json!({ "by": "3d" }), "2199-01-04T00:00:00Z"),
        (json!({ "by": "90m" }), "2199-01-04T01:30:00Z"),
        (json!({ "by": "P3D" }), "2199-01-07T01:30:00Z"),
        (json!({ "by": "PT30M" }), "2199-01-07T02:00:00Z"),
        (json!({ "seconds": 60 }), "2199-01-07T02:01:00Z"),
    ] {
        assert_eq!(advance(&server, &body)["now"], now, "{body}");
    }
    for body in [
        json!({}),
        json!({ "by": "3d", "seconds": 1 }),
        json!({ "by": "-3d" }),
        json!({ "by": "1mo" }),
        json!({ "by": "soon" }),
        json!({ "by": "" }),
    ] {
        server.anonymous().post(ADVANCE).json(&body).send().assert_error(400, 3000);
    }
}
