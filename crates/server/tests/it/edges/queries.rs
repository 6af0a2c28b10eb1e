//! Queries and codes as clients write them (contract 9.2.6 to 9.2.9).

use qualify_testkit::TestServer;
use qualify_testkit::http::encoded;
use qualify_testkit::seed::{CODE_UNLIMITED, LAKESIDE};
use qualify_testkit::state::{new_customer_body, operator_path};
use serde_json::json;

use crate::paths::{qualification, qualifications};

/// The names in a page of the audit trail.
#[track_caller]
fn audited(server: &TestServer, query: &str) -> Vec<String> {
    let page = server.user().get(format!("/v1/auditrecords?{query}")).send().expect(200).json();
    let items = page["items"].as_array().expect("items is a list");
    items.iter().map(|item| item["customerName"].as_str().expect("a name").to_owned()).collect()
}

/// A server whose trail has a record at each moment, of the customers `At 0`, `At 1`, ...
fn with_records_at(moments: &[&str]) -> TestServer {
    let server = TestServer::start_at(moments[0]);
    for (index, moment) in moments.iter().enumerate() {
        if index > 0 {
            server.set_clock(moment);
        }
        let body = new_customer_body(&format!("at{index}.example"), &format!("At {index}"));
        server.user().post("/v1/customers").json(&body).send().expect(201);
    }
    server.set_clock("2024-03-15T12:00:00Z");
    server
}

