//! Validation codes, the customer's GCC validation and the account status: vectors T80 to T83.

use qualify_testkit::seed::{CODE, LAKESIDE};
use qualify_testkit::state::operator_path;
use qualify_testkit::{TestServer, assert_document};
use serde_json::json;

use crate::paths::qualification_with_code;

#[test]
fn t80_the_list_shows_the_partners_own_codes_as_strings() {
    let server = TestServer::start();
    for path in
        ["/v1/customers/all/validations", "/v1/customers/ALL/validations", "/v1/Customers/All/Validations/"]
    {
        for caller in [server.user(), server.app()] {
            let codes = caller.get(path).send().expect(200).json();
            let ids: Vec<_> = codes.as_array().unwrap().iter().map(|code| &code["validationId"]).collect();
            assert_eq!(ids, [&json!("424242"), &json!("481516"), &json!("777000")], "{path}");
        }
    }
    let foreign = server.southgate().get("/v1/customers/all/validations").send().expect(200).json();
    assert_eq!(foreign.as_array().unwrap().len(), 1);
    assert_eq!(foreign[0]["validationId"], "999999");
}

#[test]
fn a_code_without_a_limit_shows_no_numbers_and_an_exhausted_one_shows_0() {
    let server = TestServer::start();
    let unlimited = server.code("424242");
    assert!(unlimited.get("maxCreates").is_none() && unlimited.get("remainingCreates").is_none());
    assert_eq!(server.code_left("777000"), Some(0));
    let customer = server.new_customer_in("G");
    assert_eq!(server.state_of(&customer), "G");
    assert!(server.code("424242").get("remainingCreates").is_none());
}

#[test]
fn t81_the_validation_of_a_customer_with_gcc_names_its_code() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let path = format!("/v1/customers/{customer}/validations");
    server.user().get(&path).send().assert_error(404, 1000);
    server.user().put(qualification_with_code(&customer, CODE)).body("3").send().expect(200);
    for caller in [server.user(), server.app()] {
        let answer = caller.get(&path).send().expect(200).json();
        assert_eq!(answer["validationId"], CODE);
        assert_eq!(answer["customerId"], customer);
    }
    let other = server.new_customer_in("E+,S");
    server.user().get(format!("/v1/customers/{other}/validations")).send().assert_error(404, 1000);
}

fn status_path(query: &str) -> String {
    format!("/v1/customers/{LAKESIDE}/validationStatus{query}")
}

#[test]
fn t82_the_account_status_is_not_found_until_an_operator_records_one() {
    let server = TestServer::start();
    for query in ["?type=account", "?type=Account", "?TYPE=ACCOUNT"] {
        let answer = server.user().get(status_path(query)).send();
        answer.assert_error(404, 600_074);
        assert_eq!(answer.json()["errorName"], "AccountStatusNotFound");
    }
    for status in ["UnderReview", "Allowed", "NotAllowed", "Unknown", "Not Ready"] {
        let put = server.staff().put(operator_path(LAKESIDE, "account-status"));
        put.json(&json!({ "status": status })).send().expect(200);
        let answer = server.user().get(status_path("?type=Account")).send().expect(200);
        let expected =
            format!(r#"{{"type":"account","status":"{status}","lastUpdateDateTime":"2024-03-15T12:00:00"}}"#);
        assert_document(answer.text(), &expected);
    }
}

#[test]
fn t83_the_account_status_needs_its_type_and_a_user() {
    let server = TestServer::start();
    for query in ["", "?type=", "?type=%20", "?type=x", "?kind=account"] {
        server.user().get(status_path(query)).send().assert_error(400, 900_126);
    }
    server.app().get(status_path("?type=account")).send().assert_error(403, 900_329);
}

#[test]
fn the_account_status_does_not_influence_a_qualification() {
    let server = TestServer::start();
    let put = server.staff().put(operator_path(LAKESIDE, "account-status"));
    put.json(&json!({ "status": "NotAllowed" })).send().expect(200);
    server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3").send().expect(200);
}
