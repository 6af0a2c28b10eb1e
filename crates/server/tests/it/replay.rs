//! Idempotency by `MS-RequestId`: the rules of contract 3.2.

use qualify_testkit::seed::{CODE, LAKESIDE};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Caller, Request, Response, TestServer, wait_until};
use serde_json::json;

use crate::paths::{billing, qualification_with_code, qualifications};

const ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";
const EDUCATION: &str = r#"{"qualification":"Education"}"#;
const STATE_OWNED: &str = r#"{"qualification":"StateOwnedEntity"}"#;

fn post_education(caller: &Caller<'_>, customer: &str) -> Request {
    caller.post(qualifications(customer)).header("MS-RequestId", ID).body(EDUCATION)
}

fn is_replayed(answer: &Response) -> bool {
    match answer.header("MS-Replayed") {
        None => false,
        Some("true") => true,
        Some(other) => panic!("MS-Replayed: {other}"),
    }
}

/// Sends the request twice: the second answer is the first one again.
#[track_caller]
fn assert_replays(request: &Request, status: u16) -> Response {
    let first = request.send().expect(status);
    assert!(!is_replayed(&first), "{request}");
    let second = request.send().expect(status);
    assert!(is_replayed(&second), "{request}");
    assert_eq!(second.body, first.body, "{request}");
    assert_eq!(second.header("Content-Type"), first.header("Content-Type"));
    assert_eq!(second.header("ETag"), first.header("ETag"));
    first
}

#[test]
fn every_changing_call_is_replayed() {
    let server = TestServer::start();
    let user = server.user();
    let with_id = |request: Request| request.header("MS-RequestId", ID);
    let created = assert_replays(
        &with_id(user.post("/v1/customers").json(&new_customer_body("replay.example", "Replay"))),
        201,
    );
    let customer = created.json();
    let customer = customer["id"].as_str().unwrap();
    assert_replays(&with_id(user.put(qualification_with_code(customer, CODE)).body("3")), 200);
    assert_replays(&with_id(user.post(qualifications(customer)).body(STATE_OWNED)), 201);
    let mut profile = server.user().get(billing(customer)).send().expect(200).json();
    profile["companyName"] = json!("Renamed");
    assert_replays(&with_id(user.put(billing(customer)).json(&profile)), 200);
    assert_replays(&with_id(user.delete(format!("/v1/customers/{customer}"))), 204);
    assert_eq!(server.code_left(CODE), Some(1));
    assert_eq!(server.audit_of(customer).len(), 5);
}

#[test]
fn reads_are_not_replayed() {
    let server = TestServer::start();
    let get = server.user().get(qualifications(LAKESIDE)).header("MS-RequestId", ID);
    assert_eq!(get.send().expect(200).text(), "[]");
    server.give(LAKESIDE, "S");
    let second = get.send().expect(200);
    assert_ne!(second.text(), "[]");
    assert!(!is_replayed(&second));
}

#[test]
fn the_one_time_password_is_the_same_again_and_another_for_another_customer() {
    let server = TestServer::start();
    let create =
        |domain: &str| server.user().post("/v1/customers").json(&new_customer_body(domain, "Secret"));
    let first = assert_replays(&create("one.example").header("MS-RequestId", ID), 201).json();
    let second = create("two.example").header("MS-RequestId", ID).send().expect(201).json();
    let third = create("three.example").send().expect(201).json();
    let passwords = [first, second, third].map(|customer| customer["userCredentials"]["password"].clone());
    assert!(passwords.iter().all(serde_json::Value::is_string));
    assert!(passwords[0] != passwords[1] && passwords[1] != passwords[2] && passwords[0] != passwords[2]);
}

#[test]
fn another_path_query_body_method_user_or_application_is_another_call() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let first = post_education(&server.user(), &customer);
    first.send().expect(201);
    let sales = server.with_token_for(&json!({ "user": "sam@northlight.example" }));
    let path = qualifications(&customer);
    let with_id = |request: Request| request.header("MS-RequestId", ID);
    for other in [
        with_id(server.user().post(&path).body(format!("{EDUCATION} "))),
        with_id(server.user().post(format!("{path}?x=1")).body(EDUCATION)),
        post_education(&sales, &customer),
        server
            .user()
            .post(&path)
            .header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e02")
            .body(EDUCATION),
    ] {
        let answer = other.send();
        answer.assert_error(409, 1_900_007);
        assert!(!is_replayed(&answer), "{other}");
    }
    let app = with_id(server.app().post("/v1/customers").json(&new_customer_body("a.example", "A")));
    let user = with_id(server.user().post("/v1/customers").json(&new_customer_body("a.example", "A")));
    app.send().expect(201);
    user.send().assert_error(409, 1_900_011);
    assert!(is_replayed(&first.send().expect(201)));
}

