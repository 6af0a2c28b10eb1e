//! A sandbox that is killed while it restores a snapshot has the old state or the new one, never a mix.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Desk, SCHOOL, Service};

/// Enough for a restore to take longer than a kill.
const CUSTOMERS: usize = 1500;

/// Moments between the request and its answer at which the sandbox is killed.
const KILLS: u32 = 8;

/// The built-in seed with many copies of its first customer.
fn large_seed() -> String {
    let printed = Desk::new().run(&["sandbox", "seed", "--print"]).stdout;
    let mut seed: Value = serde_json::from_str(&printed).expect("the printed seed is JSON");
    let customers = seed["customers"].as_array_mut().expect("a list of customers");
    let sample = customers[0].clone();
    for number in 0..CUSTOMERS {
        let mut customer = sample.clone();
        customer["id"] = json!(format!("00000000-0000-4000-8000-{number:012x}"));
        customer["companyProfile"]["domain"] = json!(format!("copy{number}.onmicrosoft.com"));
        customers.push(customer);
    }
    seed.to_string()
}

fn post(service: &Service, path: &str, body: Option<&Value>, status: u16) {
    service
        .connect_as_user()
        .send("POST", path, &[], body)
        .and_then(|answer| answer.expect(status))
        .expect(path);
}

/// What tells the two snapshots apart, from every part that a restore puts back.
fn state(service: &Service) -> Value {
    let mut connection = service.connect_as_user();
    let mut get = |path: &str| connection.get(path).expect(path);
    json!({
        "clock": get("/sandbox/clock"),
        "customers": get("/v1/customers")["totalCount"],
        "audit": get("/v1/auditrecords")["totalCount"],
        "qualifications": get(SCHOOL),
        "codes": get("/v1/customers/all/validations"),
    })
}

/// Two snapshots that differ in everything, and the state of each.
fn prepare(service: &Service) -> [(&'static str, Value); 2] {
    let stand = json!({ "running": false });
    let stopped = service.connect().send("PUT", "/sandbox/clock", &[], Some(&stand));
    stopped.and_then(|answer| answer.expect(200)).expect("the clock stands");
    post(service, "/sandbox/snapshots/early", None, 201);
    let early = state(service);
    post(service, "/sandbox/clock/advance", Some(&json!({ "seconds": 3600 })), 200);
    let gcc = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "481516" });
    post(service, SCHOOL, Some(&gcc), 201);
    let copy = "/v1/customers/00000000-0000-4000-8000-000000000000";
    let deleted = service.connect_as_user().send("DELETE", copy, &[], None).expect("an answer");
    assert_eq!(deleted.status, 204);
    post(service, "/sandbox/snapshots/late", None, 201);
    let late = state(service);
    for part in ["clock", "customers", "audit", "qualifications", "codes"] {
        assert_ne!(early[part], late[part], "{part} does not tell the snapshots apart");
    }
    [("early", early), ("late", late)]
}

/// Asks for a restore, and kills the sandbox after this time; answers whether the restore was acknowledged.
fn kill_during_restore(service: Service, name: &str, after: Duration) -> bool {
    let mut connection = service.connect();
    let path = format!("/sandbox/snapshots/{name}/restore");
    let (answered, answer) = mpsc::channel();
    let asking = thread::spawn(move || {
        let status = connection.send("POST", &path, &[], None).map(|answer| answer.status);
        // Nobody listens any more when the time was over first.
        let _ = answered.send(matches!(status, Ok(200)));
    });
    let in_time = answer.recv_timeout(after);
    service.signal("KILL");
    assert_eq!(service.wait().code, None, "it was killed");
    asking.join().expect("the caller does not panic");
    in_time.or_else(|_| answer.recv()).expect("the caller tells how it ended")
}

#[test]
fn a_kill_during_a_restore_leaves_the_old_state_or_the_new_one() {
    let desk = Desk::new().with_file("seed.json", &large_seed());
    let mut service = desk.start_sandbox(&["--seed", "seed.json"]);
    let snapshots = prepare(&service);
    let started = Instant::now();
    post(&service, "/sandbox/snapshots/early/restore", None, 200);
    let whole = started.elapsed();
    let mut current = 0;
    for kill in 0..=KILLS {
        let wanted = 1 - current;
        let after = whole * kill / KILLS;
        let acknowledged = kill_during_restore(service, snapshots[wanted].0, after);
        service = desk.start_sandbox(&["--seed", "seed.json"]);
        let found = state(&service);
        current = snapshots.iter().position(|(_, state)| *state == found).unwrap_or_else(|| {
            panic!("killed after {after:?}, it is neither state: {found}");
        });
        assert!(!acknowledged || current == wanted, "killed after {after:?}, an answered restore is gone");
    }
    // Both are still there, whole.
    for (name, expected) in &snapshots {
        post(&service, &format!("/sandbox/snapshots/{name}/restore"), None, 200);
        assert_eq!(state(&service), *expected, "{name}");
    }
}
