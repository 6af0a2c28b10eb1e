//! The checkup: nothing about a client that does as it should, and each rule by what a careless one sends.

use std::collections::BTreeSet;

use qualify_server::config::RecordRequests;
use qualify_testkit::seed::{APPLICATION, CODE, LAKESIDE, NORTHLIGHT, SOUTHGATE};
use qualify_testkit::{Request, TestServer};
use serde_json::{Value, json};

use crate::own_partners::Own;
use crate::paths::{qualification, qualification_with_code, qualifications};

fn checkup(server: &TestServer, query: &str) -> Value {
    server.anonymous().get(format!("/sandbox/checkup{query}")).send().expect(200).json()
}

fn findings(checkup: &Value) -> &Vec<Value> {
    checkup["findings"].as_array().expect("a list")
}

fn rules_found(checkup: &Value) -> BTreeSet<&str> {
    findings(checkup).iter().map(|finding| finding["rule"].as_str().expect("a name")).collect()
}

/// A request with an id of its own.
fn with_id(request: Request, number: u32) -> Request {
    request.header("MS-RequestId", format!("2b0f5c1e-6d1a-4f57-8f0e-{number:012}"))
}

#[test]
fn a_client_that_does_as_it_should_is_told_nothing() {
    let server = TestServer::start();
    let user = server.user();
    user.get(qualification(LAKESIDE)).send().expect(200);
    with_id(user.put(qualification_with_code(LAKESIDE, CODE)).body("3"), 1).send().expect(200);
    user.get(qualifications(LAKESIDE)).send().expect(200);
    user.get("/v1/customers?size=500").send().expect(200);
    let clean = checkup(&server, "");
    assert_eq!(findings(&clean), &[json!(null); 0], "{clean}");
    assert_eq!((&clean["complete"], &clean["clients"]), (&json!(true), &json!(1)), "{clean}");
    assert!(clean["exchanges"] == 4 && clean["says"].is_string(), "{clean}");
}

/// Everything that no client should do.
fn be_careless(server: &TestServer) {
    let user = |request: Request| request.header("User-Agent", "Careless/1.0");
    let faults = json!([
        { "match": "/v1/customers", "method": "GET", "status": 429, "retryAfter": 60, "times": 1 },
        { "match": qualifications(LAKESIDE), "method": "POST", "status": 503, "times": 1 },
    ]);
    server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
    user(server.user().get("/v1/customers?size=1000")).send().expect(429);
    user(server.user().get("/v1/customers?size=1000")).send().expect(200);
    let body = json!({ "qualification": "Education", "segment": "K12" });
    for (number, status) in [(1, 503), (2, 201)] {
        with_id(user(server.user().post(qualifications(LAKESIDE)).json(&body)), number).send().expect(status);
    }
    for _ in 0..3 {
        user(server.user().get(qualifications(LAKESIDE))).send().expect(200);
    }
    user(server.user().put(qualification(LAKESIDE)).body("3")).send().expect(400);
    let app_only = server.with_token_for(&json!({ "kind": "app-only" }));
    with_id(user(app_only.put(qualification(LAKESIDE)).body("3")), 3).send().expect(403);
    let legacy = server.with_token_for(&json!({ "audience": "https://graph.windows.net" }));
    user(legacy.get("/v1/customers")).send().expect(200);
    let no_mfa = server.with_token_for(&json!({ "mfa": false }));
    user(no_mfa.get("/v1/customers")).send().expect(200);
}

