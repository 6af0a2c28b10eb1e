//! `POST /validations/address`: contract 1.12, vectors T93 and T94.

use qualify_testkit::{Response, TestServer, assert_document};
use serde_json::{Value, json};

/// The clients that read a boolean, in any casing of their names.
const OLDER: [&str; 4] = [
    "Partner Center PowerShell",
    "Partner Center Open .NET SDK",
    "Partner Center Java SDK",
    "PARTNER CENTER POWERSHELL",
];

fn good() -> Value {
    json!({ "country": "US", "city": "Redmond", "state": "WA", "addressLine1": "15 Lake St", "postalCode": "98052" })
}

/// The good address with one member changed; null takes it away.
fn with(member: &str, value: Value) -> Value {
    let mut address = good();
    address[member] = value;
    address
}

#[track_caller]
fn validate(server: &TestServer, address: &Value) -> Response {
    server.user().post("/v1/validations/address").json(address).send()
}

#[track_caller]
fn validate_as(server: &TestServer, client: &str, address: &Value) -> Response {
    let post = server.user().post("/v1/validations/address").json(address);
    post.header("MS-PartnerCenter-Client", client).send()
}

#[test]
fn t93_clients_of_the_older_generation_get_true_or_400() {
    let server = TestServer::start();
    for client in OLDER {
        assert_eq!(validate_as(&server, client, &good()).expect(200).text(), "true", "{client}");
        let refused = validate_as(&server, client, &with("state", json!("ZZ")));
        let envelope = refused.assert_error(400, 2007);
        assert_eq!(envelope["source"], "PartnerFD");
        let inner: Value = serde_json::from_str(envelope["description"].as_str().unwrap()).unwrap();
        assert_eq!(inner["code"], 60_071, "{client}");
        assert!(inner["description"].as_str().unwrap().starts_with("state: "), "{inner}");
        assert_eq!(inner.as_object().unwrap().len(), 2);
    }
}

#[test]
fn the_older_generation_reads_json_even_where_everything_is_wrong() {
    let server = TestServer::start();
    let long = "\u{1F600}\"\\".repeat(200);
    let address = json!({
        "country": "US", "state": long, "city": long, "postalCode": long, "addressLine1": long, "addressLine2": long
    });
    for address in [address, json!({ "country": long }), json!({})] {
        let envelope = validate_as(&server, OLDER[0], &address).assert_error(400, 2007);
        let inner: Value = serde_json::from_str(envelope["description"].as_str().unwrap()).unwrap();
        assert_eq!(inner["code"], 60_071, "{inner}");
        assert!(!inner.to_string().contains('\u{1F600}'), "what was sent is not repeated: {inner}");
    }
}

#[test]
fn t94_everybody_else_gets_an_object_with_a_status() {
    let server = TestServer::start();
    for client in ["Partner Center .NET SDK", "Partner Center Rust SDK", "curl", ""] {
        assert_eq!(
            validate_as(&server, client, &good()).expect(200).json()["status"],
            "Verified",
            "{client}"
        );
        let bad = validate_as(&server, client, &with("state", json!("ZZ"))).expect(200).json();
        assert_eq!((&bad["status"], &bad["suggestedAddresses"]), (&json!("None"), &json!([])), "{client}");
    }
    assert_eq!(
        server.app().post("/v1/validations/address").json(&good()).send().expect(200).json()["status"],
        "Verified"
    );
}

#[test]
fn example_1_12_shows_the_address_as_its_own_suggestion() {
    let server = TestServer::start();
    let answer = server.user().post("/V1/Validations/Address").json(&good()).send().expect(200);
    let address = r#"{ "country": "US", "city": "Redmond", "state": "WA", "addressLine1": "15 Lake St", "postalCode": "98052" }"#;
    let expected = format!(
        r#"{{ "originalAddress": {address}, "suggestedAddresses": [ {address} ], "status": "Verified" }}"#
    );
    assert_document(answer.text(), &expected);
}

