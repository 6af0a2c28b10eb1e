//! `GET /auditrecords` and one record: what is recorded, filters, pages and the tenant wall.

use std::collections::BTreeSet;

use qualify_testkit::seed::{CODE, CODE_EXHAUSTED, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{TestServer, encoded};
use serde_json::{Value, json};

use crate::paths::{billing, qualification_with_code, qualifications};

#[track_caller]
fn items(server: &TestServer, query: &str) -> Vec<Value> {
    let answer = server.user().get(format!("/v1/auditrecords{query}")).send();
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["items"].as_array().expect("items is a list").clone()
}

fn values<'a>(records: &'a [Value], member: &str) -> Vec<&'a str> {
    records.iter().map(|record| record[member].as_str().unwrap_or_default()).collect()
}

#[test]
fn each_change_leaves_one_record_and_reading_none() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let mut profile = server.user().get(billing(&customer)).send().expect(200).json();
    profile["companyName"] = json!("Renamed");
    server.user().put(billing(&customer)).json(&profile).send().expect(200);
    server.give(&customer, "S");
    server.give(&customer, "E-");
    server.user().delete(format!("/v1/customers/{customer}")).send().expect(204);
    let records = server.audit_of(&customer);
    let expected = [
        "delete_customer",
        "update_customer_qualification",
        "update_customer_qualification",
        "update_customer_qualification",
        "update_customer_billing_profile",
        "add_customer",
    ];
    assert_eq!(values(&records, "operationType"), expected);
    assert!(records.iter().all(|record| record["operationStatus"] == "succeeded"));
    assert!(records.iter().all(|record| record["resourceType"] == "customer"));
    let ids: BTreeSet<_> = values(&records, "id").into_iter().collect();
    assert_eq!(ids.len(), records.len(), "ids differ where the clock stands");
    assert_eq!(values(&records, "customerName")[0], "Renamed");
    assert_eq!(records[1]["userPrincipalName"], "olga@qualify.example");
    assert_eq!(records[2]["userPrincipalName"], "ana@northlight.example");
}

#[test]
fn a_refused_qualification_leaves_one_failed_record_without_the_code() {
    let server = TestServer::start();
    let customer = server.new_customer();
    server
        .user()
        .put(qualification_with_code(&customer, CODE_EXHAUSTED))
        .body("3")
        .send()
        .assert_error(400, 1_900_003);
    server.user().put(qualification_with_code(&customer, CODE)).body("3").send().expect(200);
    let records = server.audit_of(&customer);
    assert_eq!(values(&records, "operationStatus"), ["succeeded", "failed", "succeeded"]);
    let text = json!(records).to_string();
    assert!(!text.contains(CODE) && !text.contains(CODE_EXHAUSTED), "{text}");
    let refused_early: [(&str, u16, u64); 3] =
        [("0", 400, 1_900_005), ("\"gold\"", 400, 900_126), ("", 400, 800_002)];
    for (body, status, code) in refused_early {
        server
            .user()
            .put(qualification_with_code(&customer, CODE))
            .body(body)
            .send()
            .assert_error(status, code);
    }
    assert_eq!(server.audit_of(&customer).len(), 3, "what is refused before step 10 leaves none");
}

#[test]
fn the_record_of_an_app_only_call_names_no_user() {
    let server = TestServer::start();
    let body = qualify_testkit::state::new_customer_body("app.example", "App Ltd");
    let customer = server.app().post("/v1/customers").json(&body).send().expect(201).json();
    let record = server.audit_of(customer["id"].as_str().unwrap()).remove(0);
    assert!(record.get("userPrincipalName").is_none(), "{record}");
    assert_eq!(record["applicationId"], qualify_testkit::seed::APPLICATION);
}

