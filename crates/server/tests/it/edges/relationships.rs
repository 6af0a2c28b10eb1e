//! The end of a relationship by PATCH (contract 9.2.3).

use qualify_testkit::seed::{CODE, LAKESIDE, NOBODY};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Request, TestServer};
use serde_json::{Value, json};

use crate::endpoints::SAMPLES;
use crate::paths::qualification_with_code;

const REQUEST_ID: &str = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";

fn end(server: &TestServer, customer: &str) -> Request {
    let patch = server.user().request("PATCH", format!("/v1/customers/{customer}"));
    patch.json(&json!({ "relationshipToPartner": "none" }))
}

fn items(page: &Value) -> &[Value] {
    page["items"].as_array().expect("items is a list")
}

#[test]
fn edge_08_a_relationship_ends_once_and_the_same_call_is_answered_alike() {
    let server = TestServer::start();
    let before = server.user().get(format!("/v1/customers/{LAKESIDE}")).send().expect(200).json();
    assert_eq!(before["relationshipToPartner"], "reseller");
    let patch = end(&server, LAKESIDE).header("MS-RequestId", REQUEST_ID);
    let ended = patch.send().expect(200);
    let mut expected = before;
    expected["relationshipToPartner"] = json!("none");
    expected["allowDelegatedAccess"] = json!(false);
    assert_eq!(ended.json(), expected);
    assert!(ended.header("MS-Replayed").is_none());
    let again = patch.send().expect(200);
    assert_eq!((again.header("MS-Replayed"), &again.body), (Some("true"), &ended.body));
    // Another id is another call, and about a customer of the past.
    end(&server, LAKESIDE).header("MS-RequestId", NOBODY).send().assert_error(403, 20_002);
    end(&server, LAKESIDE).send().assert_error(403, 20_002);
    let records = server.audit_of(LAKESIDE);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["operationType"], "delete_customer");
    assert_eq!(records[0]["operationStatus"], "succeeded");
    assert_eq!(records[0]["customizedData"], json!([{ "key": "Relationship", "value": "none" }]));
}

#[test]
fn edge_08_every_call_about_a_customer_that_was_let_go_is_refused() {
    let server = TestServer::start();
    let domain = format!("/v1/domains/{}", "lakeside.onmicrosoft.com");
    end(&server, LAKESIDE).send().expect(200);
    for sample in SAMPLES.iter().filter(|sample| sample.has_customer()) {
        let answer = sample.by(&server.user()).send();
        assert_eq!(answer.status, 403, "{}: {}", sample.id, answer.text());
        answer.assert_error(403, 20_002);
    }
    for path in ["reviews", "reviews/x/documents"] {
        let answer = server.user().get(format!("/partner/v1/customers/{LAKESIDE}/{path}")).send();
        assert!(matches!(answer.status, 403..=405), "{path}: {}", answer.status);
    }
    let list = server.user().get("/v1/customers").send().expect(200).json();
    assert!(items(&list).iter().all(|item| item["id"] != LAKESIDE), "{list}");
    server.user().head(domain).send().expect(200);
    let heir = new_customer_body("lakeside.onmicrosoft.com", "Lakeside again");
    server.southgate().post("/v1/customers").json(&heir).send().assert_error(409, 1_900_011);
}

