//! `POST /qualifications` on a customer without records: vectors T40 to T50, T60 to T62 and T68.

use qualify_testkit::seed::{CODE, CODE_EXHAUSTED, CODE_OF_SOUTHGATE};
use qualify_testkit::{Response, TestServer, assert_document};
use serde_json::json;

use crate::paths::qualifications;

#[track_caller]
fn post(server: &TestServer, customer: &str, query: &str, body: &str) -> Response {
    server.user().post(format!("{}{query}", qualifications(customer))).body(body).send()
}

const IN_REVIEW: &str = r#"{"qualification":"Education","vettingStatus":"InReview",
    "vettingCreateDate":"2024-03-15T12:00:00Z","vettingCreatedDate":"2024-03-15T12:00:00Z"}"#;
const GCC: &str = r#"{"qualification":"GovernmentCommunityCloud","vettingStatus":"Approved",
    "vettingCreateDate":"2024-03-15T12:00:00Z","vettingCreatedDate":"2024-03-15T12:00:00Z"}"#;

#[test]
fn t40_a_customer_without_a_record_has_an_empty_list() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = server.app().get(qualifications(&customer)).send().expect(200);
    assert_eq!(answer.text(), "[]");
}

#[track_caller]
fn assert_opens_education(body: &str) {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = post(&server, &customer, "", body).expect(201);
    assert_document(answer.text(), IN_REVIEW);
    assert_eq!(server.state_of(&customer), "E?");
    assert_eq!(server.audit_count(&customer, "succeeded"), 2, "creation and qualification");
}

