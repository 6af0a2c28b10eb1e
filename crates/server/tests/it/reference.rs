//! What the doors of our own say of themselves: their query parameters, their lists, their readiness.

use qualify_server::Config;
use qualify_testkit::seed::{NORTHLIGHT, SOUTHGATE};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Request, TestIssuer, TestServer, wait_until};
use qualify_wire::endpoints::{self, AuthMode, Endpoint, Method};
use serde_json::{Value, json};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "`filter` hands it over so")]
fn is_ours(row: &&Endpoint) -> bool {
    row.refuses_unknown_queries()
}

/// A path of the row, with ids of nothing.
fn path_of(row: &Endpoint) -> String {
    let segment = |one: &'static str| match one {
        "{name}" => "nothing",
        "{upn}" => "ana@northlight.example",
        "{partner_id}" => NORTHLIGHT,
        one if one.starts_with('{') => "00000000-0000-4000-8000-000000000000",
        one => one,
    };
    row.path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn token_for(server: &TestServer, row: &Endpoint) -> String {
    match row.auth {
        AuthMode::Staff => server.staff_token(),
        AuthMode::Both | AuthMode::User | AuthMode::None => server.user_token(),
        AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page => unreachable!("a page takes no token"),
    }
}

#[test]
fn a_query_parameter_that_a_door_of_ours_does_not_know_is_refused_with_those_that_it_knows() {
    let server = TestServer::start();
    let (staff, user) = (server.staff_token(), server.user_token());
    for row in endpoints::of_api().filter(is_ours) {
        let token = if row.auth == AuthMode::Staff { &staff } else { &user };
        let target = format!("{}?parnter=x", path_of(row));
        let answer = Request::new(server.url(), row.method.name(), &target).token(token).send();
        let error = answer.assert_error(400, 1_900_026);
        let text = error["description"].as_str().unwrap();
        assert!(text.contains("parnter"), "{}: {text}", row.id());
        for known in row.query {
            assert!(text.contains(known.name), "{}: {text}", row.id());
        }
        assert_eq!(error["parameters"]["property"], "parnter");
    }
}

#[test]
fn a_query_parameter_that_a_row_names_is_taken() {
    let server = TestServer::start();
    for row in endpoints::of_api().filter(is_ours).filter(|row| row.method == Method::Get) {
        for known in row.query {
            let target = format!("{}?{}=", path_of(row), known.name.to_uppercase());
            let answer = Request::new(server.url(), "GET", &target).token(token_for(&server, row)).send();
            assert!(!answer.text().contains("1900026"), "{target}: {}", answer.text());
        }
    }
}

#[test]
fn the_wire_ignores_what_it_does_not_know() {
    let server = TestServer::start();
    for path in ["/v1/customers?parnter=x", "/v1/auditrecords?parnter=x", "/healthz?x", "/openapi.json?x=1"] {
        server.user().get(path).send().expect(200);
    }
}

#[test]
fn nobody_learns_of_query_parameters_before_signing_in_or_without_the_role() {
    let server = TestServer::start();
    server.anonymous().get("/operator/v1/audit?parnter=x").send().assert_error(401, 800_001);
    server.user().get("/operator/v1/audit?parnter=x").send().expect(401);
    let reviewer = server.with_token_for(&json!({ "kind": "staff", "roles": ["Reviewer"] }));
    let codes = format!("/operator/v1/partners/{NORTHLIGHT}/codes?x=1");
    reviewer.post(codes).body("{}").send().assert_error(403, 900_150);
}

#[test]
fn the_description_names_the_query_parameters_of_the_rows_and_no_others() {
    let document: Value = serde_json::from_str(qualify_sandbox::openapi_json()).unwrap();
    for row in endpoints::of_api().filter(is_ours) {
        let operation = &document["paths"][row.path][row.method.name().to_lowercase()];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let described: Vec<_> =
            parameters.iter().filter(|it| it["in"] == "query").map(|it| it["name"].clone()).collect();
        let named: Vec<_> = row.query.iter().map(|it| it.name).collect();
        assert_eq!(described, named, "{}", row.id());
    }
}

#[test]
fn both_listeners_describe_the_api() {
    let server =
        TestServer::start_with(|config| config.server.admin_listen = Some(([127, 0, 0, 1], 0).into()));
    let admin = server.admin_url().expect("there is a second listener");
    let [one, other] =
        [server.url(), admin].map(|url| Request::new(url, "GET", "/openapi.json").send().expect(200).json());
    assert_eq!(one, other);
    let issuer = TestIssuer::start();
    let production = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.server.admin_listen = Some(([127, 0, 0, 1], 0).into());
    });
    for url in [production.url(), production.admin_url().expect("there is a second listener")] {
        let answer = Request::new(url, "GET", "/openapi.json").send().expect(200);
        let text = answer.text();
        assert!(text.contains("/operator/v1/partners\""), "{url}");
        for stranger in ["\"/sandbox/", "/{tenant}/", "\"sandbox\"", "\"issuer\""] {
            assert!(!text.contains(stranger), "{url} has {stranger}");
        }
    }
}

#[test]
fn every_operation_has_tags_that_are_explained_and_the_document_names_server_and_licence() {
    let document: Value = serde_json::from_str(qualify_sandbox::openapi_json()).unwrap();
    assert_eq!(document["info"]["license"]["identifier"], "MIT OR Apache-2.0");
    assert_eq!(document["servers"][0]["url"], "/");
    let explained: Vec<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect();
    let mut used = Vec::new();
    for row in endpoints::of_api() {
        let operation = &document["paths"][row.path][row.method.name().to_lowercase()];
        let tags = operation["tags"].as_array().unwrap_or_else(|| panic!("{} has no tag", row.id()));
        assert_eq!(tags.len(), 1, "{}", row.id());
        assert!(explained.contains(&tags[0]), "{}: {}", row.id(), tags[0]);
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{}", row.id());
        used.push(tags[0].clone());
    }
    assert!(explained.iter().all(|tag| used.contains(tag)), "a tag without an operation");
}

