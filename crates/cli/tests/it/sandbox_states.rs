//! `qualify sandbox faults`, `requests` and `snapshot`: what a sandbox does wrong, remembers and comes back to.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::program::SCHOOL;
use crate::sandbox_powers::{apply, noted, records, refused, sandbox, shown, start};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

#[test]
fn faults_are_added_shown_used_up_and_cleared() {
    let (desk, service) = start();
    assert_eq!(shown(&desk, &["faults"]), "[]\n");
    let busy =
        ["faults", "add", "--match", "/v1/customers", "--method", "GET", "--status", "503", "--times", "2"];
    shown(&desk, &busy);
    let late = shown(&desk, &["faults", "add", "--match", "/v1", "--delay-ms", "1", "--drop", "after"]);
    let late = parsed(&late);
    assert_eq!(late[0], json!({ "match": "/v1/customers", "method": "GET", "status": 503, "times": 2 }));
    assert_eq!(late[1], json!({ "match": "/v1", "times": 1, "delayMs": 1, "drop": "after" }));
    let answer = service.connect_as_user().send("GET", SCHOOL, &[], None).unwrap();
    assert_eq!(answer.status, 503);
    assert_eq!(parsed(&shown(&desk, &["faults", "show"]))[0]["times"], 1);
    assert_eq!(shown(&desk, &["faults", "clear"]), "[]\n");
    assert_eq!(records(&service), 0);
}

#[test]
fn a_fault_is_added_for_one_partner_and_says_when_to_come_back() {
    let (desk, service) = start();
    let southgate = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";
    let words = ["faults", "add", "--match", "/v1", "--status", "429", "--retry-after", "7"];
    let added = parsed(&shown(&desk, &[&words[..], &["--partner", southgate]].concat()));
    let expected =
        json!([{ "match": "/v1", "status": 429, "retryAfter": 7, "partner": southgate, "times": 1 }]);
    assert_eq!(added, expected);
    assert_eq!(records(&service), 0, "another partner's requests are not hit");
    assert_eq!(parsed(&shown(&desk, &["faults"])), expected);
    let unknown = ["--partner", "00000000-0000-4000-8000-000000000001"];
    refused(&desk, &[&words[..], &unknown].concat(), &["the faults were not set", "one of the sandbox's"]);
    let no_id = sandbox(&desk, &[&words[..], &["--partner", "northlight.example"]].concat());
    assert_eq!(no_id.code, Some(2), "{}", no_id.stderr);
    assert_eq!(sandbox(&desk, &["faults", "add", "--match", "/v1", "--retry-after", "7"]).code, Some(2));
}

