//! What only the sandbox has: tokens, the clock, the reset.

use qualify_testkit::issuer::{claims_of, unix_seconds};
use qualify_testkit::seed::{APPLICATION, CODE, LAKESIDE, NORTHLIGHT, SOUTHGATE, STAFF_TENANT};
use qualify_testkit::{TestServer, wait_until};
use serde_json::{Value, json};

use crate::faults::lock;
use crate::paths::{qualification_with_code, qualifications};

#[track_caller]
fn claims(server: &TestServer, wish: &Value) -> Value {
    claims_of(&server.token_for(wish))
}

#[test]
fn the_token_answer_is_that_of_an_oauth_issuer() {
    let server = TestServer::start();
    for request in [
        server.anonymous().post("/sandbox/token").json(&json!({})),
        server.anonymous().post("/sandbox/token"),
    ] {
        let answer = request.send().expect(200).json();
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(answer.as_object().unwrap().len(), 3);
    }
}

#[test]
fn tokens_of_each_kind_carry_their_claims() {
    let server = TestServer::start();
    let ana = claims(&server, &json!({}));
    assert_eq!((&ana["tid"], &ana["upn"]), (&json!(NORTHLIGHT), &json!("ana@northlight.example")));
    assert_eq!((&ana["appid"], &ana["azp"]), (&json!(APPLICATION), &json!(APPLICATION)));
    assert_eq!(ana["aud"], "https://api.partnercenter.microsoft.com");
    assert_eq!((&ana["preferred_username"], &ana["ver"]), (&ana["upn"], &json!("2.0")));
    assert!(ana["amr"].as_array().unwrap().contains(&json!("mfa")));
    assert_eq!(ana["iss"], format!("{}/{NORTHLIGHT}/v2.0", server.url()));
    assert!((ana["exp"].as_i64().unwrap() - unix_seconds() - 3600).abs() < 60, "tokens live in real time");
    let app = claims(&server, &json!({ "kind": "app-only" }));
    assert!(app.get("scp").is_none() && app.get("upn").is_none(), "{app}");
    let sue = claims(&server, &json!({ "partner": SOUTHGATE }));
    assert_eq!((&sue["tid"], &sue["upn"]), (&json!(SOUTHGATE), &json!("sue@southgate.example")));
    let olga = claims(&server, &json!({ "kind": "staff" }));
    assert_eq!((&olga["tid"], &olga["upn"]), (&json!(STAFF_TENANT), &json!("olga@qualify.example")));
    assert_eq!((&olga["aud"], &olga["roles"]), (&json!("api://qualify-operator"), &json!(["Operator"])));
    let rita = claims(&server, &json!({ "kind": "staff", "user": "rita@qualify.example" }));
    assert_eq!(rita["roles"], json!(["Reviewer"]));
    let without_mfa = claims(&server, &json!({ "mfa": false }));
    assert!(!without_mfa["amr"].as_array().is_some_and(|methods| methods.contains(&json!("mfa"))));
    let rob = claims(&server, &json!({ "user": "rob@northlight.example" }));
    assert_eq!(rob["upn"], "rob@northlight.example");
    assert_ne!(rob["oid"], ana["oid"]);
}

#[test]
fn a_negative_lifetime_gives_an_expired_token() {
    let server = TestServer::start();
    let expired = server.with_token_for(&json!({ "expiresInSeconds": -600 }));
    expired.get("/v1/customers").send().assert_error(401, 400);
    let short = server.with_token_for(&json!({ "expiresInSeconds": 60 }));
    short.get("/v1/customers").send().expect(200);
    server.advance_clock(48 * 3600);
    short.get("/v1/customers").send().expect(200);
}

#[test]
fn the_legacy_audience_is_accepted_in_the_sandbox() {
    let server = TestServer::start();
    for audience in ["https://graph.windows.net", "00000002-0000-0000-c000-000000000000", server.url()] {
        server.with_token_for(&json!({ "audience": audience })).get("/v1/customers").send().expect(200);
    }
}

