//! The operators' routes: partners, codes, account status, imports and decisions.

use qualify_testkit::seed::{LAKESIDE, NOBODY, NORTHLIGHT, SOUTHGATE};
use qualify_testkit::state::{new_customer_body, operator_path};
use qualify_testkit::{Response, TestServer, assert_document};
use serde_json::{Value, json};

fn codes_path(partner: &str) -> String {
    format!("/operator/v1/partners/{partner}/codes")
}

#[track_caller]
fn issue(server: &TestServer, body: &Value) -> Response {
    server.staff().post(codes_path(NORTHLIGHT)).json(body).send()
}

/// Refused as unusable input, whichever of the two codes.
#[track_caller]
fn assert_unusable(answer: &Response, what: &Value) {
    assert_eq!(answer.status, 400, "{what}: {}", answer.text());
    let code = answer.assert_envelope()["code"].as_u64().expect("code is a number");
    assert!(matches!(code, 3000 | 800_002 | 900_126), "{what}: {code}");
}

#[test]
fn an_operator_issues_codes_with_and_without_a_limit() {
    let server = TestServer::start();
    let answer =
        issue(&server, &json!({ "organizationName": "New County", "maxCreates": 3, "validationId": "0042" }));
    assert_eq!(answer.status, 201);
    let expected = format!(
        r#"{{"partnerId":"{NORTHLIGHT}","organizationName":"New County","validationId":"0042","maxCreates":3,
            "remainingCreates":3,"eTag":"W/\"datetime'2024-03-15T12%3A00%3A00.0000000Z'\""}}"#
    );
    assert_document(answer.text(), &expected);
    let made_up = issue(&server, &json!({ "organizationName": "Other County" })).expect(201).json();
    let digits = made_up["validationId"].as_str().unwrap();
    assert!((4..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
    assert!(made_up.get("maxCreates").is_none());
    let codes = server.staff().get(codes_path(NORTHLIGHT)).send().expect(200).json();
    assert_eq!(codes, server.user().get("/v1/customers/all/validations").send().json());
    assert_eq!(codes.as_array().unwrap().len(), 5);
}

#[test]
fn unusable_codes_and_unknown_members_are_refused() {
    let server = TestServer::start();
    for body in [
        json!({}),
        json!({ "organizationName": "" }),
        json!({ "organizationName": null }),
        json!({ "organizationName": 7 }),
        json!({ "organizationName": "x".repeat(10_000) }),
        json!({ "organizationName": "X", "validationId": "123" }),
        json!({ "organizationName": "X", "validationId": "12345678901" }),
        json!({ "organizationName": "X", "validationId": "12x4" }),
        json!({ "organizationName": "X", "validationId": " 1234" }),
        json!({ "organizationName": "X", "maxCreates": -1 }),
        json!({ "organizationName": "X", "maxCreates": 1.5 }),
        json!({ "organizationName": "X", "maxCreates": "5" }),
        json!({ "organizationName": "X", "maxCreates": 99_999_999_999_u64 }),
        json!({ "organizationName": "X", "remainingCreates": 5 }),
        json!({ "organizationName": "X", "unknown": null }),
        json!({ "OrganizationName": "X" }),
        json!([]),
    ] {
        assert_unusable(&issue(&server, &body), &body);
    }
    let taken = issue(&server, &json!({ "organizationName": "X", "validationId": "481516" }));
    assert!(matches!(taken.status, 400 | 409), "{}", taken.status);
    taken.assert_envelope();
    assert_eq!(server.user().get("/v1/customers/all/validations").send().json().as_array().unwrap().len(), 3);
}

#[test]
fn a_new_partner_can_work_at_once() {
    let server = TestServer::start();
    let stranger = server.with_token_for(&json!({ "kind": "app-only", "partner": NOBODY }));
    stranger.get("/v1/customers").send().assert_error(403, 2032);
    let path = format!("/operator/v1/partners/{NOBODY}");
    let put = |body: &Value| server.staff().put(&path).json(body).send();
    for body in [
        json!({}),
        json!({ "name": "New" }),
        json!({ "name": "", "sandboxAccount": true }),
        json!({ "name": "New", "sandboxAccount": "yes" }),
        json!({ "name": "New", "sandboxAccount": true, "x": 1 }),
    ] {
        assert_unusable(&put(&body), &body);
    }
    stranger.get("/v1/customers").send().assert_error(403, 2032);
    let answer = put(&json!({ "name": "New", "sandboxAccount": false }));
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    let customer = stranger.post("/v1/customers").json(&new_customer_body("stranger.example", "S")).send();
    let path = format!("/v1/customers/{}", customer.expect(201).json()["id"].as_str().unwrap());
    stranger.delete(&path).send().assert_error(400, 900_127);
    put(&json!({ "name": "New", "sandboxAccount": true })).expect(200);
    stranger.delete(&path).send().expect(204);
}

#[test]
fn every_documented_reason_denies_and_others_are_refused() {
    let server = TestServer::start();
    for reason in [
        "Not an Education Customer",
        "No longer an Education Customer",
        "Not an Education Customer - After Review",
        "Restricted being an Education Customer",
        "Not an Academic Domain",
        "Not an eligible Library",
        "Not an eligible Museum",
    ] {
        let customer = server.new_customer_in("E?");
        server.decide(&customer, &json!({ "decision": "deny", "reason": reason }));
        assert_eq!(server.records(&customer)[0]["vettingReason"], reason);
    }
    let customer = server.new_customer_in("E?");
    for body in [
        json!({}),
        json!({ "decision": "maybe" }),
        json!({ "decision": "deny" }),
        json!({ "decision": "deny", "reason": "Because" }),
        json!({ "decision": "deny", "reason": null }),
        json!({ "decision": "approve", "reason": "Not an Academic Domain" }),
        json!({ "decision": "approve", "x": 1 }),
        json!({ "decision": ["approve"] }),
    ] {
        let answer = server.staff().post(operator_path(&customer, "education/decision")).json(&body).send();
        assert_unusable(&answer, &body);
        assert_eq!(server.state_of(&customer), "E?", "{body}");
    }
}

#[test]
fn only_the_allowed_transitions_happen() {
    let server = TestServer::start();
    let approve = json!({ "decision": "approve" });
    let deny = json!({ "decision": "deny", "reason": "No longer an Education Customer" });
    let table = [
        ("∅", &approve, None),
        ("∅", &deny, None),
        ("E?", &approve, Some("E+")),
        ("E?", &deny, Some("E-")),
        ("E+", &approve, None),
        ("E+", &deny, Some("E-")),
        ("E-", &approve, Some("E+")),
        ("E-", &deny, None),
        ("G", &approve, None),
        ("N", &deny, None),
        ("S", &approve, None),
    ];
    for (state, decision, expected) in table {
        let customer = server.new_customer_in(state);
        let records = server.audit_of(&customer).len();
        let answer =
            server.staff().post(operator_path(&customer, "education/decision")).json(decision).send();
        let is_done = answer.status < 300;
        assert_eq!(is_done, expected.is_some(), "{state} + {decision}: {}", answer.text());
        if !is_done {
            assert!((400..500).contains(&answer.status));
            answer.assert_envelope();
        }
        assert_eq!(server.state_of(&customer), expected.unwrap_or(state), "{state} + {decision}");
        assert_eq!(
            server.audit_of(&customer).len(),
            records + usize::from(is_done),
            "one record per decision"
        );
    }
}

#[test]
fn nonprofit_is_imported_where_nothing_excludes_it() {
    let server = TestServer::start();
    for (state, expected) in [
        ("∅", Some("N")),
        ("S", Some("N,S")),
        ("E-", Some("N")),
        ("E?", None),
        ("E+", None),
        ("G", None),
        ("N", None),
    ] {
        let customer = server.new_customer_in(state);
        let answer = server.staff().post(operator_path(&customer, "nonprofit")).send();
        assert_eq!(answer.status < 300, expected.is_some(), "{state}: {}", answer.text());
        assert_eq!(server.state_of(&customer), expected.unwrap_or(state), "{state}");
    }
}

#[test]
fn the_account_status_takes_the_five_documented_words() {
    let server = TestServer::start();
    let put = |body: &Value| server.staff().put(operator_path(LAKESIDE, "account-status")).json(body).send();
    for body in [
        json!({}),
        json!({ "status": "Fine" }),
        json!({ "status": null }),
        json!({ "status": "Allowed", "x": 1 }),
    ] {
        assert_unusable(&put(&body), &body);
    }
    let path = format!("/v1/customers/{LAKESIDE}/validationStatus?type=account");
    server.user().get(&path).send().assert_error(404, 600_074);
    put(&json!({ "status": "Allowed" })).expect(200);
    assert_eq!(server.user().get(path).send().expect(200).json()["status"], "Allowed");
}

#[test]
fn unknown_partners_and_customers_are_not_found() {
    let server = TestServer::start();
    let staff = server.staff();
    let requests = [
        staff.post(codes_path(NOBODY)).json(&json!({ "organizationName": "X" })),
        staff.get(codes_path(NOBODY)),
        staff.put(operator_path(NOBODY, "account-status")).json(&json!({ "status": "Allowed" })),
        staff.post(operator_path(NOBODY, "nonprofit")),
        staff.post(operator_path(NOBODY, "education/decision")).json(&json!({ "decision": "approve" })),
        staff.post(operator_path(LAKESIDE, "nonprofit").replace(NORTHLIGHT, SOUTHGATE)),
        staff.put(operator_path(NOBODY, "directory-roles")).json(&json!({ "user": NOBODY, "roles": [] })),
    ];
    for request in requests {
        let answer = request.send();
        assert_eq!(answer.status, 404, "{request}: {}", answer.text());
        answer.assert_envelope();
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
}
