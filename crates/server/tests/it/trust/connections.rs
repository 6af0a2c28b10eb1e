//! Answers that are read slowly or not at all, and who goes when all places are taken.

use std::io::{ErrorKind, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use qualify_testkit::{Response, TestServer, wait_until};

use super::raw::{answer, ask, begin, connect, is_closed};
use crate::paths::qualifications;
use crate::reviews::{PDF, manual_with_case, partner_path};

const EDUCATION: &str = r#"{"qualification":"Education"}"#;

#[test]
fn trust_08_an_answer_that_nobody_reads_ends_with_its_connection() {
    let server = TestServer::start_with(|config| config.server.answer_stall_seconds = 1);
    let request = format!(
        "GET /v1/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\r\n",
        server.user_token()
    );
    let mut stream = connect(&server);
    stream.set_write_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut sent = 0;
    // Once the answers of some thousand requests wait, the server takes no more requests either. Then it hangs up.
    wait_until("the connection is closed", || {
        loop {
            match stream.write(&request.as_bytes()[sent..]) {
                Ok(written) => sent = (sent + written) % request.len(),
                Err(error) => return !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            }
        }
    });
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn trust_08_a_slow_but_steady_reader_gets_all_of_a_long_answer() {
    let (mut server, customer, review) = manual_with_case();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let pdf = [PDF, &vec![b' '; (10 << 20) - PDF.len()]].concat();
    let shown = server.user().post(&documents).body(&pdf).send().expect(201).json();
    let document = shown["documents"][0]["id"].as_str().unwrap().to_owned();
    server.restart_with(|config| {
        config.server.answer_stall_seconds = 1;
        config.server.header_timeout_seconds = 1;
        config.server.request_timeout_seconds = 1;
    });
    let mut stream = connect(&server);
    let token = server.user_token();
    write!(
        stream,
        "GET {documents}/{document} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let (started, mut bytes, mut part) = (Instant::now(), Vec::new(), vec![0; 256 << 10]);
    loop {
        match stream.read(&mut part).expect("the answer goes on") {
            0 => break,
            read => bytes.extend_from_slice(&part[..read]),
        }
        // A reader of about two megabytes a second.
        let due = Duration::from_micros(bytes.len() as u64 / 2);
        thread::sleep(due.saturating_sub(started.elapsed()));
    }
    assert!(started.elapsed() > Duration::from_secs(4), "longer than every limit");
    let answer = Response::read(&bytes, false).unwrap();
    assert!(answer.status == 200 && answer.body == pdf, "{} of {}", answer.body.len(), pdf.len());
}

#[test]
fn trust_08_when_all_places_are_taken_the_idlest_connection_goes_and_no_busy_one() {
    let server = TestServer::start_with(|config| config.server.connections_max = 3);
    let customer = server.new_customer();
    let token = server.user_token();
    let mut busy = begin(&server, &qualifications(&customer), Some(&token), EDUCATION.len());
    let (idlest, idle) = (connect(&server), connect(&server));
    ask(&idlest, "/healthz");
    ask(&idle, "/healthz");
    server.anonymous().get("/healthz").send().expect(200);
    wait_until("the idlest is closed", || is_closed(&idlest));
    ask(&idle, "/healthz");
    busy.write_all(EDUCATION.as_bytes()).unwrap();
    assert_eq!(answer(&busy).status, 201);
}

#[test]
fn trust_08_connections_that_say_nothing_keep_nobody_out() {
    let server = TestServer::start_with(|config| config.server.connections_max = 4);
    let silent: Vec<_> = (0..20).map(|_| connect(&server)).collect();
    server.anonymous().get("/healthz").send().expect(200);
    drop(silent);
}

#[test]
fn trust_08_one_address_has_so_many_connections_and_its_idlest_goes_first() {
    let server = TestServer::start_with(|config| config.server.connections_per_address_max = Some(2));
    let customers = [server.new_customer(), server.new_customer()];
    let token = server.user_token();
    let idle = connect(&server);
    ask(&idle, "/healthz");
    let begin = |customer: &str| begin(&server, &qualifications(customer), Some(&token), EDUCATION.len());
    let mut first = begin(&customers[0]);
    let mut second = begin(&customers[1]);
    wait_until("the idle one has gone", || is_closed(&idle));
    let refused = connect(&server);
    wait_until("the third is closed", || is_closed(&refused));
    for busy in [&mut first, &mut second] {
        busy.write_all(EDUCATION.as_bytes()).unwrap();
        assert_eq!(answer(busy).status, 201);
    }
    wait_until("there is room again", || {
        let mut next = connect(&server);
        let asked = next.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut bytes = Vec::new();
        asked.is_ok() && next.read_to_end(&mut bytes).is_ok() && bytes.starts_with(b"HTTP/1.1 200")
    });
}
