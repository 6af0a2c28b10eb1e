//! What leaves a record in the operators' trail: every route that changes something, and every look that is noted.
//!
//! To add a route that changes something: a step in the story below, or the last assertion fails.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qualify_testkit::seed::{BIBLIOTEKA, CODE_UNLIMITED, LAKESIDE, NORTHLIGHT};
use qualify_testkit::state::{new_customer_body, operator_path};
use qualify_testkit::{Receiver, Request, Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use qualify_wire::endpoints::{self, Door, Effect};
use serde_json::{Value, json};

use crate::paths::{qualification_with_code, qualifications};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// The doors whose powers leave no record: the sandbox's go over the world that the trail is a part of, which
/// `/sandbox/requests` tells of, and its issuer changes nothing but who is signed in.
const NOT_NOTED: [Door; 2] = [Door::Sandbox, Door::Issuer];

/// The newest records of the operators' trail, the newest first.
pub(super) fn trail(server: &TestServer) -> Vec<Value> {
    let page = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

/// A story in steps, each of which must leave its record.
struct Story<'server> {
    server: &'server TestServer,
    told: RefCell<BTreeSet<&'static str>>,
}

impl Story<'_> {
    /// Carries out a step: the route of this id, which leaves a record of this operation, and no partner reads it unless
    /// the contract says so.
    #[track_caller]
    fn step(&self, id: &'static str, operation: &str, request: &Request) -> Response {
        let before: BTreeSet<String> = trail(self.server).iter().map(|it| it["id"].to_string()).collect();
        let answer = request.send();
        assert!(answer.status < 300, "{id}: {request}: {}", answer.text());
        let new = trail(self.server).into_iter().filter(|it| !before.contains(&it["id"].to_string()));
        let new: Vec<Value> = new.collect();
        let operations: Vec<&str> = new.iter().filter_map(|it| it["operation"].as_str()).collect();
        assert!(operations.contains(&operation), "{id} leaves {operations:?}, not {operation}");
        for record in &new {
            assert!(record["actor"].as_str().is_some_and(|actor| !actor.is_empty()), "{id}: {record}");
        }
        self.told.borrow_mut().insert(id);
        answer
    }

    /// A step of a reviewer.
    #[track_caller]
    fn review(&self, id: &'static str, who: &str, review: &str, action: &str, body: &Value) -> Response {
        let member = self.server.with_token_for(&json!({ "kind": "staff", "user": who }));
        let request = member.post(format!("/operator/v1/reviews/{review}/{action}")).json(body);
        self.step(id, "act_on_review", &request)
    }
}

const RITA: &str = "rita@qualify.example";
const OLGA: &str = "olga@qualify.example";
const RAJ: &str = "raj@qualify.example";

fn denial() -> Value {
    json!({
        "decision": "deny", "reason": "Not an eligible Library", "reasonCode": "LIBRARY",
        "explanation": "A municipal library without a teaching mission.", "evidence": ["its statutes"]
    })
}

fn service(folder: &Path) -> TestServer {
    let manifest = r#"{"format":1,"sources":[
        {"id":"free","kind":"domain-lines","path":"free.txt","proves":["public-mailbox"],"licence":"MIT"}]}"#;
    fs::write(folder.join("manifest.json"), manifest).expect("it is written");
    fs::write(folder.join("free.txt"), "mail-1.net").expect("it is written");
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Manual;
        config.vetting.datasets_dir = Some(folder.to_owned());
    })
}

/// The newest case of a customer, as its partner knows it.
fn review_of(server: &TestServer, customer: &str) -> String {
    let path = format!("/partner/v1/customers/{customer}/reviews");
    let reviews = server.user().get(path).send().expect(200).json();
    reviews[0]["id"].as_str().expect("a review").to_owned()
}

#[test]
fn trust_12_every_route_that_changes_something_leaves_a_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    let story = Story { server: &server, told: RefCell::default() };
    customers(&story);
    webhooks(&story);
    operators(&story);
    a_request_is_reviewed(&story);
    two_people_decide(&story);
    let wanted: BTreeSet<&str> = endpoints::of_api()
        .filter(|row| row.effect != Effect::Reads && !NOT_NOTED.contains(&row.door()))
        .map(endpoints::Endpoint::id)
        .collect();
    assert_eq!(*story.told.borrow(), wanted, "each of them has a step in this story, and no other");
}

