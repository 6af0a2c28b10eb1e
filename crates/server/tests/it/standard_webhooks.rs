//! Webhooks in the form of Standard Webhooks: registering, delivery, secrets, replays, and receivers that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use qualify_contract::standard_webhooks::SigningSecret;
use qualify_server::config::WebhookTargets;
use qualify_testkit::seed::{CODE, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Caller, Received, Receiver, TestServer, wait_until};
use serde_json::{Value, json};

const WEBHOOKS: &str = "/partner/v1/webhooks";
const DAY_SECONDS: u64 = 24 * 3600;

fn create(server: &TestServer, receiver: &Receiver, events: Option<&[&str]>) -> Value {
    let body = match events {
        Some(events) => json!({ "url": receiver.url(), "events": events }),
        None => json!({ "url": receiver.url() }),
    };
    server.user().post(WEBHOOKS).json(&body).send().expect(201).json()
}

fn path_of(webhook: &Value, rest: &str) -> String {
    format!("{WEBHOOKS}/{}{rest}", webhook["id"].as_str().expect("an id"))
}

fn secret_of(webhook: &Value) -> SigningSecret {
    SigningSecret::from_text(webhook["signingSecret"].as_str().expect("a secret")).expect("one of ours")
}

fn signatures(told: &Received) -> Vec<&str> {
    told.header("webhook-signature").expect("it is signed").split(' ').collect()
}

fn signature_by(secret: &SigningSecret, told: &Received) -> String {
    let header = |name| told.header(name).expect("it is signed");
    let seconds = header("webhook-timestamp").parse().expect("a number of seconds");
    secret.sign(header("webhook-id"), seconds, &told.body)
}

fn deliveries(server: &TestServer, webhook: &Value, query: &str) -> Vec<Value> {
    let page = server.user().get(path_of(webhook, &format!("/deliveries{query}"))).send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

fn replay(server: &TestServer, webhook: &Value, body: &Value) -> Value {
    server.user().post(path_of(webhook, "/replay")).json(body).send().expect(200).json()
}

/// A receiver that answers with what the number says.
fn obedient() -> (Receiver, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(204));
    let said = Arc::clone(&status);
    (Receiver::answering(move |_| said.load(Ordering::Relaxed)), status)
}

#[test]
fn an_event_arrives_with_its_id_its_time_and_its_signature() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    let webhook = create(&server, &receiver, None);
    assert_eq!((&webhook["form"], &webhook["disabled"]), (&json!("standard"), &json!(false)));
    assert!(webhook.get("events").is_none(), "all of them");
    let set = format!("/v1/customers/{LAKESIDE}/qualification?code={CODE}");
    server.user().put(set).body("3").send().expect(200);
    wait_until("the event arrives", || receiver.count() == 2);
    let told = receiver.received();
    let of = |kind: &str| told.iter().find(|it| it.json()["type"] == kind).expect("it arrived");
    let approved = of("qualification.approved");
    let event = approved.json();
    assert_eq!(event["timestamp"], "2024-03-15T12:00:00Z");
    assert_eq!(event["data"]["customerId"], LAKESIDE);
    assert_eq!(event["data"]["qualification"], "GovernmentCommunityCloud");
    assert_eq!(approved.header("webhook-id"), event["id"].as_str());
    let low = of("code.low").json();
    assert_eq!(
        (&low["data"]["validationCode"], &low["data"]["remainingCreates"]),
        (&json!("****16"), &json!(1))
    );
    assert_eq!(signatures(approved), [signature_by(&secret_of(&webhook), approved)]);
    let shown = server.user().get(path_of(&webhook, "")).send().expect(200).json();
    assert!(shown.get("signingSecret").is_none(), "it is shown once");
    let delivered = || deliveries(&server, &webhook, "?state=delivered");
    wait_until("both are noted", || delivered().len() == 2);
    assert_eq!(delivered()[0]["attempts"][0]["status"], 204);
}

