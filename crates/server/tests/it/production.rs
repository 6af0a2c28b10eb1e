//! A service that is no sandbox: none of the sandbox's powers, and the whole way of a partner through it.

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestIssuer, TestServer};
use serde_json::json;

use crate::tokens::service_with_issuer;

/// Paths beside those of the table: how they are spelled changes nothing.
const OTHER_SPELLINGS: [(&str, &str); 6] = [
    ("GET", "/sandbox"),
    ("POST", "/SANDBOX/Token"),
    ("POST", "//sandbox//token/"),
    ("POST", "/Common/OAuth2/V2.0/Token"),
    ("GET", "//northlight.example//discovery/keys/"),
    ("GET", "/Device"),
];

#[test]
fn trust_13_every_route_of_a_sandbox_is_404_elsewhere() {
    let (server, _issuer) = service_with_issuer();
    let of_sandbox = crate::endpoints::sandbox_routes().filter(|(_, path)| *path != "/");
    // What is at the root leads to the dashboard.
    let routes: Vec<_> = of_sandbox.chain(OTHER_SPELLINGS).collect();
    assert!(routes.len() > 20, "{routes:?}");
    for (method, path) in routes {
        for tenant in [NORTHLIGHT, "northlight.example", "common"] {
            let path = path.replace("{tenant}", tenant);
            let answer = server.anonymous().request(method, &path).body("{}").send();
            assert_eq!(answer.status, 404, "{method} {path}");
            answer.assert_error(404, 1000);
        }
    }
}

#[test]
fn trust_13_a_service_that_is_no_sandbox_describes_nothing_of_one() {
    let (server, _issuer) = service_with_issuer();
    let sandbox = TestServer::start();
    let described = |server: &TestServer| server.anonymous().get("/openapi.json").send().expect(200).json();
    let (own, of_sandbox) = (described(&server), described(&sandbox));
    for (_, path) in crate::endpoints::sandbox_routes() {
        assert!(own["paths"].get(path).is_none(), "{path}");
        assert!(of_sandbox["paths"].get(path).is_some(), "{path}");
    }
}

#[test]
fn sandbox_tokens_are_refused() {
    let sandbox = TestServer::start();
    let (server, _issuer) = service_with_issuer();
    for token in [sandbox.user_token(), sandbox.app_token(), sandbox.staff_token()] {
        server.with_token(&token).get("/v1/customers").send().assert_error(401, 400);
        server.with_token(&token).get("/operator/v1/audit").send().assert_error(401, 400);
    }
}

#[test]
fn the_store_starts_empty_and_a_partner_works_with_its_own_issuer() {
    let (server, issuer) = service_with_issuer();
    let user = server.with_token(issuer.sign(&issuer.user_claims(NORTHLIGHT)));
    assert_eq!(user.get("/v1/customers").send().expect(200).json()["items"], json!([]));
    assert_eq!(user.get("/v1/customers/all/validations").send().expect(200).json(), json!([]));
    let customer =
        user.post("/v1/customers").json(&new_customer_body("own.example", "Own")).send().expect(201).json();
    let path = format!("/v1/customers/{}/qualifications", customer["id"].as_str().unwrap());
    user.post(&path).json(&json!({ "qualification": "StateOwnedEntity" })).send().expect(201);
    let record = user.get("/v1/auditrecords").send().expect(200).json();
    assert_eq!(record["items"][0]["userPrincipalName"], "user@partner.example");
}

#[test]
fn the_keys_are_found_by_discovery() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.auth.issuers[0].jwks_url = None;
        config.auth.issuers[0].discovery_url = Some(issuer.discovery_url());
    });
    let user = server.with_token(issuer.sign(&issuer.user_claims(NORTHLIGHT)));
    user.get("/v1/customers").send().assert_error(403, 2032);
}

#[test]
fn a_sandbox_has_no_power_behind_the_doors() {
    let server = TestServer::start();
    for (method, path) in [("POST", "/v1/sandbox/token"), ("POST", "/operator/v1/sandbox/reset")] {
        server.anonymous().request(method, path).send().assert_error(401, 800_001);
    }
}
