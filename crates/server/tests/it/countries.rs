//! `GET /countryvalidationrules/{country}`: contract 1.18, and the same table behind new customers.

use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, assert_document};
use serde_json::{Value, json};

#[track_caller]
fn rules(server: &TestServer, country: &str) -> Value {
    server.user().get(format!("/v1/countryvalidationrules/{country}")).send().expect(200).json()
}

#[test]
fn example_1_18_shows_the_rules_of_the_united_states() {
    let server = TestServer::start();
    let answer = server.user().get("/v1/countryvalidationrules/US").send().expect(200);
    let states = answer.json()["supportedStatesList"].clone();
    for state in ["AK", "AL", "WA", "DC", "PR", "GU", "VI", "AS", "MP"] {
        assert!(states.as_array().unwrap().contains(&json!(state)), "{state}");
    }
    let expected = r#"{
      "iso2Code": "US", "defaultCulture": "en-US",
      "isStateRequired": true, "supportedStatesList": STATES,
      "supportedLanguagesList": ["en", "es"], "supportedCulturesList": ["en-US", "es-US"],
      "isPostalCodeRequired": true, "postalCodeRegex": "^\\d{5}(-\\d{4})?$",
      "isCityRequired": true, "isVatIdSupported": false,
      "phoneNumberRegex": "^(1[ \\-\\/\\.]?)?(\\((\\d{3})\\)|(\\d{3}))[ \\-\\/\\.]?(\\d{3})[ \\-\\/\\.]?(\\d{4})$", "isTaxIdSupported": true, "isTaxIdOptional": true,
      "countryCallingCodesList": ["1"],
      "attributes": { "objectType": "CountryValidationRules" }
    }"#;
    assert_document(answer.text(), &expected.replace("STATES", &states.to_string()));
}

#[test]
fn every_country_has_rules_in_the_flat_form_without_nulls() {
    let server = TestServer::start();
    let letters = 'A'..='Z';
    let mut countries = 0;
    for code in
        letters.clone().flat_map(|first| letters.clone().map(move |second| format!("{first}{second}")))
    {
        let answer = server.app().get(format!("/v1/countryvalidationrules/{code}")).send();
        if answer.status == 404 {
            answer.assert_error(404, 1000);
            continue;
        }
        countries += 1;
        let rules = answer.expect(200).json();
        assert_eq!(rules["iso2Code"], code);
        assert!(rules.as_object().unwrap().values().all(|value| !value.is_null()), "{rules}");
        for flag in [
            "isStateRequired",
            "isPostalCodeRequired",
            "isCityRequired",
            "isVatIdSupported",
            "isTaxIdSupported",
            "isTaxIdOptional",
        ] {
            assert!(rules[flag].is_boolean(), "{code} {flag}");
        }
        for list in ["supportedLanguagesList", "supportedCulturesList", "countryCallingCodesList"] {
            assert!(rules[list].as_array().is_some_and(|list| !list.is_empty()), "{code} {list}");
        }
        let states = rules["supportedStatesList"].as_array().expect("a list is always there");
        assert!(rules["isStateRequired"] == false || !states.is_empty(), "{code}");
        let phone = rules["phoneNumberRegex"].as_str().unwrap_or("^$");
        assert!(phone.starts_with('^') && phone.ends_with('$'), "{code} {phone}");
        assert_eq!(rules["attributes"]["objectType"], "CountryValidationRules");
    }
    assert_eq!(countries, 249);
}

#[test]
fn the_code_reads_in_any_casing_and_what_is_none_is_404() {
    let server = TestServer::start();
    for path in
        ["/v1/countryvalidationrules/us", "/V1/CountryValidationRules/Us/", "/v1/countryvalidationrules/%75s"]
    {
        assert_eq!(server.user().get(path).send().expect(200).json(), rules(&server, "US"), "{path}");
    }
    for unknown in
        ["XX", "USA", "U", "840", "United%20States", "%FF%FE", "US%00", "%C3%BCs", "..%2FUS", "%E2%80%8B"]
    {
        let answer = server.user().get(format!("/v1/countryvalidationrules/{unknown}")).send();
        answer.assert_error(404, 1000);
    }
    server
        .user()
        .get(format!("/v1/countryvalidationrules/{}", "U".repeat(5000)))
        .send()
        .assert_error(404, 1000);
    server.user().get("/v1/countryvalidationrules").send().assert_error(404, 1000);
}

#[test]
fn countries_that_register_organisations_say_so() {
    let server = TestServer::start();
    let russian = rules(&server, "RU");
    assert_eq!(russian["customerOrganizationRegistrationNumberRequired"], true);
    assert_eq!(russian["customerOrganizationPhoneNumberRequired"], true);
    assert_eq!(russian["customerOrganizationRegistrationNumberSample"], "1234567890");
    assert!(russian["customerOrganizationRegistrationNumberRegex"].as_str().unwrap().starts_with('^'));
    let polish = rules(&server, "PL");
    assert_eq!(polish["customerOrganizationRegistrationNumberRequired"], true);
    assert!(polish.get("customerOrganizationRegistrationNumberRegex").is_none());
    assert!(rules(&server, "US").get("customerOrganizationRegistrationNumberRequired").is_none());
}

/// The status and code of creating a customer in a country.
#[track_caller]
fn create_in(server: &TestServer, country: &str, number: Option<&str>, phone: Option<&str>) -> (u16, Value) {
    let domain = format!("{}.example", country.to_lowercase());
    let mut body = new_customer_body(&domain, "Registered");
    body["companyProfile"]["organizationRegistrationNumber"] = json!(number);
    body["billingProfile"]["defaultAddress"] =
        json!({ "country": country, "city": "C", "phoneNumber": phone });
    let answer = server.user().post("/v1/customers").json(&body).send();
    (answer.status, answer.json()["code"].clone())
}

#[test]
fn a_new_customer_meets_the_rules_that_its_country_shows() {
    let server = TestServer::start();
    let demanding = "AE AM AZ BR BY HU IN IQ KG KZ MD MM PL RU SA SS TH TJ TR UA UZ VE VN ZA";
    for country in demanding.split(' ') {
        let sample = rules(&server, country)["customerOrganizationRegistrationNumberSample"].clone();
        let sample = sample.as_str().unwrap_or("A-1/2026");
        assert_eq!(create_in(&server, country, None, Some("1")), (400, json!(600_049)), "{country}");
        assert_eq!(create_in(&server, country, Some(sample), None), (400, json!(600_051)), "{country}");
        assert_eq!(create_in(&server, country, Some(sample), Some("1")).0, 201, "{country}");
    }
    for country in ["RU", "KZ", "BY"] {
        assert_eq!(create_in(&server, country, Some("12x"), Some("1")), (400, json!(600_050)), "{country}");
    }
    assert_eq!(create_in(&server, "US", None, None).0, 201);
    // A number is kept wherever it comes, and its form is nobody's business in a country without a rule.
    assert_eq!(create_in(&server, "DE", Some("HRB 1"), None).0, 201);
}
