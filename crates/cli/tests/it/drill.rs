//! The drill: a service under load is backed up, its folder is lost, and what comes back is whole.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use qualify_testkit::soak::Random;
use qualify_testkit::soak::documents::{self, HandedIn};
use qualify_testkit::soak::http::Connection;
use qualify_testkit::wait_until;
use serde_json::json;

use crate::program::{Desk, SCHOOL, Service};

const DECISION: &str = "/operator/v1/partners/5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4/customers/\
                        8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/education/decision";

/// Has a person decide, so that there is a chain of decisions.
fn decide(service: &Service) {
    let education = json!({ "qualification": "Education" });
    let requested = service.connect_as_user().send("POST", SCHOOL, &[], Some(&education));
    requested.and_then(|answer| answer.expect(201)).expect("the school asks for Education");
    let mut staff = service.connect();
    let wish = json!({ "kind": "staff", "roles": ["Operator"] });
    let token = staff.send("POST", "/sandbox/token", &[], Some(&wish));
    let token = token.and_then(|answer| answer.expect(200)).expect("the sandbox gives tokens");
    let mut staff = staff.with_token(token["access_token"].as_str().expect("a token is text"));
    let approved = staff.send("POST", DECISION, &[], Some(&json!({ "decision": "approve" })));
    approved.and_then(|answer| answer.expect(200)).expect("an operator decides");
}

/// Hands in documents until the condition holds; `beside` is done meanwhile.
fn hand_in<T>(user: &Connection, seed: u64, beside: impl FnOnce() -> T) -> (Vec<HandedIn>, T) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let is_over = &is_over;
        let loads = [seed, seed + 1]
            .map(|seed| scope.spawn(move || documents::hand_in_until(user, Random::new(seed), is_over)));
        let done = beside();
        is_over.store(true, Ordering::SeqCst);
        let sent = loads
            .into_iter()
            .flat_map(|load| load.join().expect("no panic").expect("documents are taken"))
            .collect();
        (sent, done)
    })
}

#[test]
fn trust_10_the_drill_a_lost_folder_comes_back_with_every_document_and_decision() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    decide(&service);
    let user = service.connect_as_user();
    let files = |folder: &str| fs::read_dir(desk.path(folder)).map_or(0, Iterator::count);
    let (before, ()) =
        hand_in(&user, 1, || wait_until("documents come", || files("qualify-data/documents") >= 12));

    // Documents, customers and cases come while the backup is taken.
    let (meanwhile, ended) = hand_in(&user, 11, || desk.run(&["backup", "all.backup"]));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!meanwhile.is_empty(), "nothing came while the backup was taken");
    assert_eq!(fs::metadata(desk.path("all.backup")).unwrap().permissions().mode() & 0o777, 0o600);
    let key = fs::read(desk.path("qualify-data/secret.key")).unwrap();
    let verified = desk.run(&["decisions", "verify"]).stdout;

    // The disaster: no service, no key, no documents, a database of rubbish.
    service.signal("KILL");
    service.wait();
    fs::remove_dir_all(desk.path("qualify-data/documents")).unwrap();
    fs::remove_file(desk.path("qualify-data/secret.key")).unwrap();
    fs::write(desk.path("qualify-data/qualify.db"), [0; 8192]).unwrap();
    let wal = desk.path("qualify-data/qualify.db-wal");
    if wal.exists() {
        fs::remove_file(wal).unwrap();
    }
    assert!(desk.start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]).is_err(), "the damage is real");

    let restored = desk.run(&["restore", "all.backup", "--data-dir", "again"]);
    assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    assert_eq!(restored.stdout, ended.stdout, "what was taken is what came back");
    assert_eq!(fs::metadata(desk.path("again")).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read(desk.path("again/secret.key")).unwrap(), key);
    let service = desk.start_sandbox(&["--data-dir", "again"]);
    let mut user = service.connect_as_user();
    let report = documents::check(&mut user, &before).unwrap();
    assert_eq!(report.acknowledged, before.len() as u64, "each was acknowledged before the backup");
    let opened = documents::open_all(&mut user).unwrap();
    assert!(ended.stdout.contains(&format!("documents: {opened}\n")), "{opened} are not in {}", ended.stdout);
    assert_eq!(files("again/documents") as u64, opened, "and no file that no case names");
    let again = desk.run(&["decisions", "verify", "--data-dir", "again"]);
    assert_eq!((again.code, again.stdout), (Some(0), verified));
}
