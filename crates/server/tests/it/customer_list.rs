//! `GET /customers`: vectors T84 to T90, and the rules of pages and filters.

use qualify_testkit::seed::NORTHLIGHT_CUSTOMERS;
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Caller, Response, TestServer, encoded};
use serde_json::Value;

/// Southgate with three customers: Alpha, Beta and the seed's Southgate Primary.
fn with_three_customers() -> TestServer {
    let server = TestServer::start();
    for name in ["beta", "Alpha"] {
        let body = new_customer_body(&format!("{name}.example"), name);
        server.southgate().post("/v1/customers").json(&body).send().expect(201);
    }
    server
}

pub(crate) fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items is a list");
    assert_eq!(page["totalCount"], items.len(), "the number of items on this page");
    items.iter().map(|item| item["companyProfile"]["companyName"].as_str().expect("a name")).collect()
}

#[track_caller]
fn list(caller: &Caller<'_>, query: &str) -> Value {
    caller.get(format!("/v1/customers{query}")).send().expect(200).json()
}

#[track_caller]
fn seek(caller: &Caller<'_>, query: &str, token: &str) -> Response {
    caller.get(format!("/v1/customers{query}")).header("MS-ContinuationToken", token).send()
}

fn token_of(page: &Value) -> String {
    let token = page["continuationToken"].as_str().expect("there is a next page");
    assert!(
        token.len() <= 2048
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    );
    let header = &page["links"]["next"]["headers"][0];
    assert_eq!(
        (header["key"].as_str(), header["value"].as_str()),
        (Some("MS-ContinuationToken"), Some(token))
    );
    token.to_owned()
}

#[track_caller]
fn assert_is_last(page: &Value) {
    assert!(page.get("continuationToken").is_none(), "{page}");
    assert!(page["links"].get("next").is_none(), "{page}");
}

#[test]
fn t84_without_a_size_all_customers_come_in_one_answer() {
    let server = with_three_customers();
    for query in ["", "?size=0", "?size=", "?size=%20", "?seekOperation=First"] {
        let page = list(&server.southgate(), query);
        assert_eq!(names(&page), ["Alpha", "beta", "Southgate Primary"], "{query}");
        assert_is_last(&page);
    }
    assert_eq!(names(&list(&server.app(), "")), NORTHLIGHT_CUSTOMERS);
}

#[test]
fn t85_a_seek_query_with_nothing_but_the_token_gives_the_next_page() {
    let server = with_three_customers();
    let first = list(&server.southgate(), "?size=2");
    assert_eq!(names(&first), ["Alpha", "beta"]);
    for query in ["?seekOperation=Next", "?seekOperation=next", "?SeekOperation=0", ""] {
        let second = seek(&server.southgate(), query, &token_of(&first)).expect(200).json();
        assert_eq!(names(&second), ["Southgate Primary"], "{query}");
        assert_is_last(&second);
    }
}

#[test]
fn t86_the_next_link_works_behind_v1_with_its_headers() {
    let server = with_three_customers();
    let first = list(&server.southgate(), "?size=2");
    let link = &first["links"]["next"];
    assert_eq!(link["uri"], "/customers?size=2&seekOperation=Next");
    assert_eq!(link["method"], "GET");
    let header = &link["headers"][0];
    let target = format!("/v1/{}", link["uri"].as_str().unwrap());
    let request = server.southgate().get(target);
    let request = request.header(header["key"].as_str().unwrap(), header["value"].as_str().unwrap());
    assert_eq!(names(&request.send().expect(200).json()), ["Southgate Primary"]);
}

#[test]
fn the_token_also_comes_in_the_query_and_wins_over_size_and_filter() {
    let server = with_three_customers();
    let token = token_of(&list(&server.southgate(), "?size=1"));
    for query in [
        format!("?seekOperation=Next&MS-ContinuationToken={token}"),
        format!("?size=1&seekOperation=Next&ms-continuationtoken={token}"),
    ] {
        assert_eq!(names(&list(&server.southgate(), &query)), ["beta"], "{query}");
    }
    let other_size = seek(&server.southgate(), "?size=500&filter=nonsense&seekOperation=Next", &token);
    assert_eq!(names(&other_size.expect(200).json()), ["beta"]);
}

#[test]
fn t87_the_net_filter_finds_by_the_beginning_of_a_name() {
    let server = TestServer::start();
    let filter = "%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22LAKE%22%2C%22Operator%22%3A%22starts_with%22%7D";
    let page = list(&server.user(), &format!("?size=0&filter={filter}"));
    assert_eq!(names(&page), ["Lakeside County IT", "Lakeside School"]);
    assert_is_last(&page);
}

#[test]
fn t88_the_java_filter_finds_the_same() {
    let server = TestServer::start();
    let filter = r#"{"operator":"StartsWith","fieldType":"String","field":"CompanyName","value":"lake"}"#;
    let page = list(&server.user(), &format!("?size=0&filter={}", encoded(filter)));
    assert_eq!(names(&page), ["Lakeside County IT", "Lakeside School"], "{filter}");
}

#[test]
fn a_filter_reads_raw_half_encoded_and_with_either_blank() {
    let server = TestServer::start();
    for filter in [
        r#"{"Field":"CompanyName","Value":"Lakeside+S","Operator":"starts_with"}"#,
        r#"{"Field":"CompanyName","Value":"Lakeside%20S","Operator":"starts_with"}"#,
        "%7B%22Field%22:%22CompanyName%22,%22Value%22:%22Lakeside+S%22,%22Operator%22:%22starts_with%22%7D",
        "{%22Field%22:%22CompanyName%22,%22Value%22:%22Lakeside%20S%22,%22Operator%22:%22starts_with%22}",
    ] {
        let page = list(&server.user(), &format!("?filter={filter}"));
        assert_eq!(names(&page), ["Lakeside School"], "{filter}");
    }
}

