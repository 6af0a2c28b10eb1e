//! Which of several faults is answered: the order of checks of contract 2.5.

use qualify_testkit::seed::{CODE, CODE_EXHAUSTED, LAKESIDE, NOBODY};
use qualify_testkit::{Caller, TestServer};
use serde_json::json;

use crate::paths::{qualification, qualifications};

fn reader(server: &TestServer) -> Caller<'_> {
    server.with_token_for(&json!({ "user": "rob@northlight.example" }))
}

#[test]
fn rights_of_the_token_come_before_the_customer_and_the_role_after_it() {
    let server = TestServer::start();
    let (app, reader) = (server.app(), reader(&server));
    server.anonymous().put(qualification("x")).body("").send().assert_error(401, 800_001);
    app.put(qualification("x")).body("").send().assert_error(403, 900_329);
    app.post(qualifications(NOBODY)).body("").send().assert_error(403, 900_329);
    reader.put(qualification("x1")).body("").send().assert_error(400, 900_118);
    reader.put(qualification(NOBODY)).body("").send().assert_error(404, 60_003);
    reader.post(qualifications(LAKESIDE)).body("").send().assert_error(403, 900_150);
}

#[test]
fn the_body_comes_before_what_may_be_set_and_that_before_the_inputs() {
    let server = TestServer::start();
    let post = |body: &str, query: &str| {
        server.user().post(format!("{}{query}", qualifications(LAKESIDE))).body(body).send()
    };
    post(r#"{"qualification":"gold","educationSegment":"x"}"#, "").assert_error(400, 900_126);
    post(r#"{"qualification":"Nonprofit","validationCode":"1"}"#, "?code=2").assert_error(400, 1_900_005);
    server
        .user()
        .put(format!("{}?code=1", qualification(LAKESIDE)))
        .body("4")
        .send()
        .assert_error(400, 1_900_005);
}

#[test]
fn a_put_of_what_is_approved_looks_at_nothing_else() {
    let server = TestServer::start();
    let customer = server.new_customer_in("G");
    let path = format!("{}?code=1", qualification(&customer));
    let body = r#"{"qualification":"GovernmentCommunityCloud","validationCode":"2"}"#;
    server.user().put(path).body(body).send().expect(200);
}

#[test]
fn the_inputs_come_before_the_state_and_the_state_before_the_code() {
    let server = TestServer::start();
    let approved = server.new_customer_in("E+");
    let post = |body: &str, query: &str| {
        server.user().post(format!("{}{query}", qualifications(&approved))).body(body).send()
    };
    post(r#"{"qualification":"Education","educationSegment":"x"}"#, "").assert_error(400, 900_126);
    post(r#"{"qualification":"GovernmentCommunityCloud"}"#, "").assert_error(400, 1_900_001);
    let body = |code: &str| json!({ "qualification": 3, "validationCode": code }).to_string();
    post(&body(CODE), "?code=1").assert_error(400, 1_900_004);
    for code in ["1", CODE_EXHAUSTED] {
        post(&body(code), "").assert_error(400, 1_900_006);
    }
    let government = server.new_customer_in("G");
    let again = server.user().post(qualifications(&government)).body(body("1")).send();
    again.assert_error(409, 1_900_007);
}

#[test]
fn the_state_comes_before_the_vetting_policy() {
    let server =
        TestServer::start_with(|config| config.vetting.policy = qualify_vocabulary::VettingPolicy::DenyAll);
    let government = server.new_customer_in("G");
    server.user().put(qualification(&government)).body("1").send().assert_error(400, 1_900_006);
}

#[test]
fn an_unusable_create_comes_after_the_role_and_before_the_domain() {
    let server = TestServer::start();
    reader(&server).post("/v1/customers").body("").send().assert_error(403, 900_150);
    let mut taken = qualify_testkit::state::new_customer_body("lakeside.onmicrosoft.com", "Taken");
    taken["billingProfile"]["email"] = json!("nobody");
    server.user().post("/v1/customers").json(&taken).send().assert_error(400, 3000);
}
