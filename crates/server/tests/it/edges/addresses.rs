//! Points 5 and 6: what a caller says of an address comes back, and languages are tags (contract 9.1).

use qualify_testkit::TestServer;
use qualify_testkit::state::new_customer_body;
use serde_json::{Value, json};

/// Every documented member of an address.
fn whole_address() -> Value {
    json!({
        "country": "US", "region": "Pacific Northwest", "city": "Redmond", "state": "WA", "addressLine1": "15 Lake St",
        "addressLine2": "Building 2", "postalCode": "98052", "firstName": "Ana", "middleName": "Lee", "lastName": "Berg",
        "phoneNumber": "4255550100"
    })
}

#[test]
fn edge_05_every_member_of_an_address_comes_back_as_it_was_sent() {
    let server = TestServer::start();
    let mut body = new_customer_body("whole-address.example", "Whole Address School");
    body["billingProfile"]["defaultAddress"] = whole_address();
    let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    assert_eq!(created["billingProfile"]["defaultAddress"], whole_address());
    let path = format!("/v1/customers/{}", created["id"].as_str().unwrap());
    let customer = server.user().get(&path).send().expect(200).json();
    assert_eq!(customer["billingProfile"]["defaultAddress"], whole_address());
    let path = format!("{path}/profiles/billing");
    let mut profile = server.user().get(&path).send().expect(200).json();
    assert_eq!(profile["defaultAddress"], whole_address());

    let mut address = whole_address();
    for (member, value) in [("middleName", "de la"), ("region", "Cascadia"), ("addressLine2", "Floor 3")] {
        address[member] = json!(value);
    }
    profile["defaultAddress"] = address.clone();
    let changed = server.user().put(&path).json(&profile).send().expect(200).json();
    assert_eq!(changed["defaultAddress"], address);
    assert_eq!(server.user().get(&path).send().expect(200).json(), changed);
}

#[test]
fn edge_05_a_middle_name_may_be_blank_and_is_not_longer_than_a_name() {
    let server = TestServer::start();
    let path = format!("/v1/customers/{}/profiles/billing", server.new_customer());
    let mut profile = server.user().get(&path).send().expect(200).json();
    profile["defaultAddress"]["middleName"] = json!("x".repeat(51));
    let envelope = server.user().put(&path).json(&profile).send().assert_error(400, 3000);
    assert!(envelope["data"].to_string().contains("defaultAddress.middleName: "), "{envelope}");
    profile["defaultAddress"]["middleName"] = json!("");
    let changed = server.user().put(&path).json(&profile).send().expect(200).json();
    assert!(changed["defaultAddress"].get("middleName").is_none(), "{changed}");
}

#[test]
fn edge_06_a_language_is_two_letters_or_a_tag() {
    let server = TestServer::start();
    for (place, (sent, shown)) in
        (0..).zip([("pt-PT", "pt-PT"), ("PT-pt", "pt-PT"), ("EN", "en"), ("zh-Hans-CN", "zh-Hans-CN")])
    {
        let mut body = new_customer_body(&format!("language{place}.example"), "Language School");
        body["billingProfile"]["language"] = json!(sent);
        let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
        assert_eq!(created["billingProfile"]["language"], shown);
    }
    for wrong in ["eng", "english", "pt_PT", "p", "pt-"] {
        let mut body = new_customer_body("language.example", "Language School");
        body["billingProfile"]["language"] = json!(wrong);
        let envelope = server.user().post("/v1/customers").json(&body).send().assert_error(400, 3000);
        assert!(envelope["data"].to_string().contains("billingProfile.language: "), "{envelope}");
    }
}

#[test]
fn edge_06_the_languages_that_the_rules_name_are_taken() {
    let server = TestServer::start();
    let rules = server.user().get("/v1/countryvalidationrules/PT").send().expect(200).json();
    let path = format!("/v1/customers/{}/profiles/billing", server.new_customer());
    for (member, list) in [("language", "supportedLanguagesList"), ("culture", "supportedCulturesList")] {
        let named = rules[list].as_array().unwrap();
        assert!(!named.is_empty(), "{list}");
        for value in named {
            let mut profile = server.user().get(&path).send().expect(200).json();
            profile[member] = value.clone();
            let changed = server.user().put(&path).json(&profile).send().expect(200).json();
            assert_eq!(&changed[member], value);
        }
    }
}
