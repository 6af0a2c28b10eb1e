//! What clients look up before they sign in: the realm of a user, and instances (contract 9.4.1, 9.4.2).

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Response, TestServer, encoded};
use serde_json::json;

use crate::issuer::{ANA, assert_refused};

fn realm(server: &TestServer, tenant: &str, user: &str) -> Response {
    server.anonymous().get(format!("/{tenant}/userrealm/{user}?api-version=1.0")).send()
}

#[test]
fn edge_09_the_realm_of_a_user_is_managed_and_of_nobody_unknown() {
    let server = TestServer::start();
    let managed = json!({
        "ver": "1.0",
        "account_type": "Managed",
        "domain_name": "northlight.example",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    });
    for tenant in ["common", "organizations", NORTHLIGHT, "northlight.example"] {
        for user in [ANA, "ana%40northlight.example", "Ana@Northlight.Example"] {
            assert_eq!(realm(&server, tenant, user).expect(200).json(), managed, "{tenant} {user}");
        }
    }
    for path in [
        "/Common/UserRealm/ana@northlight.example?api-version=1.0",
        "/common/userrealm/ana@northlight.example/",
    ] {
        assert_eq!(server.anonymous().get(path).send().expect(200).json(), managed, "{path}");
    }
    let foreign = "southgate.example";
    for (tenant, user) in [("common", "nobody@northlight.example"), ("common", "ana"), (foreign, ANA)] {
        let unknown = realm(&server, tenant, user).expect(200).json();
        assert_eq!(unknown["account_type"], "Unknown", "{tenant} {user}");
        assert_eq!(unknown["cloud_instance_name"], "microsoftonline.com", "{unknown}");
        assert_eq!(unknown.get("domain_name"), None, "{unknown}");
    }
    assert_refused(&realm(&server, "nobody.example", ANA), 400, "invalid_request", 90002);
}

fn instance(server: &TestServer, tenant: &str, version: &str, endpoint: &str) -> Response {
    let path = format!(
        "/{tenant}/discovery/instance?api-version={version}&authorization_endpoint={}",
        encoded(endpoint)
    );
    server.anonymous().get(path).send()
}

#[test]
fn edge_09_an_instance_is_called_as_it_was_asked_for_and_without_a_port() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://qualify.example:8443".to_owned());
    });
    let url = server.url();
    let port = url.rsplit(':').next().expect("a port");
    let at = |name: &str| format!("http://{name}:{port}");
    for (asked, name, origin) in [
        (at("localhost"), "localhost", at("localhost")),
        (at("127.0.0.1"), "127.0.0.1", at("127.0.0.1")),
        ("https://LocalHost".to_owned(), "localhost", "http://localhost".to_owned()),
        // As MSAL for Python writes the authority at which it asks.
        ("https://127.0.0.1".to_owned(), "127.0.0.1", at("127.0.0.1")),
        ("https://127.0.0.1:9".to_owned(), "127.0.0.1", "http://127.0.0.1:9".to_owned()),
        ("https://qualify.example".to_owned(), "qualify.example", "https://qualify.example:8443".to_owned()),
    ] {
        for (tenant, version) in [("common", "1.1"), ("common", "1.0"), (NORTHLIGHT, "1.1")] {
            for (middle, document) in [("oauth2/v2.0", "/v2.0"), ("oauth2", "")] {
                let endpoint = format!("{asked}/northlight.example/{middle}/authorize");
                let answer = instance(&server, tenant, version, &endpoint).expect(200).json();
                assert_eq!(
                    answer["tenant_discovery_endpoint"],
                    format!("{origin}/northlight.example{document}/.well-known/openid-configuration")
                );
                let entry = json!({ "preferred_network": name, "preferred_cache": name, "aliases": [name] });
                assert_eq!(answer["metadata"], json!([entry]), "{endpoint}");
            }
        }
    }
}

#[test]
fn edge_09_an_instance_that_is_none_of_ours_is_refused_as_entra_does() {
    let server = TestServer::start();
    for endpoint in [
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://evil.example/common/oauth2/v2.0/authorize",
        "https://localhost@evil.example/common/oauth2/authorize",
        "localhost",
        "https://localhost",
    ] {
        let answer = instance(&server, "common", "1.1", endpoint);
        assert_refused(&answer, 400, "invalid_instance", 50049);
    }
    let none = server.anonymous().get("/common/discovery/instance?api-version=1.1").send();
    assert_refused(&none, 400, "invalid_request", 900_144);
    let nobodys = instance(&server, "nobody.example", "1.1", "https://localhost/common/oauth2/authorize");
    assert_refused(&nobodys, 400, "invalid_request", 90002);
}

#[test]
fn edge_09_a_sandbox_behind_microsofts_name_knows_it_as_an_instance() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://login.microsoftonline.com".to_owned());
    });
    let endpoint = "https://login.microsoftonline.com:7180/common/oauth2/v2.0/authorize";
    let answer = instance(&server, "common", "1.1", endpoint).expect(200).json();
    assert_eq!(
        answer["tenant_discovery_endpoint"],
        "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"
    );
    assert_eq!(answer["metadata"][0]["aliases"], json!(["login.microsoftonline.com"]));
}
