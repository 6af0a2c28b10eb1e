//! The requests that real clients were seen to send about qualifications, codes, status and audit.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::state::operator_path;
use qualify_testkit::{Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::json;

use crate::clients::{CAPTURED_AT, Client};
use crate::paths::{qualification, qualifications};

#[track_caller]
fn put(server: &TestServer, client: Client, customer: &str, query: &str, body: &str) -> Response {
    let request = server.user().put(format!("{}{query}", qualification(customer)));
    client.dress(request).header("Content-Type", "application/json").body(body).send()
}

#[track_caller]
fn post(server: &TestServer, client: Client, customer: &str, query: &str, body: &str) -> Response {
    let request = server.user().post(format!("{}{query}", qualifications(customer)));
    client.dress(request).header("Content-Type", "application/json").body(body).send()
}

#[test]
fn the_synchronous_clients_set_education_with_a_bare_string() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::ApproveAll);
    for (client, body) in [
        (Client::OpenNet, "\"Education\""),
        (Client::Java, "\"education\""),
        (Client::Net34, "\"education\""),
    ] {
        let customer = server.new_customer();
        let get = client.dress(server.user().get(qualification(&customer)));
        assert_eq!(get.send().expect(200).text(), "\"none\"");
        assert_eq!(put(&server, client, &customer, "", body).expect(200).text(), "\"education\"");
        assert_eq!(get.send().expect(200).text(), "\"education\"");
    }
}

#[test]
fn the_open_net_sdk_sets_gcc_with_the_code_in_the_query() {
    let server = TestServer::start_at(CAPTURED_AT);
    server.issue_code("12345", Some(5));
    let customer = server.new_customer();
    let answer =
        put(&server, Client::OpenNet, &customer, "?code=12345", "\"GovernmentCommunityCloud\"").expect(200);
    assert_eq!(answer.text(), "\"government_community_cloud\"");
    let get = Client::OpenNet.dress(server.user().get(qualification(&customer)));
    assert_eq!(get.send().expect(200).text(), "\"government_community_cloud\"");
    let customer = server.new_customer();
    put(&server, Client::Net31, &customer, "?code=12345", "\"government_community_cloud\"").expect(200);
    assert_eq!(server.code_left("12345"), Some(3));
}

#[test]
fn the_net_sdks_create_qualifications_in_both_generations() {
    let server = TestServer::start_at(CAPTURED_AT);
    server.issue_code("12345", Some(5));
    let nulls = r#""VettingStatus":null,"VettingReason":null,"VettingCreateDate":null"#;
    let old_education = format!(r#"{{"Qualification":"Education",{nulls}}}"#);
    let old_gcc = format!(r#"{{"Qualification":"GovernmentCommunityCloud",{nulls}}}"#);
    let new_education = r#"{"qualification":"Education","educationSegment":"K12","website":"https://x.edu"}"#;
    let new_gcc = r#"{"qualification":"GovernmentCommunityCloud","validationCode":"12345"}"#;
    let table = [
        (Client::Net34, "", new_education, "E?"),
        (Client::Net34, "", new_gcc, "G"),
        (Client::Net34, "", r#"{"qualification":"StateOwnedEntity"}"#, "S"),
        (Client::Net31, "", old_education.as_str(), "E?"),
        (Client::Net31, "?code=12345", old_gcc.as_str(), "G"),
    ];
    for (client, query, body, state) in table {
        let customer = server.new_customer();
        let created = post(&server, client, &customer, query, body).expect(201).json();
        let get = client.dress(server.user().get(qualifications(&customer)));
        assert_eq!(get.send().expect(200).json(), json!([created]), "{body}");
        assert_eq!(server.state_of(&customer), state, "{body}");
    }
}

#[test]
fn every_sdk_lists_the_validation_codes() {
    let server = TestServer::start_at(CAPTURED_AT);
    for client in Client::ALL {
        let codes =
            client.dress(server.user().get("/v1/customers/all/validations")).send().expect(200).json();
        assert_eq!(codes.as_array().unwrap().len(), 3, "{client:?}");
    }
}

#[test]
fn the_net_sdks_ask_for_the_status_in_pascal_case() {
    let server = TestServer::start_at(CAPTURED_AT);
    let put = server.staff().put(operator_path(LAKESIDE, "account-status"));
    put.json(&json!({ "status": "Not Ready" })).send().expect(200);
    for client in [Client::Net34, Client::Net31] {
        let get = server.user().get(format!("/v1/customers/{LAKESIDE}/validationStatus?type=Account"));
        assert_eq!(client.dress(get).send().expect(200).json()["status"], "Not Ready");
    }
}

#[test]
fn every_captured_audit_query_is_read() {
    let server = TestServer::start_at("2026-01-20T10:00:00Z");
    server.give(LAKESIDE, "S");
    server.set_clock(CAPTURED_AT);
    let net_filter = format!(
        "%7B%22Field%22:%22CustomerId%22,%22Value%22:%22{LAKESIDE}%22,%22Operator%22:%22equals%22%7D"
    );
    let open_filter = net_filter.replace(':', "%3A").replace(',', "%2C").replace("equals", "Equals");
    let window = "startDate=01/05/2026%2013:45:00&endDate=02/01/2026%2000:00:00";
    for (client, query) in [
        (Client::Net34, "startDate=01/05/2026%2013:45:00".to_owned()),
        (Client::Net34, window.to_owned()),
        (Client::Net31, format!("{window}&size=100")),
        (Client::OpenNet, "startDate=01/05/2026%2013:45:00&size=100".to_owned()),
        (Client::Net34, format!("{window}&filter={net_filter}")),
        (Client::Net31, format!("startDate=01/05/2026%2013:45:00&filter={net_filter}")),
        (Client::OpenNet, format!("{window}&filter={open_filter}")),
        (Client::Java, "startDate=2026-01-05&endDate=2026-02-32".to_owned()),
    ] {
        let get = client.dress(server.user().get(format!("/v1/auditrecords?{query}")));
        let page = get.send();
        assert_eq!(page.status, 200, "{query}: {}", page.text());
        assert_eq!(page.json()["items"][0]["customerId"], LAKESIDE, "{query}");
    }
    let none =
        server.user().get("/v1/auditrecords?startDate=2026-01-21&endDate=2026-02-32").send().expect(200);
    assert_eq!(none.json()["totalCount"], 0);
}

#[test]
fn permanent_errors_use_only_statuses_that_java_gives_up_on() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    for _ in 0..5 {
        let answer = post(&server, Client::Java, &customer, "", r#"{"qualification":"education"}"#);
        answer.assert_error(409, 1_900_007);
    }
    let delete = server.user().delete(qualification(&customer));
    Client::Java.dress(delete).send().assert_error(400, 900_141);
}
