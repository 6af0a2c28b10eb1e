//! Datasets of a running service: what operators see of them, what the guards hold back, and decisions that name them.

use std::fs;
use std::path::Path;

use qualify_server::Looker;
use qualify_testkit::{TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

const MANIFEST: &str = r#"{"format":1,"sources":[
    {"id":"swot","kind":"swot-tree","path":"swot","asOf":"2026-11-01","licence":"MIT"},
    {"id":"free","kind":"domain-lines","path":"free.txt","proves":["public-mailbox"]}]}"#;

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
    fs::write(file, text).expect("it is written");
}

fn mailboxes(folder: &Path, count: usize) {
    let lines: Vec<String> = (0..count).map(|number| format!("mail-{number}.net")).collect();
    write(folder, "free.txt", &lines.join("\n"));
}

fn service(folder: &Path) -> TestServer {
    write(folder, "manifest.json", MANIFEST);
    write(folder, "swot/org/old-school.txt", "Old School");
    mailboxes(folder, 20);
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.vetting.datasets_dir = Some(folder.to_owned());
        config.vetting.datasets_poll_seconds = 1;
    })
}

fn preview(server: &TestServer, name: &str, host: &str) -> Value {
    let body = json!({"legalName": name, "domain": host});
    server.staff().post("/operator/v1/vetting/preview").json(&body).send().expect(200).json()
}

fn datasets(server: &TestServer) -> Value {
    server.staff().get("/operator/v1/datasets").send().expect(200).json()
}

#[test]
fn what_changes_in_the_folder_is_taken_without_a_restart_and_named_by_decisions() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    assert_eq!(preview(&server, "Old School", "old-school.org")["reasonCode"], "EDU_DATASET");
    let before = datasets(&server);
    assert_eq!(before["sources"][0]["id"], "swot");
    assert_eq!(before["sources"][0]["licence"], "MIT");
    write(folder.path(), "swot/org/new-school.txt", "New School");
    wait_until("the new school is known", || {
        preview(&server, "New School", "new-school.org")["reasonCode"] == "EDU_DATASET"
    });
    let after = datasets(&server);
    assert_ne!(before["sources"][0]["version"], after["sources"][0]["version"]);
    let consulted = &preview(&server, "New School", "new-school.org")["findings"]["sources"];
    let named =
        consulted.as_array().expect("a list").iter().find(|source| source["id"] == "swot").expect("the tree");
    let version = after["sources"][0]["version"].as_str().expect("a version");
    assert!(version.contains(named["hash"].as_str().expect("a hash")), "{version} {named}");
}

#[test]
fn a_version_that_lost_too_much_waits_for_an_operator() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    let reason = || preview(&server, "Lincoln High School", "mail-19.net")["reasonCode"].clone();
    let alarm = || datasets(&server)["sources"][1]["alarm"].clone();
    // The first look is over, so that there is a version to compare with.
    mailboxes(folder.path(), 21);
    wait_until("the list is read again", || datasets(&server)["sources"][1]["entries"] == 21);
    mailboxes(folder.path(), 5);
    wait_until("the alarm", || alarm().is_string());
    assert!(alarm().as_str().expect("a text").contains("from 21 to 5"));
    assert_eq!(reason(), "FREE_MAIL", "the version before it stays in use");
    let metrics = server.anonymous().get("/metrics").send().expect(200).text().to_owned();
    assert!(metrics.contains("qualify_dataset_alarms 1"), "{metrics}");
    server.staff().post("/operator/v1/datasets/nothing/accept").send().assert_error(404, 1000);
    let auditor = server.with_token_for(&json!({"kind": "staff", "roles": ["Auditor"]}));
    auditor.post("/operator/v1/datasets/free/accept").send().assert_error(403, 900_150);
    server.staff().post("/operator/v1/datasets/free/accept").send().expect(200);
    assert_eq!((alarm(), reason()), (Value::Null, json!("EDU_NO_EVIDENCE")));
}

/// A school of this name and domain that asks for Education and is approved.
fn approved_school(server: &TestServer, name: &str, domain: &str) -> String {
    let mut body = qualify_testkit::state::new_customer_body(
        &format!("{}.onmicrosoft.com", domain.replace('.', "-")),
        name,
    );
    body["billingProfile"]["email"] = json!(format!("it@{domain}"));
    let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    let customer = created["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/customers/{customer}/qualifications");
    server.user().post(&path).json(&json!({ "qualification": "Education" })).send().expect(201);
    wait_until("the rules approve", || server.state_of(&customer) == "E+");
    customer
}

fn reverifications(server: &TestServer) -> Vec<Value> {
    let page = server.staff().get("/operator/v1/reviews?kind=reverification").send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

#[test]
fn approvals_that_new_datasets_do_not_support_are_looked_at_by_people() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..20 {
        write(folder.path(), &format!("swot/org/school-{number}.txt"), &format!("School {number}"));
    }
    let server = service(folder.path());
    let customer = approved_school(&server, "School 7", "school-7.org");
    approved_school(&server, "School 8", "school-8.org");
    // Approvals are looked at after the first look at the datasets; that is over when a new version is taken.
    write(folder.path(), "swot/org/another.txt", "Another School");
    wait_until("the new version", || {
        preview(&server, "Another School", "another.org")["reasonCode"] == "EDU_DATASET"
    });
    server.wait_for_looks(Looker::Reverification, 1);
    assert!(reverifications(&server).is_empty(), "nothing has changed for the two");
    fs::remove_file(folder.path().join("swot/org/school-7.txt")).expect("it was there");
    wait_until("a case is opened", || !reverifications(&server).is_empty());
    let cases = reverifications(&server);
    assert_eq!(cases.len(), 1);
    assert_eq!(
        (&cases[0]["customerId"], &cases[0]["reasonCode"]),
        (&json!(customer), &json!("EDU_NO_EVIDENCE"))
    );
    assert_eq!(server.state_of(&customer), "E+", "it stands until people have decided");
    let review = cases[0]["id"].as_str().expect("an id");
    let shown = server.staff().get(format!("/operator/v1/reviews/{review}")).send().expect(200).json();
    assert!(shown["notes"][0]["text"].as_str().expect("a note").contains("would not any more"), "{shown}");
    let partners =
        server.user().get(format!("/partner/v1/customers/{customer}/reviews")).send().expect(200).json();
    assert_eq!(partners[0]["kind"], "reverification", "{partners}");
}

#[test]
fn approvals_that_have_reached_their_age_are_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "manifest.json", MANIFEST);
    write(folder.path(), "swot/org/old-school.txt", "Old School");
    mailboxes(folder.path(), 20);
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.vetting.datasets_dir = Some(folder.path().to_owned());
        config.reviews.reverify_after_days = 730;
    });
    let customer = approved_school(&server, "Old School", "old-school.org");
    server.advance_clock(729 * 24 * 3600);
    server.wait_for_looks(Looker::Reverification, 1);
    assert!(reverifications(&server).is_empty());
    server.advance_clock(2 * 24 * 3600);
    wait_until("a case is opened", || !reverifications(&server).is_empty());
    let cases = reverifications(&server);
    assert_eq!(
        (&cases[0]["customerId"], &cases[0]["reasonCode"]),
        (&json!(customer), &json!("REVERIFICATION_DUE"))
    );
    server.advance_clock(3 * 24 * 3600);
    server.wait_for_looks(Looker::Reverification, 1);
    assert_eq!(reverifications(&server).len(), 1, "it is open already");
}