#[test]
fn edge_08_the_audit_query_is_read_as_one_object_too() {
    let server = with_records_at(&["2024-02-28T12:00:00Z", "2024-03-01T12:00:00Z", "2024-03-03T12:00:00Z"]);
    let filter = encoded(r#"{"Field":"CompanyName","Value":"at","Operator":"substring"}"#);
    let table = [
        ("auditRequest.startDate=2024-03-01&auditRequest.endDate=2024-03-02".to_owned(), vec!["At 1"]),
        ("auditrequest.STARTDATE=2024-03-01".to_owned(), vec!["At 2", "At 1"]),
        (
            format!("auditRequest.startDate=2024-02-20&auditRequest.filter={filter}"),
            vec!["At 2", "At 1", "At 0"],
        ),
        ("auditRequest.startDate=2024-02-20&auditRequest.size=1".to_owned(), vec!["At 2"]),
        ("audit%52equest%2EstartDate=2024-03-02".to_owned(), vec!["At 2"]),
        ("auditRequest.startDate=2024-02-01&startDate=2024-03-02".to_owned(), vec!["At 2"]),
        ("auditRequest.startDate=&auditRequest.size=%20&startDate=2024-03-02".to_owned(), vec!["At 2"]),
        ("auditRequest.nothing=1&startDate=2024-03-02".to_owned(), vec!["At 2"]),
    ];
    for (query, expected) in table {
        assert_eq!(audited(&server, &query), expected, "{query}");
    }
    for (query, code) in [
        ("auditRequest.startDate=2001-01-01", 3000),
        ("auditRequest.endDate=noon", 3000),
        ("auditRequest.size=-1", 3000),
        ("auditRequest.filter=%7B", 2000),
    ] {
        server.user().get(format!("/v1/auditrecords?{query}")).send().assert_error(400, code);
        server.user().get(format!("/auditactivity/v1/auditrecords?{query}")).send().assert_error(400, code);
    }
}

#[test]
fn edge_08_dates_take_narrow_blanks_and_a_leap_second() {
    let server = with_records_at(&["2024-03-01T12:00:00Z", "2024-03-01T13:05:09Z", "2024-03-02T00:00:00Z"]);
    for blank in ["%E2%80%AF", "%C2%A0", "+", "%20"] {
        let query = format!("startDate=3%2F1%2F2024{blank}1:05:09{blank}PM&endDate=2024-03-01");
        assert_eq!(audited(&server, &query), ["At 1"], "{blank}");
    }
    assert_eq!(audited(&server, "startDate=2024-03-01T23:59:60Z"), ["At 2"]);
    assert_eq!(audited(&server, "startDate=2024-03-01&endDate=03/01/2024%2023:59:60"), ["At 1", "At 0"]);
    for date in [
        "2024-03-01T12:30:60Z",
        "2024-03-01T23:59:61Z",
        "3/1/2024%2011:59:60%20AM",
        "2024-03-01T23:59:60-01:00",
    ] {
        server.user().get(format!("/v1/auditrecords?startDate={date}")).send().assert_error(400, 3000);
    }
}

#[test]
fn edge_08_filters_know_graphs_names_of_their_fields() {
    let server = TestServer::start();
    let found = |field: &str, value: &str, operator: &str| {
        let filter = format!(r#"{{"Field":"{field}","Value":"{value}","Operator":"{operator}"}}"#);
        let page =
            server.user().get(format!("/v1/customers?filter={}", encoded(&filter))).send().expect(200).json();
        let items = page["items"].as_array().expect("items is a list").clone();
        items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    for (field, value, operator) in [
        ("DisplayName", "lakeside s", "starts_with"),
        ("displayName", "Lakeside School", "EQUALS"),
        ("DISPLAY_NAME", "Lakeside School", "Starts_With"),
        ("company_name", "Lakeside School", "startswith"),
        ("DefaultDomainName", "lakeside.onmicrosoft.com", "equals"),
        ("defaultdomainname", "LAKESIDE.", "STARTS_WITH"),
    ] {
        assert_eq!(found(field, value, operator), [LAKESIDE], "{field} {operator}");
    }
}

#[test]
fn edge_08_words_of_queries_have_neither_case_nor_underscores() {
    let server = TestServer::start();
    let user = server.user();
    for word in ["PAGE_INDEX", "page_index", "PageIndex", "4"] {
        let answer = user.get(format!("/v1/customers?size=1&seekOperation={word}")).send();
        answer.assert_error(400, 900_141);
    }
    let page = user.get("/v1/customers?size=1").send().expect(200).json();
    let token = page["continuationToken"].as_str().expect("a token");
    let second = user.get("/v1/customers?seekOperation=_NEXT_").header("MS-ContinuationToken", token).send();
    assert_ne!(second.expect(200).json()["items"], page["items"]);
    let status = operator_path(LAKESIDE, "account-status");
    server.staff().put(status).json(&json!({ "status": "Allowed" })).send().expect(200);
    for word in ["account", "ACCOUNT", "Acc_ount"] {
        user.get(format!("/v1/customers/{LAKESIDE}/validationStatus?type={word}")).send().expect(200);
    }
    for query in
        ["state=NEEDS_INFO", "state=pendingSecond", "state=QUEUED&kind=RE_VERIFICATION", "kind=Audit"]
    {
        server.staff().get(format!("/operator/v1/reviews?{query}")).send().expect(200);
    }
    user.get("/v1/customers?seekOperation=PAGE").send().assert_error(400, 900_126);
    server.staff().get("/operator/v1/reviews?state=needs").send().assert_error(400, 900_126);
}

#[test]
fn edge_08_an_integral_number_is_its_integer() {
    let server = TestServer::start();
    for code in ["424242", "424242.0", "4.24242e5", "4.24242E+5", "4242420e-1", "424242.000"] {
        let customer = server.new_customer();
        let body = format!(r#"{{"qualification":"GovernmentCommunityCloud","validationCode":{code}}}"#);
        let answer = server.user().post(qualifications(&customer)).body(&body).send();
        assert_eq!(answer.status, 201, "{code}: {}", answer.text());
        let validation =
            server.user().get(format!("/v1/customers/{customer}/validations")).send().expect(200);
        assert_eq!(validation.json()["validationId"], CODE_UNLIMITED, "{code}");
    }
    let customer = server.new_customer();
    for (code, status) in [
        ("424242.5", 1_900_002),
        ("4.242425e5", 1_900_002),
        ("424242e300", 1_900_002),
        ("-424242.0", 1_900_002),
    ] {
        let body = format!(r#"{{"qualification":3,"validationCode":{code}}}"#);
        server.user().post(qualifications(&customer)).body(&body).send().assert_error(400, status);
    }
    // A text is a code as it stands.
    let text = r#"{"qualification":3,"validationCode":"424242.0"}"#;
    server.user().post(qualifications(&customer)).body(text).send().assert_error(400, 1_900_002);
    // What a qualification is called by is an integer, and 3.0 is none of them (contract 2.2).
    for number in ["3.0", "3.5", "5.0", "-1.0", "1e99"] {
        server.user().put(qualification(&customer)).body(number).send().assert_error(400, 900_126);
    }
}