#[test]
fn wishes_that_cannot_be_met_are_refused() {
    let server = TestServer::start();
    for wish in [
        json!({ "kind": "root" }),
        json!({ "partner": "x" }),
        json!({ "user": "nobody@northlight.example" }),
        json!({ "kind": "staff", "user": "ana@northlight.example" }),
        json!({ "mfa": "yes" }),
        json!({ "roles": "Reader" }),
        json!({ "expiresInSeconds": "x" }),
        json!({ "expiresInSeconds": i64::MAX }),
        json!({ "expiresInSeconds": i64::MIN }),
        json!([]),
    ] {
        let answer = server.anonymous().post("/sandbox/token").json(&wish).send();
        assert_eq!(answer.status, 400, "{wish}");
        answer.assert_envelope();
    }
}

fn clock(server: &TestServer) -> Value {
    server.anonymous().get("/sandbox/clock").send().expect(200).json()
}

#[test]
fn the_clock_stands_advances_and_never_goes_back() {
    let server = TestServer::start();
    assert_eq!(clock(&server), json!({ "now": "2024-03-15T12:00:00Z", "running": false }));
    server.advance_clock(90);
    assert_eq!(clock(&server)["now"], "2024-03-15T12:01:30Z");
    server.set_clock("2024-03-16T00:00:00Z");
    let put = |body: Value| server.anonymous().put("/sandbox/clock").json(&body).send();
    put(json!({ "now": "2024-03-15T23:59:59Z" })).assert_error(400, 3000);
    for body in
        [json!({ "now": "noon" }), json!({ "running": "yes" }), json!({ "now": 7 }), json!({ "x": 1 })]
    {
        put(body).expect(400).assert_envelope();
    }
    let advance = |body: Value| server.anonymous().post("/sandbox/clock/advance").json(&body).send();
    for body in
        [json!({}), json!({ "seconds": -1 }), json!({ "seconds": "1" }), json!({ "seconds": u64::MAX })]
    {
        advance(body).expect(400).assert_envelope();
    }
    assert_eq!(clock(&server)["now"], "2024-03-16T00:00:00Z");
    put(json!({ "running": true })).expect(200);
    wait_until("the clock runs", || clock(&server)["now"].as_str() > Some("2024-03-16T00:00:00Z"));
}

/// What follows a request (a window, a lease, the end of a notice) is a date too, however far the clock was turned.
#[test]
fn the_clock_ends_before_the_dates_do_and_everything_works_at_its_end() {
    let server =
        TestServer::start_with(|config| config.vetting.policy = qualify_vocabulary::VettingPolicy::Manual);
    let put = |now: &str| server.anonymous().put("/sandbox/clock").json(&json!({ "now": now })).send();
    for too_far in
        ["9000-01-01T00:00:01Z", "9999-12-30T21:59:59Z", "9999-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"]
    {
        let refused = put(too_far).assert_error(400, 3000);
        assert!(refused["description"].as_str().unwrap().contains("9000-01-01T00:00:00Z"), "{refused}");
    }
    put("9000-01-01T00:00:00Z").expect(200);
    let advance = json!({ "seconds": 1 });
    server.anonymous().post("/sandbox/clock/advance").json(&advance).send().assert_error(400, 3000);
    let customer = server.new_customer();
    let asked = server.user().post(qualifications(&customer)).json(&json!({ "qualification": "Education" }));
    asked.send().expect(201);
    let staff = server.with_token_for(&json!({ "kind": "staff", "user": "rita@qualify.example" }));
    let queue = staff.get("/operator/v1/reviews").send().expect(200).json();
    assert!(queue["items"][0]["dueAt"].as_str().unwrap().starts_with("9000-01-0"), "{queue}");
}