#[track_caller]
fn assert_filter_finds(server: &TestServer, filter: &str, expected: &[&str]) {
    let page = list(&server.user(), &format!("?filter={}", encoded(filter)));
    assert_eq!(names(&page), expected, "{filter}");
}

#[test]
fn every_documented_field_and_operator_filters() {
    let server = TestServer::start();
    let table: [(&str, &[&str]); 7] = [
        (r#"{"Field":"CompanyName","Value":"harbor books ltd","Operator":"equals"}"#, &["Harbor Books Ltd"]),
        (r#"{"Field":"CompanyName","Value":"harbor books","Operator":"Equals"}"#, &[]),
        (r#"{"Field":"domain","Value":"RIVER","Operator":"STARTS_WITH"}"#, &["Riverbend University"]),
        (
            r#"{"FIELD":"Domain","VALUE":"riverbend.onmicrosoft.com","OPERATOR":"EQUALS"}"#,
            &["Riverbend University"],
        ),
        (r#"{"Field":"CompanyName","Value":"szkoła","filter.operator":"starts_with"}"#, &["Szkoła Zielona"]),
        (r#"{"Field":"IndirectReseller","Value":"4847383","Operator":"equals"}"#, &[]),
        (r#"{"Field":"IndirectCloudSolutionProvider","Value":"4847383","Operator":"equals"}"#, &[]),
    ];
    for (filter, expected) in table {
        assert_filter_finds(&server, filter, expected);
    }
}

#[test]
fn an_associated_partner_is_found_as_the_indirect_reseller() {
    let server = TestServer::start();
    let mut body = new_customer_body("indirect.example", "Indirect Ltd");
    body["associatedPartnerId"] = "4847383".into();
    server.user().post("/v1/customers").json(&body).send().expect(201);
    for field in ["IndirectReseller", "IndirectCloudSolutionProvider"] {
        let filter = format!(r#"{{"Field":"{field}","Value":"4847383","Operator":"equals"}}"#);
        assert_filter_finds(&server, &filter, &["Indirect Ltd"]);
    }
}

#[test]
fn t89_another_operator_is_refused_with_the_filters_source() {
    let server = TestServer::start();
    for filter in [
        r#"{"Field":"CompanyName","Value":"lake","Operator":"substring"}"#,
        r#"{"Field":"CompanyName","Value":"lake","Operator":""}"#,
        r#"{"Field":"CompanyName","Value":"lake"}"#,
        r#"{"Field":"Country","Value":"US","Operator":"equals"}"#,
        r#"{"Value":"lake","Operator":"equals"}"#,
        r#"{"Field":"CompanyName","Operator":"equals"}"#,
        r#"{"Field":"CompanyName","Value":"A "#,
        r#"{"Field":"CompanyName","Value":["lake"],"Operator":"equals"}"#,
        "lake",
        "[]",
        "null",
        "\u{fffd}",
    ] {
        let answer = server.user().get(format!("/v1/customers?filter={}", encoded(filter))).send();
        assert_eq!(answer.status, 400, "{filter}: {}", answer.text());
        assert_eq!(answer.assert_error(400, 2000)["source"], "PartnerApiServiceControllers");
    }
}

#[test]
fn t90_a_token_that_is_none_is_refused() {
    let server = with_three_customers();
    let token = token_of(&list(&server.southgate(), "?size=1"));
    let (head, tail) = token.split_at(token.len() / 2);
    let changed = format!("{head}{}{}", if tail.starts_with('A') { "B" } else { "A" }, &tail[1..]);
    for bad in ["garbage", "eyJwIjoxfQ", "%00", "é", &changed, head, &token.repeat(20)] {
        seek(&server.southgate(), "?seekOperation=Next", bad).assert_error(400, 1_900_010);
        seek(&server.southgate(), "", bad).assert_error(400, 1_900_010);
    }
    seek(&server.user(), "?seekOperation=Next", &token).assert_error(400, 1_900_010);
    for operation in ["Next", "Previous", "0", "1"] {
        let answer = server.southgate().get(format!("/v1/customers?seekOperation={operation}")).send();
        answer.assert_error(400, 1_900_010);
    }
}

#[test]
fn a_token_lives_for_24_hours() {
    let server = with_three_customers();
    let token = token_of(&list(&server.southgate(), "?size=1"));
    server.advance_clock(24 * 3600 - 1);
    seek(&server.southgate(), "?seekOperation=Next", &token).expect(200);
    server.advance_clock(2);
    seek(&server.southgate(), "?seekOperation=Next", &token).assert_error(400, 1_900_010);
}

#[test]
fn page_numbers_and_unknown_operations_are_refused() {
    let server = TestServer::start();
    for operation in ["PageIndex", "pageindex", "4"] {
        let answer = server.user().get(format!("/v1/customers?size=1&seekOperation={operation}")).send();
        answer.assert_error(400, 900_141);
    }
    server.user().get("/v1/customers?seekOperation=Sideways").send().assert_error(400, 900_126);
    for size in ["-1", "ten", "1.5", "0x10", "%FF"] {
        server.user().get(format!("/v1/customers?size={size}")).send().assert_error(400, 3000);
    }
}
