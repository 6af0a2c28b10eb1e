//! A call that is given up, at whatever point, leaves nothing behind that another one could stumble over.

use std::future::poll_fn;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::pin::pin;
use std::task::Poll;

use qualify_sdk::{Client, Method, Result, RetryPolicy};
use tokio::sync::oneshot;

use super::get;
use super::speaking::{Odd, Speaking, good, rest_of};

/// The size of a document that does not fit into what lies between client and service.
const LARGE: usize = 32 << 20;

/// Gives a future up when it was polled so many times.
async fn given_up_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut done = 0;
    poll_fn(|context| {
        if done == polls {
            return Poll::Ready(None);
        }
        done += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// A service that says to whoever asks what it was asked for, piece by piece.
fn echo() -> Speaking {
    Speaking::new(|_, sent| {
        let answer = good(&sent.target);
        let head = answer.len() - sent.target.len();
        [&answer[..5], &answer[5..head], &answer[head..=head], &answer[head + 1..]]
            .map(<[u8]>::to_vec)
            .to_vec()
    })
}

async fn ask(client: &Client, target: &str) -> Result<Vec<u8>> {
    Ok(client.request(Method::Get, target).expect("a path").send().await?.body)
}

#[tokio::test]
async fn a_call_may_be_dropped_at_each_of_its_awaits_on_new_connections_and_kept_ones() {
    let service = echo();
    for is_kept in [false, true] {
        let mut polls = 0;
        loop {
            let client = service.client_with(RetryPolicy::never());
            if is_kept {
                assert_eq!(ask(&client, "/v1/before").await.expect("an answer"), b"/v1/before");
            }
            let dropped = format!("/v1/dropped/{polls}");
            let answered = given_up_after(polls, ask(&client, &dropped)).await;
            for after in ["/v1/after/1", "/v1/after/2"] {
                assert_eq!(ask(&client, after).await.expect("an answer"), after.as_bytes(), "{polls} polls");
            }
            if let Some(answered) = answered {
                assert_eq!(answered.expect("an answer"), dropped.as_bytes());
                break;
            }
            polls += 1;
            assert!(polls < 100, "it never ends");
        }
        assert!(polls > 1, "it waits somewhere");
    }
    service.until_open(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn among_many_calls_of_which_some_are_dropped_each_gets_its_own_answer() {
    let service = echo();
    let client = service.client();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        let client = client.clone();
        tasks.spawn(async move {
            for number in 0..40 {
                let target = format!("/v1/{task}/{number}");
                let polls = if number % 3 == 0 { number % 7 } else { usize::MAX };
                if let Some(answered) = given_up_after(polls, ask(&client, &target)).await {
                    assert_eq!(answered.expect("an answer"), target.as_bytes());
                }
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.expect("no task failed");
    }
}

/// Where a call is when it is given up.
async fn given_up(until: impl FnOnce(&mut TcpStream) + Send + 'static, body: usize) -> usize {
    let (arrived, has_arrived) = oneshot::channel();
    let odd = Odd::new(move |mut stream, _| {
        until(&mut stream);
        arrived.send(()).expect("the test waits");
        rest_of(stream)
    });
    let client = odd.client();
    let request = client.request(Method::Put, "/v1/anything").expect("a path");
    let call = request.body("application/pdf", vec![0; body]).send();
    tokio::select! {
        answered = call => panic!("nobody answers: {answered:?}"),
        arrived = has_arrived => arrived.expect("it arrives"),
    }
    assert_eq!(get(&client).await.expect("an answer"), b"{}");
    odd.first().await
}

fn begin(stream: &mut TcpStream) {
    stream.read_exact(&mut [0; 100]).expect("the beginning of the request");
}

#[tokio::test]
async fn the_connection_of_a_call_that_is_given_up_ends_though_the_client_lives_on() {
    given_up(begin, 1).await;
    for said in [
        "HTTP/1.1 200 OK\r\nContent-Len",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":[",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ] {
        let until = move |stream: &mut TcpStream| {
            begin(stream);
            stream.write_all(said.as_bytes()).expect("a part of an answer");
        };
        given_up(until, 1).await;
    }
}

#[tokio::test]
async fn nothing_more_is_sent_of_a_request_that_is_given_up() {
    let bytes = given_up(begin, LARGE).await;
    assert!(bytes < LARGE, "{bytes} bytes came");
}
