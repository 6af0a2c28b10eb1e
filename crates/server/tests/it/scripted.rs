//! Outcomes by the host of the customer's e-mail address, in the sandbox alone.

use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::json;

use crate::paths::{qualification, qualifications};

const EDUCATION: &str = r#"{"qualification":"Education"}"#;

fn sandbox() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules)
}

/// A customer whose contact writes from this host.
fn customer_of(server: &TestServer, host: &str) -> String {
    let label = host.replace('.', "-");
    let mut body = new_customer_body(&format!("{label}.onmicrosoft.com"), "Lincoln High School");
    body["billingProfile"]["email"] = json!(format!("it@{host}"));
    let answer = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    answer["id"].as_str().expect("an id").to_owned()
}

#[test]
fn the_host_says_how_education_ends() {
    let server = sandbox();
    let reasons = [
        ("deny-not-education.example", "Not an Education Customer"),
        ("deny-no-longer.example", "No longer an Education Customer"),
        ("deny-after-review.example", "Not an Education Customer - After Review"),
        ("deny-restricted.example", "Restricted being an Education Customer"),
        ("deny-not-academic-domain.example", "Not an Academic Domain"),
        ("deny-library.example", "Not an eligible Library"),
        ("deny-museum.example", "Not an eligible Museum"),
    ];
    for (host, reason) in reasons {
        let customer = customer_of(&server, host);
        let put = server.user().put(qualification(&customer)).body("1").send();
        assert_eq!(put.assert_error(400, 1_900_013)["parameters"]["vettingReason"], reason);
        server.user().post(qualifications(&customer)).body(EDUCATION).send().expect(201);
        wait_until(host, || server.state_of(&customer) == "E-");
        assert_eq!(server.records(&customer)[0]["vettingReason"], reason);
    }
    let approved = customer_of(&server, "approve.example");
    assert_eq!(
        server.user().put(qualification(&approved)).body("1").send().expect(200).text(),
        "\"education\""
    );
    let review = customer_of(&server, "review.example");
    server.user().put(qualification(&review)).body("1").send().assert_error(400, 1_900_009);
}

#[test]
fn a_slow_host_is_in_review_for_so_many_seconds_of_the_virtual_clock() {
    let server = sandbox();
    let customer = customer_of(&server, "slow-3600.example");
    server.user().put(qualification(&customer)).body("1").send().assert_error(400, 1_900_009);
    server.user().post(qualifications(&customer)).body(EDUCATION).send().expect(201);
    let opened = server.records(&customer)[0]["vettingCreateDate"].clone();
    server.advance_clock(3599);
    // Somebody else's request is decided, so the worker has been there.
    let other = customer_of(&server, "approve.example");
    server.user().post(qualifications(&other)).body(EDUCATION).send().expect(201);
    wait_until("the other one", || server.state_of(&other) == "E+");
    assert_eq!(server.state_of(&customer), "E?");
    server.advance_clock(1);
    wait_until("an hour is over", || server.state_of(&customer) == "E+");
    assert_eq!(server.records(&customer)[0]["vettingCreateDate"], opened, "the date is that of the request");
}

#[test]
fn a_name_that_only_looks_like_one_is_judged_by_the_rules() {
    let server = sandbox();
    for host in ["approve.example.com", "xapprove.example", "slow-x.example", "approve.example.org"] {
        let customer = customer_of(&server, host);
        let put = server.user().put(qualification(&customer)).body("1").send();
        let code = put.assert_error(400, 1_900_009)["parameters"]["reasonCode"].clone();
        assert_ne!(code, "SANDBOX_SCRIPTED", "{host}");
    }
}
