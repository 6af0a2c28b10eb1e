//! Signing in where the configuration says: a service that is no sandbox, at an issuer that is asked over HTTP. The issuer is
//! a sandbox's.

use qualify_server::auth::{IssuerSettings, MfaMode, OperatorSettings};
use qualify_server::config::PageSignIn;
use qualify_testkit::TestServer;
use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT, STAFF_TENANT};
use serde_json::json;

fn sign_in(issuer: &str, scope: &str) -> PageSignIn {
    PageSignIn {
        discovery_url: format!("{issuer}/organizations/v2.0/.well-known/openid-configuration"),
        client_id: APPLICATION.to_owned(),
        client_secret_file: None,
        scope: scope.to_owned(),
    }
}

/// A service whose users and staff sign in at this sandbox.
fn production(sandbox: &TestServer) -> TestServer {
    let url = sandbox.url().to_owned();
    let server = TestServer::start_production(|config| {
        config.auth.issuers =
            vec![IssuerSettings { issuer: format!("{url}/{NORTHLIGHT}/v2.0"), ..IssuerSettings::default() }];
        let operator = OperatorSettings::new(format!("{url}/{STAFF_TENANT}/v2.0"));
        config.operator = Some(OperatorSettings { mfa: MfaMode::Off, ..operator });
        let partners = "openid profile https://api.partnercenter.microsoft.com/.default";
        config.dashboard.partners = Some(sign_in(&url, partners));
        config.dashboard.staff = Some(sign_in(&url, "openid profile api://qualify-operator/.default"));
    });
    let body = json!({ "name": "Northlight", "sandboxAccount": true });
    let staff = server.with_token(sandbox.staff_token());
    staff.put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&body).send().expect(201);
    server
}

#[test]
fn people_sign_in_at_the_configured_issuer_each_by_their_door() {
    let sandbox = TestServer::start();
    let server = production(&sandbox);
    for (door, name, is_let_in) in [
        ("partner", "ana@northlight.example", true),
        ("staff", "rita@qualify.example", true),
        ("partner", "rita@qualify.example", false),
        ("staff", "ana@northlight.example", false),
        ("partner", "sue@southgate.example", false),
    ] {
        let (browser, at_issuer) = (server.browser(), sandbox.browser());
        let shown = browser.visit("/dashboard").expect(200);
        let start = format!("/dashboard/sign-in/start?as={door}");
        assert!(shown.text().contains(&format!("as={door}")), "{}", shown.text());
        let sent = browser.get(&start).expect(303);
        let place = sent.header("Location").unwrap().replace(sandbox.url(), "");
        let page = at_issuer.get(&place).expect(200);
        let action = attribute_behind(page.text(), "action=\"").unwrap();
        let answer =
            at_issuer.post(&action, &[("username", name), ("password", "sandbox"), ("decision", "sign_in")]);
        let back = answer.header("Location").unwrap().replace(server.url(), "");
        let shown = browser.get(&back);
        let case = format!(
            "{name} by the door of {door}: {} {}",
            shown.status,
            String::from_utf8_lossy(&shown.body)
        );
        assert_eq!(shown.status == 303, is_let_in, "{case}");
        assert_eq!(browser.cookie("qualify-session").is_some(), is_let_in, "{case}");
        if is_let_in {
            assert!(browser.visit("/dashboard").expect(200).text().contains(name), "{case}");
        }
    }
}

#[test]
fn an_issuer_that_does_not_answer_is_said_to_be_so() {
    let sandbox = TestServer::start();
    let mut server = production(&sandbox);
    server.restart_with(|config| {
        let gone = config.dashboard.partners.as_mut().expect("it is configured");
        gone.discovery_url = "http://127.0.0.1:1/.well-known/openid-configuration".to_owned();
    });
    let shown = server.browser().get("/dashboard/sign-in/start?as=partner").expect(403);
    assert!(shown.text().contains("does not answer as it should"), "{}", shown.text());
}
