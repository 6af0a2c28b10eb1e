//! Our own endpoints: health, metrics, the API's description, the admin listener.

use qualify_testkit::seed::{CODE, LAKESIDE};
use qualify_testkit::{Request, Response, TestServer};
use qualify_wire::endpoints::WIRE;

use crate::endpoints::{SAMPLES, Sample};
use crate::paths::qualification;

fn get(server: &TestServer, path: &str) -> Response {
    server.anonymous().get(path).send()
}

#[test]
fn health_and_readiness_answer_without_a_token() {
    let server = TestServer::start();
    for path in ["/healthz", "/readyz"] {
        get(&server, path).expect(200);
    }
}

#[test]
fn metrics_name_routes_by_their_template_and_show_no_id() {
    let server = TestServer::start();
    let customer = server.new_customer();
    for sample in SAMPLES.iter().filter(|sample| !sample.ends_customer()) {
        let answer = sample.by(&server.user()).send();
        assert!(answer.status < 500, "{}: {}", sample.endpoint().path, answer.text());
    }
    server.user().get(format!("/v1/unknown/{customer}")).send().expect(404);
    server.user().get(qualification("not-a-guid")).send().expect(400);
    let metrics = get(&server, "/metrics").expect(200);
    assert!(metrics.header("Content-Type").unwrap().starts_with("text/plain"));
    let text = metrics.text();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let value = line.rsplit(' ').next().unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    let mut routes = 0;
    for endpoint in SAMPLES.iter().filter(|sample| !sample.ends_customer()).map(Sample::endpoint) {
        let prefix = endpoint.path.split('{').next().unwrap();
        routes += usize::from(text.contains(prefix));
    }
    assert_eq!(routes, SAMPLES.len() - 2, "{text}");
    assert!(text.contains("/qualification\""), "{text}");
    for secret in [LAKESIDE, &customer, "not-a-guid", CODE, "lakeside", "northlight", "/v1/unknown"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_api_describes_every_endpoint_with_its_errors() {
    let server = TestServer::start();
    let answer = get(&server, "/openapi.json").expect(200);
    assert!(answer.header("Content-Type").unwrap().starts_with("application/json"));
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for endpoint in WIRE.iter().filter(|endpoint| endpoint.id() != "Q24") {
        let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
        assert!(operation.is_object(), "{} {}", endpoint.method.name(), endpoint.path);
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{}", endpoint.id());
        for kind in endpoint.all_errors() {
            let status = kind.row().status.to_string();
            assert!(responses.contains_key(&status), "{}: {status} is missing", endpoint.id());
        }
        assert!(operation["security"].is_array() || document["security"].is_array(), "{}", endpoint.id());
    }
}

#[test]
fn a_listener_of_their_own_takes_operators_and_metrics_away() {
    let server =
        TestServer::start_with(|config| config.server.admin_listen = Some(([127, 0, 0, 1], 0).into()));
    let admin = server.admin_url().expect("there is a second listener").to_owned();
    let token = server.staff_token();
    Request::new(&admin, "GET", "/operator/v1/audit").token(&token).send().expect(200);
    Request::new(&admin, "GET", "/metrics").send().expect(200);
    Request::new(&admin, "GET", "/healthz").send().expect(200);
    server.staff().get("/operator/v1/audit").send().assert_error(404, 1000);
    get(&server, "/metrics").assert_error(404, 1000);
    let user = server.user_token();
    let wire = Request::new(&admin, "GET", "/v1/customers").token(&user).send();
    assert_ne!(wire.status, 200, "the wire is not on the operators' listener");
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn there_is_one_listener_by_default() {
    let server = TestServer::start();
    assert_eq!(server.admin_url(), None);
    get(&server, "/metrics").expect(200);
}
