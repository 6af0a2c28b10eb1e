//! A locked database and a full disk: 503 with `Retry-After`, and nothing lost.

use qualify_server::Config;
use qualify_testkit::seed::{CODE, LAKESIDE};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Lock, Response, TestServer, wait_until};

use crate::paths::{qualification, qualification_with_code, qualifications};

/// A second process that holds the write lock until this value goes.
pub(crate) fn lock(server: &TestServer) -> Lock {
    server.beside().lock()
}

/// Lets a server tell whoever waits for rows that are held before the caller goes, as its defaults do for longer times. A
/// write that nobody waits for any more is done all the same.
pub(crate) fn busy_soon(config: &mut Config) {
    if let Some(url) = &mut config.store.database {
        url.push_str("&options=-c%20lock_timeout%3D300");
    }
}

#[test]
fn a_locked_database_is_busy_and_works_afterwards() {
    let server = TestServer::start_with(busy_soon);
    let customer = server.new_customer();
    server.staff_token();
    let lock = lock(&server);
    let put = server.user().put(qualification_with_code(&customer, CODE)).body("3");
    let put = put.header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01");
    put.send().assert_error(503, 800_003);
    let create = server.user().post("/v1/customers").json(&new_customer_body("locked.example", "Locked"));
    create.send().assert_error(503, 800_003);
    server.user().delete(format!("/v1/customers/{LAKESIDE}")).send().assert_error(503, 800_003);
    assert_eq!(server.user().get(qualification(&customer)).send().expect(200).text(), "\"none\"");
    drop(lock);
    let answer = put.send().expect(200);
    assert_eq!(answer.header("MS-Replayed"), None, "the refused call did nothing");
    assert_eq!(server.code_left(CODE), Some(1));
    create.send().expect(201);
    assert_eq!(server.audit_of(&customer).len(), 2);
}

#[test]
fn a_full_disk_is_busy_keeps_what_was_written_and_recovers_with_room() {
    let mut server = TestServer::start_with(|config| {
        // What a file holds is limited by its pages, and what a server holds by its disk.
        config.store.database = None;
        config.store.pages_max = Some(145);
    });
    let mut kept = Vec::new();
    let refused = loop {
        assert!(kept.len() < 2000, "145 pages hold no 2000 customers");
        let name = format!("full{}", kept.len());
        let body = new_customer_body(&format!("{name}.example"), &name);
        let answer = server.user().post("/v1/customers").json(&body).send();
        if answer.status != 201 {
            break answer;
        }
        kept.push(answer.json()["id"].as_str().unwrap().to_owned());
    };
    refused.assert_error(503, 800_003);
    assert!(!kept.is_empty(), "145 pages hold more than the seed");
    assert_all_there(&server, &kept);
    server.restart_with(|config| config.store.pages_max = None);
    assert_all_there(&server, &kept);
    let body = new_customer_body(&format!("full{}.example", kept.len()), "With room");
    server.user().post("/v1/customers").json(&body).send().expect(201);
}

fn assert_all_there(server: &TestServer, kept: &[String]) {
    let list = server.user().get("/v1/customers").send().expect(200).json();
    assert_eq!(list["totalCount"], kept.len() + 7);
    for customer in kept {
        server.user().get(format!("/v1/customers/{customer}")).send().expect(200);
        assert_eq!(server.audit_of(customer).len(), 1, "a kept customer has its record");
    }
    let audit = server.user().get("/v1/auditrecords?size=500").send().expect(200).json();
    assert_eq!(audit["totalCount"], kept.len().min(500), "what was refused has none");
}

#[test]
fn readiness_fails_without_the_schema_and_liveness_does_not() {
    let server = TestServer::start();
    let ready = || server.anonymous().get("/readyz").send();
    ready().expect(200);
    let beside = server.beside();
    beside.execute("ALTER TABLE customers RENAME TO gone");
    server.anonymous().get("/healthz").send().expect(200);
    let broken: Response =
        server.user().post(qualifications(LAKESIDE)).body(r#"{"qualification":"Education"}"#).send();
    assert!(matches!(broken.status, 500 | 503), "{}", broken.status);
    let envelope = broken.assert_envelope();
    let text = envelope["description"].as_str().unwrap();
    assert!(!text.contains("customers") && !text.contains("SQL"), "no internals: {text}");
    beside.execute("ALTER TABLE gone RENAME TO customers");
    wait_until("it is ready again", || ready().status == 200);
    server.user().post(qualifications(LAKESIDE)).body(r#"{"qualification":"Education"}"#).send().expect(201);
}
