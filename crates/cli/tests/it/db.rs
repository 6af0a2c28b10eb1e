//! `qualify db status`, `migrate` and `move`, on files that a sandbox wrote.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;

use crate::program::{Desk, SCHOOL};

/// Enough for a move that takes longer than a kill.
const CUSTOMERS: u32 = 60_000;

/// Moments after its start at which a move is killed.
const KILLS_MS: [u64; 4] = [60, 150, 250, 400];

const MOVE: [&str; 6] = ["db", "move", "--from", "sqlite:qualify-data/qualify.db", "--to", "sqlite:moved.db"];

/// A desk with the data of a sandbox that was stopped, and the record that it made.
fn used() -> (Desk, serde_json::Value) {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "481516" });
    let mut connection = service.connect_as_user();
    let created = connection.send("POST", SCHOOL, &[], Some(&body)).and_then(|answer| answer.expect(201));
    let created = created.expect("the record is made");
    drop(connection);
    service.stop();
    (desk, created)
}

#[test]
fn what_was_moved_serves_as_before() {
    let (desk, created) = used();
    let ended = desk.run(&MOVE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("TABLE") && ended.stdout.contains("\ncustomers "), "{}", ended.stdout);
    assert!(ended.stderr.contains("rows arrived") && ended.stderr.contains("secret.key"), "{}", ended.stderr);
    let moved = desk.start_sandbox(&["--database", "sqlite:moved.db"]);
    assert_eq!(moved.connect_as_user().get(SCHOOL).unwrap(), json!([created]));
    // One that serves is read, and neither moved nor filled.
    let ended = desk.run(&["db", "status", "--database", "sqlite:moved.db"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("schema here: ") && ended.stdout.contains("\npartners: "),
        "{}",
        ended.stdout
    );
    let ended = desk.run(&["db", "move", "--from", "sqlite:moved.db", "--to", "sqlite:third.db"]);
    assert!(ended.code == Some(1) && ended.stderr.contains("a service uses the source"), "{}", ended.stderr);
    moved.stop();
    let ended = desk.run(&MOVE);
    assert!(ended.code == Some(1) && ended.stderr.contains("holds rows already"), "{}", ended.stderr);
}

#[test]
fn a_move_that_is_killed_goes_on_and_comes_to_the_same() {
    let (desk, _) = used();
    add_customers(&desk, CUSTOMERS);
    for moment in KILLS_MS {
        let mut child = desk
            .command(&MOVE)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        thread::sleep(Duration::from_millis(moment));
        child.kill().expect("it is ours");
        child.wait().expect("a child can be waited for");
    }
    let straight = desk.run(&["db", "move", "--from", MOVE[3], "--to", "sqlite:straight.db"]);
    assert_eq!(straight.code, Some(0), "{}", straight.stderr);
    // The last kill may have come too late.
    let ended = desk.run(&MOVE);
    if ended.code == Some(0) {
        assert_eq!(ended.stdout, straight.stdout);
    } else {
        assert!(ended.stderr.contains("holds rows already"), "{}", ended.stderr);
    }
    let tables = |file: &str| {
        let ended = desk.run(&["db", "status", "--database", file]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout.lines().filter(|line| !line.starts_with("bytes")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(tables("sqlite:moved.db"), tables("sqlite:straight.db"));
}

/// Gives the first partner of a sandbox that was stopped so many customers more, each with a record of its trail.
pub(crate) fn add_customers(desk: &Desk, count: u32) {
    let connection = Connection::open(desk.path("qualify-data/qualify.db")).expect("the database opens");
    connection
        .execute(
            "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?1)
             INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, has_ended, created_at)
             SELECT p.id, randomblob(16), x, x, x || '.example', x || '.example', 0, x
             FROM n, (SELECT id FROM partners LIMIT 1) p",
            [count],
        )
        .expect("rows like those of the service");
    connection
        .execute(
            "INSERT INTO audit_records (partner_id, ticks, application, operation, status, details, correlation_id, created_at)
             SELECT partner_id, 639028224000000000 + created_at, 'app', 'add_customer', 'succeeded', '[]',
                 zeroblob(16), 1 FROM customers WHERE domain LIKE '%.example' AND created_at <= ?1",
            [count],
        )
        .expect("rows like those of the service");
}

#[test]
fn what_is_no_database_of_this_program_is_said_with_what_to_do() {
    let desk = Desk::new();
    for (arguments, code, part) in [
        (&["db", "status"][..], 1, "there is no database"),
        (&["db", "migrate", "--database", "sqlite:none.db"], 1, "there is no database"),
        (&["db", "status", "--database", "sqlite::memory:"], 2, "private"),
        (&["db", "move", "--from", "sqlite:a.db", "--to", "sqlite:a.db"], 2, "the same"),
        (&["db", "move", "--from", "mysql:a", "--to", "sqlite:a.db"], 2, "--from"),
        (&["db", "move", "--from", "sqlite:a.db", "--to", "mysql:a"], 2, "--to"),
    ] {
        let ended = desk.run(arguments);
        assert!(ended.code == Some(code) && ended.stderr.contains(part), "{arguments:?}: {ended:?}");
    }
    let newer = Connection::open(desk.path("newer.db")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let ended = desk.run(&["db", "status", "--database", "sqlite:newer.db"]);
    assert!(ended.code == Some(1) && ended.stdout.contains("schema here: 99"), "{ended:?}");
    assert!(ended.stderr.contains("newer program"), "{}", ended.stderr);
    let ended = desk.run(&["db", "migrate", "--database", "sqlite:newer.db"]);
    assert!(ended.code == Some(1) && ended.stderr.contains("nothing was changed"), "{ended:?}");
}

#[test]
fn processes_that_migrate_at_once_leave_one_schema() {
    let (desk, _) = used();
    let commands: Vec<_> = (0..5)
        .map(|_| {
            let mut command = desk.command(&["db", "migrate"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
        })
        .collect();
    for child in commands {
        let ended = child.wait_with_output().expect("a child can be waited for");
        // One that comes while another one has the file is told so.
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() || told.contains("another qualify process"), "{told}");
    }
    assert_eq!(desk.run(&["db", "status"]).code, Some(0));
}
