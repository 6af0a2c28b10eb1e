//! Vetting is told what to say of a customer, and nothing of the customer changes by it.

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Caller, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use crate::paths::{qualification, qualifications};

const SOUTHGATE: &str = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";

fn sandbox() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules)
}

fn path(customer: &str) -> String {
    format!("/sandbox/customers/{customer}/script")
}

fn script(server: &TestServer, customer: &str, body: &Value) -> Value {
    server.anonymous().put(path(customer)).json(body).send().expect(200).json()
}

/// Asks for Education and lets what is due be done.
fn ask(server: &TestServer, caller: &Caller<'_>, customer: &str) {
    let asked = json!({ "qualification": "Education" });
    caller.post(qualifications(customer)).json(&asked).send().expect(201);
    settle(server);
}

fn settle(server: &TestServer) {
    let settled = server.anonymous().post("/sandbox/settle").send().expect(200).json();
    assert_eq!(settled["settled"], true, "{settled}");
}

fn new_customer(server: &TestServer, number: usize) -> String {
    let body = new_customer_body(&format!("told-{number}.onmicrosoft.com"), "Lincoln High School");
    let customer = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    customer["id"].as_str().expect("an id").to_owned()
}

#[test]
fn script_01_every_outcome_is_said_of_any_customer() {
    let server = sandbox();
    let table = [
        ("approve", "E+", None),
        ("review", "E?", None),
        ("deny-not-education", "E-", Some("Not an Education Customer")),
        ("deny-no-longer", "E-", Some("No longer an Education Customer")),
        ("deny-after-review", "E-", Some("Not an Education Customer - After Review")),
        ("deny-restricted", "E-", Some("Restricted being an Education Customer")),
        ("deny-not-academic-domain", "E-", Some("Not an Academic Domain")),
        ("deny-library", "E-", Some("Not an eligible Library")),
        ("deny-museum", "E-", Some("Not an eligible Museum")),
    ];
    for (number, (outcome, state, reason)) in table.into_iter().enumerate() {
        let customer = new_customer(&server, number);
        let before = server.user().get(format!("/v1/customers/{customer}")).send().expect(200);
        let told = script(&server, &customer, &json!({ "outcome": outcome }));
        let expected = json!({ "partner": NORTHLIGHT, "customer": customer, "outcome": outcome });
        assert_eq!(told, expected);
        let after = server.user().get(format!("/v1/customers/{customer}")).send().expect(200);
        assert_eq!(
            after.json(),
            before.json(),
            "{outcome}: nothing of the customer changes, its ETag neither"
        );
        ask(&server, &server.user(), &customer);
        assert_eq!(server.state_of(&customer), state, "{outcome}");
        assert_eq!(server.records(&customer)[0]["vettingReason"].as_str(), reason, "{outcome}");
    }
}

#[test]
fn script_02_slow_takes_its_time_and_a_put_is_refused_meanwhile() {
    let server = sandbox();
    let told = script(&server, LAKESIDE, &json!({ "outcome": "slow", "for": "3d" }));
    assert_eq!(told["for"], "PT72H", "{told}");
    server.user().put(qualification(LAKESIDE)).body("1").send().assert_error(400, 1_900_009);
    ask(&server, &server.user(), LAKESIDE);
    let advance =
        |by: &str| server.anonymous().post("/sandbox/clock/advance").json(&json!({ "by": by })).send();
    advance("71h").expect(200);
    assert_eq!(server.state_of(LAKESIDE), "E?");
    advance("1h").expect(200);
    assert_eq!(server.state_of(LAKESIDE), "E+");
}

#[test]
fn script_03_what_was_said_is_forgotten_when_it_is_cleared_and_by_a_reset() {
    let server = sandbox();
    let denied = json!({ "outcome": "deny-museum" });
    script(&server, LAKESIDE, &denied);
    server.anonymous().delete(path(LAKESIDE)).send().expect(204);
    server.anonymous().delete(path(LAKESIDE)).send().expect(204);
    ask(&server, &server.user(), LAKESIDE);
    assert_eq!(server.state_of(LAKESIDE), "E+", "the rules approve it");
    script(&server, LAKESIDE, &denied);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    ask(&server, &server.user(), LAKESIDE);
    assert_eq!(server.state_of(LAKESIDE), "E+");
}

#[test]
fn script_04_a_snapshot_holds_what_was_said() {
    let server = sandbox();
    script(&server, LAKESIDE, &json!({ "outcome": "deny-museum" }));
    server.anonymous().post("/sandbox/snapshots/told").send().expect(201);
    server.anonymous().delete(path(LAKESIDE)).send().expect(204);
    server.anonymous().post("/sandbox/snapshots/told/restore").send().expect(200);
    ask(&server, &server.user(), LAKESIDE);
    assert_eq!(server.state_of(LAKESIDE), "E-");
}

#[test]
fn script_05_customers_of_every_partner_have_one_and_its_end_is_the_partners() {
    let server = sandbox();
    let made = server.anonymous().post("/sandbox/partners").send().expect(201).json();
    let tenant = made["tenant"].as_str().expect("a tenant");
    let (school, token) = (made["customers"][0]["id"].as_str(), made["access_token"].as_str());
    let (school, token) = (school.expect("an id"), token.expect("a token"));
    let told = script(&server, school, &json!({ "outcome": "review" }));
    assert_eq!(told["partner"], tenant);
    let caller = server.with_token(token);
    ask(&server, &caller, school);
    let record = caller.get(qualifications(school)).send().expect(200).json()[0].clone();
    assert_eq!(record["vettingStatus"], "InReview", "{record}");
    let of_partner = |partner: &str| format!("{}?partner={partner}", path(school));
    let body = json!({ "outcome": "approve" });
    server.anonymous().put(of_partner(tenant)).json(&body).send().expect(200);
    server.anonymous().put(of_partner(SOUTHGATE)).json(&body).send().assert_error(404, 1000);
    server.anonymous().delete(format!("/sandbox/partners/{tenant}")).send().expect(204);
    server.anonymous().delete(path(school)).send().assert_error(404, 1000);
}

#[test]
fn script_06_what_cannot_be_said_is_refused_and_nothing_is_said() {
    let server = sandbox();
    for body in [
        json!({ "outcome": "deny" }),
        json!({ "outcome": "" }),
        json!({ "outcome": "slow" }),
        json!({ "outcome": "slow", "for": "soon" }),
        json!({ "outcome": "slow", "for": "-1s" }),
        json!({ "outcome": "approve", "for": "3d" }),
    ] {
        server.anonymous().put(path(LAKESIDE)).json(&body).send().assert_error(400, 3000);
    }
    let body = json!({ "outcome": "deny-museum" });
    server.anonymous().put(path("x")).json(&body).send().assert_error(400, 3000);
    server
        .anonymous()
        .put(format!("{}?partner=x", path(LAKESIDE)))
        .json(&body)
        .send()
        .assert_error(400, 3000);
    server.anonymous().put(path(NORTHLIGHT)).json(&body).send().assert_error(404, 1000);
    ask(&server, &server.user(), LAKESIDE);
    assert_eq!(server.state_of(LAKESIDE), "E+");
}

#[test]
fn script_07_a_restart_forgets_nothing() {
    let mut server = sandbox();
    script(&server, LAKESIDE, &json!({ "outcome": "deny-library" }));
    server.restart();
    ask(&server, &server.user(), LAKESIDE);
    assert_eq!(server.records(LAKESIDE)[0]["vettingReason"], "Not an eligible Library");
}
