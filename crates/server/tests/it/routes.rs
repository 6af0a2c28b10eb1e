//! Unknown routes and methods: vector T101, and who is asked for a token first.

use qualify_testkit::TestServer;
use qualify_testkit::seed::LAKESIDE;
use qualify_wire::endpoints::WIRE;

use crate::paths::qualification;

#[test]
fn t101_an_unknown_route_is_404_and_a_wrong_method_405_but_400_for_java() {
    let server = TestServer::start();
    server.user().get("/v1/nothing").send().assert_error(404, 1000);
    let delete = server.user().delete(qualification(LAKESIDE));
    let answer = delete.send();
    answer.assert_error(405, 900_141);
    let mut allowed: Vec<_> = answer.header("Allow").unwrap().split(',').map(str::trim).collect();
    allowed.retain(|method| *method != "HEAD");
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "PUT"]);
    let java = delete.header("MS-PartnerCenter-Client", "Partner Center Java SDK").send();
    java.assert_error(400, 900_141);
}

#[test]
fn every_path_refuses_the_methods_that_it_does_not_have() {
    let server = TestServer::start();
    for endpoint in WIRE {
        let path = endpoint.path.replace("{customer_id}", LAKESIDE).replace("{domain}", "x.example");
        let path = path.replace("{record_id}", "x").replace("{country}", "US").replace("{prefix}", "x");
        let known: Vec<_> =
            WIRE.iter().filter(|other| other.path == endpoint.path).map(|e| e.method.name()).collect();
        for method in ["PATCH", "DELETE", "POST", "PUT", "OPTIONS", "TRACE", "BREW"] {
            if known.contains(&method) {
                continue;
            }
            let answer = server.user().request(method, &path).send();
            // A client takes a 405 for a fault, and would send the change of a profile again and again.
            let is_profile = method == "PUT" && matches!(endpoint.id(), "S12" | "S13");
            let status = if is_profile { 400 } else { 405 };
            assert_eq!(answer.status, status, "{method} {path}");
            answer.assert_error(status, 900_141);
            for known in &known {
                let allowed = answer.header("Allow").unwrap();
                assert!(allowed.split(',').any(|name| name.trim() == *known), "{method} {path}: {allowed}");
            }
        }
    }
}

#[test]
fn unknown_routes_ask_for_a_token_first() {
    let server = TestServer::start();
    for path in [
        "/v1",
        "/v1/",
        "/V1/nothing",
        "//v1//nothing",
        "/v1/customers/x/y/z",
        "/webhooks/v1/registration",
        "/webhooks/nothing",
        "/auditactivity/v1/nothing",
        "/operator/v1/nothing",
    ] {
        server.anonymous().get(path).send().assert_error(401, 800_001);
        server.with_token("garbage").get(path).send().assert_error(401, 400);
        let caller = if path.starts_with("/operator") { server.staff() } else { server.user() };
        caller.get(path).send().assert_error(404, 1000);
    }
    server.anonymous().delete(qualification(LAKESIDE)).send().assert_error(401, 800_001);
}

#[test]
fn paths_outside_the_doors_are_not_found() {
    let server = TestServer::start();
    for path in
        ["/nothing", "/v2/customers", "/v1customers", "/%2561/customers", "/v1%2Fcustomers", "/healthz/x"]
    {
        server.anonymous().get(path).send().assert_error(404, 1000);
    }
}

#[test]
fn head_answers_have_no_body_whatever_the_error() {
    let server = TestServer::start();
    for (caller, path, status) in [
        (server.anonymous(), qualification(LAKESIDE), 401),
        (server.user(), "/v1/nothing".to_owned(), 404),
        (server.with_token("garbage"), "/v1/domains/x.example".to_owned(), 401),
        (server.user(), "/v1/domains/-".to_owned(), 400),
    ] {
        let answer = caller.head(&path).send().expect(status);
        assert_eq!(answer.body, b"");
        answer.assert_headers_of_every_answer();
    }
}
