//! Datasets of a running service: what operators see of them, what the guards hold back, and decisions that name them.

use std::fs;
use std::path::Path;

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
