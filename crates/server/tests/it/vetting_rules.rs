//! The policy `rules` from outside: every seed customer's path (design 7), previews, and what the records tell.

use qualify_testkit::seed::{CODE, LAKESIDE, SOUTHGATE_PRIMARY};
use qualify_testkit::state::operator_path;
use qualify_testkit::{TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

use crate::paths::{qualification, qualification_with_code, qualifications};

const RIVERBEND: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01";
const LAKESIDE_COUNTY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02";
const HARBOR_BOOKS: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c03";
const BIBLIOTEKA: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
const ZIELONA: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c05";
const GRID_STATE: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06";

fn by_rules() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules)
}

fn preview(customer: &str) -> String {
    format!("/partner/v1/customers/{customer}/qualifications/preview")
}

/// The decisions about a customer, the newest first, each with its texts.
fn decisions(server: &TestServer, customer: &str) -> Vec<Value> {
    let page = server.staff().get(operator_path(customer, "decisions")).send().expect(200).json();
    let ids = page["items"].as_array().expect("a list").iter();
    ids.map(|decision| {
        let id = decision["id"].as_str().expect("an id");
        server.staff().get(format!("/operator/v1/decisions/{id}")).send().expect(200).json()
    })
    .collect()
}

/// Asks by POST, which is answered `InReview`, and waits until the record stands where it is expected.
#[track_caller]
fn posted(server: &TestServer, customer: &str, body: &str, then: &str) -> Value {
    let answer = server.user().post(qualifications(customer)).body(body).send().expect(201).json();
    assert_eq!(answer["vettingStatus"], "InReview", "every POST is answered InReview: {answer}");
    wait_until(&format!("{customer} is {then}, and the decision is kept"), || {
        server.state_of(customer) == then && !decisions(server, customer).is_empty()
    });
    decisions(server, customer).remove(0)
}

#[test]
fn every_seed_customer_takes_its_path_by_put() {
    let server = by_rules();
    let put = |customer: &str, body: &str| server.user().put(qualification(customer)).body(body).send();
    for (customer, code) in [(LAKESIDE, "EDU_SUFFIX_A"), (RIVERBEND, "EDU_SUFFIX_B")] {
        assert_eq!(put(customer, "1").expect(200).text(), "\"education\"");
        assert_eq!(server.state_of(customer), "E+");
        let decision = decisions(&server, customer).remove(0);
        assert_eq!((&decision["outcome"], &decision["reasonCode"]), (&json!("approve"), &json!(code)));
    }
    let denied = put(HARBOR_BOOKS, "1").assert_error(400, 1_900_013);
    assert_eq!(denied["parameters"]["vettingReason"], "Not an Academic Domain");
    assert_eq!(denied["parameters"]["reasonCode"], "FREE_MAIL");
    let text = denied["description"].as_str().expect("a text");
    assert!(text.contains("gmail.com is a public mailbox service"), "{text}");
    for customer in [BIBLIOTEKA, ZIELONA] {
        let passed_on = put(customer, "1").assert_error(400, 1_900_009);
        assert_eq!(passed_on["parameters"]["reasonCode"], "EDU_NO_EVIDENCE", "{passed_on}");
    }
    for customer in [HARBOR_BOOKS, BIBLIOTEKA, ZIELONA] {
        assert_eq!(server.state_of(customer), "∅", "nothing is stored");
        assert!(decisions(&server, customer).is_empty(), "and no decision is kept");
    }
    let government = server.user().put(qualification_with_code(LAKESIDE_COUNTY, CODE)).body("3").send();
    assert_eq!(government.expect(200).text(), "\"governmentcommunitycloud\"");
    put(GRID_STATE, "4").assert_error(400, 1_900_005);
    put(SOUTHGATE_PRIMARY, "1").assert_error(404, 60_003);
}