#[test]
fn t41_education_in_the_old_form_is_in_review_with_two_equal_dates() {
    assert_opens_education(r#"{"Qualification":"Education"}"#);
}

#[test]
fn t42_education_with_segment_and_website_is_in_review() {
    assert_opens_education(
        r#"{"qualification":"Education","educationSegment":"HigherEducation","website":"u.example"}"#,
    );
    assert_opens_education(r#"{"qualification":1,"EducationSegment":"higher_education","WebSite":null}"#);
}

/// A `POST` that is refused, and changes neither the customer nor a code.
#[track_caller]
fn assert_refused(server: &TestServer, query: &str, body: &str, code: u64) {
    let customer = server.new_customer();
    let answer = post(server, &customer, query, body);
    assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    answer.assert_error(400, code);
    assert_eq!(server.state_of(&customer), "∅", "{body}");
    assert_eq!(server.code_left(CODE), Some(2), "{body}");
}

#[test]
fn t43_an_unknown_segment_is_refused() {
    let server = TestServer::start();
    let body = r#"{"qualification":"Education","educationSegment":"Kindergarten"}"#;
    assert_refused(&server, "", body, 900_126);
}

#[test]
fn t44_strict_mode_demands_a_segment() {
    let server = TestServer::start_with(|config| config.api.education_segment_required = true);
    assert_refused(&server, "", r#"{"Qualification":"Education"}"#, 1_900_008);
    let customer = server.new_customer();
    post(&server, &customer, "", r#"{"Qualification":"Education","EducationSegment":"k12"}"#).expect(201);
    assert_eq!(server.state_of(&customer), "E?");
}

#[track_caller]
fn assert_sets_gcc(query: &str, body: &str) {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = post(&server, &customer, query, body).expect(201);
    assert_document(answer.text(), GCC);
    assert_eq!(server.state_of(&customer), "G");
    assert_eq!(server.code_left(CODE), Some(1));
}

#[test]
fn t45_gcc_with_a_code_is_approved_at_once() {
    assert_sets_gcc("", r#"{"qualification":"GovernmentCommunityCloud","validationCode":"481516"}"#);
}

#[test]
fn t46_gcc_with_the_code_in_the_query_and_explicit_nulls_is_approved() {
    let body = r#"{"Qualification":"GovernmentCommunityCloud","VettingStatus":null,"VettingReason":null,"VettingCreateDate":null}"#;
    assert_sets_gcc("?code=481516", body);
    assert_sets_gcc("?ValidationCode=481516", body);
}

#[test]
fn t47_gcc_with_the_code_as_a_number_is_approved() {
    assert_sets_gcc("", r#"{"qualification":"GovernmentCommunityCloud","validationCode":481516}"#);
    assert_sets_gcc("", r#"{"qualification":"3","VALIDATIONCODE":" 481516 "}"#);
}

#[test]
fn t48_two_different_codes_are_refused() {
    let server = TestServer::start();
    let body = r#"{"qualification":"GovernmentCommunityCloud","validationCode":"481516"}"#;
    assert_refused(&server, "?code=777000", body, 1_900_004);
    assert_refused(&server, "?code=0481516", body, 1_900_004);
    assert_refused(&server, "?code=481516&validationCode=1", body, 1_900_004);
    let customer = server.new_customer();
    post(&server, &customer, "?code=481516&validationCode=481516", body).expect(201);
}

#[test]
fn t49_gcc_without_a_code_is_refused() {
    let server = TestServer::start();
    for code in ["null", "\"\"", "\"  \""] {
        let body = format!(r#"{{"qualification":"GovernmentCommunityCloud","validationCode":{code}}}"#);
        assert_refused(&server, "", &body, 1_900_001);
        assert_refused(&server, "?code=", &body, 1_900_001);
    }
}

#[test]
fn gcc_with_an_exhausted_or_unknown_code_is_refused() {
    let server = TestServer::start();
    let body = |code: &str| {
        json!({ "qualification": "GovernmentCommunityCloud", "validationCode": code }).to_string()
    };
    assert_refused(&server, "", &body(CODE_EXHAUSTED), 1_900_003);
    assert_refused(&server, "", &body(CODE_OF_SOUTHGATE), 1_900_002);
    assert_refused(&server, "", &body("0481516"), 1_900_002);
    assert_refused(&server, "", &body(&"4".repeat(5000)), 1_900_002);
}

#[test]
fn t50_state_ownership_is_declared_without_vetting() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer =
        post(&server, &customer, "?code=481516", r#"{"qualification":"StateOwnedEntity"}"#).expect(201);
    assert_eq!(answer.text(), r#"{"qualification":"StateOwnedEntity"}"#);
    assert_eq!(server.state_of(&customer), "S");
    assert_eq!(server.code_left(CODE), Some(2), "a code given with it is not used");
}

#[test]
fn t60_none_and_nonprofit_cannot_be_posted() {
    let server = TestServer::start();
    for value in ["\"None\"", "\"Nonprofit\"", "\"non_profit\"", "0", "2"] {
        assert_refused(&server, "", &format!(r#"{{"qualification":{value}}}"#), 1_900_005);
    }
}

#[test]
fn t61_bodies_that_say_nothing_are_refused() {
    let server = TestServer::start();
    for body in [
        "{}",
        "[]",
        "not json",
        "",
        "null",
        "\"Education\"",
        "3",
        r#"{"qualification":null}"#,
        r#"{"qualification":""}"#,
        r#"{"qualification":["Education"]}"#,
        r#"{"qualification":true}"#,
        r#"{"qualification":"Education"} x"#,
    ] {
        assert_refused(&server, "", body, 800_002);
    }
    for body in [r#"{"qualification":"gold"}"#, r#"{"qualification":5}"#, r#"{"qualification":1.5}"#] {
        assert_refused(&server, "", body, 900_126);
    }
}

#[test]
fn members_of_another_type_are_refused() {
    let server = TestServer::start();
    for member in [r#""educationSegment":{}"#, r#""website":{}"#, r#""website":["u.example"]"#] {
        let body = format!(r#"{{"qualification":"Education",{member}}}"#);
        assert_refused(&server, "", &body, 800_002);
    }
    for code in ["{}", "[481516]", "true"] {
        let body = format!(r#"{{"qualification":"GovernmentCommunityCloud","validationCode":{code}}}"#);
        assert_refused(&server, "", &body, 800_002);
    }
}

#[test]
fn a_website_of_2048_characters_is_the_longest() {
    let server = TestServer::start();
    let body = |characters: usize| {
        json!({ "qualification": "Education", "website": format!("a.example/{}", "é".repeat(characters - 10)) }).to_string()
    };
    assert_refused(&server, "", &body(2049), 3000);
    let customer = server.new_customer();
    post(&server, &customer, "", &body(2048)).expect(201);
}

#[test]
fn segment_and_website_are_ignored_with_other_qualifications() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let body = json!({ "qualification": "StateOwnedEntity", "educationSegment": "Kindergarten", "website": "é".repeat(2049) });
    post(&server, &customer, "", &body.to_string()).expect(201);
}

#[test]
fn t62_post_with_an_app_only_token_is_refused() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let post = server.app().post(qualifications(&customer)).json(&json!({ "qualification": "Education" }));
    post.send().assert_error(403, 900_329);
    assert_eq!(server.state_of(&customer), "∅");
}

#[test]
fn t68_a_byte_order_mark_comments_and_trailing_commas_are_accepted() {
    assert_opens_education(concat!(
        "\u{feff}// the documentation prints comments\n",
        "{ /* and these */ \"Qualification\": \"Education\", // here, too\n",
        "  \"website\": \"https://u.example/*x*/\",\n}\n"
    ));
    assert_opens_education("{\"unknown\":[1,2,],\"qualification\":\"Education\",\"more\":{\"a\":null,},}");
}