#[test]
fn every_body_that_a_door_of_ours_takes_has_an_example() {
    let document: Value = serde_json::from_str(qualify_sandbox::openapi_json()).unwrap();
    for row in endpoints::of_api().filter(is_ours) {
        let operation = &document["paths"][row.path][row.method.name().to_lowercase()];
        let content = operation["requestBody"]["content"].as_object().cloned().unwrap_or_default();
        for (name, body) in content.iter().filter(|(name, _)| *name == "application/json") {
            assert!(!body["example"].is_null(), "{} {name} has no example", row.id());
        }
        let takes_a_body = row.errors.contains(&qualify_contract::errors::ErrorKind::InvalidInput);
        let without = ["R3", "R4", "R5", "R8", "R12", "R20"];
        assert!(
            !takes_a_body || !content.is_empty() || without.contains(&row.id()),
            "{} takes a body",
            row.id()
        );
    }
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("a list");
    items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn operators_list_all_partners_page_by_page() {
    let server = TestServer::start();
    let staff = server.staff();
    for number in 0..5 {
        let path = format!("/operator/v1/partners/1a2b3c4d-0000-4000-8000-00000000000{number}");
        let body = json!({ "name": format!("Partner {number}"), "sandboxAccount": true });
        staff.put(path).json(&body).send().expect(201);
    }
    let all = staff.get("/operator/v1/partners").send().expect(200).json();
    assert_eq!((names(&all).len(), all["totalCount"].as_u64()), (7, Some(7)), "{all}");
    assert_eq!(all["items"][0]["status"], "active");
    assert!(all["links"].get("next").is_none(), "{all}");
    let (mut uri, mut read) = ("/operator/v1/partners?size=3".to_owned(), Vec::new());
    loop {
        let page = staff.get(&uri).send().expect(200).json();
        assert!(names(&page).len() <= 3);
        read.extend(names(&page));
        let Some(next) = page["links"]["next"]["uri"].as_str() else { break };
        next.clone_into(&mut uri);
    }
    assert_eq!(read, names(&all), "each once, in their order");
    staff.get("/operator/v1/partners?continuationToken=x").send().assert_error(400, 1_900_010);
    staff.get("/operator/v1/partners?size=x").send().assert_error(400, 3000);
    let auditor = server.with_token_for(&json!({ "kind": "staff", "roles": ["Auditor"] }));
    assert_eq!(names(&auditor.get("/operator/v1/partners").send().expect(200).json()), names(&all));
    assert!(all["items"].as_array().unwrap().iter().any(|item| item["partnerId"] == SOUTHGATE), "{all}");
    server.user().get("/operator/v1/partners").send().expect(401);
}

#[test]
fn a_service_is_not_ready_until_keys_of_every_issuer_were_read() {
    let issuer = TestIssuer::start();
    let mut server = TestServer::start_production(|config| issuer.trust_in(config));
    let ready = |server: &TestServer| server.anonymous().get("/readyz").send();
    ready(&server).expect(200);
    drop(issuer);
    ready(&server).expect(200);
    server.restart();
    let answer = ready(&server);
    let text = answer.assert_error(503, 800_003)["description"].as_str().unwrap().to_owned();
    assert!(text.contains("no key of an issuer"), "{text}");
    server.anonymous().get("/healthz").send().expect(200);
}

/// Whoever starts a service with several issuers learns of the one that cannot be reached; the others are served.
#[test]
fn one_issuer_of_several_without_keys_makes_a_service_not_ready_and_the_others_are_served() {
    let (known, silent) = (TestIssuer::start(), TestIssuer::start());
    let trust_in_both = |config: &mut Config| {
        silent.trust_in(config);
        let mut issuers = std::mem::take(&mut config.auth.issuers);
        known.trust_in(config);
        config.auth.issuers.append(&mut issuers);
    };
    let mut server = TestServer::start_production(trust_in_both);
    let ready = |server: &TestServer| server.anonymous().get("/readyz").send();
    ready(&server).expect(200);
    drop(silent);
    ready(&server).expect(200);
    server.restart();
    for _ in 0..2 {
        ready(&server).assert_error(503, 800_003);
        let token = known.sign(&known.staff_claims(&["Operator"]));
        server.with_token(token).get("/operator/v1/partners").send().expect(200);
    }
}

#[test]
fn a_service_is_not_ready_while_there_is_no_room_for_what_is_written() {
    let server = TestServer::start_with(|config| {
        config.store.database = None;
        config.store.pages_max = Some(155);
    });
    let user = server.user();
    let ready = || server.anonymous().get("/readyz").send().status;
    assert_eq!(ready(), 200);
    for number in 0..2000 {
        let name = format!("full{number}");
        let body = new_customer_body(&format!("{name}.example"), &name);
        if user.post("/v1/customers").json(&body).send().status == 503 {
            break;
        }
        assert!(number < 1999, "155 pages hold no 2000 customers");
    }
    assert_eq!((ready(), ready()), (503, 503));
    user.get("/v1/customers").send().expect(200);
    server.beside().execute("DELETE FROM audit_records");
    wait_until("it is ready with room", || ready() == 200);
}
