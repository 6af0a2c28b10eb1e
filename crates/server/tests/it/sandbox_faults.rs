//! Faults on purpose: what a client gets, what was done, and what is never hit.

use std::time::{Duration, Instant};

use qualify_testkit::seed::{APPLICATION, CODE, LAKESIDE, NOBODY, NORTHLIGHT, SOUTHGATE};
use qualify_testkit::soak::http::Connection;
use qualify_testkit::{Response, TestServer};
use qualify_vocabulary::counted;
use serde_json::{Value, json};

use crate::paths::{qualification, qualification_with_code, qualifications};

#[track_caller]
fn inject(server: &TestServer, faults: Value) {
    server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
}

fn faults(server: &TestServer) -> Value {
    server.anonymous().get("/sandbox/faults").send().expect(200).json()
}

fn read(server: &TestServer) -> Response {
    server.user().get(qualification(LAKESIDE)).send()
}

/// Sends a request on a connection of its own; an error means that it ended without an answer.
fn send_raw(server: &TestServer, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<u16> {
    let mut connection = Connection::open(server.url())?.with_token(&server.user_token());
    let id = ("MS-RequestId", "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01");
    Ok(connection.send(method, path, &[id], body)?.status)
}

#[test]
fn a_429_is_the_gateways_and_ends_after_its_times() {
    let server = TestServer::start();
    inject(&server, json!([{ "match": "/v1/customers", "status": 429, "times": 2 }]));
    for left in [1, 0] {
        let answer = read(&server).expect(429);
        let seconds: u32 = answer.header("Retry-After").unwrap().parse().unwrap();
        let body = answer.json();
        assert_eq!(body["statusCode"], 429);
        assert_eq!(
            body["message"],
            format!("Rate limit exceeded. Try again in {}.", counted(seconds, "second"))
        );
        for member in ["code", "description", "data"] {
            assert!(body.get(member).is_none(), "{body}");
        }
        answer.assert_headers_of_every_answer();
        let expected = json!([{ "match": "/v1/customers", "status": 429, "times": left }]);
        assert_eq!(faults(&server), if left == 0 { json!([]) } else { expected });
    }
    read(&server).expect(200);
}

#[test]
fn a_500_and_a_503_carry_the_envelope_and_nothing_is_done() {
    let server = TestServer::start();
    inject(
        &server,
        json!([
            { "match": "/v1", "method": "put", "status": 500, "times": 1 },
            { "match": "/v1", "method": "PUT", "status": 503, "times": 1 },
        ]),
    );
    read(&server).expect(200);
    let put = server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3");
    let broken = put.send().expect(500);
    assert_eq!((&broken.json()["code"], &broken.json()["isRetryable"]), (&json!(800_003), &json!(false)));
    let busy = put.send();
    busy.assert_error(503, 800_003);
    assert!(busy.header("Retry-After").is_some());
    assert_eq!(server.state_of(LAKESIDE), "∅");
    put.send().expect(200);
}

#[test]
fn a_drop_before_does_nothing_and_a_drop_after_loses_the_answer_only() {
    let server = TestServer::start();
    let body = json!({ "qualification": "Education" });
    let post = || send_raw(&server, "POST", &qualifications(LAKESIDE), Some(&body));
    inject(&server, json!([{ "match": "/v1/customers/", "method": "POST", "drop": "before", "times": 1 }]));
    assert!(post().is_err(), "no answer came");
    assert_eq!(server.state_of(LAKESIDE), "∅");
    inject(&server, json!([{ "match": "/v1/customers/", "method": "POST", "drop": "after", "times": 1 }]));
    assert!(post().is_err(), "no answer came");
    assert_eq!(server.state_of(LAKESIDE), "E?");
    assert_eq!(post().unwrap(), 201, "the same request id gets the lost answer");
    assert_eq!(server.audit_of(LAKESIDE).len(), 1, "it was done once");
}

#[test]
fn a_drop_ends_a_connection_that_had_answered_before() {
    let server = TestServer::start();
    let path = qualification(LAKESIDE);
    let mut connection = Connection::open(server.url()).unwrap().with_token(&server.user_token());
    assert_eq!(connection.get(&path).unwrap(), "none");
    inject(&server, json!([{ "match": path, "drop": "after", "times": 1 }]));
    assert!(connection.get(&path).is_err());
    assert!(connection.another().unwrap().get(&path).is_ok(), "the next connection works");
}

#[test]
fn a_delay_is_waited_and_may_come_with_a_status() {
    let server = TestServer::start();
    inject(
        &server,
        json!([
            { "match": "/v1", "delayMs": 150, "times": 1 },
            { "match": "/v1", "delayMs": 150, "status": 503, "times": 1 },
        ]),
    );
    for status in [200, 503] {
        let started = Instant::now();
        read(&server).expect(status);
        assert!(started.elapsed() >= Duration::from_millis(150));
    }
    read(&server).expect(200);
}

#[test]
fn paths_match_in_every_spelling_and_from_their_beginning_only() {
    let server = TestServer::start();
    let token = server.user_token();
    inject(&server, json!([{ "match": "//V1/Customers/8D2B6C31/", "status": 503, "times": 1 }]));
    read(&server).expect(200);
    inject(&server, json!([{ "match": "/V1/Customers/8D2B6C31", "status": 503, "times": 9 }]));
    server.with_token(&token).get("/v1/customers").send().expect(200);
    server.with_token(&token).get("/v2/v1/customers/8d2b6c31").send().expect(404);
    for path in [
        format!("/v1/customers/{LAKESIDE}"),
        format!("//V1//customers/{}/Qualification", LAKESIDE.to_uppercase()),
    ] {
        server.with_token(&token).get(path).send().expect(503);
    }
    assert_eq!(faults(&server)[0]["times"], 7);
}

#[test]
fn the_first_fault_that_matches_comes_first_and_an_error_of_sign_in_comes_later() {
    let server = TestServer::start();
    inject(
        &server,
        json!([
            { "match": "/v1", "status": 503, "times": 1 },
            { "match": "/", "status": 500, "times": 1 },
        ]),
    );
    server.anonymous().get("/v1/customers").send().expect(503);
    server.anonymous().get("/v1/customers").send().expect(500);
    server.anonymous().get("/v1/customers").send().expect(401);
}

#[test]
fn the_sandbox_and_health_are_never_hit() {
    let server = TestServer::start();
    inject(&server, json!([{ "match": "/", "status": 500, "times": 1 }]));
    for path in ["/sandbox/clock", "/SANDBOX//faults", "/healthz", "/readyz", "/metrics"] {
        server.anonymous().get(path).send().expect(200);
    }
    assert_eq!(faults(&server)[0]["times"], 1);
    read(&server).expect(500);
}

#[test]
fn faults_that_cannot_be_used_are_refused_and_change_nothing() {
    let server = TestServer::start();
    let waiting = json!([{ "match": "/v2", "status": 503, "times": 3, "method": "GET", "delayMs": 5 }]);
    inject(&server, waiting.clone());
    let good = json!({ "match": "/v1", "status": 503, "times": 1 });
    let with = |name: &str, value: Value| {
        let mut fault = good.clone();
        fault[name] = value;
        fault
    };
    for (fault, code) in [
        (with("extra", json!(1)), 800_002),
        (with("times", json!("1")), 800_002),
        (with("times", json!(-1)), 800_002),
        (with("drop", json!("during")), 800_002),
        (json!({ "status": 503, "times": 1 }), 800_002),
        (with("partner", json!("northlight.example")), 800_002),
        (with("retryAfter", json!("1")), 800_002),
        (with("partner", json!(NOBODY)), 3000),
        (with("retryAfter", json!(86_401)), 3000),
        (json!({ "match": "/v1", "status": 500, "retryAfter": 1 }), 3000),
        (json!({ "match": "/v1", "delayMs": 5, "retryAfter": 1 }), 3000),
        (with("match", json!("v1")), 3000),
        (with("match", json!("")), 3000),
        (with("match", json!("/sandbox/reset")), 3000),
        (with("match", json!("/healthz")), 3000),
        (with("match", json!(format!("/{}", "a".repeat(5000)))), 3000),
        (with("method", json!("GE T")), 3000),
        (with("status", json!(404)), 3000),
        (with("times", json!(0)), 3000),
        (with("times", json!(100_000_000)), 3000),
        (with("delayMs", json!(400_000)), 3000),
        (with("drop", json!("after")), 3000),
        (json!({ "match": "/v1", "times": 1 }), 3000),
    ] {
        let answer = server.anonymous().put("/sandbox/faults").json(&json!([good, fault])).send();
        answer.assert_error(400, code);
        assert_eq!(faults(&server), waiting, "{fault}");
    }
    let too_many = Value::Array(vec![good; 101]);
    server.anonymous().put("/sandbox/faults").json(&too_many).send().assert_error(400, 3000);
    for body in ["", "{}", "[", "null"] {
        server.anonymous().put("/sandbox/faults").body(body).send().assert_error(400, 800_002);
    }
    assert_eq!(faults(&server), waiting);
    inject(&server, json!([]));
    assert_eq!(faults(&server), json!([]));
}

#[test]
fn a_reset_takes_the_faults_back() {
    let server = TestServer::start();
    inject(&server, json!([{ "match": "/v1", "status": 503, "times": 9 }]));
    server.anonymous().post("/sandbox/reset").send().expect(200);
    assert_eq!(faults(&server), json!([]));
    read(&server).expect(200);
}

#[test]
fn a_fault_for_twenty_at_a_time_hits_exactly_its_times() {
    let server = TestServer::start();
    let token = server.user_token();
    inject(&server, json!([{ "match": "/v1", "status": 503, "times": 7 }]));
    let statuses = qualify_testkit::in_parallel(20, |_| {
        server.with_token(&token).get(qualification(LAKESIDE)).send().status
    });
    assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 7, "{statuses:?}");
}

