use super::*;

#[test]
fn a_record_is_written_as_the_contract_shows_it() {
    let opened_at = "2024-03-05T09:12:44Z".parse().unwrap();
    let reason = Some(VettingReason::NotAcademicDomain);
    let records = [
        QualificationRecord::vetted(Qualification::Education, VettingStatus::Denied, reason, opened_at),
        QualificationRecord::declared(Qualification::StateOwnedEntity),
    ];
    let expected = concat!(
        r#"[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Academic Domain","#,
        r#""vettingCreateDate":"2024-03-05T09:12:44Z","vettingCreatedDate":"2024-03-05T09:12:44Z"},"#,
        r#"{"qualification":"StateOwnedEntity"}]"#,
    );
    assert_eq!(serde_json::to_string(&records).unwrap(), expected);
    assert_eq!(serde_json::from_str::<Vec<QualificationRecord>>(expected).unwrap(), records);
}

#[test]
fn a_reason_travels_with_a_denial_only() {
    let reason = Some(VettingReason::NotAcademicDomain);
    let opened_at = Timestamp::UNIX_EPOCH;
    let record =
        QualificationRecord::vetted(Qualification::Education, VettingStatus::InReview, reason, opened_at);
    assert_eq!(record.vetting_reason, None);
}
