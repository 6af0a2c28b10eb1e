//! What a role that only reads may set off, and see.

use qualify_testkit::seed::{CODE, NORTHLIGHT};
use qualify_testkit::{Receiver, TestServer, wait_until};
use qualify_wire::endpoints::{self, Effect};
use serde_json::json;

#[test]
fn trust_09_readers_set_off_no_webhook_test_and_change_no_receiver() {
    let server = TestServer::start();
    let receiver = Receiver::start();
    let registration = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ["test-created"] });
    server.user().post("/webhooks/v1/registration").json(&registration).send().expect(200);
    let own = server.user().post("/partner/v1/webhooks").json(&json!({ "url": receiver.url() })).send();
    let id = own.expect(201).json()["id"].as_str().unwrap().to_owned();
    let reader = server.with_token_for(&json!({ "user": "rob@northlight.example" }));
    let mut refused = Vec::new();
    let is_of_webhooks =
        |path: &str| path.starts_with("/webhooks/") || path.starts_with("/partner/v1/webhooks");
    for endpoint in endpoints::of_api() {
        if endpoint.effect != Effect::Changes || !is_of_webhooks(endpoint.path) {
            continue;
        }
        let path = endpoint.path.replace("{webhook_id}", &id);
        // Whatever the body is: the role counts before it.
        for body in ["", "{}", "not JSON"] {
            reader.request(endpoint.method.name(), &path).body(body).send().assert_error(403, 900_150);
        }
        refused.push(endpoint.id());
    }
    assert!(refused.contains(&"S16") && refused.contains(&"W7") && refused.len() >= 8, "{refused:?}");
    // Ana's own test is the first thing that the receiver hears of.
    server.user().post("/webhooks/v1/registration/validationEvents").send().expect(200);
    wait_until("Ana's test arrives", || receiver.count() > 0);
    assert_eq!(receiver.count(), 1);
    for path in ["/webhooks/v1/registration", &format!("/partner/v1/webhooks/{id}")] {
        reader.get(path).send().expect(200);
    }
}

#[test]
fn trust_09_only_who_issues_codes_sees_them_whole() {
    let server = TestServer::start();
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/codes");
    for (roles, sees_all) in [
        (&["Operator"][..], true),
        (&["Auditor", "Operator"], true),
        (&["Auditor"], false),
        (&["Reviewer"], false),
        (&["Lead", "Auditor"], false),
    ] {
        let staff = server.with_token_for(&json!({ "kind": "staff", "roles": roles }));
        let answer = staff.get(&path).send().expect(200);
        let codes = answer.json();
        let code =
            codes.as_array().unwrap().iter().find(|code| code["organizationName"] == "Lakeside County IT");
        let shown = if sees_all { CODE } else { "****16" };
        assert_eq!(code.unwrap()["validationId"], shown, "{roles:?}");
        assert_eq!(answer.text().contains(CODE), sees_all, "{roles:?}");
    }
}