#[test]
fn a_fault_without_times_happens_once_and_a_quirk_until_it_is_taken_back() {
    let server = TestServer::start();
    inject(&server, json!([{ "match": "/v1", "status": 503 }, { "match": "/v1", "quirk": "bom" }]));
    let quirk = json!({ "match": "/v1", "quirk": "bom" });
    assert_eq!(faults(&server), json!([{ "match": "/v1", "status": 503, "times": 1 }, quirk]));
    read(&server).expect(503);
    read(&server).expect(200);
    assert_eq!(faults(&server), json!([quirk]));
}

#[test]
fn retry_after_is_what_the_fault_says() {
    let server = TestServer::start();
    for (status, seconds) in [(429, 17), (503, 23), (503, 0), (429, 86_400)] {
        inject(&server, json!([{ "match": "/v1", "status": status, "retryAfter": seconds }]));
        let answer = read(&server).expect(status);
        assert_eq!(answer.header("Retry-After"), Some(&*seconds.to_string()), "{status}");
        assert!(status == 503 || answer.text().contains(&format!("{seconds} second")), "{}", answer.text());
    }
    inject(&server, json!([{ "match": "/", "status": 429, "retryAfter": 9 }]));
    let token = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    let answer = server.anonymous().post(&token).body("grant_type=client_credentials").send().expect(429);
    assert_eq!(answer.header("Retry-After"), Some("9"));
    assert!(answer.text().contains("temporarily_unavailable"), "{}", answer.text());
}

