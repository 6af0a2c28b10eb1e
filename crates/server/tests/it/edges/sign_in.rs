//! The sandbox's issuer as clients reach it, and its tokens (contract 9.4.3, 9.4.6, 9.4.8, 9.4.13).

use qualify_testkit::issuer::claims_of;
use qualify_testkit::seed::{APPLICATION, LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Request, Response, TestServer};
use serde_json::{Value, json};

use crate::issuer::{ANA, PASSWORD, SECRET, form, text};

/// A sandbox behind a proxy that ends TLS, which is reached directly as well.
fn behind_a_proxy() -> TestServer {
    TestServer::start_with(|config| {
        config.server.public_url = Some("https://sandbox.example:8443".to_owned());
    })
}

/// The host that is asked for, and what every address in the answers then begins with.
fn names(server: &TestServer) -> Vec<(String, String)> {
    let port = server.url().rsplit(':').next().expect("a port");
    let direct = [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        format!("127.0.0.9:{port}"),
        format!("[::1]:{port}"),
        "localhost:9".to_owned(),
        "localhost".to_owned(),
    ];
    let proxied = ["sandbox.example:8443", "sandbox.example", "Sandbox.Example:443"];
    let direct = direct.into_iter().map(|host| (host.clone(), format!("http://{host}")));
    let proxied =
        proxied.into_iter().map(|host| (host.to_owned(), "https://sandbox.example:8443".to_owned()));
    direct.chain(proxied).collect()
}

fn asked(host: &str, request: Request) -> Response {
    request.host(host).send()
}

fn post(server: &TestServer, host: &str, path: &str, fields: &[(&str, &str)]) -> Value {
    asked(host, server.anonymous().post(path).body(form(fields))).expect(200).json()
}

#[test]
fn edge_09_the_document_and_all_that_it_names_is_where_it_was_asked_for() {
    let server = behind_a_proxy();
    for (host, origin) in names(&server) {
        for tenant in ["common", "organizations", NORTHLIGHT, "northlight.example"] {
            for version in ["/v2.0", ""] {
                let path = format!("/{tenant}{version}/.well-known/openid-configuration");
                let document = asked(&host, server.anonymous().get(path)).expect(200).json();
                let urls: Vec<&str> = document
                    .as_object()
                    .expect("an object")
                    .values()
                    .filter_map(Value::as_str)
                    .filter(|value| value.contains("://"))
                    .collect();
                assert_eq!(urls.len(), 6, "{document}");
                for url in urls {
                    assert!(url.starts_with(&format!("{origin}/")), "{host}: {url}");
                }
            }
        }
    }
}

#[test]
fn edge_09_the_issuer_of_a_token_is_where_it_was_asked_for_and_is_believed_everywhere() {
    let server = behind_a_proxy();
    let user = [("grant_type", "password"), ("username", ANA), ("password", PASSWORD), ("scope", "openid")];
    let app = [("grant_type", "client_credentials"), ("resource", "https://api.partnercenter.microsoft.com")];
    let client = [("client_id", APPLICATION), ("client_secret", SECRET)];
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    for (host, origin) in names(&server) {
        let issuer = json!(format!("{origin}/{NORTHLIGHT}/v2.0"));
        let of_user = post(&server, &host, &path, &[&user[..], &client].concat());
        let of_app = post(&server, &host, &path, &[&app[..], &client].concat());
        let on_demand = asked(&host, server.anonymous().post("/sandbox/token")).expect(200).json();
        for token in [&of_user["access_token"], &of_app["access_token"], &on_demand["access_token"]] {
            let token = token.as_str().expect("a token");
            assert_eq!(claims_of(token)["iss"], issuer, "{host}");
            // At the address itself, whichever name the token was asked for by.
            server.with_token(token).get("/v1/customers").send().expect(200);
        }
        assert_eq!(claims_of(text(&of_user, "id_token"))["iss"], issuer, "{host}");
        // Its next token is of where the next one is asked for.
        let renewal = [("grant_type", "refresh_token"), ("refresh_token", text(&of_user, "refresh_token"))];
        let renewed = post(&server, "localhost:1", &path, &[&renewal[..], &client].concat());
        let next = json!(format!("http://localhost:1/{NORTHLIGHT}/v2.0"));
        assert_eq!(claims_of(text(&renewed, "access_token"))["iss"], next, "{host}");
    }
}

#[test]
fn edge_09_a_device_is_sent_to_the_page_where_it_asked() {
    let server = behind_a_proxy();
    for (host, origin) in names(&server) {
        let device = post(
            &server,
            &host,
            "/common/oauth2/v2.0/devicecode",
            &[("client_id", APPLICATION), ("client_secret", SECRET)],
        );
        assert_eq!(device["verification_uri"], format!("{origin}/device"), "{host}");
        assert!(text(&device, "message").contains(&format!(" {origin}/device ")), "{device}");
    }
}

#[test]
fn edge_09_an_origin_of_ours_is_an_audience_of_ours() {
    let server = behind_a_proxy();
    for (_, origin) in names(&server) {
        for audience in [origin.clone(), format!("{origin}/")] {
            let caller = server.with_token_for(&json!({ "audience": audience }));
            caller.get("/v1/customers").send().expect(200);
        }
    }
    for audience in ["https://evil.example", "https://sandbox.example.evil.example", "https://localhost/x"] {
        let caller = server.with_token_for(&json!({ "audience": audience }));
        caller.get("/v1/customers").send().assert_error(401, 900_420);
    }
}

#[test]
fn edge_09_a_user_without_a_role_reads_and_does_not_write() {
    let server = TestServer::start();
    let nobody = server.with_token_for(&json!({ "roles": [] }));
    assert_eq!(claims_of(&server.token_for(&json!({ "roles": [] })))["roles"], json!([]));
    nobody.get("/v1/customers").send().expect(200);
    nobody.get(format!("/v1/customers/{LAKESIDE}/qualifications")).send().expect(200);
    for sample in crate::endpoints::SAMPLES.iter().filter(|sample| sample.is_write()) {
        let answer = sample.by(&nobody).send();
        assert_eq!((answer.status, &answer.json()["code"]), (403, &json!(900_150)), "{}", sample.id);
    }
    let staff = server.with_token_for(&json!({ "kind": "staff", "roles": [] }));
    staff.get("/operator/v1/audit").send().assert_error(403, 900_150);
}

#[test]
fn edge_09_the_legacy_audience_can_be_refused_in_a_sandbox_too() {
    for (setting, is_taken) in [(None, true), (Some(true), true), (Some(false), false)] {
        let server = TestServer::start_with(|config| config.auth.accept_legacy_audience = setting);
        for audience in ["https://graph.windows.net", "00000002-0000-0000-c000-000000000000"] {
            let answer = server.with_token_for(&json!({ "audience": audience })).get("/v1/customers").send();
            assert_eq!(answer.status, if is_taken { 200 } else { 401 }, "{setting:?} {audience}");
        }
    }
}
