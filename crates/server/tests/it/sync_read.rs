//! `GET /qualification`: vectors T01 to T06.

use qualify_testkit::TestServer;
use qualify_testkit::seed::CODE;

use crate::paths::{qualification, qualification_with_code};

#[track_caller]
fn assert_reads(states: &str, expected: &str) {
    let server = TestServer::start();
    let customer = server.new_customer_in(states);
    let answer = server.user().get(qualification(&customer)).send().expect(200);
    assert_eq!(answer.text(), expected, "{states}");
    assert_eq!(answer.header("Content-Type"), Some("application/json; charset=utf-8"));
}

#[test]
fn t01_a_customer_without_a_record_reads_none_in_six_bytes() {
    let server = TestServer::start();
    let customer = server.new_customer();
    let answer = server.app().get(qualification(&customer)).send().expect(200);
    assert_eq!(answer.body, b"\"none\"");
    assert_eq!(answer.header("Content-Length"), Some("6"));
}

#[test]
fn t02_approved_education_reads_education() {
    assert_reads("E+", "\"education\"");
}

#[test]
fn t03_education_in_review_reads_none() {
    assert_reads("E?", "\"none\"");
}

#[test]
fn t04_denied_education_reads_none() {
    assert_reads("E-", "\"none\"");
}

#[test]
fn t05_state_ownership_alone_reads_none() {
    assert_reads("S", "\"none\"");
}

#[test]
fn t06_gcc_reads_in_the_dialect_of_the_caller() {
    let server = TestServer::start();
    let customer = server.new_customer_in("G,S");
    let get = server.user().get(qualification(&customer));
    assert_eq!(get.send().expect(200).text(), "\"governmentcommunitycloud\"");
    for client in [
        "Partner Center PowerShell",
        "Partner Center .NET SDK",
        "Partner Center Open .NET SDK",
        "Partner Center Java SDK",
    ] {
        let answer = get.clone().header("MS-PartnerCenter-Client", client).send().expect(200);
        assert_eq!(answer.text(), "\"government_community_cloud\"", "{client}");
    }
    let answer = get.clone().header("ms-sdkversion", "1.0").send().expect(200);
    assert_eq!(answer.text(), "\"government_community_cloud\"");
    let other = get.header("MS-PartnerCenter-Client", "Some Other Client").send().expect(200);
    assert_eq!(other.text(), "\"governmentcommunitycloud\"");
}

#[test]
fn an_imported_nonprofit_reads_nonprofit() {
    assert_reads("N", "\"nonprofit\"");
    assert_reads("E-,N", "\"nonprofit\"");
}

#[test]
fn a_configured_dialect_wins_over_the_caller() {
    use qualify_wire::dialect::DialectSetting;
    for (setting, expected) in [
        (DialectSetting::Docs, "\"governmentcommunitycloud\""),
        (DialectSetting::Sdk, "\"government_community_cloud\""),
    ] {
        let server = TestServer::start_with(|config| config.api.dialect = setting);
        let customer = server.new_customer();
        let put = server.user().put(qualification_with_code(&customer, CODE)).body("3");
        assert_eq!(put.send().expect(200).text(), expected);
        let get = server.user().get(qualification(&customer));
        assert_eq!(get.send().expect(200).text(), expected);
        let sdk = get.header("MS-PartnerCenter-Client", "Partner Center .NET SDK");
        assert_eq!(sdk.send().expect(200).text(), expected);
    }
}