#[test]
fn another_spelling_of_path_and_id_is_the_same_call() {
    let server = TestServer::start();
    let customer = server.new_customer();
    post_education(&server.user(), &customer).send().expect(201);
    let spelled = customer.to_uppercase().replace('-', "");
    for (path, id) in [
        (format!("/V1/Customers/{customer}/Qualifications"), ID.to_owned()),
        (format!("//v1//customers/{customer}/qualifications/"), format!("{{{ID}}}")),
        (format!("/v1/customers/{{{customer}}}/qualifications"), ID.to_uppercase()),
        (format!("/v1/customers/{spelled}/qualifications"), ID.replace('-', "")),
    ] {
        let answer = server.user().post(&path).header("MS-RequestId", &id).body(EDUCATION).send();
        assert_eq!(answer.status, 201, "{path} {id}");
        assert!(is_replayed(&answer), "{path} {id}");
        assert_eq!(answer.header("MS-RequestId"), Some(id.as_str()));
    }
}

#[test]
fn a_malformed_or_generated_id_is_no_key() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = server.user().post(qualifications(&customer)).header("MS-RequestId", "abc").body(EDUCATION);
    let generated = post.send().expect(201);
    post.send().assert_error(409, 1_900_007);
    let generated = generated.fresh_id("MS-RequestId");
    let with_generated = server.user().post(qualifications(&customer)).header("MS-RequestId", generated);
    with_generated.body(EDUCATION).send().assert_error(409, 1_900_007);
}

#[test]
fn a_failure_is_evaluated_anew() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let put =
        server.user().put(qualification_with_code(&customer, "5151")).header("MS-RequestId", ID).body("3");
    put.send().assert_error(400, 1_900_002);
    server.issue_code("5151", Some(1));
    assert_replays(&put, 200);
}

#[test]
fn a_replay_shows_what_was_answered_and_not_what_is_now() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = post_education(&server.user(), &customer);
    let first = post.send().expect(201);
    server.advance_clock(60);
    server.decide(&customer, &json!({ "decision": "approve" }));
    let second = post.header("MS-CorrelationId", "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b").send().expect(201);
    assert!(is_replayed(&second));
    assert_eq!(second.body, first.body);
    assert_eq!(second.header("MS-CorrelationId"), Some("c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b"));
    assert_eq!(server.state_of(&customer), "E+");
}

#[test]
fn a_replay_speaks_the_dialect_of_the_first_call() {
    let server = TestServer::start();
    for (first_client, second_client, expected) in [
        ("Partner Center PowerShell", "curl", "\"government_community_cloud\""),
        ("curl", "Partner Center PowerShell", "\"governmentcommunitycloud\""),
    ] {
        let customer = server.new_customer();
        let put =
            server.user().put(qualification_with_code(&customer, CODE)).header("MS-RequestId", ID).body("3");
        let first = put.clone().header("MS-PartnerCenter-Client", first_client).send().expect(200);
        let second = put.header("MS-PartnerCenter-Client", second_client).send().expect(200);
        assert_eq!((first.text(), second.text()), (expected, expected));
        assert!(is_replayed(&second));
    }
}

#[test]
fn a_replay_passes_sign_in_role_and_visibility_anew() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let request = post_education(&server.user(), &customer);
    request.send().expect(201);
    post_education(&server.anonymous(), &customer).send().assert_error(401, 800_001);
    let demoted = server.with_token_for(&json!({ "roles": ["Reader"] }));
    post_education(&demoted, &customer).send().assert_error(403, 900_150);
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    request.send().assert_error(404, 60_003);
}

#[test]
fn a_repeated_delete_is_204_again_and_only_for_its_own_id() {
    let server = TestServer::start();
    let delete = server.user().delete(format!("/v1/customers/{LAKESIDE}"));
    let with_id = delete.clone().header("MS-RequestId", ID);
    assert_replays(&with_id, 204);
    delete.send().assert_error(404, 60_003);
    assert!(is_replayed(&with_id.send().expect(204)));
}

#[test]
fn the_stale_etag_of_a_repeated_update_does_not_matter() {
    let server = TestServer::start();
    let mut profile = server.user().get(billing(LAKESIDE)).send().expect(200).json();
    profile["companyName"] = json!("Renamed");
    let put = server.user().put(billing(LAKESIDE)).json(&profile);
    let with_id = put.clone().header("MS-RequestId", ID);
    let first = assert_replays(&with_id, 200);
    assert!(first.header("ETag").is_some());
    put.send().assert_error(400, 2055);
}

#[test]
fn an_answer_is_kept_for_24_hours() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = post_education(&server.user(), &customer);
    post.send().expect(201);
    server.advance_clock(24 * 3600 - 60);
    assert!(is_replayed(&post.send().expect(201)));
    server.advance_clock(3600);
    wait_until("the stored answer is gone", || post.send().status == 409);
    post.send().assert_error(409, 1_900_007);
}

#[test]
fn without_an_id_a_repeated_post_is_a_second_one() {
    let server = TestServer::start();
    let post = server.user().post(qualifications(LAKESIDE)).body(STATE_OWNED);
    post.send().expect(201);
    post.send().assert_error(409, 1_900_007);
    let create = server.user().post("/v1/customers").json(&new_customer_body("twice.example", "Twice"));
    create.send().expect(201);
    create.send().assert_error(409, 1_900_011);
}