#[test]
fn a_fault_of_one_partner_hits_nobody_else() {
    let server = TestServer::start();
    let list = "/v1/customers";
    inject(
        &server,
        json!([{ "match": "/v1", "status": 503, "times": 9, "partner": SOUTHGATE.to_uppercase() }]),
    );
    assert_eq!(faults(&server)[0]["partner"], SOUTHGATE);
    server.user().get(list).send().expect(200);
    server.app().get(list).send().expect(200);
    server.anonymous().get(list).send().expect(401);
    server.with_token("no token").get(list).send().expect(401);
    // The first request of a token is hit already, and so are those after it, and the application's.
    let southgate = server.southgate_token();
    for _ in 0..2 {
        server.with_token(&southgate).get(list).send().expect(503);
    }
    server.with_token_for(&json!({ "kind": "app-only", "partner": SOUTHGATE })).get(list).send().expect(503);
    assert_eq!(faults(&server)[0]["times"], 6);
}

#[test]
fn a_fault_of_one_partner_hits_its_sign_in_and_staff_that_names_it() {
    let server = TestServer::start();
    inject(&server, json!([{ "match": "/", "status": 503, "times": 9, "partner": NORTHLIGHT }]));
    let form = format!(
        "grant_type=client_credentials&client_id={APPLICATION}&client_secret=sandbox-secret\
         &scope=https://api.partnercenter.microsoft.com/.default"
    );
    for (tenant, status) in [
        (NORTHLIGHT, 503),
        (SOUTHGATE, 200),
        ("northlight.example", 503),
        ("southgate.example", 200),
        ("nobody.example", 400),
    ] {
        server.anonymous().post(format!("/{tenant}/oauth2/v2.0/token")).body(&form).send().expect(status);
    }
    for (partner, status) in [(NORTHLIGHT, 503), (SOUTHGATE, 200)] {
        server.staff().get(format!("/operator/v1/partners/{partner}/codes")).send().expect(status);
    }
    server.staff().get("/operator/v1/audit").send().expect(200);
    assert_eq!(faults(&server)[0]["times"], 6);
}

#[test]
fn a_partners_own_fault_and_one_for_everybody_are_tried_in_their_order() {
    let server = TestServer::start();
    inject(
        &server,
        json!([
            { "match": "/v1", "status": 429, "partner": SOUTHGATE },
            { "match": "/v1", "status": 500, "times": 2 },
            { "match": "/v1", "status": 503, "partner": NORTHLIGHT },
        ]),
    );
    for status in [500, 500, 503, 200] {
        server.user().get("/v1/customers").send().expect(status);
    }
    server.southgate().get("/v1/customers").send().expect(429);
    assert_eq!(faults(&server), json!([]));
}
