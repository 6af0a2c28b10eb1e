//! Contract 9.4.7: a user who approves a device is shown for whom its tokens are, and they are for nobody else.

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};

use crate::issuer::{ANA, PARTNER_CENTER, POWERSHELL, access_claims, assert_refused, post, text};

const GRAPH: &str = "https://graph.microsoft.com";
const TOKEN: &str = "/organizations/oauth2/v2.0/token";

/// A device that asks for this, and is approved.
fn approved(server: &TestServer, asked: &[(&str, &str)]) -> Value {
    let fields: Vec<_> = [("client_id", POWERSHELL)].iter().chain(asked).copied().collect();
    let device = post(server, "/organizations/oauth2/v2.0/devicecode", &fields).expect(200).json();
    let body = json!({ "user_code": device["user_code"], "user": ANA });
    server.anonymous().post("/sandbox/device/approve").json(&body).send().expect(200);
    device
}

fn redeem(server: &TestServer, device: &Value, asked: &[(&str, &str)]) -> Response {
    let code = text(device, "device_code");
    let usual = [("client_id", POWERSHELL), ("grant_type", "device_code"), ("device_code", code)];
    post(server, TOKEN, &usual.iter().chain(asked).copied().collect::<Vec<_>>())
}

#[test]
fn trust_05_a_device_gets_tokens_for_the_audience_that_was_shown_and_no_other() {
    let server = TestServer::start();
    let own = format!("{PARTNER_CENTER}/user_impersonation");
    let default = format!("{PARTNER_CENTER}/.default openid offline_access");
    let graph = format!("{GRAPH}/User.Read");
    let staff = "api://qualify-operator/.default";
    for (asked, wrong, good, audience) in [
        (
            vec![("scope", own.as_str())],
            vec![graph.as_str(), staff],
            vec![default.as_str(), own.as_str()],
            PARTNER_CENTER,
        ),
        (vec![("resource", PARTNER_CENTER)], vec![&graph], vec![&own], PARTNER_CENTER),
        (vec![("scope", &graph)], vec![&own, staff], vec![&graph], GRAPH),
        // Without a name it is for this service, by any of its names.
        (vec![("scope", "openid offline_access")], vec![&graph], vec![&own], PARTNER_CENTER),
        (vec![], vec![&graph, "https://evil.example/.default"], vec![&default], PARTNER_CENTER),
    ] {
        for good in good {
            let device = approved(&server, &asked);
            for wrong in &wrong {
                assert_refused(&redeem(&server, &device, &[("scope", wrong)]), 400, "invalid_grant", 70011);
            }
            let resource = [("resource", "https://evil.example")];
            assert_refused(&redeem(&server, &device, &resource), 400, "invalid_grant", 70011);
            let answer = redeem(&server, &device, &[("scope", good)]).expect(200).json();
            assert_eq!(access_claims(&answer)["aud"], audience, "{asked:?} {good}");
        }
        let device = approved(&server, &asked);
        let answer = redeem(&server, &device, &[]).expect(200).json();
        assert_eq!(access_claims(&answer)["aud"], audience, "{asked:?}");
    }
}

#[test]
fn trust_05_the_page_of_a_device_shows_for_whom_its_tokens_are() {
    let server = TestServer::start();
    for (asked, shown) in [
        (vec![("scope", "https://graph.microsoft.com/User.Read")], GRAPH),
        (vec![("resource", PARTNER_CENTER)], PARTNER_CENTER),
        (vec![("scope", "openid")], "this service"),
    ] {
        let fields: Vec<_> = [("client_id", POWERSHELL)].iter().chain(&asked).copied().collect();
        let device = post(&server, &format!("/{NORTHLIGHT}/oauth2/devicecode"), &fields).expect(200).json();
        let page = server.anonymous().get(format!("/device?user_code={}", text(&device, "user_code"))).send();
        let page = page.expect(200);
        assert!(page.text().contains(&format!("asks to act for you at {shown}")), "{shown}: {}", page.text());
    }
}