#[test]
fn edge_08_an_open_review_is_withdrawn_and_units_are_not_given_back() {
    let server = TestServer::start();
    let waiting = server.new_customer_in("E?");
    let queue = || server.staff().get("/operator/v1/reviews").send().expect(200).json();
    let case = items(&queue()).iter().find(|case| case["customerId"] == waiting.as_str()).cloned();
    let review = case.expect("the request is a case")["id"].as_str().expect("an id").to_owned();
    end(&server, &waiting).send().expect(200);
    assert!(items(&queue()).iter().all(|case| case["id"] != review.as_str()));
    let case = server.staff().get(format!("/operator/v1/reviews/{review}")).send().expect(200).json();
    assert_eq!(case["state"], "withdrawn", "{case}");
    let claim = server.staff().post(format!("/operator/v1/reviews/{review}/claim")).send();
    assert!((400..500).contains(&claim.status), "{}", claim.text());
    let trail = server.audit_of(&waiting);
    let told: Vec<_> =
        trail.iter().map(|record| record["operationType"].as_str().unwrap_or_default()).collect();
    assert_eq!(told[..2], ["delete_customer", "update_customer_qualification"], "{trail:?}");
    assert_eq!(trail[1]["resourceNewValue"], r#"{"Qualification":"None"}"#);
    let events = server.user().get("/partner/v1/events").send().expect(200).text().to_owned();
    assert!(events.contains("withdrawn"), "{events}");

    let left = server.code_left(CODE);
    let redeemed = server.new_customer();
    server.user().put(qualification_with_code(&redeemed, CODE)).body("3").send().expect(200);
    assert_eq!(server.code_left(CODE), left.map(|left| left - 1));
    end(&server, &redeemed).send().expect(200);
    assert_eq!(server.code_left(CODE), left.map(|left| left - 1));
    assert!(
        !server
            .user()
            .get("/partner/v1/events")
            .send()
            .expect(200)
            .text()
            .contains(&format!("{redeemed}\",\"withdrawn"))
    );
}

#[test]
fn edge_08_who_may_write_may_end_a_relationship_with_or_without_a_user() {
    let server = TestServer::start();
    let body = json!({ "relationshipToPartner": "none" });
    let path = format!("/v1/customers/{LAKESIDE}");
    let ask =
        |caller: qualify_testkit::Caller<'_>, path: &str| caller.request("PATCH", path).json(&body).send();
    let reader = json!({ "user": "rob@northlight.example" });
    ask(server.anonymous(), &path).assert_error(401, 800_001);
    ask(server.with_token_for(&reader), &path).assert_error(403, 900_150);
    ask(server.southgate(), &path).assert_error(404, 60_003);
    ask(server.staff(), &path).assert_error(403, 2032);
    ask(server.user(), &format!("/v1/customers/{NOBODY}")).assert_error(404, 60_003);
    ask(server.user(), "/v1/customers/x1").assert_error(400, 900_118);
    ask(server.app(), &path).expect(200);
    // A production account cannot delete customers, and lets them go.
    let created =
        server.southgate().post("/v1/customers").json(&new_customer_body("go.example", "Go")).send();
    let own = format!("/v1/customers/{}", created.expect(201).json()["id"].as_str().expect("an id"));
    server.southgate().delete(&own).send().assert_error(400, 900_127);
    ask(server.southgate(), &own).expect(200);
    ask(server.southgate(), &own).assert_error(403, 20_002);
}

#[test]
fn edge_08_a_customer_is_patched_in_no_other_way() {
    let server = TestServer::start();
    let patch =
        |body: &str| server.user().request("PATCH", format!("/v1/customers/{LAKESIDE}")).body(body).send();
    for body in [
        "{}",
        r#"{"relationshipToPartner":"reseller"}"#,
        r#"{"relationshipToPartner":null}"#,
        r#"{"relationshipToPartner":0}"#,
        r#"{"relationshipToPartner":["none"]}"#,
        r#"{"relationshipToPartner":"none ended"}"#,
        r#"{"companyProfile":{"companyName":"Other"}}"#,
        r#"[{"relationshipToPartner":"none"}]"#,
        r#""none""#,
        "7",
    ] {
        patch(body).assert_error(400, 900_141);
    }
    for body in ["", "{", "none"] {
        patch(body).assert_error(400, 800_002);
    }
    let reader = server.with_token_for(&json!({ "user": "rob@northlight.example" }));
    reader.request("PATCH", format!("/v1/customers/{LAKESIDE}")).body("{}").send().assert_error(403, 900_150);
    server
        .southgate()
        .request("PATCH", format!("/v1/customers/{LAKESIDE}"))
        .body("{")
        .send()
        .assert_error(404, 60_003);
    assert!(server.audit_of(LAKESIDE).is_empty());
    // As the .NET SDK sends it, with everything else that a customer has.
    let whole = r#"{"Id":null,"CompanyProfile":null,"RelationshipToPartner":"None","Attributes":{"ObjectType":"Customer"}}"#;
    assert_eq!(patch(whole).expect(200).json()["relationshipToPartner"], "none");
}

#[test]
fn edge_08_customers_that_were_let_go_leave_room_for_others() {
    use qualify_server::config::CustomerLimit;
    let server = TestServer::start_with(|config| {
        config.api.sandbox_customer_limit = CustomerLimit::Customers(7);
    });
    let create = |domain: &str| {
        server.user().post("/v1/customers").json(&new_customer_body(domain, "One more")).send()
    };
    create("eighth.example").assert_error(400, 800_018);
    end(&server, LAKESIDE).send().expect(200);
    create("eighth.example").expect(201);
    create("ninth.example").assert_error(400, 800_018);
}
