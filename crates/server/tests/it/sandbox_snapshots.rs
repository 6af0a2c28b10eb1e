//! Named snapshots over the wire: state and clock as they were, tokens as they are.

use std::time::Instant;

use qualify_testkit::seed::{CODE, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use crate::paths::{qualification_with_code, qualifications};

#[track_caller]
fn take(server: &TestServer, name: &str) -> Value {
    server.anonymous().post(format!("/sandbox/snapshots/{name}")).send().expect(201).json()
}

#[track_caller]
fn restore(server: &TestServer, name: &str) -> Value {
    server.anonymous().post(format!("/sandbox/snapshots/{name}/restore")).send().expect(200).json()
}

fn clock(server: &TestServer) -> Value {
    server.anonymous().get("/sandbox/clock").send().expect(200).json()
}

#[test]
fn a_snapshot_brings_back_state_and_clock_and_keeps_tokens_good() {
    let server = TestServer::start();
    let customer = server.new_customer();
    server.user().put(qualification_with_code(&customer, CODE)).body("3").send().expect(200);
    let before = server.user().get("/v1/customers").send().json();
    let trail = server.user().get("/v1/auditrecords").send().expect(200).json();
    let taken = take(&server, "start");
    assert_eq!((&taken["name"], &taken["customers"]), (&json!("start"), &json!(9)));
    assert_eq!(taken["clock"], json!({ "now": "2024-03-15T12:00:00Z", "running": false }));
    assert!(taken["bytes"].as_u64().unwrap() > 0 && taken["takenAt"].is_string(), "{taken}");

    server.advance_clock(48 * 3600);
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3").send().expect(200);
    server.issue_code("5151", None);
    let suspended = json!({ "name": "Gone", "sandboxAccount": true, "status": "suspended" });
    server.staff().put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&suspended).send().expect(200);

    restore(&server, "start");
    assert_eq!(clock(&server), json!({ "now": "2024-03-15T12:00:00Z", "running": false }));
    assert_eq!(server.user().get("/v1/customers").send().expect(200).json(), before);
    assert_eq!(server.user().get("/v1/auditrecords").send().expect(200).json(), trail);
    assert_eq!((server.state_of(&customer), server.state_of(LAKESIDE)), ("G".to_owned(), "∅".to_owned()));
    assert_eq!(server.code_left(CODE), Some(1));
    server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3").send().expect(200);
}

/// Where the header of a database of SQLite holds the version of its schema.
const SCHEMA_PLACE: u64 = 60;

/// Makes a snapshot one of an early schema.
fn age_snapshot(server: &TestServer, name: &str) {
    use std::io::{Seek as _, SeekFrom, Write as _};
    if server.database().is_some() {
        let aged =
            server.beside().execute(&format!("UPDATE snapshots SET schema = 11 WHERE name = '{name}'"));
        assert_eq!(aged, 1);
        return;
    }
    let file = server.data_dir().join("qualify.db.snapshots").join(format!("{name}.db"));
    let mut file = std::fs::OpenOptions::new().write(true).open(file).expect("the snapshot");
    file.seek(SeekFrom::Start(SCHEMA_PLACE)).expect("it is long enough");
    file.write_all(&11_u32.to_be_bytes()).expect("it is written");
}

#[test]
fn a_snapshot_of_another_version_of_the_program_says_what_to_do_and_changes_nothing() {
    let server = TestServer::start();
    take(&server, "old");
    let customer = server.new_customer();
    age_snapshot(&server, "old");
    let error = server.anonymous().post("/sandbox/snapshots/old/restore").send().assert_error(409, 1_900_025);
    let text = error["description"].as_str().unwrap();
    assert!(text.contains("another version") && text.contains("Take the snapshot anew"), "{text}");
    assert_eq!(server.state_of(&customer), "∅", "it is there still");
    take_again(&server, "old");
    restore(&server, "old");
}

#[track_caller]
fn take_again(server: &TestServer, name: &str) {
    server.anonymous().post(format!("/sandbox/snapshots/{name}")).send().expect(200);
}

#[test]
fn a_record_in_review_is_decided_when_its_time_comes_again() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::ApproveAll;
        config.vetting.decision_delay_seconds = 3600;
    });
    let post = server.user().post(qualifications(LAKESIDE)).json(&json!({ "qualification": "Education" }));
    post.send().expect(201);
    take(&server, "in-review");
    for _ in 0..2 {
        server.advance_clock(3600);
        wait_until("the policy has decided", || server.state_of(LAKESIDE) == "E+");
        restore(&server, "in-review");
        assert_eq!(server.state_of(LAKESIDE), "E?");
        server.advance_clock(3599);
        assert_eq!(server.state_of(LAKESIDE), "E?");
        restore(&server, "in-review");
    }
}

