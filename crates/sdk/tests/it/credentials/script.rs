//! A server that answers as it is told: an authority, and the service behind it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

/// What came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

impl Asked {
    /// Whether the token endpoint is asked.
    pub(crate) fn is_for_token(&self) -> bool {
        self.target.ends_with("/oauth2/v2.0/token")
    }

    /// A field of the form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value).next()?;
        Some(percent_encoding::percent_decode_str(value).decode_utf8().expect("UTF-8").into_owned())
    }
}

/// What goes back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// The connection ends without an answer.
    pub(crate) is_cut: bool,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("Content-Type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string(), is_cut: false }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self { status, headers: Vec::new(), body: body.to_owned(), is_cut: false }
    }

    pub(crate) fn cut() -> Self {
        Self { is_cut: true, ..Self::text(200, "") }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// A token, good for an hour.
    pub(crate) fn token(access_token: &str) -> Self {
        Self::json(200, &json!({ "token_type": "Bearer", "expires_in": 3600, "access_token": access_token }))
    }

    /// An error of OAuth 2.0.
    pub(crate) fn refused(error: &str, description: &str) -> Self {
        Self::json(400, &json!({ "error": error, "error_description": description }))
    }
}

/// A server that ends with this value.
pub(crate) struct Script {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Script {
    /// Answers each request as the function says; the number counts them from 0.
    pub(crate) fn start(reply: impl Fn(usize, &Asked) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let is_over = Arc::new(AtomicBool::new(false));
        let (asked_there, is_over_there) = (Arc::clone(&asked), Arc::clone(&is_over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over_there.load(Ordering::SeqCst) {
                    return;
                }
                let Some((mut stream, request)) = stream.ok().and_then(read) else { continue };
                let number = {
                    let mut all = asked_there.lock().expect("nobody panics with the lock");
                    all.push(request.clone());
                    all.len() - 1
                };
                write(&mut stream, &reply(number, &request));
            }
        });
        Self { url, asked, is_over, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What came until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panics with the lock").clone()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the script failed");
        }
    }
}

fn read(mut stream: TcpStream) -> Option<(TcpStream, Asked)> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let mut some = [0; 4096];
        let count = stream.read(&mut some).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&some[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    let there = body.len();
    body.resize(length.max(there), 0);
    stream.read_exact(&mut body[there..]).ok()?;
    let asked = Asked {
        target: head.split(' ').nth(1)?.to_owned(),
        authorization: header("authorization"),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    Some((stream, asked))
}

fn write(stream: &mut TcpStream, reply: &Reply) {
    if reply.is_cut {
        return;
    }
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\nContent-Length: {}\r\nConnection: close\r\n",
        reply.status,
        reply.body.len()
    );
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let _ = stream.write_all(format!("{head}\r\n{}", reply.body).as_bytes());
}