#[test]
fn two_secrets_sign_while_one_takes_the_place_of_the_other() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    let first = create(&server, &receiver, None);
    let second = server.user().post(path_of(&first, "/rotate-secret")).send().expect(200).json();
    assert_ne!(first["signingSecret"], second["signingSecret"]);
    assert_eq!(second["previousSecretUntil"], "2024-03-16T12:00:00Z");
    let send_test = || server.user().post(path_of(&first, "/test")).send().expect(200);
    send_test();
    wait_until("the test arrives", || receiver.count() == 1);
    let told = receiver.received().remove(0);
    let both = [signature_by(&secret_of(&second), &told), signature_by(&secret_of(&first), &told)];
    assert_eq!(signatures(&told), both);
    server.advance_clock(DAY_SECONDS);
    send_test();
    wait_until("another test arrives", || receiver.count() == 2);
    let told = receiver.received().remove(1);
    assert_eq!(signatures(&told), [signature_by(&secret_of(&second), &told)]);
}

#[test]
fn what_cannot_be_registered_is_refused() {
    let mut server =
        TestServer::start_with(|config| config.webhooks.targets = Some(WebhookTargets::PublicHttps));
    let user = server.user();
    let good = "https://hooks.partner.example/q";
    for (body, code) in [
        (json!({ "url": "http://hooks.partner.example/q" }), 3000),
        (json!({ "url": "https://169.254.169.254/latest" }), 3000),
        (json!({ "url": good, "events": ["qualification.changed"] }), 3000),
        (json!({ "url": good, "description": "x".repeat(201) }), 3000),
        (json!({ "url": good, "disabled": true }), 3000),
        (json!({ "url": good, "secret": "mine" }), 800_002),
        (json!({ "events": [] }), 800_002),
    ] {
        user.post(WEBHOOKS).json(&body).send().assert_error(400, code);
    }
    server.app().post(WEBHOOKS).json(&json!({ "url": good })).send().assert_error(403, 900_329);
    let reader = server.with_token_for(&json!({ "user": "rob@northlight.example" }));
    reader.post(WEBHOOKS).json(&json!({ "url": good })).send().assert_error(403, 900_150);
    for _ in 0..20 {
        user.post(WEBHOOKS).json(&json!({ "url": good })).send().expect(201);
    }
    user.post(WEBHOOKS).json(&json!({ "url": good })).send().assert_error(409, 1_900_024);
    // What was registered under another setting is not sent to, either.
    server.restart_with(|config| config.webhooks.targets = Some(WebhookTargets::Any));
    let first = server.user().get(WEBHOOKS).send().expect(200).json()["items"][0].clone();
    server.user().delete(path_of(&first, "")).send().expect(204);
    let receiver = Receiver::start();
    let webhook = create(&server, &receiver, None);
    server.restart_with(|config| config.webhooks.targets = Some(WebhookTargets::PublicHttps));
    server.user().post(path_of(&webhook, "/test")).send().expect(200);
    wait_until("an attempt", || {
        deliveries(&server, &webhook, "")
            .first()
            .is_some_and(|it| !it["attempts"].as_array().unwrap().is_empty())
    });
    let attempt = &deliveries(&server, &webhook, "")[0]["attempts"][0];
    assert_eq!(attempt["error"], "the URL is not https");
    assert_eq!(receiver.count(), 0);
}

#[test]
fn a_partner_reaches_its_own_receivers_alone() {
    let server = TestServer::start();
    let webhook = create(&server, &Receiver::start(), None);
    let other = server.southgate();
    assert_eq!(other.get(WEBHOOKS).send().expect(200).json()["items"], json!([]));
    other.get(path_of(&webhook, "")).send().assert_error(404, 1000);
    other.delete(path_of(&webhook, "")).send().assert_error(404, 1000);
    other.post(path_of(&webhook, "/test")).send().assert_error(404, 1000);
    other.post(path_of(&webhook, "/rotate-secret")).send().assert_error(404, 1000);
    other.get(path_of(&webhook, "/deliveries")).send().assert_error(404, 1000);
    let body = json!({ "failedSince": "2024-01-01T00:00:00Z" });
    other.post(path_of(&webhook, "/replay")).json(&body).send().assert_error(404, 1000);
    server.user().get(format!("{WEBHOOKS}/no-guid")).send().assert_error(404, 1000);
}

