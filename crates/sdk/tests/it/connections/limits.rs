//! What a service may ask of a client's time, memory and connections.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use futures_util::future::join_all;
use qualify_sdk::{Client, ClientBuilder, Cloud, Credentials, Effect, Error, Method, RetryPolicy};

use super::get;
use super::speaking::{Odd, Speaking, good, rest_of};

fn builder(cloud: Cloud) -> ClientBuilder {
    Client::builder(cloud, Credentials::static_token("t")).retry(RetryPolicy::never()).without_proxy()
}

/// A service that takes connections and never says a word.
fn silent(scheme: &str) -> (TcpListener, Cloud) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("{scheme}://{}", listener.local_addr().expect("an address"));
    (listener, Cloud::sandbox(url))
}

#[tokio::test]
async fn a_service_that_never_answers_is_left_after_the_time_of_a_try() {
    let (_listener, cloud) = silent("http");
    let client = builder(cloud).attempt_timeout(Duration::from_millis(50)).build().expect("a client");
    let error = get(&client).await.expect_err("nobody answers");
    assert!(matches!(error, Error::NoAnswer { .. }), "{error:?}");
    assert_eq!(error.effect(), Effect::Unknown);
}

#[tokio::test]
async fn a_service_that_never_shakes_hands_was_sent_nothing_whichever_time_is_over_first() {
    type Limit = fn(ClientBuilder, Duration) -> ClientBuilder;
    for limit in [ClientBuilder::connect_timeout as Limit, ClientBuilder::attempt_timeout] {
        let (_listener, cloud) = silent("https");
        let client = limit(builder(cloud), Duration::from_millis(50)).build().expect("a client");
        let error = get(&client).await.expect_err("nobody answers");
        assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
        assert_eq!((error.effect(), error.is_retryable()), (Effect::None, true));
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_left_after_the_time_of_a_try() {
    let odd = Odd::new(|mut stream, _| {
        begin(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").expect("a part");
        rest_of(stream)
    });
    let client = builder(odd.cloud()).attempt_timeout(Duration::from_millis(200)).build().expect("a client");
    let error = get(&client).await.expect_err("it stalls");
    assert!(matches!(error, Error::NoAnswer { .. }), "{error:?}");
    assert_eq!(get(&client).await.expect("an answer"), b"{}");
    odd.first().await;
}

fn begin(stream: &mut TcpStream) {
    stream.read_exact(&mut [0; 100]).expect("the beginning of the request");
}

/// Says something, and then the same without end, until the client has enough; how many bytes that were.
fn endless(said: &'static str, again: &'static str) -> Odd<usize> {
    Odd::new(move |mut stream, _| {
        begin(&mut stream);
        stream.write_all(said.as_bytes()).expect("a beginning");
        let again = again.repeat((64 << 10) / again.len());
        let mut bytes = said.len();
        while stream.write_all(again.as_bytes()).is_ok() {
            bytes += again.len();
        }
        bytes
    })
}

#[tokio::test]
async fn a_head_without_end_is_no_answer() {
    for (said, again) in
        [("HTTP/1.1 200 OK\r\n", "X-Else: and so on\r\n"), ("HTTP/1.1 200 OK\r\nX: ", "and so on")]
    {
        let odd = endless(said, again);
        let client = odd.client();
        let error = get(&client).await.expect_err("it never ends");
        assert!(matches!(error, Error::NoAnswer { .. }), "{error:?}");
        assert_eq!(get(&client).await.expect("an answer"), b"{}");
        let bytes = odd.first().await;
        assert!(bytes < 32 << 20, "{bytes} bytes were taken");
    }
}

#[tokio::test]
async fn a_body_without_end_is_not_understood_and_of_an_error_its_beginning_is_read() {
    let odd = endless("HTTP/1.1 200 OK\r\n\r\n", "and so on");
    let client = odd.client();
    let error = get(&client).await.expect_err("it never ends");
    assert!(matches!(error, Error::NotUnderstood { status: 200, .. }), "{error:?}");
    assert!(error.to_string().contains("longer than 64 MiB"), "{error}");
    odd.first().await;
    let odd = endless("HTTP/1.1 403 Forbidden\r\n\r\nNot here: ", "and so on");
    let client = odd.client();
    let error = get(&client).await.expect_err("it never ends");
    let error = error.service().expect("it is an error of the service");
    assert_eq!(error.status(), 403);
    assert!(error.description().starts_with("Not here: and so on"), "{}", error.description());
    assert!(error.body().len() <= 1 << 20, "{}", error.body().len());
    assert_eq!(get(&client).await.expect("an answer"), b"{}");
    odd.first().await;
}

#[tokio::test]
async fn of_many_connections_at_once_a_hundred_are_kept() {
    let service = Speaking::together(120, || good("{}"));
    let client = service.client();
    for answered in join_all((0..120).map(|_| get(&client))).await {
        answered.expect("an answer");
    }
    assert_eq!(service.connections(), 120);
    service.until_open(100).await;
    get(&client).await.expect("an answer");
    assert_eq!(service.connections(), 120, "one of those that were kept served it");
    drop(client);
    service.until_open(0).await;
}

#[tokio::test]
async fn a_connection_that_waited_too_long_is_not_trusted() {
    let service = Speaking::new(|_, _| vec![good("{}")]);
    let client = service.client();
    for (pause, connections) in [(0, 1), (60, 1), (60, 1), (91, 2)] {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(pause)).await;
        tokio::time::resume();
        get(&client).await.expect("an answer");
        assert_eq!(service.connections(), connections, "after {pause} seconds");
    }
    service.until_open(1).await;
}

#[tokio::test]
async fn what_frames_a_request_is_the_clients_own() {
    let service = Speaking::new(|_, _| vec![good("{}")]);
    for name in ["Content-Length", "Transfer-Encoding", "Host", "authorization"] {
        let request = service.client().request(Method::Post, "/v1/anything").expect("a path");
        let error = request.header(name, "5").expect_err(name);
        assert!(error.to_string().contains("the client's own"), "{error}");
    }
    assert!(service.sent().is_empty());
}
