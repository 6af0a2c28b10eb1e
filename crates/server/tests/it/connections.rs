//! Bytes that are no HTTP, and several requests on one connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use qualify_testkit::TestServer;
use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::soak::http::Connection;
use serde_json::json;

use crate::paths::{qualification, qualifications};

/// Sends the bytes and reads until the server closes.
fn exchange(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    // It may close before it has read all.
    let _ = stream.write_all(bytes);
    read_to_end(stream)
}

/// The same, for bytes that may be the beginning of something: the server hears that nothing more will come.
fn exchange_half_closed(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    read_to_end(stream)
}

fn connect(server: &TestServer) -> TcpStream {
    let address = server.url().trim_start_matches("http://");
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    stream
}

fn read_to_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is as good as an end.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// The statuses of the answers on one connection.
fn statuses(answers: &str) -> Vec<&str> {
    answers
        .match_indices("HTTP/1.1 ")
        .filter_map(|(at, start)| answers.get(at + start.len()..at + 12))
        .collect()
}

#[test]
fn bytes_that_are_no_http_are_refused_and_the_service_lives_on() {
    let server = TestServer::start();
    let long_header = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    let many_headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: 1\r\n".repeat(2000));
    let long_target = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(70_000));
    let cases: [&[u8]; 14] = [
        b"",
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        long_header.as_bytes(),
        many_headers.as_bytes(),
        long_target.as_bytes(),
    ];
    for bytes in cases {
        let answer = exchange_half_closed(&server, bytes);
        for status in statuses(&answer) {
            assert!(
                status.starts_with('4') || status == "505",
                "{status} to {:?}",
                String::from_utf8_lossy(bytes).get(..60)
            );
        }
        server.user().get("/v1/customers").send().expect(200);
    }
}

#[test]
fn a_target_with_raw_bytes_is_no_fault_of_the_service() {
    let server = TestServer::start();
    for target in [
        "/v1/customers?x=\u{fe}",
        "/v1/é",
        "/v1/customers/\u{7f}",
        "http://other.example/v1/customers",
        "*",
        "/v1/customers#x",
    ] {
        let answer = server.user().get(target).send();
        assert!(answer.status < 500, "{target}: {}", answer.status);
    }
    let absolute = format!("{}/v1/customers", server.url());
    server.user().get(absolute).send().expect(200);
}

#[test]
fn the_body_of_a_refused_request_is_not_read_as_the_next_one() {
    let server = TestServer::start();
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let path = qualification(LAKESIDE);
    let token = server.user_token();
    let put = format!(
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{smuggled}",
        smuggled.len()
    );
    let get = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    let answers = exchange(&server, format!("{put}{get}").as_bytes());
    let statuses = statuses(&answers);
    assert!(statuses == ["401", "200"] || statuses == ["401"], "{statuses:?}");
    assert!(!answers.contains("\"ok\""), "{answers}");
}

/// As many bytes of a fresh connection the server reads at once.
const READ_AT_ONCE_BYTES: usize = 8192;
const SMUGGLED: &str = "GET /healthz/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Requests the last of which is refused unread. Its head fills what the server reads at once, but for a few bytes
/// more or less; and each quote of the body that became longer would push two bytes of it into the next request.
#[track_caller]
fn assert_nothing_is_smuggled(first: &str, expected: &[&str]) {
    let server = TestServer::start();
    let path = qualification(LAKESIDE);
    for read_with_the_head in -40..40_isize {
        let quotes = SMUGGLED.len() / 2 + read_with_the_head.max(0).unsigned_abs();
        let body = format!("{}{SMUGGLED}", "\"".repeat(quotes));
        let start =
            format!("{first}PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\nX: ", body.len());
        let padding = READ_AT_ONCE_BYTES.strict_sub_signed(read_with_the_head) - start.len() - 4;
        let request = format!("{start}{}\r\n\r\n{body}", "x".repeat(padding));
        let answers = exchange_half_closed(&server, request.as_bytes());
        assert_eq!(statuses(&answers), expected, "{read_with_the_head}: {answers}");
    }
}

#[test]
fn quotes_in_a_body_that_nobody_read_move_no_byte_of_it_into_the_next_request() {
    assert_nothing_is_smuggled("", &["401"]);
}

#[test]
fn quotes_in_the_body_of_a_second_request_move_no_byte_of_it_into_the_third() {
    assert_nothing_is_smuggled("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", &["200", "401"]);
    let named = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: GET /\"\"\" HTTP/1.1\r\n\r\n";
    assert_nothing_is_smuggled(named, &["200", "401"]);
}

#[test]
fn a_body_of_doubtful_length_is_refused() {
    let server = TestServer::start();
    let path = qualification(LAKESIDE);
    for lengths in [
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: gzip\r\n",
    ] {
        let request =
            format!("PUT {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lengths}\r\n0\r\n\r\n");
        let answers = exchange(&server, request.as_bytes());
        assert_eq!(statuses(&answers).len(), 1, "{lengths}: {answers}");
        assert!(statuses(&answers)[0].starts_with('4'), "{lengths}: {answers}");
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
}

#[test]
fn one_connection_serves_many_requests() {
    let server = TestServer::start();
    let token = server.user_token();
    let path = qualification(LAKESIDE);
    let one = |connection: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: {connection}\r\n\r\n"
        )
    };
    let requests = format!("{}{}{}", one("keep-alive"), one("keep-alive"), one("close"));
    let answers = exchange(&server, requests.as_bytes());
    assert_eq!(statuses(&answers), ["200", "200", "200"]);
    assert_eq!(answers.matches("\"none\"").count(), 3);
}

const RAW_FILTER: &str =
    r#"/v1/customers?size=0&filter={"Field":"CompanyName","Value":"Lakeside%20S","Operator":"starts_with"}"#;

#[test]
fn raw_quotes_read_in_every_request_of_a_connection_and_stay_in_the_bodies() {
    let server = TestServer::start();
    let customers: Vec<_> = (0..4).map(|_| server.new_customer()).collect();
    let mut connection = Connection::open(server.url()).unwrap().with_token(&server.user_token());
    for customer in &customers {
        assert_eq!(connection.get(RAW_FILTER).unwrap()["totalCount"], 1);
        let refused =
            connection.send("PUT", &qualification(customer), &[], Some(&json!("\"gold\""))).unwrap();
        assert_eq!(refused.expect(400).unwrap()["parameters"]["value"], "\"gold\"");
        let body =
            json!({ "website": format!("a.example/{}", "\"".repeat(2000)), "qualification": "Education" });
        let created = connection.send("POST", &qualifications(customer), &[], Some(&body)).unwrap();
        assert_eq!(created.expect(201).unwrap()["vettingStatus"], "InReview");
    }
}

#[test]
fn a_request_line_in_single_bytes_reads_like_a_whole_one() {
    let server = TestServer::start();
    let token = server.user_token();
    let mut stream = connect(&server);
    stream.set_nodelay(true).unwrap();
    for byte in format!("GET {RAW_FILTER} HTTP/1.1\r\n").bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    let rest = format!("Host: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    stream.write_all(rest.as_bytes()).unwrap();
    let answer = read_to_end(stream);
    assert_eq!(statuses(&answer), ["200"], "{answer}");
    assert!(answer.contains("Lakeside School"), "{answer}");
}
