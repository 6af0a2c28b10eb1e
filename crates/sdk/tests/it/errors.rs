//! What errors say, and what none of them shows.

use qualify_sdk::{Client, Cloud, Credentials, Effect, Error, Method, RetryPolicy};

use crate::scripted::{Scripted, Step, answer, quick};

#[tokio::test]
async fn each_error_says_what_may_have_happened() {
    for (step, effect, is_retryable) in [
        (answer(400, &[], ""), Effect::None, false),
        (answer(403, &[], ""), Effect::None, false),
        (answer(429, &[], ""), Effect::None, true),
        (answer(503, &[], ""), Effect::None, true),
        (answer(500, &[], ""), Effect::Unknown, true),
        (answer(502, &[], "<html>"), Effect::Unknown, true),
        (answer(504, &[], ""), Effect::Unknown, true),
        (answer(200, &[], "<html>"), Effect::Done, false),
        (answer(200, &[], "{}"), Effect::Done, false),
        (Step::CutAfterRequest, Effect::Unknown, true),
    ] {
        let service = Scripted::new(vec![step.clone()]);
        let customer =
            service.client_with(RetryPolicy::never()).customers().by_id(crate::scripted::customer_id());
        let error = customer.get().await.expect_err("an error");
        assert_eq!((error.effect(), error.is_retryable()), (effect, is_retryable), "{step:?}: {error}");
    }
}

#[tokio::test]
async fn a_missing_second_factor_is_told_from_a_bad_token() {
    for (body, is_mfa) in
        [("", true), (r#"{"code":900421,"description":"x"}"#, true), (r#"{"code":400}"#, false)]
    {
        let error = Scripted::answering(401, body).client().validation_codes().await.expect_err("401");
        assert_eq!(error.service().map(qualify_sdk::ServiceError::is_mfa_missing), Some(is_mfa), "{body}");
    }
}

#[tokio::test]
async fn an_authority_of_another_cloud_is_an_error_before_anything_is_sent() {
    let cloud = Cloud::custom(
        "https://partner.partnercenterapi.microsoftonline.cn",
        "https://login.microsoftonline.com",
    );
    let error =
        Client::new(&cloud, Credentials::static_token("t0ken")).expect_err("they do not belong together");
    assert!(matches!(error, Error::Settings { .. }) && error.effect() == Effect::None, "{error}");
}

#[tokio::test]
async fn neither_errors_nor_debug_show_a_token_or_a_code() {
    let code = qualify_sdk::vocabulary::ValidationCodeId::from_input("481516").expect("a code");
    for step in [
        answer(400, &[], r#"{"code":1900003,"description":"No."}"#),
        answer(200, &[], "x"),
        Step::CutAfterRequest,
    ] {
        let service = Scripted::new(vec![step]);
        let client = service.client_with(RetryPolicy::never());
        let scope = client.customers().by_id(crate::scripted::customer_id()).qualification();
        let request = qualify_sdk::QualificationRequest::government_community_cloud(&code);
        let result = scope.create_qualifications(&request).await;
        let shown = match &result {
            Ok(record) => format!("{record:?} {client:?} {request:?}"),
            Err(error) => format!("{error} {error:?} {client:?} {request:?}"),
        };
        assert!(!shown.contains("t0ken") && !shown.contains("481516"), "{shown}");
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let other = Scripted::answering(200, "[]");
    let target = format!("{}/v1/customers/all/validations", other.url());
    let service = Scripted::new(vec![answer(302, &[("Location", &target)], "")]);
    let error = service.client().validation_codes().await.expect_err("it is no answer");
    assert!(error.to_string().contains(&format!("it leads to {target}, where")), "{error}");
    assert!(other.sent().is_empty(), "the token goes nowhere else");
}

#[tokio::test]
async fn any_request_is_sent_to_the_service_alone() {
    let service = Scripted::new(vec![answer(200, &[("X-Else", "1")], "hello")]);
    let client = service.client_with(quick());
    for path in
        ["v1/customers", "//other.example/v1", "https://other.example/", "/v1\\x", "/v1#x", "/v1\r\nA: b"]
    {
        assert!(matches!(client.request(Method::Get, path), Err(Error::Settings { .. })), "{path:?}");
    }
    let request = client.request(Method::Patch, "/v1/customers?a=b").expect("a request");
    assert!(matches!(request.header("Authorization", "Basic x"), Err(Error::Settings { .. })));
    let request = client.request(Method::Patch, "/v1/customers?a=b").expect("a request");
    let answer =
        request.header("X-Own", "2").expect("a header").body("text/plain", b"hi".to_vec()).send().await;
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"hello".as_slice()));
    assert!(answer.headers.contains(&("x-else".to_owned(), "1".to_owned())));
    let sent = &service.sent()[0];
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str(), sent.header("x-own")),
        ("PATCH", "/v1/customers?a=b", Some("2"))
    );
}