#[test]
fn every_seed_customer_takes_its_path_by_post() {
    let server = by_rules();
    let education = r#"{"qualification":"Education"}"#;
    let k12 = r#"{"qualification":"Education","educationSegment":"K12"}"#;
    let higher = r#"{"qualification":"Education","educationSegment":"HigherEducation"}"#;
    let table = [
        (LAKESIDE, k12, "E+", "approve", "EDU_SUFFIX_A"),
        (RIVERBEND, higher, "E+", "approve", "EDU_SUFFIX_B"),
        (HARBOR_BOOKS, education, "E-", "deny", "FREE_MAIL"),
        (BIBLIOTEKA, education, "E?", "needs-human", "EDU_NO_EVIDENCE"),
        (ZIELONA, k12, "E?", "needs-human", "EDU_NO_EVIDENCE"),
    ];
    for (customer, body, then, outcome, code) in table {
        let decision = posted(&server, customer, body, then);
        assert_eq!((&decision["outcome"], &decision["reasonCode"]), (&json!(outcome), &json!(code)));
        assert_eq!(decision["actor"], "policy rules");
        assert!(!decision["datasetVersions"].as_array().expect("a list").is_empty(), "{decision}");
    }
    let denied = server.records(HARBOR_BOOKS);
    assert_eq!(denied[0]["vettingReason"], "Not an Academic Domain");
    assert!(server.records(LAKESIDE)[0].get("vettingReason").is_none_or(Value::is_null));

    let body = format!(r#"{{"qualification":"GovernmentCommunityCloud","validationCode":"{CODE}"}}"#);
    let answer = server.user().post(qualifications(LAKESIDE_COUNTY)).body(body).send().expect(201).json();
    assert_eq!(answer["vettingStatus"], "Approved", "an accepted code approves at once");
    let beside = decisions(&server, LAKESIDE_COUNTY).remove(0);
    assert_eq!((&beside["outcome"], &beside["reasonCode"]), (&json!("approve"), &json!("GOV_SUFFIX")));

    let body = r#"{"qualification":"StateOwnedEntity"}"#;
    let answer = server.user().post(qualifications(GRID_STATE)).body(body).send().expect(201).json();
    assert!(answer.get("vettingStatus").is_none(), "a declaration has no status: {answer}");
    assert_eq!(decisions(&server, GRID_STATE)[0]["reasonCode"], "SOE_ATTESTED");

    server.user().post(qualifications(SOUTHGATE_PRIMARY)).body(education).send().assert_error(404, 60_003);
}

#[test]
fn the_trail_tells_who_decided_by_which_rule() {
    let server = by_rules();
    let decision = posted(&server, HARBOR_BOOKS, r#"{"qualification":"Education"}"#, "E-");
    let trail = server.audit_of(HARBOR_BOOKS);
    let decided = trail
        .iter()
        .find(|record| record["userPrincipalName"] == "policy rules")
        .unwrap_or_else(|| panic!("the rules' own record: {trail:#?}"));
    let details = decided["customizedData"].as_array().expect("a list");
    let detail = |key: &str| {
        let found = details.iter().find(|pair| pair["key"] == key);
        found.unwrap_or_else(|| panic!("{key}: {details:?}"))["value"].clone()
    };
    assert_eq!(detail("ReasonCode"), "FREE_MAIL");
    assert_eq!(detail("Rule"), "E3");
    assert_eq!(detail("Outcome"), "deny");
    assert_eq!(detail("Decision"), decision["id"]);
    // The record of the decision holds hosts, and no address of a person.
    let text = decision.to_string();
    assert!(text.contains("gmail.com") && !text.contains("harborbooks@gmail.com"), "{text}");
}

#[test]
fn a_partner_sees_what_would_be_decided_and_nothing_is_stored() {
    let server = by_rules();
    let ask = |customer: &str, body: &str| server.user().post(preview(customer)).body(body).send();
    let education = r#"{"qualification":"Education"}"#;
    let approved = ask(LAKESIDE, education).expect(200).json();
    assert_eq!(approved["vettingStatus"], "Approved");
    assert_eq!((&approved["outcome"], &approved["reasonCode"]), (&json!("approve"), &json!("EDU_SUFFIX_A")));
    let denied = ask(HARBOR_BOOKS, education).expect(200).json();
    assert_eq!(
        (&denied["vettingStatus"], &denied["vettingReason"]),
        (&json!("Denied"), &json!("Not an Academic Domain"))
    );
    let waiting = ask(BIBLIOTEKA, education).expect(200).json();
    assert_eq!((&waiting["vettingStatus"], &waiting["rule"]), (&json!("InReview"), &json!("E12")));
    assert!(waiting["explanation"].as_str().expect("a text").contains("Biblioteka Miejska"));
    let code = format!(r#"{{"qualification":"GovernmentCommunityCloud","validationCode":"{CODE}"}}"#);
    let government = ask(LAKESIDE_COUNTY, &code).expect(200).json();
    assert_eq!(government["vettingStatus"], "Approved");
    assert_eq!(server.code_left(CODE), Some(2), "no unit is used");
    for customer in [LAKESIDE, HARBOR_BOOKS, BIBLIOTEKA, LAKESIDE_COUNTY] {
        assert_eq!(server.state_of(customer), "∅");
        assert!(decisions(&server, customer).is_empty() && server.audit_of(customer).is_empty());
    }
    let unknown = r#"{"qualification":"GovernmentCommunityCloud","validationCode":"1"}"#;
    ask(LAKESIDE_COUNTY, unknown).assert_error(400, 1_900_002);
    ask(SOUTHGATE_PRIMARY, education).assert_error(404, 60_003);
    ask(LAKESIDE, "{}").assert_error(400, 800_002);
    let application = server.app();
    application.post(preview(LAKESIDE)).body(education).send().assert_error(403, 900_329);
}

#[test]
fn an_operator_sees_it_with_everything_that_was_looked_up() {
    let server = by_rules();
    let ask = |body: Value| server.staff().post("/operator/v1/vetting/preview").json(&body).send();
    let answer =
        ask(json!({"legalName": "Riverbend University", "email": "it@riverbend.edu", "country": "US"}));
    let answer = answer.expect(200).json();
    assert_eq!((&answer["outcome"], &answer["rule"]), (&json!("approve"), &json!("E11")));
    assert_eq!(answer["host"], "riverbend.edu");
    assert_eq!(answer["findings"]["hosts"][0]["education_suffix"]["grade"], "B");
    let rules = answer["rules"].as_array().expect("a list");
    assert!(rules.iter().any(|tried| tried["rule"] == "E10" && tried["verdict"].is_null()), "{rules:?}");
    // Where codes are given out, the G rules say who may have one.
    let body = json!({"qualification": "GovernmentCommunityCloud", "legalName": "HM Revenue and Customs",
        "domain": "hmrc.gov.uk", "country": "GB"});
    assert_eq!(ask(body).expect(200).json()["reasonCode"], "GCC_NOT_US");
    for (country, outcome, code) in [
        ("usa", "approve", "EDU_SUFFIX_B"),
        (" us ", "approve", "EDU_SUFFIX_B"),
        ("", "approve", "EDU_SUFFIX_B"),
        ("POL", "needs-human", "COUNTRY_MISMATCH"),
        ("Atlantis", "invalid", "INPUT_COUNTRY"),
        ("UK", "invalid", "INPUT_COUNTRY"),
    ] {
        let body =
            json!({"legalName": "Riverbend University", "email": "it@riverbend.edu", "country": country});
        let answer = ask(body).expect(200).json();
        assert_eq!(
            (&answer["outcome"], &answer["reasonCode"]),
            (&json!(outcome), &json!(code)),
            "{country}: {answer}"
        );
    }
    ask(json!({"legalName": "A", "unheardOf": 1})).assert_error(400, 800_002);
    ask(json!({"legalName": "A", "qualification": "Charity"})).assert_error(400, 900_126);
}

#[test]
fn a_segment_that_the_suffix_contradicts_goes_to_a_person_and_a_website_alone_proves_nothing() {
    let server = by_rules();
    let higher = r#"{"qualification":"Education","educationSegment":"HigherEducation"}"#;
    let decision = posted(&server, LAKESIDE, higher, "E?");
    assert_eq!(decision["reasonCode"], "SEGMENT_MISMATCH");
    // The customer writes from somewhere else than the website it names.
    let body = r#"{"qualification":"Education","website":"https://www.riverbend.edu/about"}"#;
    let decision = posted(&server, ZIELONA, body, "E?");
    assert_ne!(decision["outcome"], "approve", "{decision}");
}

/// What is said to a reader of a language about a customer's request, by the four doors that say it.
fn told(server: &TestServer, customer: &str, review: &str, language: &str) -> Vec<String> {
    let text = |answer: &Value, member: &str| answer[member].as_str().expect("a text").to_owned();
    let ask =
        |request: qualify_testkit::Request| request.header("X-Locale", language).send().expect(200).json();
    let looked_ahead = ask(server.user().post(preview(LAKESIDE)).body(r#"{"qualification":"Education"}"#));
    let body = json!({"legalName": "Biblioteka Miejska", "email": "it@biblioteka.pl", "country": "PL"});
    let of_staff = ask(server.staff().post("/operator/v1/vetting/preview").json(&body));
    let case = ask(server.user().get(format!("/partner/v1/customers/{customer}/reviews/{review}")));
    let of_reviewer = ask(server.staff().get(format!("/operator/v1/reviews/{review}")));
    let denied = server.user().put(qualification(HARBOR_BOOKS)).body("1").header("X-Locale", language).send();
    let denied = denied.assert_error(400, 1_900_013);
    assert_eq!(denied["parameters"]["vettingReason"], "Not an Academic Domain", "{language}");
    let denied = text(&denied, "description");
    assert!(denied.starts_with("Customer tagging denied. "), "{language}: {denied}");
    vec![
        text(&looked_ahead, "explanation"),
        text(&of_staff, "explanation"),
        text(&of_staff, "nextStep"),
        of_staff["checks"].to_string(),
        text(&case, "explanation"),
        of_reviewer["checks"].to_string(),
        denied,
    ]
}

#[test]
fn what_was_found_is_told_in_the_readers_language() {
    let server = by_rules();
    posted(&server, BIBLIOTEKA, r#"{"qualification":"Education"}"#, "E?");
    let cases =
        server.user().get(format!("/partner/v1/customers/{BIBLIOTEKA}/reviews")).send().expect(200).json();
    let review = cases[0]["id"].as_str().expect("a case").to_owned();
    let english = told(&server, BIBLIOTEKA, &review, "en-US");
    assert!(english[4].contains("A person looks at such a request"), "{english:?}");
    let mut seen = vec![english.clone()];
    for language in ["pl-PL", "hu-HU", "cs-CZ", "nl-NL", "pt-PT"] {
        let said = told(&server, BIBLIOTEKA, &review, language);
        for (place, text) in said.iter().enumerate() {
            assert!(seen.iter().all(|other| other[place] != *text), "{language}: {text}");
        }
        assert!(
            said[0].contains("Lakeside") && said[4].contains("Biblioteka Miejska"),
            "{language}: {said:?}"
        );
        // A denial says more than the catalogue does: the domain that vetting looked at.
        assert!(said[6].len() > 120, "{language}: {}", said[6]);
        seen.push(said);
    }
}
