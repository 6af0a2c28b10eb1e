//! Request bodies that are large, deep, or no JSON at all (contract 1.4), and those that read in spite of it.

use std::io::{Read, Write};
use std::net::TcpStream;

use qualify_testkit::{Response, TestServer};

use crate::paths::{qualification, qualifications};

const BODY_BYTES_MAX: usize = 1 << 20;
const EDUCATION: &str = r#"{"qualification":"Education"}"#;

#[track_caller]
fn post(server: &TestServer, body: impl AsRef<[u8]>) -> (String, Response) {
    let customer = server.new_customer();
    let answer = server.user().post(qualifications(&customer)).body(body).send();
    (customer, answer)
}

#[track_caller]
fn assert_refused(server: &TestServer, what: &str, body: impl AsRef<[u8]>) {
    let (customer, answer) = post(server, body);
    assert_eq!(answer.status, 400, "{what}: {}", answer.text());
    answer.assert_error(400, 800_002);
    assert_eq!(server.state_of(&customer), "∅", "{what}");
    assert_eq!(server.audit_of(&customer).len(), 1, "{what}");
}

#[track_caller]
fn assert_accepted(server: &TestServer, what: &str, body: impl AsRef<[u8]>) {
    let (customer, answer) = post(server, body);
    assert_eq!(answer.status, 201, "{what}: {}", answer.text());
    assert_eq!(server.state_of(&customer), "E?", "{what}");
}

/// A body of so many bytes, the blanks behind the value or in a member that nobody knows.
fn padded(bytes: usize) -> [String; 2] {
    let member = r#"{"x":"","qualification":"Education"}"#;
    let filled = member.replace(r#""""#, &format!(r#""{}""#, "x".repeat(bytes - member.len())));
    [format!("{EDUCATION}{}", " ".repeat(bytes - EDUCATION.len())), filled]
}

#[test]
fn a_body_of_1_mib_is_read_and_one_byte_more_is_refused() {
    let server = TestServer::start();
    for body in padded(BODY_BYTES_MAX) {
        assert_accepted(&server, "1 MiB", body);
    }
    for body in padded(BODY_BYTES_MAX + 1) {
        assert_refused(&server, "1 MiB + 1", body);
    }
    assert_refused(&server, "5 MiB", &padded(5 * BODY_BYTES_MAX)[0]);
}

#[test]
fn a_body_in_chunks_has_the_same_limit() {
    let server = TestServer::start();
    for (bytes, status) in [(EDUCATION.len(), 201), (BODY_BYTES_MAX, 201), (BODY_BYTES_MAX + 1, 400)] {
        let customer = server.new_customer();
        let body = format!("{EDUCATION}{}", " ".repeat(bytes - EDUCATION.len()));
        let request = server.user().post(qualifications(&customer)).body(body).chunked();
        let answer = request.send().expect(status);
        if status == 400 {
            answer.assert_error(400, 800_002);
        }
    }
}

#[test]
fn rights_are_looked_at_before_a_large_body() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let body = &padded(BODY_BYTES_MAX + 1)[0];
    server.app().post(qualifications(&customer)).body(body).send().assert_error(403, 900_329);
    server.anonymous().post(qualifications(&customer)).body(body).send().assert_error(401, 800_001);
    server.user().post(qualifications("not-a-guid")).body(body).send().assert_error(400, 900_118);
}

#[test]
fn a_depth_bomb_is_refused() {
    let server = TestServer::start();
    for depth in [65, 1000, 500_000] {
        assert_refused(&server, "lists", "[".repeat(depth));
        assert_refused(&server, "closed lists", format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    }
    let nested = |depth: usize| {
        format!(r#"{{"x":{}{},"qualification":"Education"}}"#, "[".repeat(depth), "]".repeat(depth))
    };
    assert_refused(&server, "an unknown member", nested(100_000));
    assert_refused(&server, "objects", format!("{}1", r#"{"a":"#.repeat(100_000)));
    assert_accepted(&server, "an unknown member of some depth", nested(10));
}

#[test]
fn what_is_no_utf8_json_is_refused() {
    let server = TestServer::start();
    let cases: [(&str, &[u8]); 14] = [
        ("invalid UTF-8 in a text", b"{\"qualification\":\"Educ\xffation\"}"),
        ("invalid UTF-8 in an unknown member", b"{\"x\":\"\xc3\x28\",\"qualification\":\"Education\"}"),
        ("an overlong form", b"{\"x\":\"\xc0\x80\",\"qualification\":\"Education\"}"),
        ("a surrogate", b"{\"x\":\"\xed\xa0\x80\",\"qualification\":\"Education\"}"),
        ("a lone escaped surrogate", br#"{"qualification":"\ud800"}"#),
        ("UTF-16", b"\xff\xfe{\0}\0"),
        ("a control character in a text", b"{\"qualification\":\"Education\n\"}"),
        ("a zero byte", b"\0"),
        ("single quotes", b"{'qualification':'Education'}"),
        ("a name without quotes", b"{qualification:\"Education\"}"),
        ("an open comment", b"{\"qualification\":\"Education\"} /*"),
        ("two commas", b"{\"qualification\":\"Education\",,}"),
        ("a form", b"qualification=Education"),
        ("XML", b"<qualification>Education</qualification>"),
    ];
    for (what, body) in cases {
        assert_refused(&server, what, body);
    }
    for (what, body) in [("NaN", "NaN"), ("a plus", "+1"), ("hexadecimal", "0x1"), ("a leading zero", "01")] {
        let customer = server.new_customer();
        let answer = server.user().put(qualification(&customer)).body(body).send();
        assert_eq!(answer.status, 400, "{what}");
        answer.assert_error(400, 800_002);
    }
}

#[test]
fn names_read_in_any_casing_and_the_last_of_several_counts() {
    let server = TestServer::start();
    for body in [
        r#"{"QUALIFICATION":"Education"}"#,
        r#"{"qualification":"None","Qualification":"Education"}"#,
        r#"{"qualification":"StateOwnedEntity","QUALIFICATION":"gold","qualification":"Education"}"#,
        r#"{"qualification":"\u0045ducation"}"#,
        r#"{"\u0071ualification":"Education"}"#,
        "\u{feff}{\"qualification\":\"Education\"}",
        "\r\n\t {\"qualification\":\"Education\"}\r\n",
        r#"{"qualification":"Education","vettingStatus":"Approved","id":{"a":[]},"":1}"#,
    ] {
        assert_accepted(&server, body, body);
    }
    let (customer, answer) = post(&server, r#"{"qualification":"Education","Qualification":"None"}"#);
    answer.assert_error(400, 1_900_005);
    assert_eq!(server.state_of(&customer), "∅");
}

#[test]
fn a_client_that_waits_for_the_go_ahead_gets_it() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let address = server.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        qualifications(&customer),
        server.user_token(),
        EDUCATION.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(EDUCATION.as_bytes()).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    let answer = Response::read(&rest, false).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[test]
fn a_client_that_does_not_wait_for_the_go_ahead_is_served_too() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = server.user().post(qualifications(&customer)).header("Expect", "100-continue");
    post.body(EDUCATION).send().expect(201);
    let other = server.user().post(qualifications(&server.new_customer())).header("expect", "nonsense");
    assert!(other.body(EDUCATION).send().status < 500);
}
