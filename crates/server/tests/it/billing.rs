//! The billing profile and its etag: vectors T91 and T92.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Response, TestServer, in_parallel};
use serde_json::{Value, json};

use crate::paths::billing;

fn profile(server: &TestServer) -> Value {
    server.user().get(billing(LAKESIDE)).send().expect(200).json()
}

fn etag(profile: &Value) -> &str {
    profile["attributes"]["etag"].as_str().expect("an etag")
}

#[track_caller]
fn put(server: &TestServer, body: &Value, if_match: Option<&str>) -> Response {
    let request = server.user().put(billing(LAKESIDE)).json(body);
    match if_match {
        Some(value) => request.header("If-Match", value).send(),
        None => request.send(),
    }
}

#[test]
fn t91_a_stale_or_missing_etag_is_refused_with_400() {
    let server = TestServer::start();
    let before = profile(&server);
    let with_etag = |etag: Value| {
        let mut body = before.clone();
        body["attributes"]["etag"] = etag;
        body["companyName"] = json!("Changed");
        body
    };
    let current = json!(etag(&before));
    put(&server, &with_etag(current), Some("\"old\"")).assert_error(400, 2055);
    put(&server, &with_etag(json!("old")), None).assert_error(400, 2055);
    put(&server, &with_etag(Value::Null), None).assert_error(400, 2055);
    let mut without_attributes = before.clone();
    without_attributes.as_object_mut().unwrap().remove("attributes");
    put(&server, &without_attributes, None).assert_error(400, 2055);
    assert_eq!(profile(&server), before);
}

#[test]
fn t92_the_current_etag_in_the_body_replaces_the_profile() {
    let server = TestServer::start();
    let before = profile(&server);
    let mut body = before.clone();
    body["companyName"] = json!("Lakeside Schools");
    let answer = put(&server, &body, None).expect(200);
    let after = answer.json();
    assert_ne!(etag(&after), etag(&before));
    assert_eq!(answer.header("ETag"), Some(format!("\"{}\"", etag(&after)).as_str()));
    assert_eq!(profile(&server), after);
    assert_eq!(after["companyName"], "Lakeside Schools");
    let newest = server.audit_of(LAKESIDE).remove(0);
    assert_eq!(newest["operationType"], "update_customer_billing_profile");
    put(&server, &body, None).assert_error(400, 2055);
}

#[test]
fn if_match_reads_in_every_form_and_wins_over_the_body() {
    let server = TestServer::start();
    for form in ["\"{}\"", "{}", "W/\"{}\"", "*"] {
        let mut body = profile(&server);
        let value = form.replace("{}", etag(&body));
        body["attributes"]["etag"] = json!("old");
        put(&server, &body, Some(&value)).expect(200);
    }
}

#[test]
fn absent_and_null_optional_members_are_cleared_and_required_ones_demanded() {
    let server = TestServer::start();
    let before = profile(&server);
    let mut body = before.clone();
    body.as_object_mut().unwrap().remove("firstName");
    body["lastName"] = Value::Null;
    body["id"] = json!("ignored");
    body["links"] = json!([1]);
    body["attributes"]["objectType"] = json!("Ignored");
    let after = put(&server, &body, None).expect(200).json();
    assert!(after.get("firstName").is_none() && after.get("lastName").is_none(), "{after}");
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["links"], before["links"]);
    assert_eq!(after["attributes"]["objectType"], "CustomerBillingProfile");
    for member in ["email", "culture", "language", "companyName", "defaultAddress"] {
        let mut body = after.clone();
        body.as_object_mut().unwrap().remove(member);
        put(&server, &body, None).assert_error(400, 800_002);
    }
    for (member, value) in [
        ("email", json!("nobody")),
        ("culture", json!("english")),
        ("language", json!("eng")),
        ("firstName", json!("x".repeat(51))),
    ] {
        let mut body = after.clone();
        body[member] = value;
        put(&server, &body, None).assert_error(400, 3000);
    }
    assert_eq!(profile(&server), after);
}

#[test]
fn what_is_wrong_is_named_as_the_body_has_it() {
    let server = TestServer::start();
    let mut body = profile(&server);
    body["email"] = json!("x");
    body["defaultAddress"]["firstName"] = json!("");
    let refused = put(&server, &body, None);
    refused.assert_error(400, 3000);
    let data = refused.json()["data"].to_string();
    assert!(data.contains("\"email: ") && data.contains("\"defaultAddress.firstName: "), "{data}");
    body["email"] = Value::Null;
    let refused = put(&server, &body, None);
    refused.assert_error(400, 800_002);
    assert_eq!(refused.json()["data"], json!(["email"]));
}

#[test]
fn a_changed_name_shows_in_the_list_and_in_the_customer() {
    let server = TestServer::start();
    let mut body = profile(&server);
    body["companyName"] = json!("Zebra School");
    put(&server, &body, None).expect(200);
    let customers = server.user().get("/v1/customers").send().expect(200).json();
    let last = &customers["items"][6];
    assert_eq!(last["companyProfile"]["companyName"], "Zebra School", "{customers}");
    let customer = server.user().get(format!("/v1/customers/{LAKESIDE}")).send().expect(200).json();
    assert_eq!(customer["companyProfile"]["companyName"], "Zebra School");
    assert_eq!(customer["billingProfile"], profile(&server));
}

#[test]
fn of_parallel_updates_with_one_etag_exactly_one_wins() {
    let server = TestServer::start();
    let before = profile(&server);
    let user = server.user();
    let answers = in_parallel(16, |number| {
        let mut body = before.clone();
        body["companyName"] = json!(format!("Winner {number}"));
        (number, user.put(billing(LAKESIDE)).json(&body).send())
    });
    let winners: Vec<_> = answers.iter().filter(|(_, answer)| answer.status == 200).collect();
    assert_eq!(winners.len(), 1);
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status != 200) {
        answer.assert_error(400, 2055);
    }
    assert_eq!(profile(&server)["companyName"], format!("Winner {}", winners[0].0));
}
