//! The discovery documents, the keys, and which paths are the issuer's.

use qualify_testkit::seed::{NORTHLIGHT, STAFF_TENANT};
use qualify_testkit::{TestIssuer, TestServer};
use serde_json::{Value, json};

use super::{ANA, assert_refused, password_tokens, text};

fn document(server: &TestServer, path: &str) -> Value {
    server.anonymous().get(path).send().expect(200).json()
}

#[test]
fn the_document_of_each_tenant_points_to_the_same_origin() {
    let server = TestServer::start();
    for tenant in [NORTHLIGHT, "northlight.example", "common", "organizations", STAFF_TENANT] {
        for version in ["/v2.0", ""] {
            let document = document(&server, &format!("/{tenant}{version}/.well-known/openid-configuration"));
            for member in [
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "device_authorization_endpoint",
                "end_session_endpoint",
            ] {
                assert!(
                    text(&document, member).starts_with(&format!("{}/", server.url())),
                    "{member}: {document}"
                );
            }
            let middle = if version.is_empty() { "oauth2" } else { "oauth2/v2.0" };
            assert_eq!(document["token_endpoint"], format!("{}/{tenant}/{middle}/token", server.url()));
            let keys_path = text(&document, "jwks_uri").strip_prefix(server.url()).unwrap().to_owned();
            assert_eq!(super::discovery::document(&server, &keys_path)["keys"].as_array().unwrap().len(), 2);
        }
    }
    let issuer = |tenant: &str| {
        document(&server, &format!("/{tenant}/v2.0/.well-known/openid-configuration"))["issuer"].clone()
    };
    assert_eq!(issuer("northlight.example"), format!("{}/{NORTHLIGHT}/v2.0", server.url()));
    assert_eq!(issuer("common"), format!("{}/{{tenantid}}/v2.0", server.url()));
}

#[test]
fn a_public_url_is_the_origin_of_everything_that_is_asked_for_there() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://qualify.example:8443/".to_owned());
    });
    let path = "/common/v2.0/.well-known/openid-configuration";
    let document = server.anonymous().get(path).host("qualify.example").send().expect(200).json();
    assert_eq!(document["token_endpoint"], "https://qualify.example:8443/common/oauth2/v2.0/token");
    assert_eq!(document["issuer"], "https://qualify.example:8443/{tenantid}/v2.0");
}

#[test]
fn paths_are_read_in_any_case_and_tenants_nobody_knows_are_refused() {
    let server = TestServer::start();
    document(&server, "/Common/V2.0/.Well-Known/OpenID-Configuration");
    document(&server, "//northlight.example//Discovery/v2.0/Keys/");
    for tenant in
        ["nobody.example", "5f1c2a7e-0000-4d0e-9a51-7c8e2f60b1d4", "nonsense", "%3Cb%3E", "%FF", "consumers"]
    {
        for path in ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"] {
            let answer = server.anonymous().get(format!("/{tenant}/{path}")).send();
            assert_refused(&answer, 400, "invalid_request", 90002);
        }
    }
}

#[test]
fn what_lies_below_another_door_is_never_a_tenants() {
    let server = TestServer::start();
    for (method, path) in [
        ("POST", "oauth2/token"),
        ("POST", "oauth2/v2.0/token"),
        ("GET", "oauth2/v2.0/token"),
        ("GET", "discovery/keys"),
        ("GET", "v2.0/.well-known/openid-configuration"),
    ] {
        for first in ["v1", "webhooks", "auditactivity", "partner", "operator"] {
            let path = format!("/{first}/{path}");
            server.anonymous().request(method, &path).send().assert_error(401, 800_001);
            let caller = if first == "operator" { server.staff() } else { server.user() };
            caller.request(method, &path).send().assert_error(404, 1000);
        }
        for first in ["sandbox", "healthz", "readyz", "metrics", "device", "openapi.json"] {
            server.anonymous().request(method, format!("/{first}/{path}")).send().assert_error(404, 1000);
        }
    }
    server.anonymous().get("/northlight.example/oauth2/v2.0/token").send().assert_error(405, 900_141);
    server.anonymous().get("/northlight.example/oauth2/v2.0/nothing").send().assert_error(404, 1000);
    server.anonymous().get("/northlight.example").send().assert_error(404, 1000);
}

#[test]
fn a_sandbox_has_every_route_of_its_table() {
    let server = TestServer::start();
    for (method, path) in crate::endpoints::sandbox_routes() {
        for tenant in [NORTHLIGHT, "northlight.example", "common"] {
            let path = path.replace("{tenant}", tenant).replace("{upn}", ANA);
            let answer = server.anonymous().request(method, &path).send();
            let is_unknown = answer.text().contains("serves nothing at this path");
            assert!(!is_unknown && answer.status != 405, "{method} {path}: {}", answer.status);
        }
    }
}

#[test]
fn a_sandboxs_tokens_are_refused_by_a_service_that_is_none() {
    let sandbox = TestServer::start();
    let issuer = TestIssuer::start();
    let production = TestServer::start_production(|config| issuer.trust_in(config));
    let tokens = password_tokens(&sandbox);
    for token in ["access_token", "id_token", "refresh_token"] {
        let caller = production.with_token(text(&tokens, token));
        caller.get("/v1/customers").send().assert_error(401, 400);
    }
}

#[test]
fn the_domain_of_a_partners_profile_is_its_tenants_too() {
    let server = TestServer::start();
    for domain in ["northlight.onmicrosoft.com", "Northlight.OnMicrosoft.com", "northlight.example"] {
        let path = format!("/{domain}/v2.0/.well-known/openid-configuration");
        let document = server.anonymous().get(path).send().expect(200).json();
        assert_eq!(document["issuer"], format!("{}/{NORTHLIGHT}/v2.0", server.url()));
    }
}

#[test]
fn a_client_that_reads_the_document_can_check_the_tokens() {
    let server = TestServer::start();
    let reader = TestServer::start_production(|config| {
        let tenant = format!("{}/{NORTHLIGHT}/v2.0", server.url());
        config.auth.issuers = vec![qualify_server::auth::IssuerSettings {
            discovery_url: Some(format!("{tenant}/.well-known/openid-configuration")),
            issuer: tenant,
            ..Default::default()
        }];
    });
    let tokens = password_tokens(&server);
    // Northlight is no partner there; but who asks was understood, so the keys were found and fitted.
    reader.with_token(text(&tokens, "access_token")).get("/v1/customers").send().assert_error(403, 2032);
    assert_eq!(json!(tokens["token_type"]), "Bearer");
}
