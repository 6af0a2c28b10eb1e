//! The built-in seed, and everything that can be wrong with one.

use serde_json::{Value, json};

use super::*;

const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";

fn built_in() -> Value {
    serde_json::from_str(BUILT_IN).unwrap()
}

/// What is said of the built-in seed with a change.
fn said(change: impl FnOnce(&mut Value)) -> String {
    let mut seed = built_in();
    change(&mut seed);
    SandboxSeed::parse(seed.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn the_built_in_seed_reads_and_keeps_the_rules() {
    let seed = SandboxSeed::parse(BUILT_IN.as_bytes()).unwrap();
    assert_eq!(seed, SandboxSeed::built_in());
    let domain = seed.to_domain(Timestamp::UNIX_EPOCH, Arc::default());
    assert_eq!((domain.partners.len(), domain.codes.len(), domain.customers.len()), (2, 4, 8));
    assert_eq!(SandboxSeed::parse(seed.to_json().as_bytes()).unwrap(), seed);
    assert_eq!(seed.partner_profiles().len(), 2);
    assert_eq!(SandboxSeed::parse(format!("\u{feff}{BUILT_IN}").as_bytes()).unwrap(), seed, "with a mark");
}

#[test]
fn a_seed_without_profiles_still_reads() {
    let mut old = built_in();
    for partner in old["partners"].as_array_mut().unwrap() {
        partner.as_object_mut().unwrap().remove("profile");
    }
    let seed = SandboxSeed::parse(old.to_string().as_bytes()).unwrap();
    assert!(seed.partner_profiles().is_empty() && !seed.to_json().contains("\"profile\""));
}

/// Something that makes a seed a wrong one.
type Change = fn(&mut Value);

/// What is said of the built-in seed when it is changed so.
const CHANGES: [(&str, Change); 22] = [
    ("users[1].partner: no partner of this seed", |seed| {
        seed["users"][1]["partner"] = json!("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1ff");
    }),
    ("codes[0].partner: no partner", |seed| {
        seed["codes"][0]["partner"] = json!("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1ff");
    }),
    ("customers[2].partner: no partner", |seed| {
        seed["customers"][2]["partner"] = json!("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1ff");
    }),
    ("partners[1].id: partners[0].id has the same", |seed| seed["partners"][1]["id"] = json!(NORTHLIGHT)),
    ("partners[1].profile.domain: partners[0].profile.domain has the same", |seed| {
        seed["partners"][1]["profile"]["domain"] = json!("NORTHLIGHT.onmicrosoft.com");
    }),
    ("partners[1].profile.culture: ", |seed| seed["partners"][1]["profile"]["culture"] = json!("?")),
    ("users[1].id: users[0].id has the same", |seed| seed["users"][1]["id"] = seed["users"][0]["id"].clone()),
    ("users[1].name: users[0].name has the same", |seed| {
        seed["users"][1]["name"] = json!("ANA@northlight.example");
    }),
    ("staff[0].name: users[0].name has the same", |seed| {
        seed["staff"][0]["name"] = json!("ana@northlight.example");
    }),
    ("codes[1].validationId: codes[0].validationId has the same", |seed| {
        seed["codes"][1] = seed["codes"][0].clone();
    }),
    ("codes[0].remainingCreates: it is larger", |seed| {
        seed["codes"][0]["maxCreates"] = json!(1);
        seed["codes"][0]["remainingCreates"] = json!(2);
    }),
    ("customers[1].id: customers[0].id has the same", |seed| {
        seed["customers"][1]["id"] = seed["customers"][0]["id"].clone();
    }),
    ("customers[1].companyProfile.domain: customers[0].companyProfile.domain has the same", |seed| {
        seed["customers"][1]["companyProfile"]["domain"] =
            seed["customers"][0]["companyProfile"]["domain"].clone();
    }),
    ("customers[0].billingProfile.email: ", |seed| {
        seed["customers"][0]["billingProfile"]["email"] = json!("nobody");
    }),
    ("customers[0]: required members are missing: ", |seed| {
        seed["customers"][0]["billingProfile"].as_object_mut().unwrap().remove("email");
    }),
    ("customers[0].companyProfile.domian: there is no such member", |seed| {
        seed["customers"][0]["companyProfile"]["domian"] = json!("x");
    }),
    ("customers[3].billingProfile.defaultAddress.contry: there is no such member", |seed| {
        seed["customers"][3]["billingProfile"]["defaultAddress"]["contry"] = json!("x");
    }),
    ("users[0].rol: there is no such member", |seed| seed["users"][0]["rol"] = json!("x")),
    ("custmers: a seed has no such member", |seed| seed["custmers"] = json!([])),
    ("codes: it is missing", |seed| drop(seed.as_object_mut().unwrap().remove("codes"))),
    ("users[0].role: ", |seed| seed["users"][0]["role"] = json!("Nobody")),
    ("users[2]: missing field `password`", |seed| {
        drop(seed["users"][2].as_object_mut().unwrap().remove("password"));
    }),
];

#[test]
fn every_fault_of_a_seed_is_told_with_its_place() {
    for (part, change) in CHANGES {
        let text = said(change);
        assert!(text.contains(part), "{part} is not in {text}");
        assert!(text.ends_with("`qualify sandbox seed --print` shows the form"), "{text}");
    }
}

#[test]
fn several_faults_are_told_at_once_and_what_is_no_json_by_its_line() {
    let text = said(|seed| {
        seed["users"][0]["rol"] = json!("x");
        seed["users"][1]["role"] = json!("Nobody");
        seed["staff"] = json!({});
    });
    for part in ["3 faults:", "\n  users[0].rol: ", "\n  users[1].role: ", "\n  staff: it is no list"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let text = SandboxSeed::parse(b"{\n  \"users\": [,]\n}").unwrap_err().to_string();
    assert!(text.contains("line 2 column 13"), "{text}");
    assert!(SandboxSeed::parse(b"").is_err() && SandboxSeed::parse(b"[]").is_err());
}