#[test]
fn a_receiver_is_changed_switched_off_and_on_and_removed() {
    let server = TestServer::start();
    let (first, second) = (Receiver::start(), Receiver::start());
    let webhook = create(&server, &first, Some(&["qualification.approved"]));
    let off = json!({ "url": second.url(), "events": ["qualification.requested"], "disabled": true });
    let changed = server.user().put(path_of(&webhook, "")).json(&off).send().expect(200).json();
    assert_eq!((&changed["disabled"], &changed["disabledBecause"]), (&json!(true), &json!("partner")));
    server.user().post(path_of(&webhook, "/test")).send().assert_error(409, 1_900_024);
    server.new_customer_in("E?");
    // Else the receiver may be on again before anybody looks at the event.
    server.wait_for_dispatcher();
    let on = json!({ "url": second.url(), "events": ["qualification.requested"] });
    let changed = server.user().put(path_of(&webhook, "")).json(&on).send().expect(200).json();
    assert_eq!((&changed["disabled"], changed.get("disabledBecause")), (&json!(false), None));
    server.new_customer_in("E?");
    wait_until("the new receiver is told", || second.count() == 1);
    assert_eq!(second.members("type"), ["qualification.requested"]);
    server.user().delete(path_of(&webhook, "")).send().expect(204);
    server.new_customer_in("E?");
    server.user().get(path_of(&webhook, "")).send().assert_error(404, 1000);
    server.wait_for_dispatcher();
    assert_eq!((first.count(), second.count()), (0, 1));
}

#[test]
fn a_receiver_that_is_gone_is_told_no_more_and_another_hears_of_it() {
    let server = TestServer::start();
    let (gone, status) = obedient();
    status.store(410, Ordering::Relaxed);
    let watching = Receiver::start();
    let webhook = create(&server, &gone, Some(&["qualification.requested"]));
    create(&server, &watching, Some(&["endpoint.disabled"]));
    server.new_customer_in("E?");
    wait_until("somebody hears of it", || watching.count() == 1);
    let heard = watching.received().remove(0).json();
    assert_eq!(
        (&heard["data"]["endpointId"], &heard["data"]["disabledBecause"]),
        (&webhook["id"], &json!("gone"))
    );
    server.new_customer_in("E?");
    let shown = server.user().get(path_of(&webhook, "")).send().expect(200).json();
    assert_eq!((&shown["disabled"], &shown["disabledBecause"]), (&json!(true), &json!("gone")));
    server.wait_for_dispatcher();
    assert_eq!(gone.count(), 1);
}

#[test]
fn five_days_of_failure_switch_a_receiver_off() {
    let server = TestServer::start();
    let (receiver, status) = obedient();
    status.store(500, Ordering::Relaxed);
    let webhook = create(&server, &receiver, Some(&["qualification.requested"]));
    let disabled = || server.user().get(path_of(&webhook, "")).send().expect(200).json()["disabled"] == true;
    for _ in 0..5 {
        let before = receiver.count();
        server.new_customer_in("E?");
        wait_until("attempts", || receiver.count() > before);
        assert!(!disabled(), "it has not been five days");
        server.advance_clock(DAY_SECONDS);
    }
    wait_until("it is switched off", disabled);
    let shown = server.user().get(path_of(&webhook, "")).send().expect(200).json();
    assert_eq!(
        (&shown["disabledBecause"], &shown["failingSince"]),
        (&json!("failing"), &json!("2024-03-15T12:00:00Z"))
    );
}

