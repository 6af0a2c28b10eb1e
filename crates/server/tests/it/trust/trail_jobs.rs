//! What the service does by itself leaves a record in the operators' trail too.
//!
//! To add a job: a case below, or the first test fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qualify_testkit::seed::{BIBLIOTEKA, LAKESIDE};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Receiver, TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use super::trail::trail;

const ZIELONA: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c05";
const DAY_SECONDS: u64 = 24 * 3600;
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// Each job, and the operation of the record that it is known by. What becomes of a draft is told beside its job.
const JOBS: [(&str, &str); 8] = [
    ("drafts", "act_on_review"),
    ("decisions", "update_customer_qualification"),
    ("datasets", "change_datasets"),
    ("reviews", "act_on_review"),
    ("reverification", "act_on_review"),
    ("documents", "delete_document"),
    ("dispatcher", "disable_webhook"),
    ("housekeeping", "erase_texts"),
];

#[test]
fn trust_12_every_job_has_a_case() {
    let source = include_str!("../../../src/jobs/mod.rs");
    let spawned: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("tasks.spawn(")?.split_once("::run(").map(|(job, _)| job))
        .collect();
    assert_eq!(spawned, JOBS.map(|(job, _)| job).into(), "each job leaves a record, of which a test tells");
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
    fs::write(file, text).expect("it is written");
}

fn service(folder: &Path) -> TestServer {
    write(
        folder,
        "manifest.json",
        r#"{"format":1,"sources":[
            {"id":"swot","kind":"swot-tree","path":"swot","asOf":"2026-11-01","licence":"MIT"}]}"#,
    );
    write(folder, "swot/org/hillside-school.txt", "Hillside School");
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.vetting.datasets_dir = Some(folder.to_owned());
        config.vetting.datasets_poll_seconds = 1;
    })
}

fn ask(server: &TestServer, customer: &str) {
    let path = format!("/v1/customers/{customer}/qualifications");
    server.user().post(path).json(&json!({ "qualification": "Education" })).send().expect(201);
}

/// The case of a customer once it is in the queue.
fn case(server: &TestServer, customer: &str) -> String {
    let queued = || {
        let page = server.staff().get("/operator/v1/reviews").send().expect(200).json();
        let items = page["items"].as_array().expect("a list").clone();
        items.into_iter().find(|item| item["customerId"] == customer)
    };
    wait_until("a person has to decide", || queued().is_some());
    queued().expect("it is there")["id"].as_str().expect("an id").to_owned()
}

/// Whether the job has left its record.
fn is_noted(server: &TestServer, job: &str, matches: impl Fn(&Value) -> bool) -> bool {
    let (_, operation) = JOBS.into_iter().find(|(name, _)| *name == job).expect("a job of the table");
    trail(server).iter().any(|record| record["operation"] == operation && matches(record))
}

#[test]
fn trust_12_what_the_service_does_by_itself_leaves_a_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    let receiver = Receiver::answering(|_| 410);
    server.user().post("/partner/v1/webhooks").json(&json!({ "url": receiver.url() })).send().expect(201);
    // Decided by the rules, and told to a receiver that is gone.
    ask(&server, LAKESIDE);
    wait_until("the rules' decision", || {
        is_noted(&server, "decisions", |it| it["actor"] == "policy rules" && it["customerId"] == LAKESIDE)
    });
    wait_until("a receiver that is told no more", || {
        is_noted(&server, "dispatcher", |it| it["details"]["Because"] == "gone")
    });
    // An approval by a list that distrusts the school later.
    let mut body = new_customer_body("hillside.onmicrosoft.com", "Hillside School");
    body["billingProfile"]["email"] = json!("it@hillside-school.org");
    let school = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    let school = school["id"].as_str().expect("an id").to_owned();
    ask(&server, &school);
    wait_until("the school is approved", || server.state_of(&school) == "E+");
    write(folder.path(), "swot/stoplist.txt", "hillside-school.org");
    wait_until("other versions of datasets", || {
        is_noted(&server, "datasets", |it| {
            it["details"]["Versions"].as_str().is_some_and(|it| it.contains("swot"))
        })
    });
    wait_until("the approval is looked at again", || {
        is_noted(&server, "reverification", |it| {
            it["customerId"] == school.as_str() && it["details"]["Action"] == "reverification"
        })
    });
    time_passes(&server);
}

/// A lease ends; a document and what was written about a request go.
fn time_passes(server: &TestServer) {
    for customer in [BIBLIOTEKA, ZIELONA] {
        ask(server, customer);
    }
    let held = case(server, ZIELONA);
    let rita = server.with_token_for(&json!({ "kind": "staff", "user": "rita@qualify.example" }));
    rita.post(format!("/operator/v1/reviews/{held}/claim")).json(&json!({})).send().expect(200);
    let own = format!("/partner/v1/customers/{BIBLIOTEKA}/reviews/{}", case(server, BIBLIOTEKA));
    server.user().post(format!("{own}/documents")).body(PDF).send().expect(201);
    server.user().post(format!("{own}/withdraw")).send().expect(200);
    server.advance_clock(800 * DAY_SECONDS);
    wait_until("the lease ends", || {
        is_noted(server, "reviews", |it| {
            it["details"]["Action"] == "time" && it["details"]["Review"] == held.as_str()
        })
    });
    wait_until("the document goes", || is_noted(server, "documents", |it| it["customerId"] == BIBLIOTEKA));
    wait_until("the texts go", || {
        is_noted(server, "housekeeping", |it| it["partnerId"] == "00000000-0000-0000-0000-000000000000")
    });
}