#[test]
fn filters_select_by_name_customer_and_resource() {
    let server = TestServer::start();
    let (first, second) = (server.new_customer(), server.new_customer_in("S"));
    let by_name = r#"{"Field":"CompanyName","Value":"OMER 0001","Operator":"substring"}"#;
    assert_eq!(items(&server, &format!("?filter={}", encoded(by_name))).len(), 2);
    let by_customer =
        format!(r#"{{"field":"customerid","value":"{{{}}}","operator":"Equals"}}"#, first.to_uppercase());
    let found = items(&server, &format!("?filter={}", encoded(&by_customer)));
    assert_eq!(values(&found, "customerId"), [first.as_str()]);
    let by_resource = r#"{"Field":"ResourceType","Value":"Customer","Operator":"equals"}"#;
    assert_eq!(items(&server, &format!("?filter={}", encoded(by_resource))).len(), 3);
    assert_eq!(
        items(&server, &format!("?filter={}", encoded(&by_resource.replace("Customer", "order")))).len(),
        0
    );
    assert_eq!(server.audit_of(&second).len(), 2);
}

#[test]
fn a_filter_that_is_cut_off_or_unknown_is_refused() {
    let server = TestServer::start();
    for filter in [
        r#"{"Field":"CompanyName","Value":"A "#,
        r#"{"Field":"CompanyName","Value":"A","Operator":"equals"}"#,
        r#"{"Field":"CustomerId","Value":"A","Operator":"equals"}"#,
        r#"{"Field":"Domain","Value":"A","Operator":"equals"}"#,
        "[1]",
        "\u{fffd}",
    ] {
        let answer = server.user().get(format!("/v1/auditrecords?filter={}", encoded(filter))).send();
        assert_eq!(answer.status, 400, "{filter}");
        answer.assert_error(400, 2000);
    }
}

#[test]
fn pages_follow_by_the_token_in_a_header_or_in_the_query() {
    let server = TestServer::start();
    for _ in 0..5 {
        server.new_customer();
    }
    let all: Vec<_> = items(&server, "").into_iter().map(|record| record["id"].clone()).collect();
    assert_eq!(all.len(), 5);
    let first = server.user().get("/v1/auditrecords?size=2&startDate=2024-03-01").send().expect(200).json();
    assert_eq!(first["totalCount"], 2);
    let token = first["continuationToken"].as_str().unwrap();
    let link = &first["links"]["next"];
    assert!(link["uri"].as_str().unwrap().starts_with("/auditrecords?"), "{link}");
    assert_eq!(link["headers"], json!([{ "key": "MS-ContinuationToken", "value": token }]));
    let by_header = server.user().get("/v1/auditrecords?size=500").header("MS-ContinuationToken", token);
    let by_query = server.user().get(format!("/v1/auditrecords?ms-continuationtoken={token}"));
    let by_link = format!("/v1/{}", link["uri"].as_str().unwrap());
    let by_link = server.user().get(by_link).header("MS-ContinuationToken", token);
    for request in [by_header, by_query, by_link] {
        let second = request.send().expect(200).json();
        let ids: Vec<_> =
            second["items"].as_array().unwrap().iter().map(|record| record["id"].clone()).collect();
        assert_eq!(ids, all[2..4]);
        let third = second["continuationToken"].as_str().unwrap();
        let third =
            server.user().get("/v1/auditrecords?seekOperation=Next").header("MS-ContinuationToken", third);
        let third = third.send().expect(200).json();
        assert_eq!(third["items"].as_array().unwrap().len(), 1);
        assert!(third.get("continuationToken").is_none() && third["links"].get("next").is_none());
    }
    for bad in ["garbage", &token[1..]] {
        let request = server.user().get("/v1/auditrecords").header("MS-ContinuationToken", bad);
        request.send().assert_error(400, 1_900_010);
    }
    let foreign = server.southgate().get("/v1/auditrecords").header("MS-ContinuationToken", token);
    foreign.send().assert_error(400, 1_900_010);
}

#[test]
fn a_customer_list_token_is_no_audit_token() {
    let server = TestServer::start();
    let page = server.user().get("/v1/customers?size=1").send().expect(200).json();
    let token = page["continuationToken"].as_str().unwrap();
    let request = server.user().get("/v1/auditrecords").header("MS-ContinuationToken", token);
    request.send().assert_error(400, 1_900_010);
}

#[test]
fn a_page_holds_100_records_unless_a_size_is_given() {
    let server = TestServer::start();
    let user = server.user();
    qualify_testkit::in_parallel(8, |thread| {
        for number in 0..13 {
            let name = format!("many{thread}x{number}");
            let body = qualify_testkit::state::new_customer_body(&format!("{name}.example"), &name);
            user.post("/v1/customers").json(&body).send().expect(201);
        }
    });
    assert_eq!(items(&server, "").len(), 100);
    assert_eq!(items(&server, "?size=0").len(), 100);
    assert_eq!(items(&server, "?size=104").len(), 104);
    for size in ["-1", "x"] {
        server.user().get(format!("/v1/auditrecords?size={size}")).send().assert_error(400, 3000);
    }
}

#[test]
fn one_record_reads_by_its_id_for_its_partner_only() {
    let server = TestServer::start();
    let customer = server.new_customer_in("E?");
    let records = server.audit_of(&customer);
    assert!(!records.is_empty());
    for record in records {
        let id = record["id"].as_str().unwrap();
        assert!(id.starts_with(&format!("{NORTHLIGHT}_{customer}_customer_")), "{id}");
        for path in [format!("/v1/auditrecords/{id}"), format!("/auditactivity/v1/AuditRecords/{id}")] {
            assert_eq!(server.app().get(path).send().expect(200).json(), record);
        }
        server.southgate().get(format!("/v1/auditrecords/{id}")).send().assert_error(404, 1000);
    }
    for id in
        ["nothing", "%FF", &format!("{NORTHLIGHT}_{LAKESIDE}_customer_addcustomer_1"), "1", &"9".repeat(40)]
    {
        server.user().get(format!("/v1/auditrecords/{id}")).send().assert_error(404, 1000);
    }
}

#[test]
fn the_alias_answers_like_the_original_and_needs_a_token_too() {
    let server = TestServer::start();
    server.new_customer();
    let original = server.user().get("/v1/auditrecords?size=1").send().expect(200);
    let alias = server.user().get("/AuditActivity/v1/auditrecords?size=1").send().expect(200);
    assert_eq!(alias.json(), original.json());
    server.anonymous().get("/auditactivity/v1/auditrecords").send().assert_error(401, 800_001);
    server.user().get("/auditactivity/v1/nothing").send().assert_error(404, 1000);
}

#[test]
fn a_partner_sees_its_own_records_only_and_no_acts_about_codes() {
    let server = TestServer::start();
    let customer = server.new_customer();
    server.issue_code("5151", Some(1));
    server
        .user()
        .post(qualifications(&customer))
        .json(&json!({ "qualification": "StateOwnedEntity" }))
        .send()
        .expect(201);
    assert_eq!(items(&server, "").len(), 2);
    let foreign = server.southgate().get("/v1/auditrecords").send().expect(200).json();
    assert_eq!(foreign["items"], json!([]));
    assert_eq!(foreign["totalCount"], 0);
}

#[test]
fn a_long_way_to_write_a_filter_leads_to_a_usable_token() {
    let server = TestServer::start();
    server.new_customer();
    server.new_customer();
    let blanks = " ".repeat(600);
    let filter = format!(r#"{{"Field":"ResourceType","Value":"customer",{blanks}"Operator":"equals"}}"#);
    let first = format!("/v1/auditrecords?size=1&endDate=2024-03-15&filter={}", encoded(&filter));
    let first = server.user().get(first).send().expect(200).json();
    let token = first["continuationToken"].as_str().unwrap();
    assert!(token.len() <= 2048, "{}", token.len());
    let next = server.user().get(format!("/v1{}", first["links"]["next"]["uri"].as_str().unwrap()));
    let second = next.header("MS-ContinuationToken", token).send().expect(200).json();
    assert_eq!(second["totalCount"], 1);
    assert_eq!(second["links"]["self"]["uri"], first["links"]["self"]["uri"]);
    let again = server.user().get(format!("/v1{}", second["links"]["self"]["uri"].as_str().unwrap()));
    assert_eq!(again.send().expect(200).json()["totalCount"], 2);
}

#[test]
fn the_other_base_path_answers_alike_in_every_form_and_casing() {
    let server = TestServer::start();
    for state in ["S", "E?"] {
        server.give(LAKESIDE, state);
    }
    let id = server.audit_of(LAKESIDE)[0]["id"].as_str().unwrap().to_owned();
    let filter =
        encoded(&json!({ "Field": "CustomerId", "Value": LAKESIDE, "Operator": "equals" }).to_string());
    let rests = [
        String::new(),
        "?size=1".to_owned(),
        "?startDate=2024-03-01&endDate=03/15/2024%2012:00:00".to_owned(),
        format!("?filter={filter}"),
        "?startDate=never".to_owned(),
        "?MS-ContinuationToken=garbage".to_owned(),
        format!("/{id}"),
        "/nothing".to_owned(),
    ];
    for rest in rests {
        for caller in [server.user(), server.app(), server.southgate(), server.anonymous()] {
            let direct = caller.get(format!("/v1/auditrecords{rest}")).send();
            for base in [
                "/auditactivity/v1/auditrecords",
                "/AuditActivity/V1/AuditRecords",
                "//AUDITACTIVITY//V1/AUDITRECORDS",
            ] {
                let other = caller.get(format!("{base}{rest}")).send();
                assert_eq!((other.status, other.text()), (direct.status, direct.text()), "{base}{rest}");
            }
        }
    }
    let first = server.user().get("/AUDITACTIVITY/v1/auditrecords?size=1").send().expect(200).json();
    let token = first["continuationToken"].as_str().unwrap();
    let next = server.user().get("/auditactivity/v1/auditrecords?seekOperation=Next");
    let next = next.header("MS-ContinuationToken", token).send().expect(200).json();
    assert_ne!(next["items"][0]["id"], first["items"][0]["id"]);
}
