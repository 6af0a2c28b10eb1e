//! Points 2 and 6: the same countries everywhere, and rules that are never stricter than the real ones (contract 9.1).

use qualify_testkit::TestServer;
use qualify_testkit::state::new_customer_body;
use serde_json::{Value, json};

/// Codes that somebody took for countries and that ISO 3166-1 does not assign.
const NO_COUNTRIES: [&str; 10] = ["UK", "XK", "AN", "ZZ", "EU", "AC", "TP", "YU", "USA", "U"];

/// Postal codes of all forms.
const POSTAL_CODES: &[&str] = &[
    "12345",
    "1234",
    "123456",
    "123",
    "12-345",
    "123-4567",
    "12345-678",
    "1234567",
    "12345-67890",
    "1234 AB",
    "A1A 1A1",
    "A12 B345",
    "AA1 1AA",
    "SW1A 1AA",
    "AD123",
    "AZ1234",
    "BB12345",
    "2640",
    "96799",
    "22100",
    "97150",
    "AA 1234",
    "AA 12345",
    "HM 12",
    "6799",
    "6798",
    "2899",
    "97500",
    "98700",
    "98600",
    "98800",
    "97400",
    "97200",
    "97300",
    "97600",
    "00120",
    "00601",
    "00801",
    "96898",
    "96910",
    "96941",
    "96950",
    "96960",
    "96939",
    "3900",
    "94900",
    "9490",
    "98000",
    "47890",
    "FIQQ 1ZZ",
    "SIQQ 1ZZ",
    "BBND 1ZZ",
    "PCRN 1ZZ",
    "TKCA 1ZZ",
    "ASCN 1ZZ",
    "GX11 1AA",
    "GY1 1AA",
    "JE1 1AA",
    "IM1 1AA",
    "H100",
    "KY1-1000",
    "VG1110",
    "VC0100",
    "LC01 101",
    "WS1234",
    "AAA 1234",
    "100 05",
];

#[track_caller]
fn rules(server: &TestServer, country: &str) -> Value {
    server.user().get(format!("/v1/countryvalidationrules/{country}")).send().expect(200).json()
}

/// A body of S1 with an address; with the number that some countries demand, if the rules show one.
fn customer_at(domain: &str, address: &Value, rules: &Value) -> Value {
    let mut body = new_customer_body(domain, "Somewhere School");
    if rules["customerOrganizationRegistrationNumberRequired"] == true {
        let sample = rules["customerOrganizationRegistrationNumberSample"].as_str().unwrap_or("A-1/2026");
        body["companyProfile"]["organizationRegistrationNumber"] = json!(sample);
    }
    body["billingProfile"]["defaultAddress"] = address.clone();
    body
}

/// An address that meets the rules, and says nothing that they do not demand.
fn address_in(country: &str, rules: &Value) -> Value {
    let mut address =
        json!({ "country": country, "addressLine1": "1 School Road", "phoneNumber": "5550100" });
    if rules["isCityRequired"] == true {
        address["city"] = json!("Springfield");
    }
    if rules["isStateRequired"] == true {
        address["state"] = rules["supportedStatesList"][0].clone();
    }
    address
}

/// A postal code of the country: the first sample that has its form.
fn postal_code(form: &str) -> Option<String> {
    let form = regex_lite::Regex::new(form).expect("a regular expression");
    POSTAL_CODES.iter().find(|sample| form.is_match(sample)).map(|sample| (*sample).to_owned())
}

#[test]
fn edge_02_every_country_is_one_for_rules_addresses_and_customers_alike() {
    let server = TestServer::start();
    let mut countries = 0;
    for (first, second) in ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| (first, second))) {
        let code = format!("{first}{second}");
        let answer = server.user().get(format!("/v1/countryvalidationrules/{code}")).send();
        let is_country = answer.status == 200;
        let rules = if is_country { answer.json() } else { answer.assert_error(404, 1000) };
        countries += u32::from(is_country);
        let mut address = address_in(&code.to_lowercase(), &rules);
        if let Some(form) = rules["postalCodeRegex"].as_str() {
            let sample = postal_code(form);
            address["postalCode"] = json!(sample.unwrap_or_else(|| panic!("{code}: no sample meets {form}")));
        }
        let verdict = server.user().post("/v1/validations/address").json(&address).send().expect(200).json();
        let expected = if is_country { "Verified" } else { "None" };
        assert_eq!(verdict["status"], expected, "{code} {address} {verdict}");
        let body = customer_at(&format!("{code}.example"), &address, &rules);
        let created = server.user().post("/v1/customers").json(&body).send();
        if is_country {
            let created = created.expect(201).json();
            assert_eq!(created["billingProfile"]["defaultAddress"]["country"], code);
        } else {
            created.assert_error(400, 3000);
        }
    }
    assert_eq!(countries, 249);
}

#[test]
fn edge_02_what_is_no_country_is_none_for_a_changed_profile_either() {
    let server = TestServer::start();
    let path = format!("/v1/customers/{}/profiles/billing", server.new_customer());
    let mut profile = server.user().get(&path).send().expect(200).json();
    for code in NO_COUNTRIES {
        profile["defaultAddress"]["country"] = json!(code);
        let refused = server.user().put(&path).json(&profile).send();
        let envelope = refused.assert_error(400, 3000);
        assert!(envelope["data"].to_string().contains("defaultAddress.country: "), "{envelope}");
        let answer = server.user().get(format!("/v1/countryvalidationrules/{code}")).send();
        answer.assert_error(404, 1000);
    }
    profile["defaultAddress"]["country"] = json!("gb");
    let changed = server.user().put(&path).json(&profile).send().expect(200).json();
    assert_eq!(changed["defaultAddress"]["country"], "GB");
}

#[test]
fn edge_02_the_rules_of_portugal_are_the_recorded_ones() {
    let rules = rules(&TestServer::start(), "pt");
    assert_eq!(rules["postalCodeRegex"], r"^\d{4}(-\d{3})?$");
    assert_eq!(rules["supportedLanguagesList"], json!(["en", "pt-PT"]));
    assert_eq!(rules["supportedCulturesList"], json!(["pt-PT", "en-US"]));
    assert_eq!(rules["supportedStatesList"], json!([]));
    assert_eq!(rules["isStateRequired"], false);
    assert!(rules.get("phoneNumberRegex").is_none(), "{rules}");
}

#[test]
fn edge_02_states_are_demanded_in_four_countries_and_listed_in_more() {
    let server = TestServer::start();
    for (country, is_required, has_list) in [
        ("US", true, true),
        ("CA", true, true),
        ("CN", true, true),
        ("MX", true, true),
        ("BR", false, true),
        ("AU", false, true),
        ("IN", false, true),
        ("PT", false, false),
        ("DE", false, false),
    ] {
        let rules = rules(&server, country);
        assert_eq!(rules["isStateRequired"], is_required, "{country}");
        let list = rules["supportedStatesList"].as_array().expect("a list is always there");
        assert_eq!(!list.is_empty(), has_list, "{country}");
    }
}
