//! The documented examples of contract 1.5 to 1.11: status, headers, members and their order.

use qualify_testkit::seed::{CODE, LAKESIDE, NORTHLIGHT};
use qualify_testkit::state::operator_path;
use qualify_testkit::{Request, TestServer, assert_document};
use serde_json::json;

use crate::paths::{qualification, qualification_with_code, qualifications};

const REQUEST_ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";
const CORRELATION_ID: &str = "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b";
/// The moment of the documented records.
const OPENED_AT: &str = "2024-03-05T09:12:44Z";

fn with_ids(request: Request) -> Request {
    request.header("MS-RequestId", REQUEST_ID).header("MS-CorrelationId", CORRELATION_ID)
}

#[test]
fn example_1_5_reads_the_qualification() {
    let server = TestServer::start();
    server.give(LAKESIDE, "E+");
    let get = server.user().get(qualification(LAKESIDE)).header("Accept", "application/json");
    let answer = with_ids(get).send().expect(200);
    assert_eq!(answer.reason, "OK");
    assert_eq!(answer.text(), "\"education\"");
    for (name, value) in [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", "11"),
        ("MS-RequestId", REQUEST_ID),
        ("MS-CorrelationId", CORRELATION_ID),
    ] {
        assert_eq!(answer.headers_named(name), [value], "{name}");
    }
}

#[test]
fn example_1_6_sets_gcc() {
    let server = TestServer::start();
    let put = server.user().put(qualification_with_code(LAKESIDE, CODE));
    let answer = put.header("Content-Type", "application/json").body("3").send().expect(200);
    assert_eq!(answer.text(), "\"governmentcommunitycloud\"");
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("Content-Length"), Some("26"));
}

#[test]
fn example_1_7_lists_a_denied_record_and_a_declaration() {
    let server = TestServer::start_at(OPENED_AT);
    server.give(LAKESIDE, "S");
    server.give(LAKESIDE, "E-");
    let answer = server.user().get(qualifications(LAKESIDE)).send().expect(200);
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
    let expected = r#"[
      {
        "qualification": "Education",
        "vettingStatus": "Denied",
        "vettingReason": "Not an Academic Domain",
        "vettingCreateDate": "2024-03-05T09:12:44Z",
        "vettingCreatedDate": "2024-03-05T09:12:44Z"
      },
      { "qualification": "StateOwnedEntity" }
    ]"#;
    assert_document(answer.text(), expected);
}

