//! A throwaway issuer on this machine: its discovery document and its keys.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::tokens::{V1_ISSUER, V2_ISSUER};

/// The running issuer; it ends with this value.
pub(super) struct LoopbackIssuer {
    pub(super) url: String,
    state: Arc<State>,
    _accepting: JoinSet<()>,
}

struct State {
    url: String,
    keys: Mutex<Value>,
    /// What the discovery document says of its issuer; else what the path says.
    name: Mutex<Option<Value>>,
    key_requests: AtomicUsize,
    is_down: AtomicBool,
}

impl LoopbackIssuer {
    pub(super) async fn start(keys: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State {
            url: url.clone(),
            keys: Mutex::new(keys),
            name: Mutex::default(),
            key_requests: AtomicUsize::new(0),
            is_down: AtomicBool::new(false),
        });
        let mut accepting = JoinSet::new();
        let shared = Arc::clone(&state);
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state, _accepting: accepting }
    }

    /// What the issuer publishes from now on.
    pub(super) fn publish(&self, keys: Value) {
        *self.state.keys.lock().expect("nobody panics with the lock") = keys;
    }

    /// What its discovery document calls it from now on, wherever that is asked for.
    pub(super) fn call_itself(&self, name: Value) {
        *self.state.name.lock().expect("nobody panics with the lock") = Some(name);
    }

    /// Whether it hangs up instead of answering.
    pub(super) fn set_down(&self, is_down: bool) {
        self.state.is_down.store(is_down, Ordering::SeqCst);
    }

    /// How often the keys were read.
    pub(super) fn key_requests(&self) -> usize {
        self.state.key_requests.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, state: Arc<State>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_buf(&mut request).await {
            Ok(1..) if request.len() < 8192 => {}
            Ok(_) | Err(_) => return,
        }
    }
    if state.is_down.load(Ordering::SeqCst) {
        return;
    }
    let (status, body) = body(&String::from_utf8(request).expect("a head is text"), &state);
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // A client that hung up is the test's own business.
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}

fn body(request: &str, state: &State) -> (&'static str, String) {
    match request.split(' ').nth(1) {
        Some(path) if path.ends_with("/.well-known/openid-configuration") => {
            let below = path.strip_suffix("/.well-known/openid-configuration").unwrap_or_default();
            let usual = match below {
                "/first" => json!(V1_ISSUER.replace("{tid}", "{tenantid}")),
                "/second" => json!(V2_ISSUER.replace("{tid}", "{tenantid}")),
                _ => json!(format!("{}{below}", state.url)),
            };
            let name = state.name.lock().expect("nobody panics with the lock").clone().unwrap_or(usual);
            ("200 OK", json!({ "issuer": name, "jwks_uri": format!("{}/keys", state.url) }).to_string())
        }
        Some("/keys") => {
            state.key_requests.fetch_add(1, Ordering::SeqCst);
            ("200 OK", state.keys.lock().expect("nobody panics with the lock").to_string())
        }
        Some("/large") => ("200 OK", " ".repeat(1024 * 1024 + 1)),
        Some("/moved") => ("302 Found\r\nLocation: /keys", String::new()),
        Some(_) | None => ("404 Not Found", String::new()),
    }
}
