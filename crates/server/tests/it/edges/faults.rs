//! A 429 of the token endpoint, and the quirk of the byte order mark (contract 9.2.11, 9.2.12).

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};

use crate::paths::qualification;

const MARK: &[u8] = b"\xEF\xBB\xBF";

#[track_caller]
fn inject(server: &TestServer, faults: &Value) {
    server.anonymous().put("/sandbox/faults").json(faults).send().expect(200);
}

#[test]
fn edge_08_a_429_of_a_token_endpoint_is_an_error_of_oauth() {
    let server = TestServer::start();
    inject(&server, &json!([{ "match": "/", "status": 429, "times": 6 }]));
    for path in [
        "/northlight.example/oauth2/v2.0/token",
        "/common/oauth2/token",
        "/Common//OAuth2/V2.0/%74oken/",
        "/organizations/oauth2/v2.0/devicecode",
    ] {
        let answer = server.anonymous().post(path).body("grant_type=client_credentials").send().expect(429);
        assert_eq!(answer.header("Retry-After"), Some("1"), "{path}");
        let body = answer.json();
        assert_eq!(body["error"], "temporarily_unavailable", "{path}");
        assert!(body["error_description"].is_string() && body.get("statusCode").is_none(), "{body}");
    }
    for path in ["/common/v2.0/.well-known/openid-configuration", "/v1/customers/oauth2/token"] {
        assert_eq!(server.anonymous().get(path).send().expect(429).json()["statusCode"], 429, "{path}");
    }
    inject(&server, &json!([]));
}

#[test]
fn edge_08_a_byte_order_mark_stands_before_json_where_it_was_asked_for() {
    let server = TestServer::start();
    let (user, app) = (server.user(), server.app());
    let read = |path: &str| user.get(path).send();
    let plain = read(&qualification(LAKESIDE)).expect(200);
    assert!(!plain.body.starts_with(MARK), "it is off by default");
    inject(&server, &json!([{ "match": "/V1/", "quirk": "bom" }]));
    for answer in [read(&qualification(LAKESIDE)), read("/v1/customers"), app.get("/v1/nothing").send()] {
        let rest = answer.body.strip_prefix(MARK).expect("a mark");
        assert!(serde_json::from_slice::<Value>(rest).is_ok(), "{}", answer.status);
    }
    let head = user.head("/v1/domains/lakeside.onmicrosoft.com").send().expect(200);
    assert!(head.body.is_empty());
    for path in ["/healthz", "/webhooks/v1/registration/events", "/sandbox/faults"] {
        assert!(!read(path).body.starts_with(MARK), "{path}");
    }
    let waiting = server.anonymous().get("/sandbox/faults").send().expect(200).json();
    assert_eq!(waiting, json!([{ "match": "/v1/", "quirk": "bom" }]), "it is not used up");

    // A fault happens beside it, and a quirk may be counted.
    inject(
        &server,
        &json!([
            { "match": "/v1", "quirk": "bom", "times": 2, "method": "get" },
            { "match": "/v1", "status": 503, "times": 1 },
        ]),
    );
    let marked = |answer: Response| (answer.status, answer.body.starts_with(MARK));
    let path = qualification(LAKESIDE);
    assert_eq!(
        [marked(read(&path)), marked(read(&path)), marked(read(&path))],
        [(503, true), (200, true), (200, false)]
    );
}

#[test]
fn edge_08_a_quirk_stands_alone_and_a_fault_has_an_end() {
    let server = TestServer::start();
    for (fault, code) in [
        (json!({ "match": "/v1", "quirk": "bom", "status": 503 }), 3000),
        (json!({ "match": "/v1", "quirk": "bom", "delayMs": 5 }), 3000),
        (json!({ "match": "/v1", "quirk": "bom", "times": 0 }), 3000),
        (json!({ "match": "/sandbox", "quirk": "bom" }), 3000),
        (json!({ "match": "/v1", "quirk": "none" }), 800_002),
    ] {
        server.anonymous().put("/sandbox/faults").json(&json!([fault])).send().assert_error(400, code);
    }
}
