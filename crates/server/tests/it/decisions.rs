//! Decisions of vetting from outside: what partners are told, and what staff sees of the chain.

use qualify_testkit::TestServer;
use qualify_testkit::parallel::wait_until;
use qualify_testkit::seed::{CODE_UNLIMITED, LAKESIDE, NOBODY, NORTHLIGHT};
use qualify_testkit::state::operator_path;
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

fn server_with(policy: VettingPolicy) -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = policy)
}

/// The decisions about a customer as staff sees them, the newest first.
#[track_caller]
fn decisions(server: &TestServer, customer: &str) -> Vec<Value> {
    let page = server.staff().get(operator_path(customer, "decisions")).send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

#[track_caller]
fn put_education(server: &TestServer, customer: &str) -> qualify_testkit::Response {
    server.user().put(format!("/v1/customers/{customer}/qualification")).body("1").send()
}

/// A value of the newest audit record about a customer.
fn detail(server: &TestServer, customer: &str, name: &str) -> Option<String> {
    let record = server.audit_of(customer).remove(0);
    let data = record["customizedData"].as_array().expect("a list").clone();
    let pair = data.into_iter().find(|pair| pair["key"] == name)?;
    pair["value"].as_str().map(str::to_owned)
}

#[test]
fn a_put_that_is_refused_says_why_and_stores_nothing() {
    let table = [
        (VettingPolicy::DenyAll, 1_900_013, "Every request is denied.", "deny"),
        (VettingPolicy::Manual, 1_900_009, "A person decides about every request.", "needs-human"),
    ];
    for (policy, code, explanation, outcome) in table {
        let server = server_with(policy);
        let customer = server.new_customer();
        let envelope = put_education(&server, &customer).assert_error(400, code);
        let description = envelope["description"].as_str().unwrap();
        assert!(description.contains(explanation), "{description}");
        assert_eq!(envelope["parameters"]["reasonCode"], "POLICY_FIXED");
        assert_eq!((server.state_of(&customer).as_str(), decisions(&server, &customer).len()), ("∅", 0));
        assert_eq!(detail(&server, &customer, "Outcome").as_deref(), Some(outcome));
        assert_eq!(detail(&server, &customer, "ReasonCode").as_deref(), Some("POLICY_FIXED"));
        assert!(detail(&server, &customer, "Rule").is_some());
    }
}

#[test]
fn a_put_that_is_approved_leaves_one_decision_that_staff_reads() {
    let server = server_with(VettingPolicy::ApproveAll);
    let customer = server.new_customer();
    put_education(&server, &customer).expect(200);
    let listed = decisions(&server, &customer);
    let [decision] = listed.as_slice() else { panic!("{listed:?}") };
    let id = decision["id"].as_str().unwrap();
    for (member, expected) in [
        ("partnerId", json!(NORTHLIGHT)),
        ("customerId", json!(customer)),
        ("sequence", json!(1)),
        ("qualification", json!("Education")),
        ("outcome", json!("approve")),
        ("reasonCode", json!("POLICY_FIXED")),
        ("rule", json!("approve_all")),
        ("ruleset", json!("-")),
        ("actor", json!("policy approve_all")),
        ("attempt", json!(1)),
        ("openedAt", json!("2024-03-15T12:00:00.0000000Z")),
        ("decidedAt", json!("2024-03-15T12:00:00.0000000Z")),
    ] {
        assert_eq!(decision[member], expected, "{member}");
    }
    assert!(decision.get("texts").is_none());
    assert_eq!(detail(&server, &customer, "Decision").as_deref(), Some(id));
    let whole = server.staff().get(format!("/operator/v1/decisions/{id}")).send().expect(200).json();
    assert_eq!(whole["texts"]["explanation"], "Every request is approved.");
    assert_eq!(whole["texts"]["rules"], json!(["approve_all"]));
    assert_eq!(whole["hash"], decision["hash"]);
    let trail = server.staff().get("/operator/v1/audit?size=1").send().expect(200).json();
    let noted = &trail["items"][0];
    assert_eq!(
        (&noted["operation"], noted["details"]["Decision"].as_str()),
        (&json!("view_decision"), Some(id)),
        "who looks at the texts is noted"
    );
}

#[test]
fn a_worker_decides_a_request_once_however_many_there_are() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::ApproveAll;
        config.vetting.workers = 4;
    });
    let customers: Vec<String> = (0..12).map(|_| server.new_customer_in("E?")).collect();
    for customer in &customers {
        wait_until("the policy has decided", || server.state_of(customer) == "E+");
        let listed = decisions(&server, customer);
        assert_eq!((listed.len(), &listed[0]["actor"]), (1, &json!("policy approve_all")));
        assert_eq!(detail(&server, customer, "Outcome").as_deref(), Some("approve"));
    }
}

