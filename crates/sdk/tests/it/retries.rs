//! When a call is sent again, and under which id (contract 6.3 rules 2 and 3): each case has its name.

use std::time::{Duration, Instant};

use qualify_sdk::vocabulary::{EducationSegment, Qualification};
use qualify_sdk::{Credentials, Effect, Error, QualificationRequest, Result, RetryPolicy};

use crate::scripted::{Scripted, Step, answer, client_of, quick};

/// The three kinds of calls.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Get,
    Put,
    Post,
}

async fn call(service: &Scripted, kind: Kind, retry: RetryPolicy) -> Result<()> {
    let customer = service.client_with(retry).customers().by_id(crate::scripted::customer_id());
    let qualification = customer.qualification();
    match kind {
        Kind::Get => qualification.get().await.map(drop),
        Kind::Put => qualification.update(Qualification::Education).await.map(drop),
        Kind::Post => {
            let request = QualificationRequest::education(EducationSegment::K12);
            qualification.create_qualifications(&request).await.map(drop)
        }
    }
}

/// The answer of a service that got over it.
const GOOD: &str = r#"{"qualification":"Education"}"#;

/// A call that meets this status is sent so many times in all, each time under the same id.
fn expect_requests(kind: Kind, status: u16, expected: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let service = Scripted::answering(status, r#"{"code":1,"description":"No."}"#);
        let error = call(&service, kind, quick()).await.expect_err("it never succeeds");
        assert_eq!(error.service().map(qualify_sdk::ServiceError::status), Some(status));
        let sent = service.sent();
        assert_eq!(sent.len(), expected);
        let ids: std::collections::BTreeSet<_> =
            sent.iter().map(|sent| sent.header("ms-requestid")).collect();
        assert_eq!(ids.len(), 1, "one id for all tries");
        let ids: std::collections::BTreeSet<_> =
            sent.iter().map(|sent| sent.header("ms-correlationid")).collect();
        assert_eq!(ids.len(), 1, "one correlation for all tries");
        if expected > 1 {
            let service = Scripted::new(vec![answer(status, &[], ""), answer(200, &[], GOOD)]);
            call(&service, kind, quick()).await.expect("the second try succeeds");
            assert_eq!(service.sent().len(), 2);
        }
    });
}

