//! A service that says the bytes that a test chose, and keeps its connections.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use qualify_sdk::{Client, Cloud, Credentials, RetryPolicy};
use tokio::sync::oneshot;

use crate::scripted::{Sent, client_of, quick, read};

/// Longest silence on a connection that a test needs.
const SILENCE: Duration = Duration::from_secs(30);

/// What is said to a request: its parts are written one by one.
pub(super) type Said = Vec<Vec<u8>>;

/// The service.
pub(super) struct Speaking {
    url: String,
    /// Connections that were made.
    connections: Arc<AtomicUsize>,
    /// Those of them that the service has not seen end.
    open: Arc<AtomicUsize>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Speaking {
    /// One that says something to each request, by its number and by itself. Connections stay until the client ends them.
    pub(super) fn new(say: impl Fn(usize, &Sent) -> Said + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let service = Self { url, connections: Arc::default(), open: Arc::default(), sent: Arc::default() };
        let (connections, open) = (Arc::clone(&service.connections), Arc::clone(&service.open));
        let (sent, say) = (Arc::clone(&service.sent), Arc::new(say));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                connections.fetch_add(1, Ordering::Relaxed);
                open.fetch_add(1, Ordering::Relaxed);
                let (open, sent, say) = (Arc::clone(&open), Arc::clone(&sent), Arc::clone(&say));
                std::thread::spawn(move || {
                    serve(&stream, &sent, &*say);
                    open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        service
    }

    /// One that says this to the first request, and that all is well to others.
    pub(super) fn at_first(said: &str) -> Self {
        let said = said.as_bytes().to_vec();
        Self::new(move |number, _| if number == 0 { vec![said.clone()] } else { vec![good("{}")] })
    }

    /// One that answers nobody before so many have asked.
    pub(super) fn together(callers: usize, answer: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Self {
        let (number, all) = (Mutex::new(0), Condvar::new());
        Self::new(move |_, _| {
            let mut number = number.lock().unwrap_or_else(PoisonError::into_inner);
            *number += 1;
            all.notify_all();
            let waited = all.wait_timeout_while(number, SILENCE, |number| *number < callers);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            vec![answer()]
        })
    }

    pub(super) fn client(&self) -> Client {
        self.client_with(quick())
    }

    pub(super) fn client_with(&self, retry: RetryPolicy) -> Client {
        client_of(&self.url, Credentials::static_token("t"), retry)
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Waits until so many connections are left at most.
    pub(super) async fn until_open(&self, at_most: usize) {
        let all_gone = async {
            while self.open.load(Ordering::Relaxed) > at_most {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let waited = tokio::time::timeout(SILENCE / 2, all_gone).await;
        assert!(waited.is_ok(), "{} connections are open", self.open.load(Ordering::Relaxed));
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A service whose first connection goes as a test says. On others all is well, and the first is told of each.
pub(super) struct Odd<T> {
    url: String,
    first: oneshot::Receiver<T>,
}

impl<T: Send + 'static> Odd<T> {
    pub(super) fn new(first: impl FnOnce(TcpStream, &Receiver<()>) -> T + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (tell, told) = oneshot::channel();
        std::thread::spawn(move || {
            let mut connections = listener.incoming();
            let stream = connections.next().expect("it goes on").expect("a connection");
            stream.set_read_timeout(Some(SILENCE)).expect("a time limit");
            let (another, others) = mpsc::channel();
            std::thread::spawn(move || {
                // The test may have seen enough.
                let _ = tell.send(first(stream, &others));
            });
            for stream in connections {
                let stream = stream.expect("a connection");
                let _ = another.send(());
                std::thread::spawn(move || serve(&stream, &Mutex::default(), &|_, _| vec![good("{}")]));
            }
        });
        Self { url, first: told }
    }

    pub(super) fn client(&self) -> Client {
        client_of(&self.url, Credentials::static_token("t"), RetryPolicy::never())
    }

    pub(super) fn cloud(&self) -> Cloud {
        Cloud::sandbox(self.url.as_str())
    }

    /// What came of the first connection.
    pub(super) async fn first(self) -> T {
        let waited = tokio::time::timeout(SILENCE, self.first).await;
        waited.expect("the first connection ended").expect("nobody failed")
    }
}

/// Reads a connection to its end, and tells how many bytes came. An end by force is one, too.
pub(super) fn rest_of(mut stream: TcpStream) -> usize {
    let (mut bytes, mut part) = (0, vec![0; 64 << 10]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => return bytes,
            Ok(count) => bytes += count,
            Err(error) => {
                let is_silent = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                assert!(!is_silent, "the connection does not end");
                return bytes;
            }
        }
    }
}

/// An answer that is whole.
pub(super) fn good(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn serve(stream: &TcpStream, sent: &Mutex<Vec<Sent>>, say: &dyn Fn(usize, &Sent) -> Said) -> Option<()> {
    stream.set_read_timeout(Some(SILENCE)).ok()?;
    stream.set_nodelay(true).ok()?;
    let mut stream = stream;
    loop {
        let request = read(stream)?;
        let number = {
            let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
            sent.push(request.clone());
            sent.len() - 1
        };
        for part in say(number, &request) {
            stream.write_all(&part).ok()?;
            // Another part is another packet, as far as one can have it so.
            std::thread::yield_now();
        }
    }
}
