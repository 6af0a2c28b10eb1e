//! Rate limits: the body and the header of 429 (contract 4.4).

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Response, TestServer, assert_document, in_parallel};
use qualify_vocabulary::counted;

use crate::paths::{qualification, qualifications};

fn with_limit(calls: u32) -> TestServer {
    TestServer::start_with(|config| config.api.rate_limits.customer_calls_per_minute = Some(calls))
}

/// The gateway's own answer, which SDKs read the retry time from.
#[track_caller]
fn assert_too_many(answer: &Response) {
    assert_eq!((answer.status, answer.reason.as_str()), (429, "Too Many Requests"));
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    let seconds: u32 = answer.header("Retry-After").expect("Retry-After").parse().expect("whole seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    let message = format!("Rate limit exceeded. Try again in {}.", counted(seconds, "second"));
    assert_document(answer.text(), &format!(r#"{{"statusCode":429,"message":"{message}"}}"#));
    for member in ["code", "description", "data"] {
        assert!(answer.json().get(member).is_none(), "{member}");
    }
    answer.assert_headers_of_every_answer();
}

#[test]
fn the_fourth_call_of_a_minute_is_too_many_where_three_are_allowed() {
    let server = with_limit(3);
    server.user().get("/v1/customers").send().expect(200);
    server.user().get(qualification(LAKESIDE)).send().expect(200);
    server.user().put(qualification(LAKESIDE)).body("").send().assert_error(400, 800_002);
    let post = server.user().post(qualifications(LAKESIDE)).body(r#"{"qualification":"Education"}"#);
    assert_too_many(&post.send());
    assert_too_many(&server.app().get("//V1/Customers/all/validations").send());
    let records = server.user().get("/v1/auditrecords").send().expect(200).json();
    assert_eq!(records["totalCount"], 0, "what is refused changes nothing");
}

#[test]
fn a_limit_is_counted_for_each_partner_and_for_customers_only() {
    let server = with_limit(3);
    for _ in 0..3 {
        server.user().get("/v1/customers").send().expect(200);
    }
    assert_too_many(&server.user().get("/v1/customers").send());
    server.southgate().get("/v1/customers").send().expect(200);
    for _ in 0..10 {
        server.user().get("/v1/auditrecords").send().expect(200);
        server.user().head("/v1/domains/free.example").send().expect(404);
    }
    server.anonymous().get("/v1/customers").send().assert_error(401, 800_001);
}

#[test]
fn parallel_calls_do_not_slip_through() {
    let server = with_limit(10);
    let user = server.user();
    let answers = in_parallel(64, |_| user.get("/v1/customers?size=1").send());
    let passed = answers.iter().filter(|answer| answer.status == 200).count();
    // The allowance grows by one in six seconds, which a slow machine may take.
    assert!((10..=12).contains(&passed), "{passed}");
    answers.iter().filter(|answer| answer.status != 200).for_each(assert_too_many);
}

#[test]
fn there_is_no_limit_by_default() {
    let server = TestServer::start();
    let user = server.user();
    let answers = in_parallel(8, |_| (0..100).all(|_| user.get("/v1/customers?size=1").send().status == 200));
    assert!(answers.into_iter().all(|passed| passed));
}