macro_rules! cases {
    ($($name:ident: $kind:ident $status:literal => $requests:literal;)*) => {
        $(#[test] fn $name() { expect_requests(Kind::$kind, $status, $requests); })*
    };
}

cases! {
    get_400_is_sent_once: Get 400 => 1;
    put_400_is_sent_once: Put 400 => 1;
    post_400_is_sent_once: Post 400 => 1;
    get_401_of_a_token_that_cannot_be_renewed_is_sent_once: Get 401 => 1;
    put_401_of_a_token_that_cannot_be_renewed_is_sent_once: Put 401 => 1;
    post_401_of_a_token_that_cannot_be_renewed_is_sent_once: Post 401 => 1;
    get_402_is_sent_once: Get 402 => 1;
    get_403_is_sent_once: Get 403 => 1;
    put_403_is_sent_once: Put 403 => 1;
    post_403_is_sent_once: Post 403 => 1;
    get_404_is_sent_once: Get 404 => 1;
    put_404_is_sent_once: Put 404 => 1;
    post_404_is_sent_once: Post 404 => 1;
    get_405_is_sent_once: Get 405 => 1;
    put_405_is_sent_once: Put 405 => 1;
    post_405_is_sent_once: Post 405 => 1;
    get_406_is_sent_once: Get 406 => 1;
    get_408_is_sent_four_times: Get 408 => 4;
    put_408_is_sent_four_times: Put 408 => 4;
    post_408_is_sent_four_times: Post 408 => 4;
    get_409_is_sent_once: Get 409 => 1;
    put_409_is_sent_once: Put 409 => 1;
    post_409_is_sent_once: Post 409 => 1;
    get_410_is_sent_once: Get 410 => 1;
    get_411_is_sent_once: Get 411 => 1;
    get_412_is_sent_once: Get 412 => 1;
    put_412_is_sent_once: Put 412 => 1;
    post_412_is_sent_once: Post 412 => 1;
    post_413_is_sent_once: Post 413 => 1;
    get_414_is_sent_once: Get 414 => 1;
    post_415_is_sent_once: Post 415 => 1;
    post_417_is_sent_once: Post 417 => 1;
    put_422_is_sent_once: Put 422 => 1;
    get_423_is_sent_once: Get 423 => 1;
    get_425_is_sent_once: Get 425 => 1;
    get_428_is_sent_once: Get 428 => 1;
    get_429_is_sent_four_times: Get 429 => 4;
    put_429_is_sent_four_times: Put 429 => 4;
    post_429_is_sent_four_times: Post 429 => 4;
    get_431_is_sent_once: Get 431 => 1;
    get_451_is_sent_once: Get 451 => 1;
    get_500_is_sent_four_times: Get 500 => 4;
    put_500_is_sent_four_times: Put 500 => 4;
    post_500_is_sent_four_times: Post 500 => 4;
    get_501_is_sent_once: Get 501 => 1;
    put_501_is_sent_once: Put 501 => 1;
    post_501_is_sent_once: Post 501 => 1;
    get_502_is_sent_four_times: Get 502 => 4;
    put_502_is_sent_four_times: Put 502 => 4;
    post_502_is_sent_four_times: Post 502 => 4;
    get_503_is_sent_four_times: Get 503 => 4;
    put_503_is_sent_four_times: Put 503 => 4;
    post_503_is_sent_four_times: Post 503 => 4;
    get_504_is_sent_four_times: Get 504 => 4;
    put_504_is_sent_four_times: Put 504 => 4;
    post_504_is_sent_four_times: Post 504 => 4;
    get_505_is_sent_once: Get 505 => 1;
    post_505_is_sent_once: Post 505 => 1;
    get_507_is_sent_once: Get 507 => 1;
    get_511_is_sent_once: Get 511 => 1;
}

async fn after_a_first(step: Step, retry: RetryPolicy) -> (Result<()>, usize, Duration) {
    let service = Scripted::new(vec![step, answer(200, &[], GOOD)]);
    let begun = Instant::now();
    let result = call(&service, Kind::Post, retry).await;
    (result, service.sent().len(), begun.elapsed())
}

#[tokio::test]
async fn retry_after_in_seconds_is_waited_for() {
    let step = answer(503, &[("Retry-After", "1")], "");
    let (result, requests, took) = after_a_first(step, quick()).await;
    assert!(result.is_ok() && requests == 2 && took >= Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn retry_after_as_a_date_that_is_over_asks_for_no_wait() {
    let step = answer(429, &[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")], "");
    let (result, requests, took) = after_a_first(step, RetryPolicy::default()).await;
    assert!(result.is_ok() && requests == 2 && took < Duration::from_millis(400), "{took:?}");
}

#[tokio::test]
async fn retry_after_that_cannot_be_read_leaves_the_own_wait() {
    let (result, requests, _) = after_a_first(answer(503, &[("Retry-After", "soon")], ""), quick()).await;
    assert!(result.is_ok() && requests == 2);
}

#[tokio::test]
async fn a_service_that_asks_for_too_long_a_wait_is_given_up_at_once() {
    for header in ["121", "Tue, 01 Jan 2999 00:00:00 GMT"] {
        let (result, requests, _) = after_a_first(answer(503, &[("Retry-After", header)], ""), quick()).await;
        let error = result.expect_err("it is given up");
        assert_eq!(requests, 1, "{header}");
        assert!(
            error.service().and_then(qualify_sdk::ServiceError::retry_after) > Some(Duration::from_mins(2))
        );
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_after_the_request_is_tried_again_under_the_same_id() {
    for step in [Step::CutAfterRequest, Step::CutInAnswer] {
        let service = Scripted::new(vec![step, answer(201, &[], GOOD)]);
        call(&service, Kind::Post, quick()).await.expect("the second try");
        let sent = service.sent();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].header("ms-requestid"), sent[1].header("ms-requestid"));
        assert_eq!(sent[0].body, sent[1].body);
    }
}

#[tokio::test]
async fn a_request_that_is_never_answered_may_have_been_carried_out() {
    let service = Scripted::new(vec![Step::CutAfterRequest]);
    let error = call(&service, Kind::Put, quick()).await.expect_err("no answer");
    assert!(matches!(error, Error::NoAnswer { .. }), "{error:?}");
    assert_eq!((error.effect(), error.is_retryable(), service.sent().len()), (Effect::Unknown, true, 4));
}

#[tokio::test]
async fn a_service_that_is_not_there_was_sent_nothing() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let client = client_of(&format!("http://{gone}"), Credentials::static_token("t"), quick());
    let error = client.validation_codes().await.expect_err("nobody is there");
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert_eq!((error.effect(), error.is_retryable()), (Effect::None, true));
}

#[tokio::test]
async fn a_try_that_takes_too_long_is_followed_by_another() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let settings =
        qualify_sdk::Client::builder(qualify_sdk::Cloud::sandbox(url), Credentials::static_token("t"));
    let settings = settings.retry(quick()).attempt_timeout(Duration::from_millis(50)).without_proxy();
    let error = settings.build().expect("a client").validation_codes().await.expect_err("it is silent");
    assert_eq!(error.effect(), Effect::Unknown, "{error:?}");
}

#[tokio::test]
async fn the_deadline_ends_all_tries() {
    let retry =
        RetryPolicy { waits: vec![Duration::from_mins(1)], deadline: Duration::from_millis(200), ..quick() };
    let service = Scripted::answering(503, "");
    let error = call(&service, Kind::Post, retry).await.expect_err("the time is over");
    assert!(matches!(error, Error::OutOfTime { is_sent: true, .. }), "{error:?}");
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn a_policy_of_one_try_makes_one() {
    let service = Scripted::answering(503, "");
    call(&service, Kind::Get, RetryPolicy::never()).await.expect_err("busy");
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn an_outage_that_many_calls_meet_is_not_multiplied() {
    let service = Scripted::answering(503, "");
    let settings = qualify_sdk::Client::builder(
        qualify_sdk::Cloud::sandbox(service.url()),
        Credentials::static_token("t"),
    );
    let client = settings.retry(quick()).retries_in_a_row_max(5).without_proxy().build().expect("a client");
    for _ in 0..20 {
        client.validation_codes().await.expect_err("busy");
    }
    assert_eq!(service.sent().len(), 20 + 5, "clones and calls share five further tries");
}

#[tokio::test]
async fn two_calls_have_two_ids_and_one_correlation() {
    let service = Scripted::answering(200, "[]");
    let client = service.client();
    client.validation_codes().await.expect("codes");
    client.clone().validation_codes().await.expect("codes");
    let sent = service.sent();
    assert_ne!(sent[0].header("ms-requestid"), sent[1].header("ms-requestid"));
    assert_eq!(sent[0].header("ms-correlationid"), sent[1].header("ms-correlationid"));
}

#[tokio::test]
async fn a_dropped_call_leaves_the_client_usable() {
    let service = Scripted::new(vec![answer(503, &[("Retry-After", "100")], ""), answer(200, &[], "[]")]);
    let client = service.client();
    let cut = tokio::time::timeout(Duration::from_millis(100), client.validation_codes()).await;
    assert!(cut.is_err(), "it waits");
    assert!(client.validation_codes().await.expect("codes").is_empty());
}

#[tokio::test]
async fn each_request_carries_what_the_contract_wants() {
    let service = Scripted::answering(200, "[]");
    service.client().validation_codes().await.expect("codes");
    let sent = &service.sent()[0];
    assert_eq!((sent.method.as_str(), sent.header("authorization")), ("GET", Some("Bearer t0ken")));
    for (name, value) in [
        ("accept", "application/json"),
        ("x-locale", "en-US"),
        ("ms-partnercenter-client", "Partner Center Rust SDK"),
        ("ms-contract-version", "v1"),
    ] {
        assert_eq!(sent.header(name), Some(value));
    }
    assert!(sent.header("ms-sdkversion").is_some());
}
