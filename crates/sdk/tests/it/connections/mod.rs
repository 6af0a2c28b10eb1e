//! Connections are kept from call to call; what becomes of one is no matter of the caller's.

mod answers;
mod encrypted;
mod given_up;
mod limits;
mod speaking;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use qualify_sdk::{Client, Credentials, Method};

use crate::scripted::{Scripted, answer, client_of, quick};

/// A service that answers so many requests on each connection, and closes it then without a word.
struct Counting {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Counting {
    fn start(per_connection: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::Relaxed);
                std::thread::spawn(move || serve(stream.expect("a connection"), per_connection));
            }
        });
        Self { url, connections }
    }

    fn client(&self) -> Client {
        client_of(&self.url, Credentials::static_token("t"), quick())
    }
}

fn serve(stream: TcpStream, requests: usize) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream;
    for _ in 0..requests {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok().filter(|&bytes| bytes > 0)?;
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").ok()?;
    }
    Some(())
}

async fn get(client: &Client) -> qualify_sdk::Result<Vec<u8>> {
    Ok(client.request(Method::Get, "/v1/anything").expect("a path").send().await?.body)
}

#[tokio::test]
async fn one_connection_serves_call_after_call_and_calls_at_once_have_one_each() {
    let service = Counting::start(usize::MAX);
    let client = service.client();
    for _ in 0..20 {
        assert_eq!(get(&client).await.expect("an answer"), b"{}");
    }
    assert_eq!(service.connections.load(Ordering::Relaxed), 1);
    for answered in join_all((0..8).map(|_| get(&client))).await {
        answered.expect("an answer");
    }
    let so_far = service.connections.load(Ordering::Relaxed);
    assert!((2..=8).contains(&so_far), "{so_far}");
    for answered in join_all((0..8).map(|_| get(&client))).await {
        answered.expect("an answer");
    }
    assert_eq!(service.connections.load(Ordering::Relaxed), so_far, "they were kept");
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_no_error() {
    let service = Counting::start(1);
    let client = service.client();
    for _ in 0..20 {
        get(&client).await.expect("an answer");
    }
    assert!(service.connections.load(Ordering::Relaxed) >= 20);
}

#[test]
fn a_client_outlives_the_runtime_that_it_began_in() {
    let service = Counting::start(usize::MAX);
    let client = service.client();
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(get(&client)).expect("an answer");
    }
    assert_eq!(service.connections.load(Ordering::Relaxed), 3, "a connection goes with its runtime");
}

#[tokio::test]
async fn a_redirect_within_the_service_is_followed_with_the_body_where_it_says_so() {
    for (status, method, body) in [(307, "PUT", &b"3"[..]), (303, "GET", b"")] {
        let service = Scripted::new(vec![
            answer(status, &[("Location", "/v1/elsewhere?a=b")], ""),
            answer(200, &[], "{}"),
        ]);
        let request = service.client().request(Method::Put, "/v1/here").expect("a path");
        request.body("application/json", b"3".to_vec()).send().await.expect("an answer");
        let sent = service.sent();
        assert_eq!(sent.len(), 2, "{sent:?}");
        assert_eq!((sent[1].method.as_str(), sent[1].target.as_str()), (method, "/v1/elsewhere?a=b"));
        assert_eq!(sent[1].body, body);
        assert_eq!(sent[1].header("content-type").is_some(), !body.is_empty());
        for name in ["authorization", "ms-requestid", "host"] {
            assert_eq!(sent[0].header(name), sent[1].header(name), "{name}");
        }
    }
}

#[tokio::test]
async fn a_service_that_leads_round_and_round_is_left_after_five_steps() {
    let service = Scripted::new(vec![answer(302, &[("Location", "/v1/again")], "")]);
    let error = get(&service.client()).await.expect_err("no end");
    assert_eq!(error.service().map(qualify_sdk::ServiceError::status), Some(302), "{error}");
    assert_eq!(service.sent().len(), 6);
}
