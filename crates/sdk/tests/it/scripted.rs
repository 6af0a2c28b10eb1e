//! A service that answers what a test says, request by request, and remembers what it was sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qualify_sdk::vocabulary::CustomerId;
use qualify_sdk::{Client, Cloud, Credentials, CustomerQualification, CustomerScope, RetryPolicy};
use serde_json::Value;

/// A customer that nobody looks up.
pub(crate) const CUSTOMER: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

/// What happens to one connection.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// The request is read and answered.
    Answer(Vec<u8>),
    /// The request is read, and the connection ends without an answer.
    CutAfterRequest,
    /// The request is read, and the answer ends in its middle.
    CutInAnswer,
}

/// What was sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// The service. Its last step is repeated.
pub(crate) struct Scripted {
    url: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Scripted {
    pub(crate) fn new(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        std::thread::spawn(move || {
            let mut number = 0;
            for stream in listener.incoming() {
                let step = &steps[number.min(steps.len() - 1)];
                // A connection on which nothing is asked uses no step up.
                if serve(stream.expect("a connection"), step, &kept).is_some() {
                    number += 1;
                }
            }
        });
        Self { url, sent }
    }

    /// One that gives this answer to everything.
    pub(crate) fn answering(status: u16, body: &str) -> Self {
        Self::new(vec![answer(status, &[], body)])
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with(quick())
    }

    pub(crate) fn client_with(&self, retry: RetryPolicy) -> Client {
        client_of(&self.url, Credentials::static_token("t0ken"), retry)
    }

    pub(crate) fn customer(&self) -> CustomerScope {
        self.client().customers().by_id(customer_id())
    }

    pub(crate) fn qualification(&self) -> CustomerQualification {
        self.customer().qualification()
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(crate) fn client_of(url: &str, credentials: Credentials, retry: RetryPolicy) -> Client {
    let cloud = Cloud::sandbox(url);
    Client::builder(cloud, credentials).retry(retry).without_proxy().build().expect("a client")
}

pub(crate) fn customer_id() -> CustomerId {
    CUSTOMER.parse().expect("an id")
}

/// Three more tries with hardly a wait.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy { waits: vec![Duration::from_millis(1); 3], ..RetryPolicy::default() }
}

/// An answer of JSON, or of a text, with further headers.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Step {
    let further =
        headers.iter().fold(String::new(), |text, (name, value)| text + name + ": " + value + "\r\n");
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    Step::Answer(
        format!("HTTP/1.1 {status} Said\r\n{length}{further}Connection: close\r\n\r\n{body}").into_bytes(),
    )
}

fn serve(stream: TcpStream, step: &Step, sent: &Mutex<Vec<Sent>>) -> Option<()> {
    let request = read(&stream)?;
    sent.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    let mut stream = stream;
    // A caller that went away before it was answered is no fault of the script.
    let _ = match step {
        Step::Answer(bytes) => stream.write_all(bytes),
        Step::CutAfterRequest => Ok(()),
        Step::CutInAnswer => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":["),
    };
    Some(())
}

/// Reads one request, if another one comes on this connection.
pub(crate) fn read(stream: &TcpStream) -> Option<Sent> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, text)| text.parse().unwrap_or(0));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Sent { method, target, headers, body })
}
