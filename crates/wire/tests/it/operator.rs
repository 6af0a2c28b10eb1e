//! The bodies of operators.

use std::collections::BTreeMap;

use qualify_contract::operator::*;
use qualify_vocabulary::VettingReason;
use qualify_wire::json::read_strict;

#[test]
fn a_partner_needs_a_name_and_the_kind_of_account() {
    let partner: PutPartner = read_strict(br#"{"name":"Northlight","sandboxAccount":true}"#).unwrap();
    assert_eq!((partner.status, partner.may_create_customers), (None, None));
    let partner: PutPartner = read_strict(
        br#"{"name":"N","sandboxAccount":false,"status":"suspended","mayCreateCustomers":false}"#,
    )
    .unwrap();
    assert_eq!((partner.status, partner.may_create_customers), (Some(PartnerStatus::Suspended), Some(false)));
    assert!(read_strict::<PutPartner>(br#"{"name":"N"}"#).is_err());
}

#[test]
fn unknown_members_are_refused_by_name() {
    let error = read_strict::<PutAccountStatus>(br#"{"status":"Allowed","statsu":1}"#).unwrap_err();
    assert_eq!(error.to_string(), "the member statsu is unknown here; known members are status");
    let bodies: [(bool, &str); 4] = [
        (read_strict::<PutPartner>(br#"{"name":"N","sandboxAccount":true,"x":1}"#).is_err(), "PutPartner"),
        (read_strict::<IssueCode>(br#"{"organizationName":"N","x":1}"#).is_err(), "IssueCode"),
        (read_strict::<EducationDecision>(br#"{"decision":"deny","x":1}"#).is_err(), "EducationDecision"),
        (read_strict::<PutAccountStatus>(br#"{"status":"Allowed","x":1}"#).is_err(), "PutAccountStatus"),
    ];
    for (is_refused, name) in bodies {
        assert!(is_refused, "{name}");
    }
}

#[test]
fn a_decision_reads_with_a_documented_reason() {
    let decision: EducationDecision =
        read_strict(br#"{"decision":"deny","reason":"not an academic domain"}"#).unwrap();
    assert_eq!(decision.reason, Some(VettingReason::NotAcademicDomain));
    let error = read_strict::<EducationDecision>(br#"{"decision":"deny","reason":"because"}"#).unwrap_err();
    insta::assert_snapshot!(error.to_string(), @"the member reason is unusable: not a vetting reason: one of the documented texts is expected, such as Not an Academic Domain");
    let error = read_strict::<EducationDecision>(br#"{"decision":"maybe"}"#).unwrap_err();
    assert_eq!(error.to_string(), "the member decision has an unknown value; approve or deny is expected");
}

#[test]
fn neither_a_code_nor_an_actor_shows_in_debug() {
    let issue: IssueCode =
        read_strict(br#"{"organizationName":"L","maxCreates":5,"validationId":"481516"}"#).unwrap();
    assert!(!format!("{issue:?}").contains("481516"));
    let record = OperatorAuditRecord {
        id: "1".to_owned(),
        partner_id: None,
        customer_id: None,
        actor: "olga@qualify.example".to_owned(),
        actor_key: None,
        operation: "issue_code".to_owned(),
        at: "2024-03-05T09:12:44Z".to_owned(),
        details: BTreeMap::from([("code".to_owned(), "****16".to_owned())]),
    };
    assert!(!format!("{record:?}").contains("olga"));
    assert_eq!(
        serde_json::to_string(&record).unwrap(),
        r#"{"id":"1","actor":"olga@qualify.example","operation":"issue_code","at":"2024-03-05T09:12:44Z","details":{"code":"****16"}}"#
    );
}
