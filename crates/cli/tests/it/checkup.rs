//! `qualify sandbox checkup`: what it says, how it ends, and that the page has the rules.

use std::fs;

use serde_json::{Value, json};

use crate::program::{Desk, SCHOOL, root};
use crate::sandbox_powers::{apply, sandbox, shown, start};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_finding_is_shown_with_its_exchange_and_a_clean_client_with_nothing() {
    let (desk, service) = start();
    assert_eq!(shown(&desk, &["checkup"]), "no findings; looked at 0 exchanges of 0 clients\n");
    let headers = [("User-Agent", "Clean/1"), ("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01")];
    let body = json!({ "qualification": "Education", "educationSegment": "K12" });
    let mut connection = service.connect_as_user();
    connection.send("POST", SCHOOL, &headers, Some(&body)).unwrap().expect(201).unwrap();
    assert_eq!(shown(&desk, &["checkup"]), "no findings; looked at 1 exchange of 1 client\n");
    service.connect_as_user().send("POST", SCHOOL, &[], Some(&body)).unwrap().expect(409).unwrap();
    let found = sandbox(&desk, &["checkup", "--output", "table"]);
    assert_eq!((found.code, found.stderr.as_str()), (Some(1), ""), "{}", found.stdout);
    let lines: Vec<&str> = found.stdout.lines().collect();
    assert!(lines[0].starts_with("write-without-request-id: unknown, application "), "{}", found.stdout);
    assert!(lines[1].starts_with("  A write had no MS-RequestId"), "{}", found.stdout);
    assert!(lines.iter().all(|line| line.chars().count() < 220), "{}", found.stdout);
    let row = lines.iter().find(|line| line.contains(SCHOOL)).expect("the exchange");
    assert!(row.starts_with("  1   20") && row.ends_with("no id"), "{}", found.stdout);
    assert_eq!(lines.last(), Some(&"1 finding; looked at 2 exchanges of 2 clients"));
    assert!(shown(&desk, &["checkup", "--client", "clean"]).starts_with("no findings; looked at 1 "));
    let nobody = sandbox(&desk, &["checkup", "--client", "claen"]);
    assert_eq!(nobody.code, Some(1), "a name that nobody has is no clean client: {}", nobody.stdout);
    assert!(nobody.stderr.contains("holds \"claen\""), "{}", nobody.stderr);
    let json = sandbox(&desk, &["checkup", "--output", "json"]);
    assert_eq!(json.code, Some(1));
    let answer = parsed(&json.stdout);
    assert_eq!(answer["findings"][0]["exchanges"][0]["id"], 1, "{answer}");
    let nowhere = ["checkup", "--partner", "00000000-0000-0000-0000-000000000001"];
    let refused = sandbox(&desk, &nowhere);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("nothing was looked at"), "{}", refused.stderr);
}

#[test]
fn exchanges_that_were_not_kept_are_said() {
    let desk = Desk::new().with_variable("QUALIFY_SANDBOX__RECORD_REQUESTS", "never");
    let service = desk.start_sandbox(&[]);
    apply(&service);
    let ended = sandbox(&desk, &["checkup"]);
    assert_eq!((ended.code, ended.stdout.starts_with("no findings; looked at 0")), (Some(0), true));
    assert!(ended.stderr.contains("sandbox.record_requests"), "{}", ended.stderr);
}

#[test]
fn the_page_has_the_rules_of_the_program() {
    let (desk, _service) = start();
    let answer = parsed(&shown(&desk, &["checkup", "--output", "json"]));
    let row = |rule: &Value| {
        format!("| `{}` | {} |", rule["name"].as_str().unwrap(), rule["says"].as_str().unwrap())
    };
    let rules: Vec<String> = answer["rules"].as_array().unwrap().iter().map(row).collect();
    let page = fs::read_to_string(root().join("docs/sandbox.md")).expect("the page is there");
    let table = page.split("| rule | what it says |").nth(1).expect("the table of rules");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| `"));
    assert_eq!(rows.collect::<Vec<_>>(), rules);
}