#[test]
fn what_is_examined_beside_a_request_never_changes_its_answer() {
    let server = server_with(VettingPolicy::DenyAll);
    let customer = server.new_customer();
    let ask = |body: &Value| {
        let path = format!("/v1/customers/{customer}/qualifications");
        server.user().post(path).json(body).send().expect(201).json()
    };
    let answer =
        ask(&json!({ "qualification": "GovernmentCommunityCloud", "validationCode": CODE_UNLIMITED }));
    assert_eq!(answer["vettingStatus"], "Approved");
    ask(&json!({ "qualification": "StateOwnedEntity" }));
    assert_eq!(server.state_of(&customer), "G,S");
    let outcomes: Vec<_> = decisions(&server, &customer).iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(outcomes, ["deny", "deny"]);
    let shown = json!(server.audit_of(&customer)).to_string();
    assert!(!shown.contains("deny"), "the partner is told nothing of it: {shown}");
}

#[test]
fn the_policy_manual_examines_nothing_beside_and_decides_nothing_later() {
    let server = server_with(VettingPolicy::Manual);
    let customer = server.new_customer_in("G,S");
    let other = server.new_customer_in("E?");
    server.advance_clock(3600);
    assert_eq!(server.state_of(&other), "E?");
    assert_eq!((decisions(&server, &customer).len(), decisions(&server, &other).len()), (0, 0));
}

#[test]
fn an_operators_verdicts_are_decisions_that_outlive_the_customer_without_their_texts() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E-");
    server.decide(&customer, &json!({ "decision": "approve" }));
    let before = decisions(&server, &customer);
    let seen: Vec<_> = before.iter().map(|it| (it["outcome"].clone(), it["rule"].clone())).collect();
    assert_eq!(seen, [(json!("approve"), json!("operator")), (json!("deny"), json!("operator"))]);
    assert_eq!(detail(&server, &customer, "ReasonCode").as_deref(), Some("OPERATOR_DECISION"));
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    assert_eq!(decisions(&server, &customer), before);
    let path = format!("/operator/v1/decisions/{}", before[0]["id"].as_str().unwrap());
    assert!(server.staff().get(path).send().expect(200).json().get("texts").is_none());
}

#[test]
fn decisions_come_in_pages() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    for decision in ["approve", "deny", "approve"] {
        let reason = (decision == "deny").then_some("Not an Academic Domain");
        let body = match reason {
            Some(reason) => json!({ "decision": decision, "reason": reason }),
            None => json!({ "decision": decision }),
        };
        server.decide(&customer, &body);
    }
    let (mut uri, mut seen) = (operator_path(&customer, "decisions?size=2"), Vec::new());
    loop {
        let page = server.staff().get(&uri).send().expect(200).json();
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|it| it["sequence"].as_u64().unwrap()));
        let Some(next) = page["links"]["next"]["uri"].as_str() else { break };
        next.clone_into(&mut uri);
    }
    assert_eq!(seen, [3, 2, 1]);
    let path = operator_path(&customer, "decisions?continuationToken=x");
    server.staff().get(path).send().expect(400).assert_envelope();
}

#[test]
fn decisions_are_for_staff_and_unknown_ones_are_not_there() {
    let server = TestServer::start();
    let auditor = server.with_token_for(&json!({ "kind": "staff", "roles": ["Auditor"] }));
    auditor.get(operator_path(LAKESIDE, "decisions")).send().expect(200);
    auditor.get(format!("/operator/v1/decisions/{NOBODY}")).send().assert_error(404, 1000);
    auditor.get("/operator/v1/decisions/x").send().expect(400).assert_envelope();
    assert!(decisions(&server, NOBODY).is_empty());
    for path in [operator_path(LAKESIDE, "decisions"), format!("/operator/v1/decisions/{NOBODY}")] {
        assert_eq!(server.user().get(&path).send().status, 401, "{path}");
        assert_eq!(server.anonymous().get(&path).send().status, 401, "{path}");
    }
}

#[test]
fn what_waits_for_a_decision_shows_in_the_metrics() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::ApproveAll;
        config.vetting.decision_delay_seconds = 60;
    });
    let customer = server.new_customer_in("E?");
    server.advance_clock(61);
    wait_until("the policy has decided", || server.state_of(&customer) == "E+");
    let page = server.anonymous().get("/metrics").send().expect(200);
    for name in [
        "qualify_vetting_records_total{result=\"decided\"}",
        "qualify_vetting_due_records",
        "qualify_vetting_due_oldest_seconds",
    ] {
        assert!(page.text().contains(name), "{name} is not in {}", page.text());
    }
}

#[test]
fn a_restored_snapshot_brings_its_decisions_and_no_lease() {
    let server = server_with(VettingPolicy::ApproveAll);
    let customer = server.new_customer();
    put_education(&server, &customer).expect(200);
    let before = decisions(&server, &customer);
    server.anonymous().post("/sandbox/snapshots/decided").send().expect(201);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    assert!(decisions(&server, &customer).is_empty());
    server.anonymous().post("/sandbox/snapshots/decided/restore").send().expect(200);
    assert_eq!(decisions(&server, &customer), before);
    let next = server.new_customer_in("E?");
    wait_until("the policy has decided", || server.state_of(&next) == "E+");
    assert_eq!(decisions(&server, &next)[0]["sequence"], 2);
}
