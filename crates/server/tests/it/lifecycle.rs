//! Slow callers, slow stores, an orderly stop, and a start on the data of before.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use qualify_testkit::seed::{CODE, LAKESIDE};
use qualify_testkit::{Response, TestServer, wait_until};

use crate::faults::lock;
use crate::paths::{qualification_with_code, qualifications};

const EDUCATION: &str = r#"{"qualification":"Education"}"#;

/// The rest of the stream, within a bound.
fn read_to_end(mut stream: &TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the server closes the connection");
    bytes
}

fn connect(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.url().trim_start_matches("http://")).expect("the server listens")
}

/// A request up to its body, which is announced and awaited by the server.
fn begin_post(server: &TestServer, customer: &str) -> TcpStream {
    let mut stream = connect(server);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        qualifications(customer),
        server.user_token(),
        EDUCATION.len()
    );
    stream.write_all(head.as_bytes()).expect("the head is taken");
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).expect("an interim answer");
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn a_store_that_takes_too_long_is_answered_busy() {
    let server = TestServer::start_with(|config| config.server.request_timeout_seconds = 1);
    let user = server.user();
    let lock = lock(&server);
    let started = Instant::now();
    let post = user.post(qualifications(LAKESIDE)).body(EDUCATION);
    post.send().assert_error(503, 800_003);
    assert!(started.elapsed() < Duration::from_secs(10));
    drop(lock);
    wait_until("the store answers again", || {
        server.records(LAKESIDE).is_array() && post.send().status == 409
    });
    assert_eq!(server.audit_count(LAKESIDE, "succeeded"), 1);
}

#[test]
fn a_body_that_does_not_come_is_answered_busy_and_changes_nothing() {
    let server = TestServer::start_with(|config| config.server.request_timeout_seconds = 1);
    let mut stream = begin_post(&server, LAKESIDE);
    stream.write_all(&EDUCATION.as_bytes()[..10]).unwrap();
    let answer = Response::read(&read_to_end(&stream), false).unwrap();
    assert!(matches!(answer.status, 400 | 503), "{}", answer.status);
    answer.assert_envelope();
    assert_eq!(server.state_of(LAKESIDE), "∅");
}

#[test]
fn a_head_that_does_not_come_ends_the_connection() {
    let server = TestServer::start_with(|config| config.server.header_timeout_seconds = 1);
    let mut stream = connect(&server);
    stream.write_all(b"GET /v1/customers HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    let answer = read_to_end(&stream);
    assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn a_caller_that_hangs_up_in_the_middle_changes_nothing() {
    let server = TestServer::start();
    let mut stream = begin_post(&server, LAKESIDE);
    stream.write_all(&EDUCATION.as_bytes()[..10]).unwrap();
    drop(stream);
    server.give(LAKESIDE, "S");
    assert_eq!(server.state_of(LAKESIDE), "S");
    assert_eq!(server.audit_of(LAKESIDE).len(), 1);
}

#[test]
fn a_stop_lets_the_requests_under_way_finish() {
    let mut server = TestServer::start();
    let address = server.url().trim_start_matches("http://").to_owned();
    let mut stream = begin_post(&server, LAKESIDE);
    let stopping = thread::spawn(move || {
        server.stop();
        server
    });
    wait_until("nobody new is let in", || TcpStream::connect(&address).is_err());
    stream.write_all(EDUCATION.as_bytes()).unwrap();
    let answer = Response::read(&read_to_end(&stream), false).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    let mut server = stopping.join().unwrap();
    server.restart();
    assert_eq!(server.state_of(LAKESIDE), "E?");
}

#[test]
fn a_stop_does_not_wait_for_idle_connections() {
    let mut server = TestServer::start();
    let idle: Vec<_> = (0..5).map(|_| connect(&server)).collect();
    let mut used = connect(&server);
    used.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 15];
    used.read_exact(&mut first).unwrap();
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    drop((idle, used));
}

#[test]
fn a_stop_does_not_wait_for_a_free_connection() {
    let mut server = TestServer::start_with(|config| config.server.connections_max = 1);
    let mut only = connect(&server);
    only.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 15];
    only.read_exact(&mut first).unwrap();
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_restart_keeps_data_answers_tokens_and_the_clock() {
    let mut server = TestServer::start();
    let customer = server.new_customer();
    let put = |server: &TestServer| {
        let put = server.user().put(qualification_with_code(&customer, CODE)).body("3");
        put.header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01").send().expect(200)
    };
    let first = put(&server);
    server.advance_clock(60);
    let everything = |server: &TestServer| {
        let read = |path: &str| server.user().get(path).send().expect(200).json();
        [read("/v1/customers"), read("/v1/customers/all/validations"), read("/v1/auditrecords")]
    };
    let before = everything(&server);
    server.restart();
    assert_eq!(everything(&server), before);
    let clock = server.anonymous().get("/sandbox/clock").send().expect(200).json();
    assert_eq!(clock, serde_json::json!({ "now": "2024-03-15T12:01:00Z", "running": false }));
    let replayed = put(&server);
    assert_eq!(replayed.header("MS-Replayed"), Some("true"));
    assert_eq!(replayed.body, first.body);
    assert_eq!(server.code_left(CODE), Some(1));
}

#[test]
fn a_page_token_is_good_after_a_restart() {
    let mut server = TestServer::start();
    let page = server.user().get("/v1/customers?size=2").send().expect(200).json();
    let token = page["continuationToken"].as_str().unwrap().to_owned();
    server.restart();
    let next = server.user().get("/v1/customers?seekOperation=Next").header("MS-ContinuationToken", token);
    assert_eq!(next.send().expect(200).json()["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_delayed_decision_is_made_after_a_restart() {
    let mut server = TestServer::start_with(|config| {
        config.vetting.policy = qualify_vocabulary::VettingPolicy::ApproveAll;
        config.vetting.decision_delay_seconds = 3600;
    });
    server.give(LAKESIDE, "E?");
    server.restart();
    assert_eq!(server.state_of(LAKESIDE), "E?");
    server.advance_clock(3600);
    wait_until("the policy has decided", || server.state_of(LAKESIDE) == "E+");
}
