//! The secret key: lost, exchanged, given up.

use std::fs;

use serde_json::json;

use crate::program::{Desk, Ended};

const KEY: &str = "qualify-data/secret.key";

/// Starts a sandbox that must not start.
fn refused(desk: &Desk, more: &[&str]) -> Ended {
    let mut arguments = vec!["serve", "--sandbox", "--listen", "127.0.0.1:0"];
    arguments.extend(more);
    desk.start(&arguments).expect_err("the service starts")
}

/// A sandbox that ran, with a customer's token of a page in hand.
fn used() -> Desk {
    let desk = Desk::new();
    desk.start_sandbox(&[]).stop();
    desk
}

#[test]
fn trust_11_a_lost_secret_is_not_replaced_in_silence() {
    let desk = used();
    fs::remove_file(desk.path(KEY)).unwrap();
    let ended = refused(&desk, &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    for part in [
        KEY,
        "is gone",
        "backup",
        "store.secret_key_file",
        "--new-secret",
        "rotate-secret",
        "paging",
        "password",
    ] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
    assert!(!desk.path(KEY).exists(), "a refused start makes no secret");
    refused(&desk, &[]);
}

#[test]
fn trust_11_another_secret_is_refused_and_the_right_one_is_taken_again() {
    let desk = used();
    let right = fs::read(desk.path(KEY)).unwrap();
    fs::write(desk.path(KEY), [7; 32]).unwrap();
    let ended = refused(&desk, &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    for part in [KEY, "another secret", "--new-secret", "rotate-secret"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
    assert_eq!(fs::read(desk.path(KEY)).unwrap(), [7; 32], "the file stays as it was");
    fs::write(desk.path(KEY), right).unwrap();
    desk.start_sandbox(&[]).stop();
}

#[test]
fn trust_11_a_new_secret_is_taken_when_it_is_asked_for_and_only_then() {
    let desk = used();
    let ended = refused(&desk, &["--new-secret"]);
    assert_eq!(ended.code, Some(2), "nothing was lost: {}", ended.stderr);
    assert!(ended.stderr.contains("Leave the flag out"), "{}", ended.stderr);

    // Lost: a new one is made.
    let before = fs::read(desk.path(KEY)).unwrap();
    fs::remove_file(desk.path(KEY)).unwrap();
    let ended = desk.start_sandbox(&["--new-secret"]).stop();
    assert!(ended.stderr.contains("given up") && ended.stderr.contains("rotate-secret"), "{}", ended.stderr);
    assert_ne!(fs::read(desk.path(KEY)).unwrap(), before);
    desk.start_sandbox(&[]).stop();

    // Exchanged: the one that is there is taken.
    fs::write(desk.path(KEY), [7; 32]).unwrap();
    desk.start_sandbox(&["--new-secret"]).stop();
    assert_eq!(fs::read(desk.path(KEY)).unwrap(), [7; 32]);
    desk.start_sandbox(&[]).stop();
}

#[test]
fn trust_11_a_store_of_before_takes_its_secret_and_misses_it_later() {
    // No fingerprint was kept: the database is of an earlier version.
    let desk = used();
    let forget = || {
        let connection = rusqlite::Connection::open(desk.path("qualify-data/qualify.db")).unwrap();
        connection.execute("DELETE FROM settings WHERE name = 'secret.fingerprint'", []).unwrap()
    };
    assert_eq!(forget(), 1);
    desk.start_sandbox(&[]).stop();
    assert_eq!(forget(), 1, "the fingerprint is kept from now on");
    fs::remove_file(desk.path(KEY)).unwrap();
    assert_eq!(refused(&desk, &[]).code, Some(1));
}

#[test]
fn trust_11_no_file_and_no_variable_gives_a_secret_up() {
    let desk = Desk::new().with_file("qualify.toml", "[store]\nnew_secret = true\n");
    let ended = desk.run(&["check-config", "--sandbox", "--config", "qualify.toml"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("new_secret"), "{}", ended.stderr);
    // A database that goes with its process is always new, whatever secret there is.
    let desk = Desk::new();
    for _ in 0..2 {
        let service = desk.start_sandbox(&["--database", "sqlite::memory:"]);
        assert_eq!(service.connect().get("/readyz").unwrap(), json!({ "status": "ready" }));
        service.stop();
    }
}
