//! Points 3 and 4: a domain is one in all of its spellings, and names are found in every casing (contract 9.1.3, 9.1.4).

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, encoded};
use qualify_vocabulary::NameKey;
use serde_json::Value;

/// One domain.
const SPELLINGS: [&str; 7] = [
    "szkoła.example",
    "Szkoła.Example",
    "SZKOŁA.EXAMPLE",
    "xn--szkoa-n7a.example",
    "XN--SZKOA-N7A.EXAMPLE",
    "ｓｚｋｏła．ｅｘａｍｐｌｅ",
    "szkoła\u{3002}example",
];

#[track_caller]
fn create(server: &TestServer, domain: &str, name: &str) -> Value {
    server.user().post("/v1/customers").json(&new_customer_body(domain, name)).send().expect(201).json()
}

/// The names of the customers that a filter finds.
#[track_caller]
fn found(server: &TestServer, field: &str, operator: &str, value: &str) -> Vec<String> {
    let filter = serde_json::json!({ "Field": field, "Value": value, "Operator": operator }).to_string();
    let page =
        server.user().get(format!("/v1/customers?filter={}", encoded(&filter))).send().expect(200).json();
    let items = page["items"].as_array().expect("a list").iter();
    items.map(|item| item["companyProfile"]["companyName"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn edge_03_a_domain_is_taken_in_every_spelling() {
    let server = TestServer::start();
    for sent in SPELLINGS {
        let customer = create(&server, sent, "Szkoła");
        assert_eq!(customer["companyProfile"]["domain"], sent, "it is shown as it was sent");
        let path = format!("/v1/customers/{}", customer["id"].as_str().unwrap());
        let shown = server.user().get(&path).send().expect(200).json();
        assert_eq!(
            (&shown["companyProfile"]["domain"], &shown["customDomains"][0]),
            (&sent.into(), &sent.into())
        );
        for other in SPELLINGS {
            for caller in [server.user(), server.southgate()] {
                let twin = caller.post("/v1/customers").json(&new_customer_body(other, "Twin")).send();
                twin.assert_error(409, 1_900_011);
            }
            server.user().head(format!("/v1/domains/{}", encoded(other))).send().expect(200);
            assert_eq!(found(&server, "Domain", "equals", other), ["Szkoła"], "{sent} by {other}");
        }
        server.user().delete(&path).send().expect(204);
        for other in SPELLINGS {
            server.user().head(format!("/v1/domains/{}", encoded(other))).send().expect(404);
        }
    }
}

#[test]
fn edge_03_what_hides_in_a_domain_makes_it_none() {
    let server = TestServer::start();
    for domain in [
        "sch\u{200b}ool.example",
        "school.example\u{202e}",
        "sch\u{ad}ool.example",
        "xn--a.example",
        "a_b.example",
    ] {
        let refused = server.user().post("/v1/customers").json(&new_customer_body(domain, "Hidden")).send();
        refused.assert_error(400, 3000);
        server.user().head(format!("/v1/domains/{}", encoded(domain))).send().expect(400);
    }
}

#[test]
fn edge_03_a_tenants_name_is_taken_in_every_spelling() {
    let server = TestServer::start();
    create(&server, "ｅｄｇｅ.OnMicrosoft.com", "Edge");
    let path = "/v1/validations/checkdomainavailability/EDGE";
    assert_eq!(server.user().get(path).send().expect(200).text(), "false");
}

#[test]
fn edge_04_names_are_found_in_every_casing() {
    let server = TestServer::start();
    for (number, name) in
        ["Straßenschule", "ΣΧΟΛΕΙΟ ΠΟΛΗΣ", "İstanbul Lisesi", "ＮＡＧＯＹＡ"].into_iter().enumerate()
    {
        create(&server, &format!("folded{number}.example"), name);
    }
    for (operator, value, name) in [
        ("equals", "STRASSENSCHULE", "Straßenschule"),
        ("starts_with", "strass", "Straßenschule"),
        ("starts_with", "STRAẞ", "Straßenschule"),
        ("equals", "σχολειο πολης", "ΣΧΟΛΕΙΟ ΠΟΛΗΣ"),
        ("equals", "σχολειο πολησ", "ΣΧΟΛΕΙΟ ΠΟΛΗΣ"),
        ("starts_with", "istanbul", "İstanbul Lisesi"),
        ("starts_with", "ISTANBUL", "İstanbul Lisesi"),
        ("equals", "nagoya", "ＮＡＧＯＹＡ"),
    ] {
        assert_eq!(found(&server, "CompanyName", operator, value), [name], "{operator} {value}");
    }
    assert_eq!(found(&server, "Domain", "starts_with", "FOLDED").len(), 4);
}

#[test]
fn edge_04_whatever_folds_alike_is_found() {
    let server = TestServer::start();
    let letters = "[a-zA-ZßẞſςσΣİıǰΰևﬃᾳÅéÉł中ａＡ -]{1,10}";
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let number = std::cell::Cell::new(0);
    runner
        .run(&letters, |name| {
            let name = name.trim().to_owned();
            prop_assume!(!name.is_empty());
            number.set(number.get() + 1);
            create(&server, &format!("fold{}.example", number.get()), &name);
            for spelling in [name.to_uppercase(), name.to_lowercase(), NameKey::of(&name).as_str().to_owned()]
            {
                if NameKey::of(&spelling) == NameKey::of(&name) {
                    for operator in ["equals", "starts_with"] {
                        prop_assert!(
                            found(&server, "CompanyName", operator, &spelling).contains(&name),
                            "{} {}",
                            name,
                            spelling
                        );
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
