//! What answers say to caches and browsers.

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Caller, Request, Response, TestServer};
use qualify_wire::endpoints;
use serde_json::json;

/// A path of the tables as somebody may ask for it.
fn filled(template: &str) -> String {
    let mut path = String::new();
    for part in template.split_inclusive('}') {
        let Some((before, name)) = part.split_once('{') else {
            path.push_str(part);
            continue;
        };
        path.push_str(before);
        path.push_str(match name.trim_end_matches('}') {
            "customer_id" => LAKESIDE,
            "partner_id" | "tenant" => NORTHLIGHT,
            "country" => "US",
            _ => "00000000-0000-4000-8000-000000000001",
        });
    }
    path
}

/// Every route of a sandbox, then what is none; what takes the customer or all of it away comes last.
fn routes() -> Vec<(&'static str, String)> {
    let others = [
        ("GET", "/"),
        ("GET", "/v1/nothing"),
        ("GET", "/operator/v1/nothing"),
        ("GET", "/nothing/%ff"),
        ("DELETE", "/healthz"),
        ("TRACE", "/v1/customers"),
    ];
    let rows = endpoints::of_api().map(|row| (row.method.name(), row.path)).chain(others);
    let is_late = |(method, path): &(&str, &str)| {
        (*method == "DELETE" && path.ends_with("{customer_id}")) || path.ends_with("/reset")
    };
    let (late, early): (Vec<_>, Vec<_>) = rows.partition(is_late);
    early.into_iter().chain(late).map(|(method, path)| (method, filled(path))).collect()
}

#[track_caller]
fn assert_kept_by_nobody(request: &Request) -> Response {
    let answer = request.send();
    let of = |name: &str| -> Vec<&str> {
        let is_it = |known: &&(String, String)| known.0.eq_ignore_ascii_case(name);
        answer.headers.iter().filter(is_it).map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(of("Cache-Control"), ["no-store"], "{request}: {}", answer.status);
    assert_eq!(of("X-Content-Type-Options"), ["nosniff"], "{request}: {}", answer.status);
    assert!(of("Strict-Transport-Security").is_empty(), "{request}");
    answer
}

#[test]
fn trust_09_no_answer_is_stored_or_taken_for_something_else() {
    let server = TestServer::start();
    let callers: [Caller<'_>; 5] = [
        server.anonymous(),
        server.with_token("garbage"),
        server.user(),
        server.staff(),
        server.with_token_for(&json!({ "kind": "app-only" })),
    ];
    let routes = routes();
    assert!(routes.len() > 70, "{}", routes.len());
    let mut statuses = std::collections::BTreeSet::new();
    for (method, path) in &routes {
        for caller in &callers {
            let request = caller.request(method, path);
            let request = if *method == "GET" { request } else { request.body("{}") };
            statuses.insert(assert_kept_by_nobody(&request).status);
        }
    }
    for status in [200, 204, 400, 401, 403, 404, 405] {
        assert!(statuses.contains(&status), "{status} was not met: {statuses:?}");
    }
}

#[test]
fn trust_09_pages_and_redirects_of_the_issuer_are_kept_by_nobody() {
    let server = TestServer::start();
    for path in ["/device", "/common/oauth2/v2.0/authorize", "/common/oauth2/v2.0/logout"] {
        assert_kept_by_nobody(&server.anonymous().get(path));
    }
}
