//! What the roles of staff are for, and the trail of what was done. Every route with every role: `trust/access.rs`.

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::state::operator_path;
use qualify_testkit::{Caller, Request, TestServer};
use serde_json::{Value, json};

fn staff<'a>(server: &'a TestServer, role: &str) -> Caller<'a> {
    server.with_token_for(&json!({ "kind": "staff", "roles": [role] }))
}

/// Everything an operator alone may do.
fn acts(caller: &Caller<'_>) -> Vec<Request> {
    let partner = format!("/operator/v1/partners/{NORTHLIGHT}");
    vec![
        caller.put(&partner).json(&json!({ "name": "Northlight Cloud", "sandboxAccount": true })),
        caller.post(format!("{partner}/codes")).json(&json!({ "organizationName": "X" })),
        caller.put(operator_path(LAKESIDE, "account-status")).json(&json!({ "status": "Allowed" })),
        caller
            .put(operator_path(LAKESIDE, "directory-roles"))
            .json(&json!({ "user": LAKESIDE, "roles": [] })),
    ]
}

fn reads(caller: &Caller<'_>) -> Vec<Request> {
    vec![
        caller.get("/operator/v1/audit"),
        caller.get(format!("/operator/v1/partners/{NORTHLIGHT}/codes")),
        caller.get(operator_path(LAKESIDE, "decisions")),
        caller.get("/operator/v1/datasets"),
        caller.post("/operator/v1/vetting/preview").json(&json!({ "legalName": "Lakeside School" })),
    ]
}

fn decision(caller: &Caller<'_>) -> Request {
    caller.post(operator_path(LAKESIDE, "education/decision")).json(&json!({ "decision": "approve" }))
}

#[test]
fn an_operator_may_do_everything() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E?");
    let operator = staff(&server, "Operator");
    for request in acts(&operator).into_iter().chain(reads(&operator)).chain([decision(&operator)]) {
        assert!(request.send().status < 300, "{request}");
    }
}

#[test]
fn reviewers_and_leads_review_and_do_nothing_else() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    for role in ["Reviewer", "Lead"] {
        let reviewer = staff(&server, role);
        for request in acts(&reviewer).into_iter().chain([decision(&reviewer)]) {
            request.send().assert_error(403, 900_150);
        }
        let queue = reviewer.get("/operator/v1/reviews").send().expect(200).json();
        assert_eq!(queue["items"][0]["customerId"], customer, "{role}");
    }
    assert_eq!(server.audit_of(LAKESIDE).len(), 0);
}

#[test]
fn an_auditor_reads_and_changes_nothing() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E?");
    let auditor = staff(&server, "Auditor");
    for request in reads(&auditor) {
        request.send().expect(200);
    }
    let nonprofit = auditor.post(operator_path(LAKESIDE, "nonprofit"));
    for request in acts(&auditor).into_iter().chain([decision(&auditor), nonprofit]) {
        request.send().assert_error(403, 900_150);
    }
    assert_eq!(server.state_of(LAKESIDE), "E?");
}

fn operations(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items is a list");
    items.iter().map(|record| record["operation"].as_str().expect("an operation")).collect()
}

#[test]
fn the_operators_audit_shows_every_act_newest_first() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E?");
    let operator = staff(&server, "Operator");
    for request in acts(&operator).into_iter().chain([decision(&operator)]) {
        assert!(request.send().status < 300);
    }
    let page = server.staff().get("/operator/v1/audit").send().expect(200).json();
    let records = page["items"].as_array().unwrap();
    assert_eq!(records.len(), 6, "{:?}", operations(&page));
    let moments: Vec<_> = records.iter().map(|record| record["at"].as_str().unwrap()).collect();
    assert!(moments.is_sorted_by(|earlier, later| earlier >= later), "{moments:?}");
    assert_eq!(operations(&page)[0], "update_customer_qualification");
    assert!(records.iter().take(5).all(|record| record["actor"] == "olga@qualify.example"));
    let issued = &records[3];
    assert_eq!(issued["operation"], "issue_validation_code");
    assert!(issued["details"].to_string().contains("****"), "{issued}");
}

#[test]
fn the_operators_audit_comes_in_pages_and_for_one_partner() {
    let server = TestServer::start();
    for number in 0..5 {
        server.issue_code(&format!("70{number:02}"), None);
    }
    let mut uri = "/operator/v1/audit?size=2".to_owned();
    let mut seen = 0;
    loop {
        let page = server.staff().get(&uri).send().expect(200).json();
        seen += operations(&page).len();
        assert!(operations(&page).len() <= 2);
        let Some(next) = page["links"]["next"]["uri"].as_str() else { break };
        next.clone_into(&mut uri);
    }
    assert_eq!(seen, 5);
    let other = format!("/operator/v1/audit?partner={}", qualify_testkit::seed::SOUTHGATE);
    assert!(operations(&server.staff().get(other).send().expect(200).json()).is_empty());
    for query in ["partner=x", "size=-1", "continuationToken=x"] {
        let answer = server.staff().get(format!("/operator/v1/audit?{query}")).send().expect(400);
        answer.assert_envelope();
    }
}

#[test]
fn codes_appear_in_no_audit_and_no_error() {
    let server = TestServer::start();
    server.issue_code("98765432", Some(1));
    let customers = [server.new_customer(), server.new_customer()];
    let mut texts = String::new();
    for customer in &customers {
        let path = crate::paths::qualification_with_code(customer, "98765432");
        texts.push_str(server.user().put(path).body("3").send().text());
    }
    texts.push_str(server.staff().get("/operator/v1/audit").send().text());
    texts.push_str(server.user().get("/v1/auditrecords").send().text());
    assert!(!texts.contains("98765432"));
    assert!(texts.contains("****32"));
}
