//! Many equal calls at one moment have one effect, and a code gives exactly the units it has.

use std::collections::BTreeSet;

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Request, Response, TestServer, in_parallel};
use serde_json::json;

use crate::paths::{billing, qualification_with_code, qualifications};

const CALLS: usize = 64;
const ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";

/// Sends one request 64 times at once: all answers are equal, and one of them is no replay.
#[track_caller]
fn assert_one_effect(request: Request, status: u16) -> Response {
    let request = request.header("MS-RequestId", ID);
    let mut answers = in_parallel(CALLS, |_| request.send());
    let fresh = answers.iter().filter(|answer| answer.header("MS-Replayed").is_none()).count();
    assert_eq!(fresh, 1, "{request}");
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (status, &answers[0].body), "{request}");
    }
    answers.swap_remove(0)
}

#[test]
fn one_request_id_sent_64_times_in_parallel_has_one_effect() {
    let server = TestServer::start();
    server.issue_code("5151", Some(64));
    let user = server.user();
    let created = user.post("/v1/customers").json(&new_customer_body("parallel.example", "Parallel"));
    let customer = assert_one_effect(created, 201).json();
    let customer = customer["id"].as_str().unwrap();
    assert_one_effect(user.put(qualification_with_code(customer, "5151")).body("3"), 200);
    assert_eq!(server.code_left("5151"), Some(63));
    assert_one_effect(
        user.post(qualifications(customer)).body(r#"{"qualification":"StateOwnedEntity"}"#),
        201,
    );
    let mut profile = user.get(billing(customer)).send().expect(200).json();
    profile["companyName"] = json!("Renamed");
    assert_one_effect(user.put(billing(customer)).json(&profile), 200);
    assert_one_effect(user.delete(format!("/v1/customers/{customer}")), 204);
    let records = server.audit_of(customer);
    assert_eq!(records.len(), 5, "one record for each of the five effects");
    assert_eq!(user.get("/v1/customers").send().expect(200).json()["totalCount"], 7);
}

#[test]
fn different_ids_in_parallel_are_one_success_and_conflicts() {
    let server = TestServer::start();
    let post = server.user().post(qualifications(LAKESIDE)).body(r#"{"qualification":"Education"}"#);
    let answers = in_parallel(CALLS, |_| post.send());
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.assert_error(409, 1_900_007);
    }
    assert_eq!(server.audit_count(LAKESIDE, "succeeded"), 1);
    assert_eq!(server.audit_count(LAKESIDE, "failed"), CALLS - 1);
}

#[test]
fn education_and_gcc_in_parallel_never_both_succeed() {
    let server = TestServer::start();
    for _ in 0..5 {
        let customer = server.new_customer();
        let user = server.user();
        let bodies = [
            json!({ "qualification": "Education" }),
            json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "424242" }),
        ];
        let answers = in_parallel(16, |number| {
            user.post(qualifications(&customer)).json(&bodies[number % 2]).send().status
        });
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
        assert_eq!(server.records(&customer).as_array().unwrap().len(), 1);
    }
}

#[test]
fn of_64_parallel_customers_exactly_5_get_the_5_units_of_a_code() {
    let server = TestServer::start();
    for round in 0..5 {
        let code = format!("60{round:02}");
        server.issue_code(&code, Some(5));
        let customers: Vec<_> = (0..CALLS).map(|_| server.new_customer()).collect();
        let user = server.user();
        let answers = in_parallel(CALLS, |number| {
            user.put(qualification_with_code(&customers[number], &code)).body("3").send()
        });
        let granted: BTreeSet<_> = answers
            .iter()
            .zip(&customers)
            .filter(|(answer, _)| answer.status == 200)
            .map(|(_, id)| id)
            .collect();
        assert_eq!(granted.len(), 5, "round {round}");
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.assert_error(400, 1_900_003);
        }
        assert_eq!(server.code_left(&code), Some(0), "round {round}");
        for customer in &customers {
            let expected = if granted.contains(customer) { "G" } else { "∅" };
            assert_eq!(server.state_of(customer), expected, "round {round}");
        }
    }
}