#[test]
fn example_1_8_creates_each_qualification() {
    let server = TestServer::start_at(OPENED_AT);
    let post = |body: &str| {
        let customer = server.new_customer();
        let request =
            server.user().post(qualifications(&customer)).header("Content-Type", "application/json");
        let answer = request.body(body).send().expect(201);
        assert_eq!(answer.reason, "Created");
        assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
        answer
    };
    let education =
        post(r#"{ "qualification": "Education", "educationSegment": "K12", "website": "school.example" }"#);
    let expected = r#"{
      "qualification": "Education",
      "vettingStatus": "InReview",
      "vettingCreateDate": "2024-03-05T09:12:44Z",
      "vettingCreatedDate": "2024-03-05T09:12:44Z"
    }"#;
    assert_document(education.text(), expected);
    let gcc = post(r#"{ "qualification": "GovernmentCommunityCloud", "validationCode": "481516" }"#);
    let expected = expected.replace("Education", "GovernmentCommunityCloud").replace("InReview", "Approved");
    assert_document(gcc.text(), &expected);
    let owned = post(r#"{ "qualification": "StateOwnedEntity" }"#);
    assert_document(owned.text(), r#"{"qualification":"StateOwnedEntity"}"#);
}

#[test]
fn example_1_9_lists_the_validation_codes() {
    let server = TestServer::start();
    let customer = server.new_customer();
    server.user().put(qualification_with_code(&customer, CODE)).body("3").send().expect(200);
    let answer = server.user().get("/v1/customers/all/validations").send().expect(200);
    let expected = r#"[
      { "partnerId": "P", "organizationName": "Northlight public sector", "validationId": "424242", "eTag": "<text>" },
      {
        "partnerId": "P",
        "organizationName": "Lakeside County IT",
        "validationId": "481516",
        "maxCreates": 5,
        "remainingCreates": 1,
        "eTag": "W/\"datetime'2024-03-15T12%3A00%3A00.0000000Z'\""
      },
      {
        "partnerId": "P",
        "organizationName": "Harbor County",
        "validationId": "777000",
        "maxCreates": 3,
        "remainingCreates": 0,
        "eTag": "<text>"
      }
    ]"#;
    assert_document(answer.text(), &expected.replace("\"P\"", &format!("\"{NORTHLIGHT}\"")));
    for code in answer.json().as_array().unwrap() {
        assert_is_etag(code["eTag"].as_str().unwrap());
    }
}

/// `W/"datetime'2024-01-10T08%3A00%3A00.0000000Z'"`.
#[track_caller]
fn assert_is_etag(etag: &str) {
    let moment = etag.strip_prefix("W/\"datetime'").and_then(|rest| rest.strip_suffix("'\""));
    let moment = moment.unwrap_or_else(|| panic!("{etag}"));
    let shape: String =
        moment.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    let shape = shape.replace("%0A", "%3A");
    assert_eq!(shape, "0000-00-00T00%3A00%3A00.0000000Z", "{etag}");
}

#[test]
fn example_1_10_shows_the_gcc_validation_of_a_customer() {
    let server = TestServer::start_at("2024-02-01T10:15:00Z");
    server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3").send().expect(200);
    let answer = server.user().get(format!("/v1/customers/{LAKESIDE}/validations")).send().expect(200);
    let expected = r#"{
      "partnerId": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4",
      "customerId": "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
      "validationId": "481516",
      "organizationName": "Lakeside County IT",
      "eTag": "W/\"datetime'2024-02-01T10%3A15%3A00.0000000Z'\""
    }"#;
    assert_document(answer.text(), expected);
}

#[test]
fn example_1_11_shows_the_account_status() {
    let server = TestServer::start_at("2024-05-02T16:40:00Z");
    let path = format!("/v1/customers/{LAKESIDE}/validationStatus?type=account");
    let missing = server.user().get(&path).send();
    missing.assert_error(404, 600_074);
    let expected = r#"{
      "code": 600074,
      "message": "No account status exists for customer 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420.",
      "description": "No account status exists for customer 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420.",
      "errorName": "AccountStatusNotFound",
      "isRetryable": false,
      "parameters": {},
      "errorMessageExtended": "InternalErrorCode=600074",
      "data": [],
      "source": "PartnerFD"
    }"#;
    assert_document(missing.text(), expected);
    let put = server.staff().put(operator_path(LAKESIDE, "account-status"));
    put.json(&json!({ "status": "UnderReview" })).send().expect(200);
    let expected =
        r#"{ "type": "account", "status": "UnderReview", "lastUpdateDateTime": "2024-05-02T16:40:00" }"#;
    assert_document(server.user().get(&path).send().expect(200).text(), expected);
}

#[test]
fn example_4_1_is_the_envelope_of_an_exhausted_code() {
    let server = TestServer::start();
    server.issue_code("100016", Some(1));
    let customer = server.new_customer();
    server.user().put(qualification_with_code(&customer, "100016")).body("3").send().expect(200);
    let answer = server.user().put(qualification_with_code(LAKESIDE, "100016")).body("3").send();
    let envelope = answer.assert_error(400, 1_900_003);
    let description = envelope["description"].as_str().unwrap();
    assert!(description.starts_with("Validation code ****16 has no remaining creates."), "{description}");
    let expected = r#"{
      "code": 1900003,
      "message": "<text>",
      "description": "<text>",
      "errorName": "ValidationCodeExhausted",
      "isRetryable": false,
      "parameters": {},
      "errorMessageExtended": "InternalErrorCode=1900003",
      "data": [],
      "source": "PartnerFD"
    }"#;
    assert_document(answer.text(), expected);
}
