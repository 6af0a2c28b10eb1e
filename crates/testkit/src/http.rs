//! Raw HTTP/1.1 over a socket: what is written here goes out byte for byte, the request target included.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Longer than any answer should take.
const ANSWER_LIMIT: Duration = Duration::from_mins(1);

/// One request on a connection of its own.
#[derive(Debug, Clone)]
#[must_use]
pub struct Request {
    address: String,
    /// What it asks for, if that is not the address.
    host: Option<String>,
    method: String,
    target: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
    is_chunked: bool,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The text behind it.
    pub reason: String,
    /// All headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body, without the transfer coding.
    pub body: Vec<u8>,
}

impl Request {
    /// A request to the server at `http://HOST:PORT`.
    pub fn new(url: &str, method: &str, target: impl AsRef<[u8]>) -> Self {
        let address = url.strip_prefix("http://").expect("the test server speaks plain HTTP");
        Self {
            address: address.trim_end_matches('/').to_owned(),
            host: None,
            method: method.to_owned(),
            target: target.as_ref().to_vec(),
            headers: Vec::new(),
            body: None,
            is_chunked: false,
        }
    }

    /// Adds `Authorization: Bearer`.
    pub fn token(self, token: impl AsRef<str>) -> Self {
        let value = format!("Bearer {}", token.as_ref());
        self.header("Authorization", value)
    }

    /// Asks for another name than the address.
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    /// Adds a header; the same name may come several times.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The body, as it is, without a content type.
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self
    }

    /// A JSON body with its content type.
    pub fn json(self, value: &Value) -> Self {
        self.header("Content-Type", "application/json").body(value.to_string())
    }

    /// Sends the body in chunks and does not say how long it is.
    pub fn chunked(mut self) -> Self {
        self.is_chunked = true;
        self
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Panics
    /// The server cannot be reached, or what it answers is no HTTP.
    #[must_use = "an answer that nobody looks at shows nothing"]
    #[track_caller]
    pub fn send(&self) -> Response {
        let mut stream = TcpStream::connect(&self.address).expect("the test server listens");
        stream.set_read_timeout(Some(ANSWER_LIMIT)).expect("a positive time limit");
        // A server that refuses a long body may answer and close before it has read all of it.
        let sent = stream.write_all(&self.to_bytes());
        let mut answer = Vec::new();
        let received = stream.read_to_end(&mut answer);
        assert!(!answer.is_empty(), "{self}: no answer (sent: {sent:?}, received: {received:?})");
        Response::read(&answer, self.method == "HEAD")
            .unwrap_or_else(|problem| panic!("{self}: {problem}: {}", String::from_utf8_lossy(&answer)))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(self.method.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(&self.target);
        bytes.extend_from_slice(b" HTTP/1.1\r\nHost: ");
        bytes.extend_from_slice(self.host.as_ref().unwrap_or(&self.address).as_bytes());
        bytes.extend_from_slice(b"\r\nConnection: close\r\n");
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        let body = self.body.as_deref().unwrap_or_default();
        if self.is_chunked {
            bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            for chunk in body.chunks(4096) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            if self.body.is_some() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
                bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(body);
        }
        bytes
    }
}

impl std::fmt::Display for Request {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let target = String::from_utf8_lossy(&self.target);
        write!(formatter, "{} {}", self.method, target.chars().take(200).collect::<String>())?;
        if let Some(body) = &self.body {
            let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
            write!(formatter, " with {text}")?;
        }
        Ok(())
    }
}

impl Response {
    /// Reads an answer that ended with the connection.
    ///
    /// # Errors
    /// It is no HTTP, its length is not the announced one, or something follows it.
    pub fn read(answer: &[u8], is_without_body: bool) -> Result<Self, String> {
        let (head, rest) = split_head(answer).ok_or("the head has no end")?;
        let mut lines = head.split("\r\n");
        let status_line = lines.next().unwrap_or_default();
        let mut parts = status_line.splitn(3, ' ');
        let (_version, status) = (parts.next(), parts.next().and_then(|status| status.parse::<u16>().ok()));
        let status = status.ok_or_else(|| format!("no status line: {status_line:?}"))?;
        if status < 200 {
            return Self::read(rest, is_without_body);
        }
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(':').ok_or_else(|| format!("no header: {line:?}"))?;
                Ok((name.to_owned(), value.trim().to_owned()))
            })
            .collect::<Result<Vec<_>, String>>()?;
        let reason = parts.next().unwrap_or_default().to_owned();
        let mut response = Self { status, reason, headers, body: Vec::new() };
        response.body = response.read_body(rest, is_without_body)?;
        Ok(response)
    }

    fn read_body(&self, rest: &[u8], is_without_body: bool) -> Result<Vec<u8>, String> {
        if is_without_body || self.status == 204 || self.status == 304 {
            return if rest.is_empty() { Ok(Vec::new()) } else { Err("a body where none may be".to_owned()) };
        }
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return join_chunks(rest);
        }
        let length = self.header("content-length").ok_or("neither a length nor chunks")?;
        if length.parse() == Ok(rest.len()) {
            Ok(rest.to_vec())
        } else {
            Err(format!("a body of {} bytes, announced were {length}", rest.len()))
        }
    }

    /// The first header of this name, in any casing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// All headers of this name, in any casing.
    pub fn headers_named(&self, name: &str) -> Vec<&str> {
        let of_name = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        of_name.map(|(_, value)| value.as_str()).collect()
    }

    /// The body as text.
    ///
    /// # Panics
    /// It is no UTF-8.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body is UTF-8")
    }

    /// The body as JSON: strictly, so that a byte order mark or anything behind the value is an error.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", String::from_utf8_lossy(&self.body)))
    }

    /// Asserts the status, and gives the answer back.
    ///
    /// # Panics
    /// It is another one.
    #[expect(clippy::return_self_not_must_use, reason = "the status is often all that matters")]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

/// What a query takes as it is, beside letters and digits.
const QUERY: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as it stands in a query: everything but letters, digits and `-._~` percent-encoded.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &QUERY).to_string()
}

fn split_head(answer: &[u8]) -> Option<(&str, &[u8])> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((std::str::from_utf8(&answer[..end]).ok()?, &answer[end + 4..]))
}

fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n").ok_or("a chunk without a size")?;
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.ok_or("a chunk size that is no number")?;
        let chunk = rest.get(end + 2..end + 2 + size).ok_or("the connection ended inside a chunk")?;
        body.extend_from_slice(chunk);
        rest = rest.get(end + 2 + size + 2..).ok_or("a chunk without an end")?;
        if size == 0 {
            return if rest.is_empty() {
                Ok(body)
            } else {
                Err("something follows the last chunk".to_owned())
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_and_interim_answers_are_read() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: 1\r\na: 2\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let response = Response::read(bytes, false).unwrap();
        assert_eq!((response.status, response.text()), (200, "abcde"));
        assert_eq!(response.headers_named("A"), ["1", "2"]);
    }

    #[test]
    fn a_wrong_length_or_a_body_behind_a_head_answer_is_seen() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd";
        assert!(Response::read(bytes, false).is_err());
        assert!(Response::read(bytes, true).is_err());
    }
}
