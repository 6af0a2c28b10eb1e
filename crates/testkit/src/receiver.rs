//! A receiver of webhooks on this machine, which remembers what it was sent and answers as the test wants.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

/// How long a sender may take for its request.
const REQUEST_LIMIT: Duration = Duration::from_secs(20);

/// What it was sent.
#[derive(Debug, Clone)]
pub struct Received {
    /// The target.
    pub path: String,
    /// All headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// How it answers.
type Answer = Box<dyn Fn(&Received) -> u16 + Send + Sync>;

/// A receiver, until the process ends: its thread waits for senders and costs nothing.
#[derive(Clone)]
pub struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Received {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

impl Receiver {
    /// One that takes everything.
    pub fn start() -> Self {
        Self::answering(|_| 204)
    }

    /// One that answers with the status that the function says.
    ///
    /// # Panics
    /// There is no free port.
    pub fn answering(answer: impl Fn(&Received) -> u16 + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("it is bound"));
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (kept, answer): (_, Arc<Answer>) = (Arc::clone(&received), Arc::new(Box::new(answer)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &kept, answer.as_ref()));
            }
        });
        Self { url, received }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it was sent so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How much it was sent so far.
    pub fn count(&self) -> usize {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The values of a member of all bodies, such as the types of the events.
    pub fn members(&self, name: &str) -> Vec<String> {
        self.received().iter().map(|it| it.json()[name].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Receiver").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Requests of one connection, until it ends.
fn serve(stream: TcpStream, kept: &Mutex<Vec<Received>>, answer: &Answer) {
    if stream.set_read_timeout(Some(REQUEST_LIMIT)).is_err() {
        return;
    }
    let Ok(mut writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    while let Some(received) = read(&mut reader) {
        let status = answer(&received);
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\n\r\n");
        if writer.write_all(head.as_bytes()).is_err() {
            return;
        }
    }
}

/// One request; nothing at the end of the connection.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or("0", |(_, value)| value);
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Received { path, headers, body })
}
