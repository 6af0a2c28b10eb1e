//! The partner's own profiles: contract 1.18, S12 and S13.

use qualify_domain::partner_profile::PartnerVettingStatus;
use qualify_server::config::PartnerProfileSettings;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{TestServer, assert_document};
use serde_json::{Value, json};

use crate::tokens::service_with_issuer;

const ADDRESS: &str = r#"{ "country": "US", "city": "Redmond", "state": "WA", "addressLine1": "2 Hill Rd",
    "postalCode": "98052", "firstName": "Ana", "lastName": "Berg", "phoneNumber": "4255550111" }"#;

/// A profile of the configuration with these members.
fn settings(members: &Value) -> PartnerProfileSettings {
    let mut all = json!({ "partner": NORTHLIGHT });
    let members = members.as_object().expect("an object").clone();
    all.as_object_mut().expect("an object").extend(members);
    serde_json::from_value(all).expect("settings")
}

#[test]
fn example_1_18_shows_the_organization_profile_to_users_only() {
    let server = TestServer::start();
    let answer = server.user().get("/v1/profiles/organization").send().expect(200);
    let expected = r#"{
      "id": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4",
      "companyName": "Northlight Cloud",
      "defaultAddress": ADDRESS,
      "tenantId": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4",
      "domain": "northlight.onmicrosoft.com",
      "email": "info@northlight.example",
      "language": "en", "culture": "en-US",
      "profileType": "OrganizationProfile",
      "links": { "self": { "uri": "/profiles/organization", "method": "GET", "headers": [] } },
      "attributes": { "etag": "1", "objectType": "OrganizationProfile" }
    }"#;
    assert_document(answer.text(), &expected.replace("ADDRESS", ADDRESS));
    server.app().get("/v1/profiles/organization").send().assert_error(403, 900_329);
    let british = server.southgate().get("/V1/Profiles/Organization").send().expect(200).json();
    assert_eq!((&british["companyName"], &british["culture"]), (&json!("Southgate IT"), &json!("en-GB")));
    assert_eq!(british["defaultAddress"]["country"], "GB");
}

#[test]
fn example_1_18_shows_the_legal_business_profile_whatever_the_version() {
    let server = TestServer::start();
    let expected = r#"{
      "companyName": "Northlight Cloud",
      "address": ADDRESS,
      "primaryContact": { "firstName": "Ana", "lastName": "Berg", "email": "info@northlight.example", "phoneNumber": "4255550111" },
      "companyApproverAddress": { "country": "US", "city": "Redmond", "state": "WA", "addressLine1": "2 Hill Rd", "postalCode": "98052" },
      "companyApproverEmail": "info@northlight.example",
      "vettingStatus": "authorized", "vettingSubStatus": "none",
      "profileType": "LegalBusinessProfile",
      "links": { "self": { "uri": "/profiles/legalbusiness", "method": "GET", "headers": [] } },
      "attributes": { "objectType": "LegalBusinessProfile" }
    }"#;
    for query in ["", "?vettingVersion=Current", "?vettingVersion=LastFinalized", "?VETTINGVERSION=%FF"] {
        for caller in [server.user(), server.app()] {
            let answer = caller.get(format!("/v1/profiles/LegalBusiness{query}")).send().expect(200);
            assert_document(answer.text(), &expected.replace("ADDRESS", ADDRESS));
        }
    }
}

#[test]
fn the_name_is_the_one_that_the_operator_gives_the_partner() {
    let server = TestServer::start();
    let put = server.staff().put(format!("/operator/v1/partners/{NORTHLIGHT}"));
    put.json(&json!({ "name": "Renamed", "sandboxAccount": true })).send().expect(200);
    for path in ["/v1/profiles/organization", "/v1/profiles/legalbusiness"] {
        assert_eq!(server.user().get(path).send().expect(200).json()["companyName"], "Renamed");
    }
}

#[test]
fn the_configuration_describes_a_partner_and_goes_before_the_seed() {
    let server = TestServer::start_with(|config| {
        let mut polish =
            settings(&json!({ "country": "pl", "city": "Krakow", "email": "biuro@partner.example",
                "region": "Lesser Poland", "middle_name": "Lee" }));
        polish.vetting_status = PartnerVettingStatus::Pending;
        polish.vetting_sub_status = Some("documents".to_owned());
        config.partner_profiles = vec![polish];
    });
    let legal = server.user().get("/v1/profiles/legalbusiness").send().expect(200).json();
    assert_eq!(
        (&legal["vettingStatus"], &legal["vettingSubStatus"]),
        (&json!("pending"), &json!("documents"))
    );
    assert_eq!(
        legal["address"],
        json!({ "country": "PL", "region": "Lesser Poland", "city": "Krakow", "middleName": "Lee" })
    );
    let organization = server.user().get("/v1/profiles/organization").send().expect(200).json();
    assert_eq!((&organization["culture"], &organization["language"]), (&json!("pl-PL"), &json!("pl")));
    assert!(organization.get("domain").is_none());
}

#[test]
fn a_partner_that_nobody_described_still_has_profiles_with_a_country_and_a_culture() {
    let (server, issuer) = service_with_issuer();
    let user = server.with_token(issuer.sign(&issuer.user_claims(NORTHLIGHT)));
    let organization = user.get("/v1/profiles/organization").send().expect(200);
    let expected = r#"{
      "id": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4", "companyName": "Northlight", "defaultAddress": { "country": "US" },
      "tenantId": "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4", "language": "en", "culture": "en-US",
      "profileType": "OrganizationProfile",
      "links": { "self": { "uri": "/profiles/organization", "method": "GET", "headers": [] } },
      "attributes": { "etag": "1", "objectType": "OrganizationProfile" }
    }"#;
    assert_document(organization.text(), expected);
    let legal = user.get("/v1/profiles/legalbusiness").send().expect(200).json();
    assert_eq!((&legal["vettingStatus"], &legal["primaryContact"]), (&json!("authorized"), &json!({})));
}

#[test]
fn wrong_settings_are_named_before_the_service_starts() {
    let config = |profiles: Vec<PartnerProfileSettings>| {
        let mut config = qualify_server::Config::default();
        config.sandbox.enabled = true;
        config.partner_profiles = profiles;
        config
    };
    assert!(config(vec![settings(&json!({ "country": "PL" }))]).check().is_ok());
    let wrong = settings(
        &json!({ "country": "XX", "email": "nobody", "culture": "english", "first_name": "x".repeat(51) }),
    );
    let error = config(vec![wrong]).check().unwrap_err().to_string();
    for member in ["country", "email", "culture", "first_name"] {
        assert!(error.contains(&format!("partner_profiles.{NORTHLIGHT}.{member}: ")), "{error}");
    }
    let twice = config(vec![settings(&json!({})), settings(&json!({}))]).check().unwrap_err().to_string();
    assert!(twice.contains("two profiles"), "{twice}");
}