#[test]
fn deliveries_are_replayed_one_a_range_and_those_that_failed() {
    let server = TestServer::start();
    let (receiver, status) = obedient();
    let before = server.new_customer_in("E?");
    let webhook = create(&server, &receiver, Some(&["qualification.requested"]));
    let customers = [server.new_customer_in("E?"), server.new_customer_in("E?")];
    wait_until("both are told", || receiver.count() == 2);
    wait_until("both are noted", || deliveries(&server, &webhook, "?state=delivered").len() == 2);
    let one = deliveries(&server, &webhook, "?size=1").remove(0);
    assert_eq!(replay(&server, &webhook, &json!({ "eventId": one["eventId"] })), json!({ "deliveries": 1 }));
    wait_until("it is told again", || receiver.count() == 3);
    let ids = receiver.members("id");
    assert_eq!(Some(ids[2].as_str()), one["eventId"].as_str(), "under the same id");

    let range = json!({ "from": "2024-03-15T00:00:00Z", "until": "2024-03-16T00:00:00Z" });
    wait_until("it is noted", || deliveries(&server, &webhook, "?state=delivered").len() == 2);
    assert_eq!(replay(&server, &webhook, &range)["deliveries"], 3, "one of before its registration, too");
    wait_until("all are told again", || receiver.count() == 6);
    let told: std::collections::BTreeSet<_> = receiver
        .received()
        .iter()
        .map(|it| it.json()["data"]["customerId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, [before, customers[0].clone(), customers[1].clone()].into());

    status.store(500, Ordering::Relaxed);
    server.new_customer_in("E?");
    for attempt in 1..=8_usize {
        wait_until("an attempt", || {
            deliveries(&server, &webhook, "?size=1")[0]["attempts"].as_array().unwrap().len() == attempt
        });
        server.advance_clock(12 * 3600);
    }
    assert_eq!(deliveries(&server, &webhook, "?state=failed").len(), 1);
    status.store(204, Ordering::Relaxed);
    let failed = json!({ "failedSince": "2024-03-15T00:00:00Z" });
    assert_eq!(replay(&server, &webhook, &failed)["deliveries"], 1);
    wait_until("it is told at last", || deliveries(&server, &webhook, "?state=failed").is_empty());
    for unusable in [
        json!({}),
        json!({ "eventId": one["eventId"], "failedSince": "2024-03-15T00:00:00Z" }),
        json!({ "from": "2024-03-15T00:00:00Z" }),
        json!({ "failedSince": "yesterday" }),
    ] {
        server.user().post(path_of(&webhook, "/replay")).json(&unusable).send().assert_error(400, 3000);
    }
    let unknown = json!({ "eventId": "evt_00000000000000000000000000000000" });
    server.user().post(path_of(&webhook, "/replay")).json(&unknown).send().assert_error(404, 1000);
}

#[test]
fn deliveries_come_in_pages() {
    let server = TestServer::start();
    let webhook = create(&server, &Receiver::start(), None);
    for _ in 0..5 {
        server.user().post(path_of(&webhook, "/test")).send().expect(200);
    }
    wait_until("all are there", || deliveries(&server, &webhook, "").len() == 5);
    let (mut ids, mut query) = (Vec::new(), "?size=2".to_owned());
    loop {
        let page =
            server.user().get(path_of(&webhook, &format!("/deliveries{query}"))).send().expect(200).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|it| it["eventId"].clone()));
        let Some(token) = page["continuationToken"].as_str() else { break };
        query = format!("?size=2&continuationToken={token}");
    }
    let all: Vec<_> = deliveries(&server, &webhook, "").iter().map(|it| it["eventId"].clone()).collect();
    assert_eq!(ids, all);
    let path = |query: &str| path_of(&webhook, &format!("/deliveries{query}"));
    server.user().get(path("?state=lost")).send().assert_error(400, 900_126);
    server.user().get(path("?continuationToken=x")).send().assert_error(400, 1_900_010);
}

#[test]
fn what_waits_is_told_after_a_restart() {
    let mut server = TestServer::start();
    let (receiver, status) = obedient();
    status.store(503, Ordering::Relaxed);
    let webhook = create(&server, &receiver, None);
    server.user().post(path_of(&webhook, "/test")).send().expect(200);
    wait_until("an attempt", || receiver.count() == 1);
    server.restart();
    status.store(200, Ordering::Relaxed);
    server.advance_clock(10);
    wait_until("it is told", || deliveries(&server, &webhook, "?state=delivered").len() == 1);
    assert_eq!(receiver.members("id")[0], receiver.members("id")[1]);
}