#[test]
fn a_delayed_policy_decides_when_the_virtual_time_has_come() {
    use qualify_vocabulary::VettingPolicy;
    for (policy, expected) in [(VettingPolicy::ApproveAll, "E+"), (VettingPolicy::DenyAll, "E-")] {
        let server = TestServer::start_with(|config| {
            config.vetting.policy = policy;
            config.vetting.decision_delay_seconds = 3600;
        });
        let customer = server.new_customer();
        let post =
            server.user().post(qualifications(&customer)).json(&json!({ "qualification": "Education" }));
        assert_eq!(post.send().expect(201).json()["vettingStatus"], "InReview");
        server.advance_clock(3599);
        assert_eq!(server.state_of(&customer), "E?");
        server.advance_clock(1);
        wait_until("the policy has decided", || server.state_of(&customer) == expected);
        assert_eq!(server.records(&customer)[0]["vettingCreateDate"], "2024-03-15T12:00:00Z");
        assert_eq!(server.audit_of(&customer).len(), 3);
    }
}

#[test]
fn a_policy_without_delay_answers_in_review_and_decides_soon() {
    let server =
        TestServer::start_with(|config| config.vetting.policy = qualify_vocabulary::VettingPolicy::DenyAll);
    let customer = server.new_customer();
    let post = server.user().post(qualifications(&customer)).json(&json!({ "qualification": "Education" }));
    assert_eq!(post.send().expect(201).json()["vettingStatus"], "InReview");
    wait_until("the policy has decided", || server.state_of(&customer) == "E-");
    assert_eq!(server.records(&customer)[0]["vettingReason"], "Not an Education Customer");
}

#[test]
fn a_reset_leads_back_to_the_seed_and_keeps_tokens_good() {
    let server = TestServer::start();
    let before = server.user().get("/v1/customers").send().expect(200).json();
    server.issue_code("5151", None);
    server.new_customer();
    let put = server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3");
    let put = put.header("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01");
    put.send().expect(200);
    server
        .user()
        .delete(format!("/v1/customers/{}", "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01"))
        .send()
        .expect(204);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    assert_eq!(server.user().get("/v1/customers").send().expect(200).json(), before);
    assert_eq!(server.state_of(LAKESIDE), "∅");
    assert_eq!(server.code_left(CODE), Some(2));
    assert_eq!(server.user().get("/v1/customers/all/validations").send().json().as_array().unwrap().len(), 3);
    assert_eq!(server.user().get("/v1/auditrecords").send().expect(200).json()["totalCount"], 0);
    let again = put.send().expect(200);
    assert_eq!(again.header("MS-Replayed"), None, "stored answers are gone, too");
}

#[test]
fn a_page_of_another_site_has_no_power_here() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let reset = |origin: &str| server.anonymous().post("/sandbox/reset").header("Origin", origin).send();
    for origin in ["http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1"] {
        reset(origin).assert_error(403, 2032);
    }
    for (method, path) in crate::endpoints::sandbox_routes().filter(|(_, path)| path.starts_with("/sandbox"))
    {
        let path = path.replace("{name}", "x");
        let request = server.anonymous().request(method, &path).header("Origin", "http://evil.example");
        request.body("{}").send().assert_error(403, 2032);
        // A name of the site's own that points here, beside the good Host of every request: which of them counts is
        // nobody's guess (one alone: `trust/origins.rs`).
        let rebound = server.anonymous().request(method, &path).header("Host", "evil.example");
        rebound.body("{}").send().assert_error(400, 800_002);
    }
    assert_eq!(server.state_of(&customer), "∅", "the customer is still there");
    reset(server.url()).expect(200);
}

#[test]
fn a_reset_that_fails_leaves_the_clock_where_it_stands() {
    let server = TestServer::start_with(|config| config.server.request_timeout_seconds = 1);
    let lock = lock(&server);
    let answer = server.anonymous().post("/sandbox/reset").send();
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(clock(&server), json!({ "now": "2024-03-15T12:00:00Z", "running": false }));
    drop(lock);
}
