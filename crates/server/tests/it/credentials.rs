//! Every endpoint without a token, with a wrong one, and with one that has too few rights.

use qualify_contract::endpoints::{AuthMode, Method};
use qualify_testkit::seed::{LAKESIDE, NOBODY};
use qualify_testkit::state::operator_path;
use qualify_testkit::{Caller, Response, TestServer};
use serde_json::{Value, json};

use crate::endpoints::{SAMPLES, Sample};

/// What a customer and the list look like, to see that nothing changed.
fn everything(server: &TestServer) -> Value {
    let read = |path: &str| server.user().get(path).send().expect(200).json();
    json!([
        read("/v1/customers"),
        read("/v1/customers/all/validations"),
        read("/v1/auditrecords"),
        read(&format!("/v1/customers/{LAKESIDE}")),
        read(&format!("/v1/customers/{LAKESIDE}/qualifications")),
    ])
}

/// HEAD answers carry the status only.
#[track_caller]
fn assert_answer(sample: &Sample, answer: &Response, error: (u16, u64)) {
    assert_eq!(answer.status, error.0, "{}: {}", sample.id, String::from_utf8_lossy(&answer.body));
    if sample.endpoint().method != Method::Head {
        answer.assert_error(error.0, error.1);
    }
}

/// Calls each of the endpoints that `is_meant` and asserts that all refuse alike and change nothing.
#[track_caller]
fn assert_all_refuse(
    server: &TestServer,
    caller: &Caller<'_>,
    is_meant: impl Fn(&Sample) -> bool,
    error: (u16, u64),
) {
    let before = everything(server);
    let mut calls = 0;
    for sample in SAMPLES.iter().filter(|sample| is_meant(sample)) {
        assert_answer(sample, &sample.by(caller).send(), error);
        calls += 1;
    }
    assert!(calls > 0, "no endpoint was called");
    assert_eq!(everything(server), before);
}

#[test]
fn without_a_token_every_endpoint_answers_that_it_is_missing() {
    let server = TestServer::start();
    assert_all_refuse(&server, &server.anonymous(), |_| true, (401, 800_001));
}

#[test]
fn with_a_bad_token_every_endpoint_answers_that_it_is_invalid() {
    let server = TestServer::start();
    let cut = server.user_token();
    let expired = server.token_for(&json!({ "expiresInSeconds": -3600 }));
    for token in ["garbage", &cut[..cut.len() - 8], &expired] {
        assert_all_refuse(&server, &server.with_token(token), |_| true, (401, 400));
    }
}

#[test]
fn with_another_audience_every_endpoint_answers_so() {
    let server = TestServer::start();
    let caller = server.with_token_for(&json!({ "audience": "https://management.azure.com" }));
    assert_all_refuse(&server, &caller, |_| true, (401, 900_420));
}

#[test]
fn a_staff_token_opens_no_endpoint_of_the_wire() {
    let server = TestServer::start();
    assert_all_refuse(&server, &server.staff(), |_| true, (403, 2032));
}

#[test]
fn an_unknown_tenant_opens_no_endpoint() {
    let server = TestServer::start();
    let caller = server.with_token_for(&json!({ "kind": "app-only", "partner": NOBODY }));
    assert_all_refuse(&server, &caller, |_| true, (403, 2032));
}

#[test]
fn a_reader_may_read_everything_and_write_nothing() {
    let server = TestServer::start();
    let reader = server.with_token_for(&json!({ "user": "rob@northlight.example" }));
    assert_all_refuse(&server, &reader, Sample::is_write, (403, 900_150));
    for sample in SAMPLES.iter().filter(|sample| !sample.is_write()) {
        assert_eq!(sample.by(&reader).send().status, sample.status, "{}", sample.id);
    }
}

#[test]
fn a_sales_agent_writes_like_an_admin_agent() {
    let server = TestServer::start();
    let sales = server.with_token_for(&json!({ "user": "sam@northlight.example" }));
    for sample in SAMPLES.iter().filter(|sample| sample.is_write() && sample.id != "S4") {
        assert_eq!(sample.by(&sales).send().status, sample.status, "{}", sample.id);
    }
    let roles = server.with_token_for(&json!({ "roles": ["Reader"] }));
    roles.delete(format!("/v1/customers/{LAKESIDE}")).send().assert_error(403, 900_150);
    sales.delete(format!("/v1/customers/{LAKESIDE}")).send().expect(204);
}

#[test]
fn an_application_alone_opens_no_endpoint_for_users_and_every_other() {
    let server = TestServer::start();
    let app = server.app();
    let is_for_users = |sample: &Sample| sample.endpoint().auth == AuthMode::User;
    assert_all_refuse(&server, &app, is_for_users, (403, 900_329));
    for sample in SAMPLES.iter().filter(|sample| !is_for_users(sample) && sample.id != "S4") {
        assert_eq!(sample.by(&app).send().status, sample.status, "{}", sample.id);
    }
    app.delete(format!("/v1/customers/{LAKESIDE}")).send().expect(204);
}

#[test]
fn a_suspended_partner_is_told_so_everywhere() {
    let server = TestServer::start();
    let path = format!("/operator/v1/partners/{}", qualify_testkit::seed::NORTHLIGHT);
    let put = |status: &str| {
        let body = json!({ "name": "Northlight Cloud", "sandboxAccount": true, "status": status });
        server.staff().put(&path).json(&body).send().expect(200);
    };
    put("suspended");
    for sample in SAMPLES {
        assert_answer(&sample, &sample.by(&server.user()).send(), (403, 900_149));
    }
    put("active");
    server.user().get("/v1/customers").send().expect(200);
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
