//! `qualify decisions`, beside a service that runs.

use serde_json::{Value, json};

use crate::program::{Desk, Service};

const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const SCHOOL_ID: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

/// A sandbox in which the school was approved at once.
fn decided(desk: &Desk) -> Service {
    let service = desk.start_sandbox(&[]);
    let path = format!("/v1/customers/{SCHOOL_ID}/qualification");
    let answer = service.connect_as_user().send("PUT", &path, &[], Some(&json!(1)));
    answer.and_then(|answer| answer.expect(200)).expect("the policy approves");
    service
}

fn approving() -> Desk {
    Desk::new().with_variable("QUALIFY_VETTING__POLICY", "approve_all")
}

/// The arguments of a list about the school.
fn list(more: &[&'static str]) -> Vec<&'static str> {
    let mut arguments = vec!["decisions", "list", "--partner", NORTHLIGHT, "--customer", SCHOOL_ID];
    arguments.extend(more);
    arguments
}

#[test]
fn the_decisions_of_a_running_service_are_verified_and_listed() {
    let desk = approving();
    let service = decided(&desk);
    let ended = desk.run(&["decisions", "verify"]);
    let whole = "partners: 1\ndecisions: 1\nwithout their texts: 0\nfaults: 0\n";
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), whole, ""));
    let ended = desk.run(&list(&["--output", "json"]));
    let listed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((listed[0]["outcome"].as_str(), listed[0]["sequence"].as_u64()), (Some("approve"), Some(1)));
    assert_eq!(listed[0]["texts"]["explanation"], "Every request is approved.");
    let ended = desk.run(&list(&[]));
    assert!(ended.stdout.starts_with("DECIDED") && ended.stdout.contains("policy approve_all"));
    assert!(ended.stdout.contains(listed[0]["id"].as_str().unwrap()), "{}", ended.stdout);
    service.stop();
    assert_eq!(desk.run(&["decisions", "verify", "--data-dir", "qualify-data"]).stdout, whole);
}

#[test]
fn a_changed_decision_is_named_and_ends_with_1() {
    let desk = approving();
    decided(&desk).stop();
    let listed: Value = serde_json::from_str(&desk.run(&list(&["--output", "json"])).stdout).unwrap();
    let connection = rusqlite::Connection::open(desk.path("qualify-data/qualify.db")).unwrap();
    connection
        .execute_batch("DROP TRIGGER decisions_do_not_change; UPDATE decisions SET outcome = 'deny'")
        .unwrap();
    let ended = desk.run(&["decisions", "verify"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.ends_with("faults: 1\n"), "{}", ended.stdout);
    for part in [listed[0]["id"].as_str().unwrap(), "was changed", "backup"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn wrong_places_and_ids_are_said() {
    let desk = Desk::new();
    let ended = desk.run(&["decisions", "verify"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("--data-dir"), "{}", ended.stderr);
    let ended = desk.run(&["decisions", "list", "--partner", "x", "--customer", SCHOOL_ID]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("--partner"), "{}", ended.stderr);
    desk.start_sandbox(&[]).stop();
    let ended = desk.run(&list(&["--output", "json"]));
    assert_eq!((ended.code, ended.stdout.trim()), (Some(0), "[]"));
}

#[test]
fn what_lies_where_nothing_can_be_written_is_read_and_never_past_its_log() {
    let desk = approving();
    let service = decided(&desk);
    // As a mounted backup of a service that was killed. Not even root writes through a link that SQLite does not follow.
    std::fs::create_dir(desk.path("mounted")).unwrap();
    for name in ["qualify.db", "qualify.db-wal"] {
        std::fs::copy(desk.path("qualify-data").join(name), desk.path("mounted").join(name)).unwrap();
        desk.set_mode(&format!("mounted/{name}"), 0o400);
    }
    assert!(std::fs::metadata(desk.path("mounted/qualify.db-wal")).unwrap().len() > 0, "the log holds it");
    std::os::unix::fs::symlink("/nowhere/at/all", desk.path("mounted/qualify.db-shm")).unwrap();
    desk.set_mode("mounted", 0o500);
    let whole = "partners: 1\ndecisions: 1\nwithout their texts: 0\nfaults: 0\n";
    let verified = desk.run(&["decisions", "verify", "--data-dir", "mounted"]);
    let copied = desk.run(&["db", "backup", "copy.db", "--data-dir", "mounted"]);
    desk.set_mode("mounted", 0o700);
    assert_eq!((verified.code, verified.stdout.as_str()), (Some(0), whole), "{}", verified.stderr);
    assert_eq!(copied.code, Some(0), "{}", copied.stderr);
    assert_eq!(desk.run(&["decisions", "verify", "--database", "sqlite:copy.db"]).stdout, whole);
    service.stop();
}