fn customers(story: &Story<'_>) {
    let user = story.server.user();
    let body = new_customer_body("walked.onmicrosoft.com", "Walked School");
    let made = story.step("S1", "add_customer", &user.post("/v1/customers").json(&body)).json();
    let customer = made["id"].as_str().expect("an id");
    let billing = format!("/v1/customers/{customer}/profiles/billing");
    let profile = user.get(&billing).send().expect(200).json();
    story.step("S7", "update_customer_billing_profile", &user.put(&billing).json(&profile));
    let preview = format!("/partner/v1/customers/{customer}/qualifications/preview");
    story.step("P1", "preview", &user.post(preview).json(&json!({ "qualification": "Education" })));
    let with_code = user.put(qualification_with_code(LAKESIDE, CODE_UNLIMITED)).body("3");
    story.step("C2", "update_customer_qualification", &with_code);
    let education = user.post(qualifications(customer)).json(&json!({ "qualification": "Education" }));
    story.step("C4", "update_customer_qualification", &education);
    story.step("S4", "delete_customer", &user.delete(format!("/v1/customers/{customer}")));
    let end = user.request("PATCH", format!("/v1/customers/{BIBLIOTEKA}"));
    story.step("Q35", "delete_customer", &end.json(&json!({ "relationshipToPartner": "none" })));
}

fn webhooks(story: &Story<'_>) {
    let user = story.server.user();
    let receiver = Receiver::start();
    let secret = format!("{}?token=verysecret", receiver.url());
    let made =
        story.step("W2", "add_webhook", &user.post("/partner/v1/webhooks").json(&json!({ "url": secret })));
    let webhook = format!("/partner/v1/webhooks/{}", made.json()["id"].as_str().expect("an id"));
    story.step("W4", "change_webhook", &user.put(&webhook).json(&json!({ "url": secret })));
    story.step("W6", "rotate_webhook_secret", &user.post(format!("{webhook}/rotate-secret")));
    story.step("W7", "test_webhook", &user.post(format!("{webhook}/test")));
    let all = json!({ "from": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z" });
    story.step("W9", "replay_deliveries", &user.post(format!("{webhook}/replay")).json(&all));
    story.step("W5", "remove_webhook", &user.delete(&webhook));
    let registration = "/webhooks/v1/registration";
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ["test-created"] });
    story.step("S14b", "add_webhook", &user.post(registration).json(&body));
    story.step("S14c", "change_webhook", &user.put(registration).json(&body));
    story.step("S16", "test_webhook", &user.post(format!("{registration}/validationEvents")));
    let all = format!("{:?}", trail(story.server));
    assert!(!all.contains("verysecret"), "what stands behind the host may be a secret: {all}");
}

fn operators(story: &Story<'_>) {
    let (server, staff) = (story.server, story.server.staff());
    let partner = format!("/operator/v1/partners/{NORTHLIGHT}");
    let put = json!({ "name": "Northlight Cloud", "sandboxAccount": true });
    story.step("O1", "put_partner", &staff.put(&partner).json(&put));
    let code = json!({ "organizationName": "X" });
    story.step("O4", "issue_validation_code", &staff.post(format!("{partner}/codes")).json(&code));
    let status = staff.put(operator_path(LAKESIDE, "account-status")).json(&json!({ "status": "Allowed" }));
    story.step("O5", "set_account_status", &status);
    let imported = server.new_customer();
    let nonprofit = staff.post(operator_path(&imported, "nonprofit"));
    story.step("O6", "update_customer_qualification", &nonprofit);
    let asks = server.new_customer_in("E?");
    let decision =
        staff.post(operator_path(&asks, "education/decision")).json(&json!({ "decision": "approve" }));
    story.step("O7", "update_customer_qualification", &decision);
    let roles = json!({ "user": LAKESIDE, "roles": [] });
    story.step(
        "O8",
        "set_directory_roles",
        &staff.put(operator_path(LAKESIDE, "directory-roles")).json(&roles),
    );
    let decisions = staff.get(operator_path(&asks, "decisions")).send().expect(200).json();
    let id = decisions["items"][0]["id"].as_str().expect("a decision");
    story.step("O10", "view_decision", &staff.get(format!("/operator/v1/decisions/{id}")));
    story.step("O12", "accept_dataset", &staff.post("/operator/v1/datasets/free/accept"));
    let preview = staff.post("/operator/v1/vetting/preview").json(&json!({ "legalName": "Lakeside School" }));
    story.step("O13", "preview", &preview);
    let of_nobody = trail(server).into_iter().filter(|it| it["operation"] == "accept_dataset");
    let partners: Vec<Value> = of_nobody.map(|it| it["partnerId"].clone()).collect();
    assert_eq!(partners, ["00000000-0000-0000-0000-000000000000"], "an act without a partner");
    let nobody = staff.put("/operator/v1/partners/00000000-0000-0000-0000-000000000000").json(&put);
    nobody.send().assert_error(400, 3000);
}

