//! The people of a partner of one's own sign in as those of the seed do.

use qualify_testkit::TestServer;
use qualify_testkit::issuer::claims_of;
use serde_json::{Value, json};

use super::Own;
use crate::issuer::{POWERSHELL, post};

const SCOPE: (&str, &str) =
    ("scope", "https://api.partnercenter.microsoft.com/user_impersonation offline_access");

/// The answer opens the API to this partner and to nobody else.
#[track_caller]
fn opens(own: &Own<'_>, answer: &Value) {
    let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(claims_of(token)["tid"], own.tenant());
    own.server
        .with_token(token)
        .get(format!("/v1/customers/{}", own.customer("Lakeside School")))
        .send()
        .expect(200);
}

#[test]
fn own_partners_people_and_application_sign_in_by_every_flow() {
    let server = TestServer::start();
    let own = Own::new(&server);
    let by_id = format!("/{}/oauth2/v2.0/token", own.tenant());
    let by_domain = format!("/northlight-{}.example/oauth2/v2.0/token", &own.tenant()[..6]);
    let (id, secret) = (own.text("/application/id"), own.text("/application/secret"));
    let user = own.text("/users/0/name");
    for path in [by_id.as_str(), &by_domain, "/organizations/oauth2/v2.0/token"] {
        let fields = [
            ("client_id", id),
            ("client_secret", secret),
            ("grant_type", "password"),
            ("username", user),
            ("password", own.text("/users/0/password")),
            SCOPE,
        ];
        let answer = post(&server, path, &fields).expect(200).json();
        opens(&own, &answer);
        let refresh = answer["refresh_token"].as_str().unwrap();
        let fields = [
            ("client_id", id),
            ("client_secret", secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
        ];
        opens(&own, &post(&server, path, &fields).expect(200).json());
    }
    let scope = ("scope", "https://api.partnercenter.microsoft.com/.default");
    let fields = [("client_id", id), ("client_secret", secret), ("grant_type", "client_credentials"), scope];
    opens(&own, &post(&server, &by_id, &fields).expect(200).json());
    for path in ["organizations", own.tenant()] {
        let client = ("client_id", POWERSHELL);
        let start =
            post(&server, &format!("/{path}/oauth2/v2.0/devicecode"), &[client, SCOPE]).expect(200).json();
        let approval = json!({ "user_code": start["user_code"], "user": user });
        server.anonymous().post("/sandbox/device/approve").json(&approval).send().expect(200);
        let code = start["device_code"].as_str().unwrap();
        let fields = [client, ("grant_type", "device_code"), ("device_code", code)];
        opens(&own, &post(&server, &format!("/{path}/oauth2/v2.0/token"), &fields).expect(200).json());
    }
    let wish = json!({ "partner": own.tenant() });
    opens(&own, &json!({ "access_token": server.token_for(&wish) }));
    let app_only = json!({ "partner": own.tenant(), "kind": "app-only" });
    assert_eq!(claims_of(&server.token_for(&app_only))["appid"], id);
}