#[test]
fn faults_are_set_from_the_command_line_a_file_or_stdin() {
    let (desk, _service) = start();
    let list = |number: u32| json!([{ "match": "/v1", "status": 429, "times": number }]);
    let desk = desk.with_file("faults.json", &list(2).to_string()).with_file("text", "hello");
    assert_eq!(parsed(&shown(&desk, &["faults", "set", &list(1).to_string()])), list(1));
    assert_eq!(parsed(&shown(&desk, &["faults", "set", "@faults.json"])), list(2));
    let mut command = desk.command(&["sandbox", "faults", "set", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(list(3).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), list(3));
    for (source, said) in
        [("hello", "is no JSON"), ("@text", "text is no JSON"), ("@missing", "cannot be read")]
    {
        let ended = sandbox(&desk, &["faults", "set", source]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{source}: {}", ended.stderr);
    }
    refused(
        &desk,
        &["faults", "add", "--match", "/v1", "--status", "404"],
        &["the faults were not set", "429, 500 or 503"],
    );
    refused(&desk, &["faults", "set", "{}"], &["the faults were not set"]);
    assert_eq!(parsed(&shown(&desk, &["faults"])), list(3), "nothing was changed");
    let both = ["faults", "add", "--match", "/v1", "--status", "503", "--drop", "before"];
    assert_eq!(sandbox(&desk, &both).code, Some(2));
}

#[test]
fn the_exchanges_are_a_table_or_the_answer_as_it_is() {
    let (desk, service) = start();
    let headers = [("MS-PartnerCenter-Client", "Billing \u{41}pp")];
    let mut connection = service.connect_as_user();
    connection.send("GET", SCHOOL, &headers, None).unwrap().expect(200).unwrap();
    connection.send("GET", "/v1/customers/all/orders", &headers, None).unwrap().expect(404).unwrap();
    let table = shown(&desk, &["requests", "--path", "/v1/customers"]);
    let lines: Vec<&str> = table.lines().collect();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        words(lines[0]),
        ["ID", "AT", "STATUS", "CODE", "MS", "METHOD", "PATH", "WHO", "CLIENT", "FAULT"]
    );
    let newest_first = [["404", "1000", "GET", "/v1/customers/all/orders"], ["200", "-", "GET", SCHOOL]];
    for (line, expected) in lines[1..].iter().zip(newest_first) {
        let words = words(line);
        let seen = [2, 3, 5, 6].map(|column| words[column].as_str());
        assert_eq!(seen, expected, "{table}");
        assert!(line.ends_with("Billing App"), "{table}");
    }
    assert!(lines[2].contains("ana@northlight.example"), "{table}");
    assert_eq!(lines[3], "");
    assert!(lines[4].contains("does not serve (1 time, by Billing App)"), "{table}");
    assert_eq!(lines.len(), 5, "{table}");
    let answer =
        parsed(&shown(&desk, &["requests", "--output", "json", "--client", "billing", "--limit", "1"]));
    assert_eq!(answer["requests"].as_array().unwrap().len(), 1);
    assert_eq!(answer["requests"][0]["request"]["headers"]["ms-partnercenter-client"], "Billing App");
    assert_eq!(answer["complete"], true);
    assert!(!shown(&desk, &["requests", "--client", "somebody else"]).contains("Billing"));
    refused(&desk, &["requests", "--limit", "0"], &["the exchanges are not shown", "limit"]);
}

#[test]
fn new_exchanges_are_followed_until_an_interrupt() {
    let (desk, service) = start();
    let headers = [("MS-PartnerCenter-Client", "Billing")];
    let mut connection = service.connect_as_user();
    connection.send("GET", "/v1/customers", &headers, None).unwrap().expect(200).unwrap();
    let mut following = desk.start(&["sandbox", "requests", "--follow", "--client", "billing"]).unwrap();
    assert!(following.first_line.starts_with("ID "), "{}", following.first_line);
    let words = ["sandbox", "requests", "--follow", "--limit", "1", "--output", "json"];
    let from_the_last = desk.start(&words).unwrap();
    assert_eq!(parsed(&from_the_last.first_line)["path"], "/v1/customers", "the last one is shown first");
    connection.send("GET", SCHOOL, &headers, None).unwrap().expect(200).unwrap();
    connection.send("GET", "/v1/customers/x", &[("MS-PartnerCenter-Client", "Other")], None).unwrap();
    connection.send("GET", "/v1/customers/all/orders", &headers, None).unwrap().expect(404).unwrap();
    let mut text = following.read_until("Billing\n");
    if text.lines().count() < 3 {
        text.push_str(&following.read_until("Billing\n"));
    }
    let shown: Vec<&str> = text.lines().filter(|line| line.contains(" GET ")).collect();
    assert!(shown[0].contains(SCHOOL) && shown[0].contains(" 200 "), "the oldest first: {text}");
    assert!(shown[1].contains("/v1/customers/all/orders") && shown[1].contains(" 1000 "), "{text}");
    assert!(!text.contains("/v1/customers/x"), "{text}");
    for (following, code) in [(following, Some(0)), (from_the_last, Some(0))] {
        following.signal("INT");
        assert_eq!(following.wait().code, code);
    }
}

#[test]
fn a_sandbox_that_keeps_no_exchange_says_so_beside_the_table() {
    let desk = crate::program::Desk::new().with_variable("QUALIFY_SANDBOX__RECORD_REQUESTS", "never");
    let _service = desk.start_sandbox(&[]);
    let ended = sandbox(&desk, &["requests"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains("sandbox.record_requests"), "{}", ended.stderr);
}

#[test]
fn a_snapshot_is_taken_restored_listed_and_deleted() {
    let (desk, service) = start();
    shown(&desk, &["clock", "pause"]);
    shown(&desk, &["clock", "set", "2031-03-01T09:00:00Z"]);
    assert!(
        noted(&desk, &["snapshot", "take", "before-import"]).starts_with("snapshot before-import is taken: ")
    );
    apply(&service);
    shown(&desk, &["clock", "advance", "60"]);
    assert_eq!(records(&service), 1);
    let said = noted(&desk, &["snapshot", "restore", "before-import"]);
    assert!(said.contains("before-import") && said.contains("2031-03-01T09:00:00Z"), "{said}");
    assert_eq!(records(&service), 0);
    assert_eq!(shown(&desk, &["clock"]), "2031-03-01T09:00:00Z paused\n");
    let table = shown(&desk, &["snapshot", "list"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["NAME", "TAKEN", "CLOCK", "CUSTOMERS", "BYTES"]);
    assert_eq!(
        (lines[1][0], lines[1][2], lines[1][3]),
        ("before-import", "2031-03-01T09:00:00Z", "8"),
        "{table}"
    );
    let answer = parsed(&shown(&desk, &["snapshot", "list", "--output", "json"]));
    assert_eq!(answer["items"][0]["name"], "before-import");
    assert_eq!(noted(&desk, &["snapshot", "delete", "before-import"]), "snapshot before-import is deleted\n");
    let gone = ["snapshot", "restore", "before-import"];
    refused(&desk, &gone, &["nothing was restored", "There is no snapshot", "snapshot list"]);
    refused(&desk, &["snapshot", "delete", "before-import"], &["no snapshot was deleted"]);
    for name in ["Upper", "a b", "a/b", "ü"] {
        refused(&desk, &["snapshot", "take", name], &["no snapshot was taken", "lower-case letters"]);
    }
    assert_eq!(sandbox(&desk, &["snapshot", "take", ".."]).code, Some(2));
}
