//! `PUT /qualification`: vectors T20 to T28, what is refused before the state is looked at, and the forms of a path.

use qualify_testkit::seed::{CODE, NOBODY, SOUTHGATE_PRIMARY};
use qualify_testkit::{Caller, TestServer};
use serde_json::json;

use crate::paths::{qualification, qualification_with_code};

/// Bodies that are refused alike, and leave nothing behind.
#[track_caller]
fn assert_bodies_refused(bodies: &[&str], code: u64) {
    let server = TestServer::start();
    let customer = server.new_customer();
    for body in bodies {
        let answer = server.user().put(qualification_with_code(&customer, CODE)).body(body).send();
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        answer.assert_error(400, code);
    }
    assert_eq!(server.state_of(&customer), "∅");
    assert_eq!(server.code_left(CODE), Some(2));
    assert_eq!(server.audit_of(&customer).len(), 1, "only the creation");
}

#[test]
fn t20_none_nonprofit_and_state_ownership_cannot_be_put() {
    assert_bodies_refused(&["0", "2", "4", "\"nonprofit\"", "\"None\"", "\"StateOwnedEntity\""], 1_900_005);
}

#[test]
fn t21_unknown_values_are_refused() {
    assert_bodies_refused(&["5", "\"gold\"", "-1", "1.5", "\"7\"", "18446744073709551616"], 900_126);
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = server.user().put(qualification(&customer)).body("\"gold\"").send();
    assert_eq!(answer.assert_error(400, 900_126)["parameters"]["value"], "gold");
}

#[test]
fn t22_bodies_that_say_nothing_are_refused() {
    assert_bodies_refused(
        &[
            "",
            " ",
            "null",
            "[]",
            "tru",
            "true",
            "\"\"",
            "\" \"",
            "{}",
            "[3]",
            "{\"qualification\":null}",
            "3 3",
        ],
        800_002,
    );
}

#[track_caller]
fn put_education(caller: &Caller<'_>, customer: &str) -> qualify_testkit::Response {
    caller.put(qualification(customer)).body("1").send()
}

#[test]
fn t23_put_with_an_app_only_token_is_refused() {
    let server = TestServer::start();
    let customer = server.new_customer();
    put_education(&server.app(), &customer).assert_error(403, 900_329);
    assert_eq!(server.state_of(&customer), "∅");
}

#[test]
fn t24_put_without_a_token_is_challenged() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = put_education(&server.anonymous(), &customer);
    answer.assert_error(401, 800_001);
    assert_eq!(
        answer.headers_named("WWW-Authenticate")[0],
        "Bearer",
        "no error part where no token was sent"
    );
}

#[test]
fn t25_put_without_mfa_is_refused_with_an_empty_body_where_it_is_enforced() {
    let server = TestServer::start_with(|config| config.auth.mfa = qualify_server::auth::MfaMode::Enforce);
    let customer = server.new_customer();
    let without_mfa = server.with_token_for(&json!({ "mfa": false }));
    let answer = put_education(&without_mfa, &customer).expect(401);
    assert_eq!(answer.body, b"");
    assert_eq!(answer.reason, "Unauthorized - MFA required");
    assert_eq!(answer.headers_named("WWW-Authenticate"), ["Bearer error=\"invalid_token\""]);
    answer.assert_headers_of_every_answer();
    without_mfa.get(qualification(&customer)).send().expect(401);
    put_education(&server.user(), &customer).assert_error(400, 1_900_009);
    server.app().get(qualification(&customer)).send().expect(200);
}

#[test]
fn t25_a_missing_mfa_is_only_reported_by_default() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let without_mfa = server.with_token_for(&json!({ "mfa": false }));
    put_education(&without_mfa, &customer).assert_error(400, 1_900_009);
}

#[test]
fn t26_an_id_that_is_no_guid_is_refused() {
    let server = TestServer::start();
    let ids =
        ["not-a-guid", "8d2b6c31", "%7B%7D", "{}", "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d442g", "%ff", "%20"];
    for id in ids {
        let answer = put_education(&server.user(), id);
        assert_eq!(answer.status, 400, "{id}: {}", answer.text());
        answer.assert_error(400, 900_118);
    }
}

#[test]
fn t27_nobodys_and_a_foreign_customer_are_not_found_with_the_same_text() {
    let server = TestServer::start();
    let nobodys = put_education(&server.user(), NOBODY).assert_error(404, 60_003);
    let foreign = put_education(&server.user(), SOUTHGATE_PRIMARY).assert_error(404, 60_003);
    assert_eq!(nobodys, foreign);
    let deleted = server.new_customer();
    server.user().delete(format!("/v1/customers/{deleted}")).send().expect(204);
    assert_eq!(put_education(&server.user(), &deleted).assert_error(404, 60_003), foreign);
}

#[test]
fn t28_every_form_of_the_path_means_the_same() {
    let server = TestServer::start();
    server.issue_code("5150", Some(20));
    let forms: [fn(&str) -> String; 9] = [
        |id| format!("/V1/Customers/{id}/Qualification?Code=5150"),
        |id| format!("//v1//customers/{id}/qualification?code=5150"),
        |id| format!("/v1/customers/{id}//qualification/?code=5150"),
        |id| format!("/v1/customers/{{{id}}}/qualification?code=5150"),
        |id| format!("/v1/customers/%7B{id}%7d/qualification?code=5150"),
        |id| format!("/v1/customers/({id})/qualification?code=5150"),
        |id| format!("/v1/customers/{}/qualification?code=5150", id.replace('-', "")),
        |id| format!("/v1/customers/{}/QUALIFICATION?code=+5150%20", id.to_uppercase()),
        |id| format!("/v1/customers/{id}/qualification?x=1&code=5150&code=1&y"),
    ];
    for (index, form) in forms.into_iter().enumerate() {
        let customer = server.new_customer();
        let answer = server.user().put(form(&customer)).body("3").send();
        assert_eq!(answer.status, 200, "{}: {}", form(&customer), answer.text());
        assert_eq!(answer.text(), "\"governmentcommunitycloud\"");
        assert_eq!(server.state_of(&customer), "G");
        assert_eq!(server.code_left("5150"), Some(19 - index as u64), "{}", form(&customer));
    }
}
