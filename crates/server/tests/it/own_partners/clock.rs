//! A partner of one's own has its own time, and everything about it goes by that.

use qualify_testkit::TestServer;
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use super::Own;

fn clock(server: &TestServer, path: &str) -> String {
    let shown = server.anonymous().get(path).send().expect(200).json();
    shown["now"].as_str().expect("a moment").to_owned()
}

#[track_caller]
fn advance(server: &TestServer, own: &Own<'_>, by: &str) -> Value {
    let moved = server.anonymous().post(own.power("/clock/advance")).json(&json!({ "by": by })).send();
    moved.expect(200).json()
}

/// A server whose clock stands, and which approves after three days.
fn slow() -> TestServer {
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::ApproveAll;
        config.vetting.decision_delay_seconds = 3 * 24 * 3600;
    })
}

#[track_caller]
fn apply(own: &Own<'_>) -> String {
    let path = format!("/v1/customers/{}/qualifications", own.customer("Lakeside School"));
    let wish = json!({ "qualification": "Education", "educationSegment": "K12" });
    own.user().post(&path).json(&wish).send().expect(201);
    path
}

fn status(own: &Own<'_>, path: &str) -> Value {
    own.user().get(path).send().expect(200).json()[0]["vettingStatus"].clone()
}

#[test]
fn own_partners_time_decides_for_them_alone_and_stands_on_all_that_they_leave() {
    let server = slow();
    let start = clock(&server, "/sandbox/clock");
    let (one, other) = (Own::new(&server), Own::new(&server));
    let (of_one, of_other) = (apply(&one), apply(&other));
    let moved = advance(&server, &one, "4d");
    assert_eq!((&moved["now"], &moved["settled"]), (&json!("2024-03-19T12:00:00Z"), &json!(true)));
    assert_eq!((status(&one, &of_one), status(&other, &of_other)), (json!("Approved"), json!("InReview")));
    assert_eq!(
        (clock(&server, "/sandbox/clock"), clock(&server, &other.power("/clock"))),
        (start.clone(), start)
    );
    // Records, the trail and the feed carry the partner's time.
    let trail = one.user().get("/v1/auditrecords").send().expect(200).json();
    assert_eq!(trail["items"][0]["operationDate"].as_str().unwrap()[..10], *"2024-03-19", "{trail}");
    let feed = one.user().get("/partner/v1/events").send().expect(200).json();
    let last = feed["items"].as_array().unwrap().last().unwrap().to_string();
    assert!(last.contains("2024-03-19T12:00:00"), "{last}");
    // What begins now begins by the partner's time, and lists go on by it.
    let next = format!("/v1/customers/{}/qualifications", one.customer("Riverbend University"));
    let wish = json!({ "qualification": "Education", "educationSegment": "HigherEducation" });
    one.user().post(&next).json(&wish).send().expect(201);
    assert_eq!(status(&one, &next), "InReview");
    advance(&server, &one, "2d");
    assert_eq!(status(&one, &next), "InReview");
    advance(&server, &one, "1d");
    assert_eq!(status(&one, &next), "Approved");
    // Everybody's advance moves everybody.
    server.advance_clock(3 * 24 * 3600);
    assert_eq!(status(&other, &of_other), "Approved");
    assert_eq!(clock(&server, &one.power("/clock")), "2024-03-25T12:00:00Z");
}

#[test]
fn own_partners_time_outlives_a_restart_and_comes_back_with_a_snapshot() {
    let mut server = slow();
    let path = {
        let own = Own::new(&server);
        advance(&server, &own, "PT90M");
        server.anonymous().post("/sandbox/snapshots/ahead").send().expect(201);
        advance(&server, &own, "1d");
        own.power("/clock")
    };
    server.restart();
    assert_eq!(clock(&server, &path), "2024-03-16T13:30:00Z");
    server.anonymous().post("/sandbox/snapshots/ahead/restore").send().expect(200);
    assert_eq!(clock(&server, &path), "2024-03-15T13:30:00Z");
}

#[test]
fn own_partners_time_never_goes_back_and_runs_with_everybodys() {
    let server = slow();
    let own = Own::new(&server);
    let put = |body: Value| server.anonymous().put(own.power("/clock")).json(&body).send();
    put(json!({ "now": "2024-03-20T00:00:00Z" })).expect(200);
    for wrong in [
        json!({ "now": "2024-03-19T00:00:00Z" }),
        json!({ "now": "noon" }),
        json!({ "now": "2024-03-21T00:00:00Z", "running": true }),
        json!({}),
    ] {
        put(wrong).assert_error(400, 3000);
    }
    assert_eq!(clock(&server, &own.power("/clock")), "2024-03-20T00:00:00Z");
    let shown = server.anonymous().get(own.power("/clock")).send().expect(200).json();
    assert_eq!(shown["running"], false);
}