#[test]
fn a_slow_receiver_keeps_nobody_waiting() {
    let server = TestServer::start_with(|config| config.webhooks.under_way_max = 64);
    let is_let_go = Arc::new(AtomicBool::new(false));
    let let_go = Arc::clone(&is_let_go);
    let slow = Receiver::answering(move |_| {
        wait_until("the slow one is let go", || let_go.load(Ordering::Relaxed));
        204
    });
    let quick = Receiver::start();
    create(&server, &slow, Some(&["qualification.requested"]));
    create(&server, &quick, Some(&["qualification.requested"]));
    for _ in 0..20 {
        server.new_customer_in("E?");
    }
    wait_until("the quick one has all", || quick.count() == 20);
    assert_eq!(slow.count(), 0, "it has answered nothing yet");
    is_let_go.store(true, Ordering::Relaxed);
}

#[test]
fn partners_whose_receivers_hang_leave_room_for_the_others() {
    let server = TestServer::start_with(|config| config.webhooks.under_way_max = 16);
    let (is_let_go, arrived) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let hanging = || {
        let (is_let_go, arrived) = (Arc::clone(&is_let_go), Arc::clone(&arrived));
        Receiver::answering(move |_| {
            arrived.fetch_add(1, Ordering::Relaxed);
            wait_until("the hanging ones are let go", || is_let_go.load(Ordering::Relaxed));
            204
        })
    };
    let register = |caller: &Caller<'_>, receiver: &Receiver| {
        let body = json!({ "url": receiver.url() });
        caller.post(WEBHOOKS).json(&body).send().expect(201).json()
    };
    let send_test =
        |caller: &Caller<'_>, webhook: &Value| caller.post(path_of(webhook, "/test")).send().expect(200);
    let [third, fourth] =
        ["11111111", "22222222"].map(|start| format!("{start}-2222-4333-8444-555555555555"));
    let partner = json!({ "name": "Another", "sandboxAccount": false });
    for id in [&third, &fourth] {
        server.staff().put(format!("/operator/v1/partners/{id}")).json(&partner).send().expect(201);
    }
    let of_partner = |id: &str| server.with_token_for(&json!({ "partner": id }));
    for caller in [server.user(), server.southgate(), of_partner(&third)] {
        for receiver in [hanging(), hanging()] {
            let webhook = register(&caller, &receiver);
            (0..8).for_each(|_| drop(send_test(&caller, &webhook)));
        }
    }
    wait_until("messages hang", || arrived.load(Ordering::Relaxed) >= 9);
    let caller = of_partner(&fourth);
    let quick = Receiver::start();
    let webhook = register(&caller, &quick);
    let started = Instant::now();
    send_test(&caller, &webhook);
    wait_until("the fourth partner is told", || quick.count() == 1);
    // No message of theirs has come to its end, which takes 15 seconds.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    is_let_go.store(true, Ordering::Relaxed);
}

#[test]
fn a_reset_forgets_what_was_to_be_told() {
    let server = TestServer::start();
    let (receiver, status) = obedient();
    status.store(503, Ordering::Relaxed);
    let webhook = create(&server, &receiver, None);
    server.user().post(path_of(&webhook, "/test")).send().expect(200);
    wait_until("an attempt", || receiver.count() == 1);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    status.store(204, Ordering::Relaxed);
    server.advance_clock(3600);
    assert_eq!(server.user().get(WEBHOOKS).send().expect(200).json()["items"], json!([]));
    let other = Receiver::start();
    create(&server, &other, None);
    server.new_customer_in("E?");
    wait_until("the new one is told", || other.count() == 1);
    assert_eq!(receiver.count(), 1);
}

#[test]
fn each_partner_is_told_of_its_own_customers() {
    let server = TestServer::start();
    let (ours, theirs) = (Receiver::start(), Receiver::start());
    create(&server, &ours, None);
    server.southgate().post(WEBHOOKS).json(&json!({ "url": theirs.url() })).send().expect(201);
    server.new_customer_in("E?");
    wait_until("ours is told", || ours.count() == 1);
    server.wait_for_dispatcher();
    assert_eq!(theirs.count(), 0, "{NORTHLIGHT} is another partner");
}