fn a_request_is_reviewed(story: &Story<'_>) {
    let server = story.server;
    let customer = server.new_customer_in("E?");
    let review = review_of(server, &customer);
    let own = format!("/partner/v1/customers/{customer}/reviews/{review}");
    let (user, staff) = (server.user(), server.staff());
    story.step("R2", "view_review", &staff.get(format!("/operator/v1/reviews/{review}")));
    story.review("R3", RITA, &review, "claim", &json!({}));
    story.review("R4", RITA, &review, "renew", &json!({}));
    story.review("R5", RITA, &review, "release", &json!({}));
    story.review("R11", RITA, &review, "notes", &json!({ "text": "Look at the charter." }));
    story.review("R3", RITA, &review, "claim", &json!({}));
    story.review("R6", RITA, &review, "ask", &json!({ "items": ["the charter"] }));
    let added = story.step("R21", "act_on_review", &user.post(format!("{own}/documents")).body(PDF)).json();
    let document = added["documents"][0]["id"].as_str().expect("a document").to_owned();
    let look = staff.get(format!("/operator/v1/reviews/{review}/documents/{document}"));
    story.step("R14", "view_review", &look);
    let reply = user.post(format!("{own}/reply")).json(&json!({ "text": "It is attached." }));
    story.step("R18", "act_on_review", &reply);
    story.review("R3", RITA, &review, "claim", &json!({}));
    story.review("R7", RITA, &review, "decide", &denial());
    let appeal = user.post(format!("{own}/appeal")).json(&json!({ "text": "That is wrong." }));
    story.step("R19", "act_on_review", &appeal);
    let taken_back = server.new_customer_in("E?");
    let review = review_of(server, &taken_back);
    let path = format!("/partner/v1/customers/{taken_back}/reviews/{review}/withdraw");
    story.step("R20", "act_on_review", &user.post(path));
}

fn two_people_decide(story: &Story<'_>) {
    let (server, staff) = (story.server, story.server.staff());
    let opened = |customer: &str| {
        let open = staff.post(operator_path(customer, "reviews")).json(&json!({ "text": "Closed?" }));
        let review = story.step("R15", "act_on_review", &open).json();
        let review = review["id"].as_str().expect("an id").to_owned();
        story.review("R3", RITA, &review, "claim", &json!({}));
        story.review("R7", RITA, &review, "decide", &denial());
        review
    };
    let confirmed = opened(&server.new_customer_in("E+"));
    story.review("R8", RAJ, &confirmed, "confirm", &json!({}));
    let disputed = opened(&server.new_customer_in("E+"));
    story.review("R9", RAJ, &disputed, "disagree", &json!({ "text": "It moved." }));
    let case = |customer: &str| review_of(server, customer);
    let escalated = case(&server.new_customer_in("E?"));
    story.review("R3", RITA, &escalated, "claim", &json!({}));
    story.review("R10", RITA, &escalated, "escalate", &json!({ "text": "For a lead." }));
    story.review("R12", OLGA, &escalated, "withdraw", &json!({}));
    let alike = json!({ "reviews": [case(&server.new_customer_in("E?"))], "decision": denial() });
    let rita = server.with_token_for(&json!({ "kind": "staff", "user": RITA }));
    let decided = story.step("R13", "act_on_review", &rita.post("/operator/v1/reviews/decide").json(&alike));
    assert!(!decided.text().contains("error"), "{}", decided.text());
}
