//! The list of exchanges: complete without being asked for, masked, bounded; and what is asked for in vain.

use qualify_server::auth::MfaMode;
use qualify_server::config::RecordRequests;
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, CODE, LAKESIDE, NORTHLIGHT};
use serde_json::{Value, json};

use crate::issuer::{ANA, PASSWORD, authorization, devices, open_page, sign_in, text};
use crate::paths::{qualification, qualification_with_code, qualifications};

fn list(server: &TestServer, query: &str) -> Value {
    server.anonymous().get(format!("/sandbox/requests{query}")).send().expect(200).json()
}

fn paths(list: &Value) -> Vec<&str> {
    let requests = list["requests"].as_array().expect("a list of exchanges");
    requests.iter().map(|it| it["path"].as_str().expect("a path")).collect()
}

#[test]
fn exchanges_are_there_without_being_asked_for_the_newest_first() {
    let server = TestServer::start();
    server.user().get("/v1/customers").send().expect(200);
    let post = server
        .user()
        .post(qualifications(LAKESIDE))
        .header("MS-PartnerCenter-Client", "Partner Center .NET SDK")
        .header("MS-CorrelationId", "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b")
        .json(&json!({ "qualification": "Education" }));
    let answer = post.send().expect(201);
    let list = list(&server, "");
    assert_eq!((&list["complete"], list["says"].is_string()), (&json!(true), true));
    assert_eq!(paths(&list), [&*qualifications(LAKESIDE), "/v1/customers"]);
    let newest = &list["requests"][0];
    assert_eq!((&newest["method"], &newest["status"]), (&json!("POST"), &json!(201)));
    assert_eq!(newest["client"], "Partner Center .NET SDK");
    assert_eq!(newest["correlationId"], "c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b");
    assert_eq!(newest["requestId"].as_str(), answer.header("MS-RequestId"));
    let principal = json!({
        "kind": "app+user", "partner": NORTHLIGHT, "application": APPLICATION,
        "user": "ana@northlight.example"
    });
    assert_eq!(newest["principal"], principal);
    assert_eq!(newest["request"]["body"], r#"{"qualification":"Education"}"#);
    assert_eq!(newest["request"]["headers"]["authorization"], "Bearer ***");
    assert_eq!(newest["response"]["body"].as_str(), Some(answer.text()));
    assert_eq!(newest["response"]["bytes"], answer.body.len());
    assert_eq!(newest["response"]["headers"]["ms-correlationid"], newest["correlationId"]);
    assert!(newest["durationUs"].as_u64().unwrap() > 0);
    assert!(newest["at"].as_str().unwrap().starts_with("20"), "{newest}");
    assert!(newest.get("fault").is_none());
}

#[test]
fn secrets_are_shown_nowhere() {
    let server = TestServer::start();
    let token = server.user_token();
    let secrets = [&*token, CODE, "hunter2", "0.AXoA-authorization-code", "sandbox-secret"];
    server.user().put(qualification_with_code(LAKESIDE, CODE)).body("3").send().expect(200);
    server
        .user()
        .post(format!("{}?Code={CODE}", qualifications(LAKESIDE)))
        .json(&json!({ "qualification": "GovernmentCommunityCloud", "ValidationCode": CODE }))
        .send()
        .expect(409);
    server.user().get("/v1/customers/all/validations").send().expect(200);
    let form = "grant_type=authorization_code&code=0.AXoA-authorization-code&client_secret=sandbox-secret\
                &username=ana&password=hunter2";
    server.anonymous().post(format!("/{NORTHLIGHT}/oauth2/v2.0/token")).body(form).send().expect(400);
    server
        .user()
        .post("/v1/validations/address")
        .header("X-Client-Secret", "hunter2")
        .body(&token)
        .send()
        .expect(400);
    server
        .user()
        .post("/v1/validations/address")
        .json(&json!({ "nested": [{ "refresh_token": token }] }))
        .send()
        .expect(200);
    let list = list(&server, "");
    assert_eq!(paths(&list).len(), 6);
    let shown = list.to_string();
    for secret in secrets {
        assert!(!shown.contains(secret), "a secret of {} characters is shown", secret.len());
    }
    assert!(shown.contains("code=****16") && shown.contains(r#"\"ValidationCode\":\"****16\""#), "{shown}");
    assert!(shown.contains(r#"\"validationId\":\"****16\""#), "{shown}");
    assert!(shown.contains(r#"\"code\":1900007"#), "an error keeps its code: {shown}");
    assert!(shown.contains("client_secret=***&username=ana&password=***"), "{shown}");
    assert!(shown.contains(r#"\"refresh_token\":\"***\""#), "{shown}");
}

#[test]
fn the_issuers_pages_and_device_answers_show_no_code() {
    let server = TestServer::start();
    let device = devices::start(&server);
    let user_code = text(&device, "user_code");
    let path = format!("/device?user_code={}-{}", user_code[..4].to_lowercase(), &user_code[4..]);
    let page = open_page(&server, &path);
    let fields = [("user_code", user_code), ("username", ANA), ("password", PASSWORD)];
    page.submit(&server, "/device", &fields).expect(200);
    let query = authorization(&[("response_mode", "form_post")]);
    let sent = sign_in(&server, &query).expect(200);
    let value = |name: &str| {
        let (_, rest) = sent.text().split_once(&format!("name=\"{name}\" value=\"")).expect(name);
        rest.split('"').next().unwrap().to_owned()
    };
    let code = value("code");
    let shown = list(&server, "").to_string();
    for secret in [user_code, &code, &page.form_token, text(&device, "device_code")] {
        assert!(!shown.contains(secret) && !shown.contains(&secret.to_lowercase()), "{secret}: {shown}");
    }
    assert!(shown.contains(r#"name=\"form_token\" value=\"***\""#), "{shown}");
    assert!(shown.contains(&format!("enter the code ****{} to", &user_code[7..])), "{shown}");
}

#[test]
fn a_customers_first_password_is_masked() {
    let server = TestServer::start();
    let customer = qualify_testkit::state::new_customer_body("masked.example", "Masked");
    let created = server.user().post("/v1/customers").json(&customer).send().expect(201).json();
    let password = created["userCredentials"]["password"].as_str().unwrap();
    let shown = list(&server, "").to_string();
    assert!(!shown.contains(password) && shown.contains(r#"\"password\":\"***\""#), "{shown}");
}

#[test]
fn filters_choose_by_client_path_and_number() {
    let server = TestServer::start();
    for (client, path) in [("Alpha SDK", "/v1/customers"), ("Beta", "/v1/customers/all/validations")] {
        server.user().get(path).header("MS-PartnerCenter-Client", client).send().expect(200);
    }
    server.user().get("//V1/Customers/all/Validations").header("User-Agent", "alpha/1").send().expect(200);
    assert_eq!(paths(&list(&server, "?client=ALPHA")), ["//V1/Customers/all/Validations", "/v1/customers"]);
    assert_eq!(paths(&list(&server, "?client=beta&limit=5")).len(), 1);
    assert_eq!(paths(&list(&server, "?path=/v1/customers/ALL")).len(), 2);
    assert_eq!(paths(&list(&server, "?limit=1")), ["//V1/Customers/all/Validations"]);
    for query in ["?limit=0", "?limit=x", "?limit=501", "?limit=-1"] {
        server.anonymous().get(format!("/sandbox/requests{query}")).send().assert_error(400, 3000);
    }
}

#[test]
fn the_last_five_hundred_are_kept_and_a_long_body_is_cut() {
    let server = TestServer::start();
    list(&server, "");
    let token = server.user_token();
    let long = "x".repeat(100_000);
    for number in 0..505 {
        server.with_token(&token).get(format!("/v1/customers?number={number}")).send().expect(200);
    }
    server.with_token(&token).put(qualification(LAKESIDE)).body(&long).send().expect(400);
    let list = list(&server, "");
    let paths = paths(&list);
    assert_eq!(
        (paths.len(), paths[1], paths[499]),
        (500, "/v1/customers?number=504", "/v1/customers?number=6")
    );
    let request = &list["requests"][0]["request"];
    assert_eq!((&request["bytes"], request["body"].as_str().unwrap().len()), (&json!(100_000), 4096));
    assert_eq!(list["complete"], true);
}

#[test]
fn the_sandboxs_own_calls_are_not_shown() {
    let server = TestServer::start();
    for path in ["/sandbox/clock", "/healthz", "/readyz", "/metrics"] {
        server.anonymous().get(path).send().expect(200);
    }
    assert_eq!(list(&server, "")["requests"], json!([]));
}

#[test]
fn a_fault_is_shown_with_the_exchange_that_it_hit() {
    let server = TestServer::start();
    let faults = json!([
        { "match": "/v1", "status": 503, "times": 1, "delayMs": 1 },
        { "match": "/v1", "drop": "after", "times": 1 },
    ]);
    server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
    server.user().get("/v1/customers").send().expect(503);
    let mut connection = qualify_testkit::soak::http::Connection::open(server.url()).unwrap();
    assert!(connection.get("/v1/customers").is_err());
    let list = list(&server, "");
    let shown = |at: usize| (&list["requests"][at]["status"], &list["requests"][at]["fault"]);
    assert_eq!(shown(1), (&json!(503), &json!("answered 503, 1 ms late")));
    assert_eq!(shown(0), (&json!(null), &json!("connection dropped after the request was handled")));
}

#[test]
fn what_is_kept_can_be_set() {
    let never = TestServer::start_with(|config| config.sandbox.record_requests = RecordRequests::Never);
    let always = TestServer::start_with(|config| config.sandbox.record_requests = RecordRequests::Always);
    for server in [&never, &always] {
        server.user().get("/v1/customers").send().expect(200);
        server.user().get("/v1/nothing").send().expect(404);
    }
    let list_of_never = list(&never, "");
    assert_eq!((&list_of_never["requests"], &list_of_never["complete"]), (&json!([]), &json!(false)));
    assert!(list_of_never["says"].as_str().unwrap().contains("sandbox.record_requests"));
    assert_eq!(list_of_never["unserved"][0]["path"], "/v1/nothing", "these are counted always");
    assert_eq!(list(&always, "")["requests"].as_array().unwrap().len(), 2);
}

#[test]
fn calls_that_are_not_served_are_counted_per_client() {
    let server = TestServer::start();
    let net = "Partner Center .NET SDK";
    for customer in
        [LAKESIDE, "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01", "{3C1D8F52-6F0A-4D8E-9A5B-0E6D1A2B3C02}"]
    {
        let orders = server.user().get(format!("/v1/customers/{customer}/orders"));
        orders.header("MS-PartnerCenter-Client", net).send().assert_error(404, 1000);
    }
    let patch = server.user().request("PATCH", format!("/v1/customers/{LAKESIDE}/qualification")).body("{}");
    patch.header("User-Agent", "curl/8").send().expect(405);
    server.anonymous().get("/v1/nothing").send().expect(401);
    let unserved = list(&server, "")["unserved"].clone();
    assert_eq!(
        unserved,
        json!([
            {
                "client": net, "method": "GET", "path": "/v1/customers/{id}/orders", "count": 3,
                "says": "your client called GET /v1/customers/{id}/orders, which Qualify does not serve"
            },
            {
                "client": "curl/8", "method": "PATCH", "path": "/v1/customers/{id}/qualification", "count": 1,
                "says": "your client called PATCH /v1/customers/{id}/qualification, which Qualify does not serve"
            },
        ])
    );
    assert_eq!(list(&server, "?client=curl")["unserved"].as_array().unwrap().len(), 1);
}

#[test]
fn the_code_of_an_error_stands_beside_its_status() {
    let server = TestServer::start_with(|config| config.auth.mfa = MfaMode::Enforce);
    server.user().get("/v1/customers").send().expect(200);
    server.anonymous().get("/v1/customers").send().expect(401);
    server.user().get("/v1/customers/all/orders").send().expect(404);
    server.with_token_for(&json!({ "mfa": false })).get("/v1/customers").send().expect(401);
    let form =
        format!("grant_type=client_credentials&client_id={APPLICATION}&client_secret=wrong&scope=x/.default");
    server.anonymous().post(format!("/{NORTHLIGHT}/oauth2/v2.0/token")).body(form).send().expect(401);
    let faults = json!([{ "match": "/v1", "status": 500 }, { "match": "/v1", "status": 429 }, { "match": "/v1", "drop": "before" }]);
    server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
    server.user().get("/v1/customers").send().expect(500);
    server.user().get("/v1/customers").send().expect(429);
    let list = list(&server, "");
    let codes: Vec<_> =
        list["requests"].as_array().unwrap().iter().rev().map(|it| it["errorCode"].as_str()).collect();
    let expected =
        [None, Some("800001"), Some("1000"), Some("900421"), Some("AADSTS7000215"), Some("800003"), None];
    assert_eq!(codes, expected, "{list}");
}

#[test]
fn behind_a_cursor_only_what_is_new_is_listed() {
    let server = TestServer::start();
    let first = list(&server, "");
    assert_eq!((&first["cursor"], &first["complete"]), (&json!(0), &json!(true)));
    let after = |cursor: &Value, more: &str| list(&server, &format!("?after={cursor}{more}"));
    let mut cursor = first["cursor"].clone();
    for number in 0..3 {
        server.user().get(format!("/v1/customers?number={number}")).send().expect(200);
        let new = after(&cursor, "");
        assert_eq!(paths(&new), [format!("/v1/customers?number={number}")]);
        cursor = new["cursor"].clone();
        assert_eq!(paths(&after(&cursor, "")), [""; 0]);
    }
    assert_eq!(paths(&after(&json!(0), "&limit=1")), ["/v1/customers?number=2"]);
    assert_eq!(paths(&after(&json!(999), "")).len(), 3, "a cursor of another run is none");
    for query in ["?after=x", "?after=-1"] {
        server.anonymous().get(format!("/sandbox/requests{query}")).send().assert_error(400, 3000);
    }
    let token = server.user_token();
    for number in 0..501 {
        server.with_token(&token).get(format!("/v1/customers?number={number}")).send().expect(200);
    }
    let new = after(&cursor, "");
    assert_eq!((paths(&new).len(), &new["complete"]), (500, &json!(false)), "one is gone already");
}
