//! The headers of contract 3.1: vectors T99 and T100.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Request, Response, TestServer};
use serde_json::json;

use crate::paths::qualification;

/// One request of each kind of answer.
fn requests(server: &TestServer) -> Vec<(u16, Request)> {
    let path = qualification(LAKESIDE);
    vec![
        (200, server.user().get(&path)),
        (200, server.user().head("/v1/domains/lakeside.onmicrosoft.com")),
        (404, server.user().head("/v1/domains/free.example")),
        (201, server.user().post(format!("{path}s")).body(r#"{"qualification":"StateOwnedEntity"}"#)),
        (400, server.user().put(&path).body("")),
        (401, server.anonymous().get(&path)),
        (401, server.with_token("garbage").get(&path)),
        (403, server.app().put(&path).body("1")),
        (404, server.user().get("/v1/nothing")),
        (404, server.anonymous().get("/nothing")),
        (405, server.user().delete(&path)),
        (409, server.user().post(format!("{path}s")).body(r#"{"qualification":"StateOwnedEntity"}"#)),
        (200, server.staff().get("/operator/v1/audit")),
        (204, server.user().delete(format!("/v1/customers/{LAKESIDE}"))),
    ]
}

#[test]
fn t99_every_answer_carries_the_ids_of_its_call_and_no_byte_order_mark() {
    let server = TestServer::start();
    for (number, (status, request)) in requests(&server).into_iter().enumerate() {
        let request_id = format!("2B0F5C1E-6d1a-4f57-8f0e-93ad1c5b{number:04}");
        let correlation_id = format!("{{c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d{number:04}}}");
        let sent = request
            .header("ms-requestid", &request_id)
            .header("MS-CORRELATIONID", &correlation_id)
            .header("MS-CV", "aW5pdGlhbHZhbHVl.0");
        let answer = sent.send();
        assert_eq!(answer.status, status, "{sent}");
        answer.assert_headers_of_every_answer();
        assert_eq!(answer.header("MS-RequestId"), Some(request_id.as_str()), "{sent}");
        assert_eq!(answer.header("MS-CorrelationId"), Some(correlation_id.as_str()), "{sent}");
        assert_eq!(answer.header("MS-CV"), Some("aW5pdGlhbHZhbHVl.0"), "{sent}");
    }
}

#[test]
fn answers_to_calls_without_ids_carry_fresh_ones() {
    let server = TestServer::start();
    let mut seen = std::collections::BTreeSet::new();
    for (status, request) in requests(&server) {
        let answer = request.send();
        assert_eq!(answer.status, status, "{request}");
        for name in ["MS-RequestId", "MS-CorrelationId"] {
            assert!(seen.insert(answer.fresh_id(name).to_owned()), "{name} twice");
        }
        assert_is_generated_cv(&answer);
        assert_eq!(answer.header("MS-ServerId"), None);
        assert_eq!(answer.header("isMfaCompliant"), None);
    }
}

#[track_caller]
fn assert_is_generated_cv(answer: &Response) {
    let cv = answer.header("MS-CV").expect("MS-CV is there");
    let (vector, counter) = cv.split_once('.').expect("a counter");
    let is_base64 = vector.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    assert!(vector.len() == 16 && is_base64 && counter == "0", "{cv}");
}

#[track_caller]
fn get_with(server: &TestServer, headers: &[(&str, &str)]) -> Response {
    let request = server.user().get(qualification(LAKESIDE));
    headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().expect(200)
}

#[test]
fn t100_a_malformed_request_id_is_replaced_and_the_call_processed() {
    let server = TestServer::start();
    for malformed in
        ["abc", "", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e0", "é", "{2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01"]
    {
        let answer = get_with(&server, &[("MS-RequestId", malformed), ("MS-CorrelationId", malformed)]);
        assert_ne!(answer.fresh_id("MS-RequestId"), answer.fresh_id("MS-CorrelationId"), "{malformed}");
    }
}

#[test]
fn the_four_spellings_of_an_id_are_echoed_as_received() {
    let server = TestServer::start();
    for spelling in [
        "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01",
        "2B0F5C1E6D1A4F578F0E93AD1C5B7E01",
        "{2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01}",
        "(2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01)",
    ] {
        let answer = get_with(&server, &[("MS-RequestId", spelling), ("MS-CorrelationId", spelling)]);
        assert_eq!(answer.header("MS-RequestId"), Some(spelling));
        assert_eq!(answer.header("MS-CorrelationId"), Some(spelling));
    }
}

#[test]
fn a_correlation_vector_is_echoed_in_its_alphabet_only() {
    let server = TestServer::start();
    for echoed in ["A", "aB+/=.-9", &"x".repeat(128)] {
        assert_eq!(get_with(&server, &[("MS-CV", echoed)]).header("MS-CV"), Some(echoed));
    }
    for replaced in ["two words", "a_b", "", "é", &"x".repeat(129)] {
        assert_is_generated_cv(&get_with(&server, &[("MS-CV", replaced)]));
    }
}

#[test]
fn mfa_compliance_is_answered_to_those_who_ask() {
    let server = TestServer::start();
    for (has_mfa, expected) in [(true, "true"), (false, "false")] {
        let caller = server.with_token_for(&json!({ "mfa": has_mfa }));
        let get = caller.get(qualification(LAKESIDE));
        let asked = get.clone().header("ValidateMfa", "true").send().expect(200);
        assert_eq!(asked.header("isMfaCompliant"), Some(expected));
        assert_eq!(get.clone().send().expect(200).header("isMfaCompliant"), None);
        assert_eq!(get.header("ValidateMfa", "false").send().expect(200).header("isMfaCompliant"), None);
    }
}

#[test]
fn the_scheme_of_the_authorization_has_no_case() {
    let server = TestServer::start();
    let token = server.user_token();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let request = server.anonymous().get(qualification(LAKESIDE));
        request.header("authorization", format!("{scheme} {token}")).send().expect(200);
    }
}

#[test]
fn accept_content_type_and_unknown_headers_change_nothing() {
    let server = TestServer::start();
    let plain = server.user().get(qualification(LAKESIDE)).send().expect(200);
    for (name, value) in [
        ("Accept", "text/xml"),
        ("Accept", "application/json;q=0"),
        ("Accept-Encoding", "gzip, br"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Type", "nonsense"),
        ("MS-Contract-Version", "v7"),
        ("ocp-apim-subscription-key", "secret"),
        ("x-ms-customeruser-upn", "somebody"),
        ("If-Match", "\"1\""),
        ("If-None-Match", "*"),
        ("Range", "bytes=0-1"),
    ] {
        let answer = get_with(&server, &[(name, value)]);
        assert_eq!(
            (answer.text(), answer.header("Content-Type")),
            (plain.text(), plain.header("Content-Type"))
        );
    }
    for content_type in ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""] {
        let customer = server.new_customer();
        let post = server.user().post(format!("/v1/customers/{customer}/qualifications"));
        post.header("Content-Type", content_type).body(r#"{"qualification":"Education"}"#).send().expect(201);
    }
}

#[test]
fn a_configured_server_id_is_on_every_answer() {
    let server = TestServer::start_with(|config| config.server.server_id = Some("0000112D".to_owned()));
    for (_, request) in requests(&server) {
        assert_eq!(request.send().header("MS-ServerId"), Some("0000112D"), "{request}");
    }
}
