//! `PUT /qualification`: vectors T07 to T19, what is accepted and what the state refuses.

use qualify_testkit::TestServer;
use qualify_testkit::seed::{CODE, CODE_EXHAUSTED, CODE_OF_SOUTHGATE};
use qualify_vocabulary::VettingPolicy;

use crate::paths::{qualification, qualification_with_code};

/// T07 with this body: GCC through a code that has 2 units left.
#[track_caller]
fn assert_sets_gcc(body: &str, query: &str) {
    let server = TestServer::start();
    let customer = server.new_customer();
    let etag_before = server.code(CODE)["eTag"].clone();
    let path = format!("{}?{query}={CODE}", qualification(&customer));
    let answer = server.user().put(path).body(body).send().expect(200);
    assert_eq!(answer.text(), "\"governmentcommunitycloud\"", "{body}");
    assert_eq!(server.state_of(&customer), "G", "{body}");
    assert_eq!(server.code_left(CODE), Some(1), "{body}");
    assert_ne!(server.code(CODE)["eTag"], etag_before, "the eTag changes with each unit");
    assert_eq!(server.audit_count(&customer, "succeeded"), 2, "creation and qualification");
}

#[test]
fn t07_put_3_with_a_code_sets_gcc() {
    assert_sets_gcc("3", "code");
}

#[test]
fn t07_an_sdk_is_answered_in_snake_case() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let put = server.user().put(qualification_with_code(&customer, CODE)).body("3");
    let answer = put.header("MS-SdkVersion", "1.15.6.0").send().expect(200);
    assert_eq!(answer.text(), "\"government_community_cloud\"");
}

#[test]
fn t08_put_the_name_with_an_upper_case_query_sets_gcc() {
    assert_sets_gcc("\"GovernmentCommunityCloud\"", "CODE");
}

#[test]
fn t09_every_spelling_of_the_name_sets_gcc() {
    for body in ["\"governmentcommunitycloud\"", "\"government_community_cloud\"", "\"3\""] {
        assert_sets_gcc(body, "code");
    }
}

#[test]
fn the_object_form_sets_gcc_with_its_own_code() {
    assert_sets_gcc(r#"{"qualification":"government community cloud","ValidationCode":481516}"#, "x");
    assert_sets_gcc(r#"{"Qualification":3}"#, "validationCode");
}

/// A `PUT` that is refused, and changes neither the customer nor a code.
#[track_caller]
fn assert_refused(states: &str, body: &str, query: &str, error: (u16, u64)) -> String {
    let server = TestServer::start();
    let customer = server.new_customer_in(states);
    let before = (server.state_of(&customer), server.code(CODE), server.records(&customer));
    let answer = server.user().put(format!("{}{query}", qualification(&customer))).body(body).send();
    let envelope = answer.assert_error(error.0, error.1);
    assert_eq!((server.state_of(&customer), server.code(CODE), server.records(&customer)), before);
    assert_eq!(server.audit_count(&customer, "failed"), 1, "steps 10 to 14 leave a failed record");
    envelope["description"].as_str().expect("a text").to_owned()
}

#[test]
fn t10_put_gcc_without_a_code_is_refused() {
    assert_refused("∅", "3", "", (400, 1_900_001));
    assert_refused("∅", "3", "?code=%20", (400, 1_900_001));
}

#[test]
fn t11_put_gcc_with_an_exhausted_code_is_refused() {
    let text = assert_refused("∅", "3", &format!("?code={CODE_EXHAUSTED}"), (400, 1_900_003));
    assert!(text.contains("****00") && !text.contains(CODE_EXHAUSTED), "{text}");
}

#[test]
fn t12_a_foreign_and_an_unknown_code_are_refused_with_the_same_text() {
    let foreign = assert_refused("∅", "3", &format!("?code={CODE_OF_SOUTHGATE}"), (400, 1_900_002));
    let unknown = assert_refused("∅", "3", "?code=1", (400, 1_900_002));
    assert_eq!(foreign, unknown);
}

#[test]
fn t13_put_gcc_over_gcc_changes_nothing_and_looks_at_no_code() {
    let server = TestServer::start();
    let customer = server.new_customer_in("G");
    let before = (server.records(&customer), server.code(CODE), server.audit_of(&customer).len());
    for path in [
        qualification(&customer),
        qualification_with_code(&customer, "1"),
        qualification_with_code(&customer, CODE),
    ] {
        let answer = server.user().put(path).body("3").send().expect(200);
        assert_eq!(answer.text(), "\"governmentcommunitycloud\"");
    }
    let after = (server.records(&customer), server.code(CODE), server.audit_of(&customer).len());
    assert_eq!(after, before);
}

#[test]
fn t14_put_gcc_over_education_is_refused_and_the_code_kept() {
    assert_refused("E+", "3", &format!("?code={CODE}"), (400, 1_900_006));
    assert_refused("E?", "3", &format!("?code={CODE}"), (400, 1_900_006));
}

#[test]
fn t15_put_education_over_gcc_is_refused() {
    assert_refused("G", "1", "", (400, 1_900_006));
}

#[test]
fn t16_put_education_is_refused_where_a_person_decides() {
    let text = assert_refused("∅", "1", "", (400, 1_900_009));
    assert!(text.contains("POST"), "the text points to POST: {text}");
    assert_refused("E-", "1", "", (400, 1_900_009));
}

#[test]
fn t17_put_education_is_decided_at_once_by_a_policy() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::ApproveAll);
    let customer = server.new_customer();
    let answer = server.user().put(qualification(&customer)).body("\"Education\"").send().expect(200);
    assert_eq!(answer.text(), "\"education\"");
    assert_eq!(server.state_of(&customer), "E+");

    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::DenyAll);
    let customer = server.new_customer();
    let answer = server.user().put(qualification(&customer)).body("\"Education\"").send();
    let envelope = answer.assert_error(400, 1_900_013);
    let description = envelope["description"].as_str().unwrap();
    assert!(description.starts_with("Customer tagging denied."), "{description}");
    assert_eq!(envelope["parameters"]["vettingReason"], "Not an Education Customer");
    assert_eq!(server.state_of(&customer), "∅");
    assert_eq!(server.audit_count(&customer, "failed"), 1);
}

#[test]
fn t18_put_education_over_approved_education_changes_nothing() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E+");
    let before = (server.records(&customer), server.audit_of(&customer).len());
    let answer = server.user().put(qualification(&customer)).body("1").send().expect(200);
    assert_eq!(answer.text(), "\"education\"");
    assert_eq!((server.records(&customer), server.audit_of(&customer).len()), before);
}

#[test]
fn t19_put_education_over_a_request_in_review_is_a_conflict() {
    assert_refused("E?", "1", "", (409, 1_900_007));
}

#[test]
fn put_gcc_replaces_a_denied_record_and_nonprofit_excludes_everything() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E-,S");
    server.user().put(qualification_with_code(&customer, CODE)).body("3").send().expect(200);
    assert_eq!(server.state_of(&customer), "G,S");
    assert_refused("N", "3", &format!("?code={CODE}"), (400, 1_900_006));
    assert_refused("N", "1", "", (400, 1_900_006));
}

#[test]
fn a_code_given_with_education_is_ignored() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::ApproveAll);
    let customer = server.new_customer();
    server.user().put(qualification_with_code(&customer, CODE)).body("1").send().expect(200);
    assert_eq!(server.state_of(&customer), "E+");
    assert_eq!(server.code_left(CODE), Some(2));
}
