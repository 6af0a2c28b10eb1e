//! What an answer says about its connection, and where it ends: the next request is answered with what was meant for it.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use qualify_sdk::{Client, Effect, Error, Method, RawAnswer, Result, RetryPolicy};

use super::get;
use super::speaking::{Odd, Speaking, rest_of};

/// An answer, or an error of the service, as status and body.
async fn status_and_body(client: &Client, method: Method) -> (u16, Vec<u8>) {
    let answered: Result<RawAnswer> = client.request(method, "/v1/anything").expect("a path").send().await;
    match answered {
        Ok(answer) => (answer.status, answer.body),
        Err(error) => {
            let error = error.service().unwrap_or_else(|| panic!("{error:?}"));
            (error.status(), error.body().to_vec())
        }
    }
}

#[tokio::test]
async fn after_an_answer_of_any_form_the_same_connection_serves_on() {
    for (method, said, status, body) in [
        (Method::Get, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", 200, "[]"),
        (Method::Get, "HTTP/1.1 200 OK\r\ncontent-length:2\r\nConnection: keep-alive\r\n\r\n[]", 200, "[]"),
        (Method::Get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
        // No body, whatever is said about its length (RFC 9110 6.4.1).
        (Method::Head, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", 200, ""),
        (Method::Head, "HTTP/1.1 404 Not Found\r\nContent-Length: 900\r\n\r\n", 404, ""),
        (Method::Head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, ""),
        (Method::Delete, "HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (Method::Get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n", 304, ""),
        // Answers on the way to the answer (RFC 9110 15.2).
        (
            Method::Put,
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
             HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
            200,
            "[]",
        ),
        // Chunks, one with an extension, and a trailer (RFC 9112 7.1).
        (
            Method::Get,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\n[\r\n1\r\n]\r\n0\r\nX-End: 1\r\n\r\n",
            200,
            "[]",
        ),
        (Method::Get, "HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n[]", 409, "[]"),
    ] {
        let service = Speaking::at_first(said);
        let client = service.client_with(RetryPolicy::never());
        let answered = status_and_body(&client, method).await;
        assert_eq!(answered, (status, body.as_bytes().to_vec()), "{said}");
        assert_eq!(get(&client).await.expect("an answer"), b"{}", "{said}");
        assert_eq!(service.connections(), 1, "{said}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_its_connection_is_the_last_on_it_though_the_service_leaves_it_open() {
    for said in [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close, X-Else\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        // Before HTTP/1.1 that was the rule.
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    ] {
        let service = Speaking::at_first(said);
        let client = service.client_with(RetryPolicy::never());
        status_and_body(&client, Method::Get).await;
        service.until_open(0).await;
        assert_eq!(get(&client).await.expect("an answer"), b"{}", "{said}");
        assert_eq!(service.connections(), 2, "{said}");
    }
}

#[tokio::test]
async fn what_comes_beyond_an_answer_answers_nobody() {
    for beyond in [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "and so on",
    ] {
        let service = Speaking::at_first(&format!("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1{beyond}"));
        let client = service.client();
        assert_eq!(get(&client).await.expect("an answer"), b"1", "{beyond}");
        assert_eq!(get(&client).await.expect("an answer"), b"{}", "{beyond}");
        assert!(service.connections() >= 2, "{beyond}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_that_leaves_its_connection_behind() {
    for said in [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n[]",
        "HTTP/1.1 200 OK\r\nX\0: 1\r\n\r\n[]",
        "HTTP/2 200\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}",
    ] {
        let service = Speaking::at_first(said);
        let client = service.client_with(RetryPolicy::never());
        let error = get(&client).await.expect_err(said);
        assert!(matches!(error, Error::NoAnswer { .. }), "{said}: {error:?}");
        assert_eq!(error.effect(), Effect::Unknown, "{said}");
        service.until_open(0).await;
        assert_eq!(get(&client).await.expect("an answer"), b"{}", "{said}");
    }
}

#[tokio::test]
async fn a_service_that_answers_before_it_has_read_the_request_holds_up_nobody() {
    const BYTES: usize = 32 << 20;
    let odd = Odd::new(|mut stream, others| {
        stream.read_exact(&mut [0; 100]).expect("the beginning of the request");
        stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n").expect("an answer");
        others.recv().expect("another connection");
        rest_of(stream)
    });
    let client = odd.client();
    let request = client.request(Method::Put, "/v1/anything").expect("a path");
    let error = request.body("application/pdf", vec![0; BYTES]).send().await.expect_err("it is refused");
    assert_eq!(error.service().map(qualify_sdk::ServiceError::status), Some(413), "{error:?}");
    let begun = Instant::now();
    assert_eq!(get(&client).await.expect("an answer, on another connection"), b"{}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(odd.first().await < BYTES, "nothing more is sent to a service that has answered");
}

#[tokio::test]
async fn a_body_without_a_length_goes_on_until_its_connection_ends() {
    let odd = Odd::new(|mut stream, _| {
        stream.read_exact(&mut [0; 100]).expect("the beginning of the request");
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"a\":").expect("an answer");
        std::thread::yield_now();
        stream.write_all(b"1}").expect("its end");
        stream.shutdown(std::net::Shutdown::Write).expect("an end");
        rest_of(stream)
    });
    let client = odd.client();
    assert_eq!(get(&client).await.expect("an answer"), b"{\"a\":1}");
    assert_eq!(get(&client).await.expect("an answer"), b"{}");
}