#[test]
fn a_running_clock_goes_on_from_where_it_stood() {
    let server = TestServer::start();
    server.anonymous().put("/sandbox/clock").json(&json!({ "running": true })).send().expect(200);
    take(&server, "running");
    server.advance_clock(1_000_000);
    restore(&server, "running");
    let now = clock(&server);
    assert_eq!(now["running"], true);
    assert!(now["now"].as_str() < Some("2024-03-15T13"), "{now}");
    wait_until("the clock runs", || clock(&server)["now"].as_str() > now["now"].as_str());
}

#[test]
fn snapshots_and_the_restored_state_survive_a_restart() {
    let mut server = TestServer::start();
    take(&server, "start");
    server.advance_clock(60);
    let late = server.new_customer();
    server.restart();
    assert_eq!(clock(&server)["now"], "2024-03-15T12:01:00Z");
    restore(&server, "start");
    server.restart();
    assert_eq!(clock(&server), json!({ "now": "2024-03-15T12:00:00Z", "running": false }));
    server.user().get(format!("/v1/customers/{late}")).send().assert_error(404, 60_003);
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn snapshots_are_listed_replaced_and_deleted() {
    let server = TestServer::start();
    let list = || server.anonymous().get("/sandbox/snapshots").send().expect(200).json()["items"].clone();
    assert_eq!(list(), json!([]));
    take(&server, "b");
    let first = take(&server, "a");
    assert_eq!(list()[0], first);
    server.new_customer();
    let again = server.anonymous().post("/sandbox/snapshots/a").send().expect(200).json();
    assert_eq!(again["customers"], first["customers"].as_u64().unwrap() + 1);
    server.anonymous().delete("/sandbox/snapshots/a").send().expect(204);
    assert_eq!((list().as_array().unwrap().len(), &list()[0]["name"]), (1, &json!("b")));
    server.anonymous().post("/sandbox/reset").send().expect(200);
    assert_eq!(list().as_array().unwrap().len(), 1, "a reset keeps them");
}

#[test]
fn names_that_break_the_rule_and_names_that_are_unknown_are_refused() {
    let server = TestServer::start();
    let long = "a".repeat(65);
    for name in ["A-B", "a.b", "a_b", "a%2Fb", "a%20b", "%00", "%C3%A4", "%ff", &long] {
        for (method, end) in [("POST", ""), ("POST", "/restore"), ("DELETE", "")] {
            let path = format!("/sandbox/snapshots/{name}{end}");
            server.anonymous().request(method, path).send().assert_error(400, 3000);
        }
    }
    server.anonymous().post("/sandbox/snapshots/gone/restore").send().assert_error(404, 1000);
    server.anonymous().delete("/sandbox/snapshots/gone").send().assert_error(404, 1000);
}

#[test]
fn one_snapshot_too_many_is_refused() {
    let server = TestServer::start();
    for number in 0..32 {
        take(&server, &format!("s{number}"));
    }
    server.anonymous().post("/sandbox/snapshots/s32").send().assert_error(400, 3000);
    server.anonymous().post("/sandbox/snapshots/s0").send().expect(200);
    server.anonymous().delete("/sandbox/snapshots/s1").send().expect(204);
    take(&server, "s32");
}

#[test]
fn reads_beside_a_restore_see_the_old_state_or_the_new_one() {
    let server = TestServer::start();
    take(&server, "empty");
    let customers: Vec<_> = (0..20).map(|_| server.new_customer()).collect();
    take(&server, "full");
    let token = server.user_token();
    let seen = qualify_testkit::in_parallel(4, |thread| {
        let started = Instant::now();
        let mut seen = std::collections::BTreeSet::new();
        let mut rounds = 0;
        while rounds < 10 || started.elapsed().as_millis() < 300 {
            rounds += 1;
            if thread == 0 {
                restore(&server, if rounds % 2 == 0 { "full" } else { "empty" });
            } else {
                let list = server.with_token(&token).get("/v1/customers?size=500").send().expect(200).json();
                seen.insert(list["totalCount"].as_u64().unwrap());
            }
        }
        seen
    });
    for seen in seen {
        assert!(seen.iter().all(|count| [7, 7 + customers.len() as u64].contains(count)), "{seen:?}");
    }
}