#[test]
fn a_bad_address_has_a_message_that_names_its_members() {
    let server = TestServer::start();
    for (address, members) in [
        (with("state", Value::Null), "state"),
        (with("state", json!("  ")), "state"),
        (with("state", json!("Washington")), "state"),
        (with("postalCode", json!("9805")), "postalCode"),
        (with("postalCode", Value::Null), "postalCode"),
        (with("city", Value::Null), "city"),
        (with("addressLine1", Value::Null), "addressLine1"),
        (with("addressLine1", json!("x".repeat(201))), "addressLine1"),
        (with("country", Value::Null), "country"),
        (with("country", json!("XX")), "country"),
        (with("country", json!("USA")), "country"),
        (with("country", json!("\u{1F1FA}")), "country"),
        (with("country", json!("CA")), "state postalCode"),
        (json!({}), "country addressLine1"),
        (json!({ "country": "US" }), "state city postalCode addressLine1"),
    ] {
        let verdict = validate(&server, &address).expect(200).json();
        assert_eq!(verdict["status"], "None", "{address}");
        let message = verdict["validationMessage"].as_str().unwrap();
        let named: Vec<_> = message.split("; ").map(|part| part.split(':').next().unwrap()).collect();
        assert_eq!(named.join(" "), members, "{message}");
    }
}

#[test]
fn states_are_checked_in_four_countries_and_postal_codes_where_the_country_has_a_form() {
    let server = TestServer::start();
    let address = |country: &str, state: &str, postal_code: &str| json!({ "country": country, "state": state, "city": "C", "addressLine1": "L", "postalCode": postal_code });
    for (country, state, postal_code, status) in [
        ("us", "dc", "20001", "Verified"),
        ("US", "PR", "00901", "Verified"),
        ("CA", "ON", "K1A 0B1", "Verified"),
        ("CA", "WA", "K1A 0B1", "None"),
        ("CN", "BJ", "100000", "Verified"),
        ("CN", "WA", "100000", "None"),
        ("MX", "JAL", "44100", "Verified"),
        ("MX", "TX", "44100", "None"),
        ("GB", "Any County", "YO21 1AA", "Verified"),
        ("GB", "", "YO21 1AA", "Verified"),
        ("GB", "", "12345", "None"),
        ("PL", "", "27-600", "Verified"),
        ("PL", "", "", "None"),
        ("AE", "", "", "Verified"),
        ("AE", "", "whatever", "Verified"),
    ] {
        let verdict = validate(&server, &address(country, state, postal_code)).expect(200).json();
        assert_eq!(verdict["status"], status, "{country} {state} {postal_code}: {verdict}");
    }
}

#[test]
fn members_read_in_any_casing_and_further_ones_are_ignored() {
    let server = TestServer::start();
    let body = r#"{ "Country": "us", "CITY": "Redmond", "State": "wa", "AddressLine1": "15 Lake St", "PostalCode": "98052",
        "FirstName": 7, "Region": null, "PhoneNumber": [], } // as printed"#;
    let verdict = server.user().post("/v1/validations/address").body(body).send().expect(200).json();
    assert_eq!(verdict["status"], "Verified");
    assert!(!verdict.to_string().contains("irstName"), "{verdict}");
}

#[test]
fn a_body_that_is_no_address_is_400_in_both_generations() {
    let server = TestServer::start();
    for body in [
        &b""[..],
        b"{",
        b"[]",
        b"null",
        b"true",
        b"\"US\"",
        b"7",
        b"\xff",
        b"{\"country\":{}}",
        b"{\"city\":[1]}",
    ] {
        let post = server.user().post("/v1/validations/address").body(body);
        post.send().assert_error(400, 800_002);
        post.header("MS-PartnerCenter-Client", OLDER[0]).send().assert_error(400, 800_002);
    }
}
