//! `POST /qualifications` on customers with records, and once more: vectors T51 to T59 and T63 to T69.

use qualify_testkit::seed::CODE;
use qualify_testkit::{Response, TestServer, assert_document, in_parallel};
use serde_json::{Value, json};

use crate::paths::{qualification, qualifications};

fn education() -> Value {
    json!({ "qualification": "Education" })
}

fn gcc() -> Value {
    json!({ "qualification": "GovernmentCommunityCloud", "validationCode": CODE })
}

fn state_owned() -> Value {
    json!({ "qualification": "StateOwnedEntity" })
}

#[track_caller]
fn post(server: &TestServer, customer: &str, body: &Value) -> Response {
    server.user().post(qualifications(customer)).json(body).send()
}

/// A `POST` that the state refuses, and that changes neither the customer nor a code.
#[track_caller]
fn assert_refused(states: &str, body: &Value, error: (u16, u64)) {
    let server = TestServer::start();
    let customer = server.new_customer_in(states);
    let before = (server.records(&customer), server.code(CODE));
    post(&server, &customer, body).assert_error(error.0, error.1);
    assert_eq!((server.records(&customer), server.code(CODE)), before, "{states}");
    assert_eq!(server.audit_count(&customer, "failed"), 1, "{states}");
}

#[track_caller]
fn assert_leads_to(states: &str, body: &Value, expected: &str) {
    let server = TestServer::start();
    let customer = server.new_customer_in(states);
    post(&server, &customer, body).expect(201);
    assert_eq!(server.state_of(&customer), expected, "{states} + {body}");
}

#[test]
fn t51_state_ownership_twice_is_a_conflict() {
    assert_refused("S", &state_owned(), (409, 1_900_007));
    assert_refused("G,S", &state_owned(), (409, 1_900_007));
}

#[test]
fn t52_state_ownership_joins_approved_education_which_stands_first() {
    assert_leads_to("E+", &state_owned(), "E+,S");
}

#[test]
fn t53_state_ownership_joins_gcc_which_stands_first() {
    assert_leads_to("G", &state_owned(), "G,S");
    assert_leads_to("S", &gcc(), "G,S");
}

#[test]
fn state_ownership_joins_every_other_state() {
    for states in ["E?", "E-", "N"] {
        assert_leads_to(states, &state_owned(), &format!("{states},S"));
    }
    assert_leads_to("S", &education(), "E?,S");
}

#[test]
fn t54_education_in_review_or_approved_is_a_conflict() {
    assert_refused("E?", &education(), (409, 1_900_007));
    assert_refused("E+", &education(), (409, 1_900_007));
}

#[test]
fn t55_denied_education_may_be_asked_for_again() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E-");
    assert_eq!(server.records(&customer)[0]["vettingReason"], "Not an Academic Domain");
    server.advance_clock(60);
    let answer = post(&server, &customer, &education()).expect(201);
    let in_review = r#"{"qualification":"Education","vettingStatus":"InReview",
        "vettingCreateDate":"2024-03-15T12:01:00Z","vettingCreatedDate":"2024-03-15T12:01:00Z"}"#;
    assert_document(answer.text(), in_review);
    let list = server.user().get(qualifications(&customer)).send().expect(200);
    assert_document(list.text(), &format!("[{in_review}]"));
}

#[test]
fn t56_gcc_over_education_is_refused_and_the_unit_kept() {
    assert_refused("E+", &gcc(), (400, 1_900_006));
    assert_refused("E?", &gcc(), (400, 1_900_006));
}

#[test]
fn t57_gcc_replaces_denied_education() {
    assert_leads_to("E-", &gcc(), "G");
    assert_leads_to("E-,S", &gcc(), "G,S");
}

#[test]
fn t58_education_over_gcc_is_refused() {
    assert_refused("G", &education(), (400, 1_900_006));
}

#[test]
fn t59_gcc_over_gcc_is_a_conflict_and_the_unit_kept() {
    assert_refused("G", &gcc(), (409, 1_900_007));
}

#[test]
fn nonprofit_excludes_education_and_gcc() {
    assert_refused("N", &education(), (400, 1_900_006));
    assert_refused("N", &gcc(), (400, 1_900_006));
}

#[test]
fn t63_the_same_request_id_is_answered_again_with_one_audit_record() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = server
        .user()
        .post(qualifications(&customer))
        .header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01")
        .body(r#"{"Qualification":"Education"}"#);
    let first = post.send().expect(201);
    let second = post.send().expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!((first.header("MS-Replayed"), second.header("MS-Replayed")), (None, Some("true")));
    assert_eq!(server.audit_of(&customer).len(), 2, "creation and one qualification");
}

#[test]
fn t64_another_request_id_is_another_request() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = server.user().post(qualifications(&customer)).json(&education());
    post.clone().header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01").send().expect(201);
    let second = post.header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e02").send();
    second.assert_error(409, 1_900_007);
}

#[test]
fn t65_one_request_id_for_two_customers_is_two_requests() {
    let server = TestServer::start();
    for _ in 0..2 {
        let customer = server.new_customer();
        let post = server.user().post(qualifications(&customer)).json(&education());
        let answer = post.header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01").send().expect(201);
        assert_eq!(answer.header("MS-Replayed"), None);
        assert_eq!(server.state_of(&customer), "E?");
    }
}

#[test]
fn t66_a_denial_shows_with_its_reason_and_keeps_the_dates() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    server.advance_clock(3600);
    server.decide(&customer, &json!({ "decision": "deny", "reason": "not an academic domain" }));
    let list = server.user().get(qualifications(&customer)).send().expect(200);
    let expected = r#"[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Academic Domain",
        "vettingCreateDate":"2024-03-15T12:00:00Z","vettingCreatedDate":"2024-03-15T12:00:00Z"}]"#;
    assert_document(list.text(), expected);
    let newest = server.audit_of(&customer).remove(0);
    assert_eq!(newest["operationType"], "update_customer_qualification");
    assert_eq!(newest["userPrincipalName"], "olga@qualify.example");
    assert_eq!(newest["operationDate"], "2024-03-15T13:00:00.0000000Z");
}

#[test]
fn t67_an_approval_shows_without_a_reason_and_in_the_synchronous_family() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    server.advance_clock(3600);
    server.decide(&customer, &json!({ "decision": "approve" }));
    let list = server.user().get(qualifications(&customer)).send().expect(200);
    let expected = r#"[{"qualification":"Education","vettingStatus":"Approved",
        "vettingCreateDate":"2024-03-15T12:00:00Z","vettingCreatedDate":"2024-03-15T12:00:00Z"}]"#;
    assert_document(list.text(), expected);
    assert_eq!(server.user().get(qualification(&customer)).send().expect(200).text(), "\"education\"");
}

#[test]
fn t69_ten_parallel_requests_for_the_last_unit_give_it_once() {
    let server = TestServer::start();
    server.issue_code("5151", Some(1));
    let customers: Vec<_> = (0..10).map(|_| server.new_customer()).collect();
    let user = server.user();
    let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "5151" });
    let answers = in_parallel(10, |number| user.post(qualifications(&customers[number])).json(&body).send());
    let (granted, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((granted.len(), refused.len()), (1, 9));
    for answer in refused {
        answer.assert_error(400, 1_900_003);
    }
    assert_eq!(server.code_left("5151"), Some(0));
    let holders = customers.iter().filter(|customer| server.state_of(customer) == "G").count();
    assert_eq!(holders, 1);
}
