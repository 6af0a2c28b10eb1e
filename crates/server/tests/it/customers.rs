//! Creating, reading and deleting customers: vector T102, and the rules of contract 1.13.

use qualify_server::config::CustomerLimit;
use qualify_testkit::seed::{LAKESIDE, NOBODY, SOUTHGATE_PRIMARY};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{Response, TestServer, in_parallel};
use serde_json::{Value, json};

use crate::paths::{billing, qualification, qualifications};

fn body() -> Value {
    new_customer_body("new.example", "New School")
}

#[track_caller]
fn create(server: &TestServer, body: &Value) -> Response {
    server.user().post("/v1/customers").json(body).send()
}

/// Sets a member by its JSON pointer; null stays null, because clients send it so.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = body();
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("the parent is there")[member] = value;
    body
}

#[track_caller]
fn assert_refused(server: &TestServer, body: &Value, error: (u16, u64)) {
    let answer = create(server, body);
    assert_eq!(answer.status, error.0, "{body}: {}", answer.text());
    answer.assert_error(error.0, error.1);
    server.user().head("/v1/domains/new.example").send().expect(404);
}

#[test]
fn t102_a_sandbox_account_deletes_its_customers_and_a_production_account_does_not() {
    let server = TestServer::start();
    let path = format!("/v1/customers/{LAKESIDE}");
    let answer = server.user().delete(&path).send().expect(204);
    assert_eq!((answer.body.as_slice(), answer.header("Content-Length")), (&b""[..], None));
    for path in [path.clone(), qualification(LAKESIDE), qualifications(LAKESIDE), billing(LAKESIDE)] {
        server.user().get(path).send().assert_error(404, 60_003);
    }
    server.user().delete(&path).send().assert_error(404, 60_003);
    let production = format!("/v1/customers/{SOUTHGATE_PRIMARY}");
    server.southgate().delete(&production).send().assert_error(400, 900_127);
    server.southgate().get(&production).send().expect(200);
}

#[test]
fn deleting_gives_no_unit_back_and_frees_the_domain() {
    let server = TestServer::start();
    server.issue_code("5151", Some(1));
    let customer = server.new_customer();
    let put = server.user().put(crate::paths::qualification_with_code(&customer, "5151")).body("3");
    put.send().expect(200);
    server.app().delete(format!("/v1/customers/{customer}")).send().expect(204);
    assert_eq!(server.code_left("5151"), Some(0));
    create(&server, &new_customer_body("customer0.onmicrosoft.com", "Again")).expect(201);
}

#[test]
fn a_new_customer_has_no_qualification_and_reads_back() {
    let server = TestServer::start();
    for caller in [server.user(), server.app()] {
        let number = usize::from(caller.get("/v1/customers").send().json()["totalCount"] == 8);
        let body = new_customer_body(&format!("NEW{number}.Example"), "New School");
        let customer = caller.post("/v1/customers").json(&body).send().expect(201).json();
        let id = customer["id"].as_str().unwrap();
        assert_eq!(customer["companyProfile"]["tenantId"], id);
        assert_eq!(customer["relationshipToPartner"], "reseller");
        assert!(customer["userCredentials"]["password"].as_str().unwrap().len() >= 8);
        assert_eq!(server.records(id), json!([]));
        let read = server.user().get(format!("/v1/customers/{id}")).send().expect(200).json();
        assert!(read.get("userCredentials").is_none(), "the password is shown once");
        assert_eq!(read["companyProfile"]["domain"], format!("NEW{number}.Example"));
        assert_eq!(read["customDomains"], json!([format!("NEW{number}.Example")]));
        assert_eq!(read["billingProfile"], customer["billingProfile"]);
    }
}

#[test]
fn a_missing_required_member_is_invalid_input() {
    let server = TestServer::start();
    for pointer in [
        "/companyProfile",
        "/companyProfile/domain",
        "/billingProfile",
        "/billingProfile/email",
        "/billingProfile/culture",
        "/billingProfile/language",
        "/billingProfile/companyName",
        "/billingProfile/defaultAddress",
        "/billingProfile/defaultAddress/country",
    ] {
        assert_refused(&server, &with(pointer, Value::Null), (400, 800_002));
    }
    for pointer in ["/billingProfile/email", "/companyProfile/domain"] {
        assert_refused(&server, &with(pointer, json!("  ")), (400, 800_002));
        assert_refused(&server, &with(pointer, json!(["x"])), (400, 800_002));
    }
}

#[test]
fn an_unusable_value_is_an_invalid_property() {
    let server = TestServer::start();
    let address = "/billingProfile/defaultAddress";
    for (pointer, value) in [
        ("/companyProfile/domain".to_owned(), json!("no domain")),
        ("/companyProfile/domain".to_owned(), json!("-.example")),
        ("/billingProfile/email".to_owned(), json!("nobody")),
        ("/billingProfile/culture".to_owned(), json!("english")),
        ("/billingProfile/language".to_owned(), json!("eng")),
        (format!("{address}/country"), json!("USA")),
        (format!("{address}/country"), json!("1x")),
        (format!("{address}/addressLine1"), json!("x".repeat(201))),
        (format!("{address}/addressLine1"), json!("")),
        (format!("{address}/firstName"), json!(" ")),
        (format!("{address}/addressLine2"), json!("x".repeat(201))),
        (format!("{address}/firstName"), json!("x".repeat(51))),
        (format!("{address}/lastName"), json!("x".repeat(51))),
    ] {
        assert_refused(&server, &with(&pointer, value), (400, 3000));
    }
}

