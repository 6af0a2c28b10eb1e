//! Which calls count in which rate limit: every route, by the table of routes.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Caller, TestServer};
use qualify_wire::endpoints::{self, AuthMode, Endpoint};

/// Searches and previews. Whoever adds a route that looks for things, or asks the rules, adds its name.
const SEARCHES: [&str; 4] = ["S11", "S11Activity", "O14", "R1"];
const PREVIEWS: [&str; 2] = ["P1", "O13"];

/// Routes whose own limit needs a webhook to be tested; see `limits.rs` and `webhooks.rs`.
const WEBHOOK_TESTS: [&str; 2] = ["S16", "W7"];

fn caller<'a>(server: &'a TestServer, endpoint: &Endpoint) -> Option<Caller<'a>> {
    match endpoint.auth {
        AuthMode::Both | AuthMode::User => Some(server.user()),
        AuthMode::Staff => Some(server.staff()),
        AuthMode::None | AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page => None,
    }
}

/// The route with ids that are there, or might be.
fn target(endpoint: &Endpoint) -> String {
    let mut target = endpoint.path.replace("{customer_id}", LAKESIDE);
    while let (Some(start), Some(end)) = (target.find('{'), target.find('}')) {
        target.replace_range(start..=end, "00000000-0000-4000-8000-000000000001");
    }
    target
}

fn status(server: &TestServer, endpoint: &Endpoint) -> Option<u16> {
    let request = caller(server, endpoint)?.request(endpoint.method.name(), target(endpoint));
    Some(
        if matches!(endpoint.method.name(), "POST" | "PUT") { request.body("{}") } else { request }
            .send()
            .status,
    )
}

#[test]
fn trust_06_searches_and_previews_count_and_nothing_else_does() {
    let server = TestServer::start_with(|config| {
        config.api.rate_limits.searches_per_minute = Some(1);
        config.api.rate_limits.previews_per_minute = Some(1);
    });
    // One of each door is used up here.
    for id in ["S11", "P1", "O14", "O13"] {
        let endpoint = endpoints::of_api().find(|endpoint| endpoint.id() == id).expect("a route");
        assert_ne!(status(&server, endpoint), Some(429), "{id}");
    }
    for endpoint in endpoints::of_api() {
        let is_counted = SEARCHES.contains(&endpoint.id()) || PREVIEWS.contains(&endpoint.id());
        // Long polls answer at once without a cursor.
        let Some(status) = status(&server, endpoint) else { continue };
        assert_eq!(status == 429, is_counted, "{} {}: {status}", endpoint.method.name(), endpoint.path);
    }
}

#[test]
fn trust_06_every_call_below_the_customers_counts() {
    let server = TestServer::start_with(|config| config.api.rate_limits.customer_calls_per_minute = Some(1));
    server.user().get("/v1/customers").send().expect(200);
    for endpoint in endpoints::of_api().filter(|endpoint| !WEBHOOK_TESTS.contains(&endpoint.id())) {
        let Some(status) = status(&server, endpoint) else { continue };
        let is_counted = endpoint.path.starts_with("/v1/customers");
        assert_eq!(status == 429, is_counted, "{} {}: {status}", endpoint.method.name(), endpoint.path);
    }
}

#[test]
fn trust_06_searches_are_counted_for_each_partner_and_each_member_of_staff() {
    let server = TestServer::start_with(|config| config.api.rate_limits.searches_per_minute = Some(1));
    let other_staff = serde_json::json!({ "kind": "staff", "user": "rita@qualify.example" });
    for caller in [server.user(), server.southgate()] {
        caller.get("/v1/auditrecords").send().expect(200);
        let refused = caller.get("/auditactivity/v1/auditrecords").send();
        assert_eq!(refused.status, 429);
        assert!(refused.header("Retry-After").is_some() && refused.json().get("code").is_none());
    }
    for caller in [server.staff(), server.with_token_for(&other_staff)] {
        caller.get("/operator/v1/audit").send().expect(200);
        assert_eq!(caller.get("/operator/v1/reviews").send().status, 429);
    }
}
