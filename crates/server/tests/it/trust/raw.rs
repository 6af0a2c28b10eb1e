//! Connections that do what clients of good will do not: stop in the middle, do not read, say nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use qualify_testkit::{Response, TestServer};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to the server.
pub(super) fn connect(server: &TestServer) -> TcpStream {
    let stream = TcpStream::connect(server.url().trim_start_matches("http://")).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream
}

/// The head of a request with a body of this length; more headers end in a line break.
pub(super) fn head(method: &str, path: &str, token: Option<&str>, headers: &str, length: usize) -> String {
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{token}{headers}Content-Length: {length}\r\n\r\n")
}

/// Sends a head that asks for the go-ahead, and waits for it: the server reads the body from here on.
pub(super) fn begin(server: &TestServer, path: &str, token: Option<&str>, length: usize) -> TcpStream {
    let mut stream = connect(server);
    let head = head("POST", path, token, "Connection: close\r\nExpect: 100-continue\r\n", length);
    stream.write_all(head.as_bytes()).expect("the head is taken");
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).expect("an interim answer");
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// The last answer of a connection.
#[track_caller]
pub(super) fn answer(mut stream: &TcpStream) -> Response {
    let mut bytes = Vec::new();
    // A reset behind the answer takes nothing of it.
    let _ = stream.read_to_end(&mut bytes);
    Response::read(&bytes, false).expect("an answer")
}

/// Whether the server has closed a connection of which everything was read.
pub(super) fn is_closed(mut stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("a mode of sockets");
    let read = stream.read(&mut [0; 64]);
    stream.set_nonblocking(false).expect("a mode of sockets");
    match read {
        Ok(0) => true,
        Ok(_) => panic!("something was left to read"),
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}

/// Whether there is something to read, or nothing any more.
pub(super) fn has_answer(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("a mode of sockets");
    let peeked = stream.peek(&mut [0; 1]);
    stream.set_nonblocking(false).expect("a mode of sockets");
    !matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock)
}

/// Asks on a connection that stays, and reads the answer.
#[track_caller]
pub(super) fn ask(mut stream: &TcpStream, path: &str) {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the request is taken");
    let (mut bytes, started) = (Vec::new(), Instant::now());
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") || !bytes.ends_with(b"}") {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).expect("an answer");
        assert!(read > 0 && started.elapsed() < PATIENCE, "{}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&part[..read]);
    }
    assert!(bytes.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&bytes));
}