#[test]
fn values_within_the_limits_are_accepted_and_stored_in_one_form() {
    let server = TestServer::start();
    let mut body = body();
    body["billingProfile"]["culture"] = json!("PL-pl");
    body["billingProfile"]["language"] = json!("PL");
    let address = &mut body["billingProfile"]["defaultAddress"];
    address["addressLine1"] = json!("é".repeat(200));
    address["addressLine2"] = json!("x".repeat(200));
    address["firstName"] = json!("x".repeat(50));
    address["state"] = json!("Województwo mazowieckie");
    address["country"] = json!("de");
    let customer = create(&server, &body).expect(201).json();
    let profile = &customer["billingProfile"];
    assert_eq!((&profile["culture"], &profile["language"]), (&json!("pl-PL"), &json!("pl")));
    assert_eq!(profile["defaultAddress"]["country"], "DE");
    assert_eq!(profile["defaultAddress"]["state"], "Województwo mazowieckie");
}

#[test]
fn a_country_with_a_register_demands_its_number_and_a_phone() {
    let server = TestServer::start();
    let mut body = with("/billingProfile/defaultAddress/country", json!("PL"));
    assert_refused(&server, &body, (400, 600_049));
    body["companyProfile"]["organizationRegistrationNumber"] = json!("0000123456");
    body["billingProfile"]["defaultAddress"]["phoneNumber"] = Value::Null;
    assert_refused(&server, &body, (400, 600_051));
    body["billingProfile"]["defaultAddress"]["phoneNumber"] = json!("221234567");
    let customer = create(&server, &body).expect(201).json();
    assert_eq!(customer["companyProfile"]["organizationRegistrationNumber"], "0000123456");
}

#[test]
fn a_domain_belongs_to_one_customer_of_one_partner() {
    let server = TestServer::start();
    for domain in ["lakeside.onmicrosoft.com", "LAKESIDE.onmicrosoft.com", "southgateprimary.onmicrosoft.com"]
    {
        create(&server, &new_customer_body(domain, "Taken")).assert_error(409, 1_900_011);
    }
    let user = server.user();
    let answers = in_parallel(16, |_| user.post("/v1/customers").json(&body()).send());
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.assert_error(409, 1_900_011);
    }
}

#[test]
fn an_associated_partner_needs_a_signed_in_user() {
    let server = TestServer::start();
    let mut body = body();
    body["associatedPartnerId"] = json!("4847383");
    server.app().post("/v1/customers").json(&body).send().assert_error(403, 900_329);
    let customer = create(&server, &body).expect(201).json();
    assert_eq!(customer["associatedPartnerId"], "4847383");
    let mut without = new_customer_body("without.example", "Without");
    without["associatedPartnerId"] = Value::Null;
    server.app().post("/v1/customers").json(&without).send().expect(201);
}

#[test]
fn the_customer_limit_of_a_sandbox_account_holds_under_parallel_calls() {
    let server =
        TestServer::start_with(|config| config.api.sandbox_customer_limit = CustomerLimit::Customers(9));
    let user = server.user();
    let answers = in_parallel(8, |number| {
        let body = new_customer_body(&format!("limit{number}.example"), "Limited");
        user.post("/v1/customers").json(&body).send()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 2, "7 of the seed and 2 more");
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.assert_error(400, 800_018);
    }
    let body = new_customer_body("production.example", "Of a production account");
    server.southgate().post("/v1/customers").json(&body).send().expect(201);
}

#[test]
fn the_answers_about_customers_never_cross_the_tenant_wall() {
    let server = TestServer::start();
    for customer in [SOUTHGATE_PRIMARY, NOBODY] {
        let path = format!("/v1/customers/{customer}");
        let profile = server.southgate().get(billing(SOUTHGATE_PRIMARY)).send().expect(200).json();
        let requests = [
            server.user().get(&path),
            server.user().delete(&path),
            server.user().get(billing(customer)),
            server.user().put(billing(customer)).json(&profile),
            server.user().get(qualification(customer)),
            server.user().put(qualification(customer)).body("1"),
            server.user().get(qualifications(customer)),
            server
                .user()
                .post(qualifications(customer))
                .json(&json!({ "qualification": "StateOwnedEntity" })),
            server.user().get(format!("{path}/validations")),
            server.user().get(format!("{path}/validationStatus?type=account")),
        ];
        for request in requests {
            assert_eq!(request.send().status, 404, "{request}");
            request.send().assert_error(404, 60_003);
        }
    }
    let records = server.southgate().get(qualifications(SOUTHGATE_PRIMARY)).send().expect(200).json();
    assert_eq!(records, json!([]));
}
