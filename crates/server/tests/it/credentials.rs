//! Rights beyond those of the table (`trust/access.rs`): what single partners and users may.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::state::operator_path;
use qualify_testkit::{Response, TestServer};
use qualify_wire::endpoints::Method;
use serde_json::json;

use crate::endpoints::{SAMPLES, Sample};

/// HEAD answers carry the status only.
#[track_caller]
fn assert_answer(sample: &Sample, answer: &Response, error: (u16, u64)) {
    assert_eq!(answer.status, error.0, "{}: {}", sample.id, String::from_utf8_lossy(&answer.body));
    if sample.endpoint().method != Method::Head {
        answer.assert_error(error.0, error.1);
    }
}

#[test]
fn a_sales_agent_writes_like_an_admin_agent() {
    let server = TestServer::start();
    let sales = server.with_token_for(&json!({ "user": "sam@northlight.example" }));
    for sample in SAMPLES.iter().filter(|sample| sample.is_write() && !sample.ends_customer()) {
        assert_eq!(sample.by(&sales).send().status, sample.status, "{}", sample.id);
    }
    let roles = server.with_token_for(&json!({ "roles": ["Reader"] }));
    roles.delete(format!("/v1/customers/{LAKESIDE}")).send().assert_error(403, 900_150);
    sales.delete(format!("/v1/customers/{LAKESIDE}")).send().expect(204);
}

#[test]
fn a_partner_that_may_not_create_customers_is_told_so() {
    let server = TestServer::start();
    let body = json!({ "name": "Northlight Cloud", "sandboxAccount": true, "mayCreateCustomers": false });
    let path = format!("/operator/v1/partners/{}", qualify_testkit::seed::NORTHLIGHT);
    server.staff().put(path).json(&body).send().expect(200);
    let create = SAMPLES.iter().find(|sample| sample.id == "S1").unwrap();
    assert_answer(create, &create.by(&server.user()).send(), (403, 600_006));
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn gcc_needs_a_directory_role_on_the_customer_where_it_is_configured() {
    let server = TestServer::start_with(|config| config.api.gcc_requires_gdap = true);
    let user = qualify_testkit::issuer::claims_of(&server.user_token())["oid"].clone();
    let gcc = || {
        let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "481516" });
        server.user().post(format!("/v1/customers/{LAKESIDE}/qualifications")).json(&body).send()
    };
    let give = |roles: &[&str]| {
        let put = server.staff().put(operator_path(LAKESIDE, "directory-roles"));
        let answer = put.json(&json!({ "user": user, "roles": roles })).send();
        assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
    };
    gcc().assert_error(403, 900_308);
    server
        .user()
        .put(format!("/v1/customers/{LAKESIDE}/qualification?code=481516"))
        .body("3")
        .send()
        .assert_error(403, 900_308);
    give(&["Global Reader"]);
    gcc().assert_error(403, 900_308);
    give(&["Directory Readers"]);
    give(&[]);
    gcc().assert_error(403, 900_308);
    assert_eq!(server.code_left("481516"), Some(2));
    assert_eq!(server.audit_count(LAKESIDE, "failed"), 4);
    give(&["Global Reader", "License Administrator"]);
    gcc().expect(201);
    server.give(LAKESIDE, "S");
}