#[test]
fn a_careless_client_is_told_everything_with_the_exchanges_that_show_it() {
    let server = TestServer::start();
    be_careless(&server);
    let found = checkup(&server, "?client=CARELESS");
    let rules = found["rules"].as_array().unwrap();
    let all: BTreeSet<&str> = rules.iter().map(|rule| rule["name"].as_str().unwrap()).collect();
    assert_eq!(rules_found(&found), all, "{found}");
    assert_eq!((all.len(), &found["exchanges"]), (9, &json!(11)), "{found}");
    let kept = server.anonymous().get("/sandbox/requests").send().expect(200).json();
    for finding in findings(&found) {
        let rule = rules.iter().find(|rule| rule["name"] == finding["rule"]).unwrap();
        assert_eq!((&finding["says"], &finding["client"]), (&rule["says"], &json!("Careless/1.0")));
        assert_eq!((&finding["partner"], &finding["application"]), (&json!(NORTHLIGHT), &json!(APPLICATION)));
        let shown = finding["exchanges"].as_array().unwrap();
        assert_eq!(finding["count"], shown.len(), "{finding}");
        for exchange in shown {
            let same =
                kept["requests"].as_array().unwrap().iter().find(|it| it["id"] == exchange["id"]).unwrap();
            for member in ["at", "method", "path", "status"] {
                assert_eq!(exchange[member], same[member], "{exchange}");
            }
            assert!(!exchange["note"].as_str().unwrap().is_empty(), "{exchange}");
        }
    }
    let of = |name: &str| findings(&found).iter().find(|it| it["rule"] == name).unwrap();
    let unknown = &of("unknown-member")["exchanges"];
    assert_eq!(
        (&unknown[0]["note"], &unknown[1]),
        (&json!("segment"), &json!(null)),
        "a fault reads no body"
    );
    assert_eq!(of("retry-after-ignored")["exchanges"][0]["note"], "asked to wait 60 s");
    assert!(!found.to_string().contains(&server.user_token()), "no secret");
}

#[test]
fn a_client_and_a_partner_are_chosen() {
    let server = TestServer::start();
    be_careless(&server);
    let southgate = server.with_token_for(&json!({ "partner": SOUTHGATE, "mfa": false }));
    southgate.get("/v1/customers").header("User-Agent", "Other/2").send().expect(200);
    let rules = |query: &str| rules_found(&checkup(&server, query)).len();
    assert_eq!(rules("?client=other"), 1);
    assert_eq!(rules("?client=nobody"), 0);
    assert_eq!(rules(&format!("?client={}", &APPLICATION[..8])), 9, "by its application");
    assert_eq!(rules(&format!("?partner={SOUTHGATE}")), 1);
    assert_eq!(rules(&format!("?partner={NORTHLIGHT}&client=other")), 0);
    let unknown = "/sandbox/checkup?partner=00000000-0000-0000-0000-000000000001";
    server.anonymous().get(unknown).send().assert_error(404, 1000);
    server.anonymous().get("/sandbox/checkup?partner=x").send().assert_error(400, 3000);
}

#[test]
fn a_partner_of_ones_own_is_looked_at_alone() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    let lakeside = one.customer("Lakeside School");
    one.user().put(qualification(&lakeside)).body("3").send().expect(400);
    for own in [&one, &other] {
        let found = checkup(&server, &format!("?partner={}", own.tenant()));
        let wanted = usize::from(own.tenant() == one.tenant());
        assert_eq!((findings(&found).len(), &found["complete"]), (wanted, &json!(true)), "{found}");
    }
}

#[test]
fn a_long_story_is_told_in_part() {
    let server = TestServer::start();
    for _ in 0..25 {
        server.user().put(qualification(LAKESIDE)).body("3").send().expect(400);
    }
    let found = checkup(&server, "");
    let finding = &findings(&found)[0];
    assert_eq!((&finding["count"], finding["exchanges"].as_array().unwrap().len()), (&json!(25), 20));
}

#[test]
fn a_sandbox_that_keeps_nothing_says_that_nothing_was_looked_at() {
    let server = TestServer::start_with(|config| config.sandbox.record_requests = RecordRequests::Never);
    server.user().put(qualification(LAKESIDE)).body("3").send().expect(400);
    let found = checkup(&server, "");
    assert_eq!((&found["complete"], &found["exchanges"]), (&json!(false), &json!(0)));
    assert!(found["says"].as_str().unwrap().contains("sandbox.record_requests"), "{found}");
}
