//! One test for each row of the contract's table of contradictions (2.9), column "Client".

use qualify_sdk::contract::v1::QualificationWord;
use qualify_sdk::contract::v1::addresses::AddressToValidate;
use qualify_sdk::vocabulary::{
    EducationSegment, Qualification, ValidationCodeId, VettingReason, VettingStatus,
};
use qualify_sdk::{Effect, Error, ErrorCategory, QualificationRequest};
use qualify_testkit::{TestServer, seed};

use crate::against_service::user_of;
use crate::scripted::{Scripted, answer, customer_id};

fn code() -> ValidationCodeId {
    ValidationCodeId::from_input("481516").expect("a code")
}

fn education() -> QualificationRequest {
    QualificationRequest::education(EducationSegment::K12)
}

#[tokio::test]
async fn x01_either_name_of_the_date_is_read() {
    for name in ["vettingCreateDate", "vettingCreatedDate", "VettingCreatedDate", "vettingcreatedate"] {
        let body = format!(
            r#"[{{"qualification":"Education","vettingStatus":"InReview","{name}":"2024-03-05T09:12:44Z"}}]"#
        );
        let records = Scripted::answering(200, &body).qualification().get_qualifications().await.expect(name);
        assert_eq!(
            records[0].opened_at().map(|at| at.to_string()).as_deref(),
            Some("2024-03-05T09:12:44Z"),
            "{name}"
        );
    }
    let both = r#"[{"qualification":"Education","vettingCreateDate":"","vettingCreatedDate":"2024-03-05T09:12:44Z"}]"#;
    let records = Scripted::answering(200, both).qualification().get_qualifications().await.expect("records");
    assert!(records[0].opened_at().is_some(), "the first that is not empty wins");
}

#[tokio::test]
async fn x02_a_date_in_another_form_is_kept_as_its_text() {
    for (text, is_read) in [
        ("2024-03-05T09:12:44Z", true),
        ("2024-03-05T09:12:44.1234567+00:00", true),
        ("07/09/2020: 00:00:00", false),
        ("soon", false),
    ] {
        let body = format!(r#"[{{"qualification":"Education","vettingCreateDate":"{text}"}}]"#);
        let records = Scripted::answering(200, &body).qualification().get_qualifications().await.expect(text);
        assert_eq!(records[0].vetting_create_date.as_deref(), Some(text));
        assert_eq!(records[0].opened_at().is_some(), is_read, "{text}");
    }
}

#[tokio::test]
async fn x03_an_update_sends_the_integer_unless_words_are_wanted() {
    let service = Scripted::answering(200, r#""education""#);
    service.qualification().update(Qualification::Education).await.expect("done");
    service
        .qualification()
        .update_with_code(Qualification::GovernmentCommunityCloud, &code())
        .await
        .expect("done");
    let bodies: Vec<_> = service.sent().iter().map(crate::scripted::Sent::json).collect();
    assert_eq!(bodies, [1, 3]);
    let old = qualify_sdk::Client::builder(
        qualify_sdk::Cloud::sandbox(service.url()),
        qualify_sdk::Credentials::static_token("t"),
    );
    let old = old.update_with_words().without_proxy().build().expect("a client");
    let scope = old.customers().by_id(customer_id()).qualification();
    scope.update_with_code(Qualification::GovernmentCommunityCloud, &code()).await.expect("done");
    assert_eq!(service.sent()[2].json(), "government_community_cloud");
}

#[tokio::test]
async fn x04_an_answer_that_a_wrong_length_cuts_is_done_all_the_same() {
    let cut = |length: usize, body: &str| {
        let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        Scripted::new(vec![crate::scripted::Step::Answer(text.into_bytes())])
    };
    let service = cut(14, r#""governmentcommunitycloud""#);
    let update =
        service.qualification().update_with_code(Qualification::GovernmentCommunityCloud, &code()).await;
    let update = update.expect("it was done");
    assert_eq!(update.qualification.known(), Some(Qualification::GovernmentCommunityCloud));
    let service = cut(29, r#"{"qualification":"Education","vettingStatus":"InReview"}"#);
    let error = service.qualification().create_qualifications(&education()).await.expect_err("it is cut");
    assert_eq!((error.effect(), service.sent().len()), (Effect::Done, 1), "{error}");
}

#[tokio::test]
async fn x05_every_spelling_of_a_qualification_is_read() {
    for (body, expected) in [
        (r#""governmentcommunitycloud""#, Qualification::GovernmentCommunityCloud),
        (r#""government_community_cloud""#, Qualification::GovernmentCommunityCloud),
        (r#""GovernmentCommunityCloud""#, Qualification::GovernmentCommunityCloud),
        (r#""governmentCommunityCloud""#, Qualification::GovernmentCommunityCloud),
        ("3", Qualification::GovernmentCommunityCloud),
        (r#""3""#, Qualification::GovernmentCommunityCloud),
        ("\u{feff}\"Education\"", Qualification::Education),
        (r#"{"Qualification":"StateOwnedEntity"}"#, Qualification::StateOwnedEntity),
        (r#""none""#, Qualification::None),
        ("0", Qualification::None),
    ] {
        let read = Scripted::answering(200, body).qualification().get().await.expect(body);
        assert_eq!(read.known(), Some(expected), "{body}");
    }
    let read = Scripted::answering(200, r#""Charity""#).qualification().get().await.expect("a text");
    assert_eq!(read, QualificationWord::Other("Charity".to_owned()), "unknown text is never None");
}

#[tokio::test]
async fn x06_any_success_creates() {
    for status in [200, 201, 202] {
        let service =
            Scripted::answering(status, r#"{"qualification":"Education","vettingStatus":"InReview"}"#);
        let record = service.qualification().create_qualifications(&education()).await.expect("a record");
        assert_eq!(record.vetting_status.and_then(|status| status.known()), Some(VettingStatus::InReview));
    }
}

#[tokio::test]
async fn x07_a_created_record_is_read_alone_in_a_list_or_in_a_wrapper() {
    const RECORD: &str = r#"{"qualification":"Education"}"#;
    for body in [RECORD.to_owned(), format!("[{RECORD}]"), format!(r#"{{"qualifications":[{RECORD}]}}"#)] {
        let record =
            Scripted::answering(201, &body).qualification().create_qualifications(&education()).await;
        assert_eq!(record.expect("a record").qualification.known(), Some(Qualification::Education), "{body}");
    }
    let two = format!("[{RECORD},{RECORD}]");
    let error = Scripted::answering(201, &two).qualification().create_qualifications(&education()).await;
    assert!(matches!(error, Err(Error::NotUnderstood { .. })), "two records are not one");
}

#[tokio::test]
async fn x08_records_are_read_from_a_list_a_wrapper_and_a_single_object() {
    for body in [
        r#"[{"qualification":"Education"}]"#,
        r#"{"qualifications":[{"qualification":"Education"}]}"#,
        r#"{"Qualification":"Education","VettingStatus":"Denied","VettingReason":"Not an Academic Domain"}"#,
    ] {
        let records = Scripted::answering(200, body).qualification().get_qualifications().await.expect(body);
        assert_eq!(records.len(), 1, "{body}");
        assert_eq!(records[0].qualification.known(), Some(Qualification::Education), "{body}");
    }
    let denied = r#"[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Academic Domain"}]"#;
    let records =
        Scripted::answering(200, denied).qualification().get_qualifications().await.expect("records");
    let reason = records[0].vetting_reason.as_ref().and_then(qualify_sdk::contract::v1::Word::known);
    assert_eq!(reason, Some(VettingReason::NotAcademicDomain));
    let newer = r#"[{"qualification":"Education","vettingStatus":"Pending","vettingReason":"Because"}]"#;
    let records =
        Scripted::answering(200, newer).qualification().get_qualifications().await.expect("records");
    assert_eq!(
        records[0].vetting_status.as_ref().map(qualify_sdk::contract::v1::Word::as_str),
        Some("Pending")
    );
    assert_eq!(
        records[0].vetting_reason.as_ref().map(qualify_sdk::contract::v1::Word::as_str),
        Some("Because")
    );
}

#[tokio::test]
async fn x09_a_code_is_a_text_or_a_number() {
    for text in [r#""481516""#, "481516", "481516.0"] {
        let body = format!(
            r#"[{{"partnerId":"{}","organizationName":"County","validationId":{text},"maxCreates":"5"}}]"#,
            seed::NORTHLIGHT
        );
        let codes = Scripted::answering(200, &body).client().validation_codes().await.expect(text);
        assert_eq!((codes[0].validation_id.reveal(), codes[0].max_creates), ("481516", Some(5)), "{text}");
    }
}

#[tokio::test]
async fn x10_a_code_goes_in_the_body_of_a_creation_and_in_the_query_of_an_update() {
    let service = Scripted::answering(200, r#"{"qualification":"GovernmentCommunityCloud"}"#);
    let request = QualificationRequest::government_community_cloud(&code());
    service.qualification().create_qualifications(&request).await.expect("done");
    service
        .qualification()
        .update_with_code(Qualification::GovernmentCommunityCloud, &code())
        .await
        .expect("done");
    let sent = service.sent();
    assert_eq!(sent[0].json()["validationCode"], "481516");
    assert!(!sent[0].target.contains("481516"));
    assert!(sent[1].target.ends_with("/qualification?code=481516"), "{}", sent[1].target);
}

#[tokio::test]
async fn x11_the_name_in_the_query_is_code() {
    let service = Scripted::answering(200, "3");
    service
        .qualification()
        .update_with_code(Qualification::GovernmentCommunityCloud, &code())
        .await
        .expect("done");
    assert!(!service.sent()[0].target.contains("validationCode"));
}

#[tokio::test]
async fn x12_education_is_asked_for_with_its_segment() {
    let service = Scripted::answering(201, r#"{"qualification":"Education"}"#);
    for (segment, word) in
        [(EducationSegment::K12, "K12"), (EducationSegment::HigherEducation, "HigherEducation")]
    {
        let request = QualificationRequest::education(segment).website("https://school.example");
        service.qualification().create_qualifications(&request).await.expect("done");
        let body = service.sent().last().expect("a request").json();
        assert_eq!(
            (&body["educationSegment"], &body["website"]),
            (&word.into(), &"https://school.example".into())
        );
    }
}

#[tokio::test]
async fn x13_what_a_call_cannot_set_is_refused_before_anything_is_sent() {
    let service = Scripted::answering(200, "1");
    let qualification = service.qualification();
    for value in [Qualification::None, Qualification::Nonprofit, Qualification::StateOwnedEntity] {
        for error in [qualification.update(value).await, qualification.update_with_code(value, &code()).await]
        {
            assert!(matches!(error, Err(Error::Settings { .. })), "{value:?}");
        }
    }
    let without_code =
        qualification.update(Qualification::GovernmentCommunityCloud).await.expect_err("no code");
    assert!(without_code.to_string().contains("update_with_code"), "{without_code}");
    assert!(service.sent().is_empty());
    let request = QualificationRequest::state_owned_entity();
    let service = Scripted::answering(201, r#"{"qualification":"StateOwnedEntity"}"#);
    service.qualification().create_qualifications(&request).await.expect("it is declared by a creation");
}

#[tokio::test]
async fn x14_an_entity_tag_reads_in_any_casing() {
    for name in ["eTag", "etag", "ETag", "ETAG"] {
        let body = format!(
            r#"{{"items":[{{"partnerId":"{}","organizationName":"County","validationId":1234,"{name}":"W/1"}}]}}"#,
            seed::NORTHLIGHT
        );
        let codes = Scripted::answering(200, &body).client().validation_codes().await.expect(name);
        assert_eq!(codes[0].etag.as_deref(), Some("W/1"), "{name}");
    }
}

#[tokio::test]
async fn x15_a_gcc_validation_is_read_after_any_success() {
    for status in [200, 201] {
        let body = format!(
            r#"{{"partnerId":"{}","customerId":"{}","validationId":481516,"organizationName":"County"}}"#,
            seed::NORTHLIGHT,
            seed::LAKESIDE
        );
        let validation =
            Scripted::answering(status, &body).customer().gcc_validation().await.expect("an answer");
        assert_eq!(validation.expect("a validation").validation_id.reveal(), "481516");
    }
}

#[tokio::test]
async fn x16_the_last_update_of_an_account_status_is_kept_as_it_was_sent() {
    for text in [
        r#""2024-05-02T16:40:00""#,
        r#""""#,
        r#""2024-05-02T16:40:00.0000000Z""#,
        r#""5/2/2024 4:40 PM""#,
        "null",
    ] {
        let body = format!(r#"{{"type":"account","status":"allowed","lastUpdateDateTime":{text}}}"#);
        let status = Scripted::answering(200, &body).customer().account_validation_status().await;
        assert!(status.expect(text).is_some(), "{text}");
    }
}

#[tokio::test]
async fn x17_both_forms_of_the_api_show_one_state() {
    let server = TestServer::start();
    let client = user_of(&server);
    let qualification = client.customers().by_id(seed::LAKESIDE.parse().expect("an id")).qualification();
    let request = QualificationRequest::government_community_cloud(&code());
    qualification.create_qualifications(&request).await.expect("created");
    let word = qualification.get().await.expect("the synchronous form");
    assert_eq!(word.known(), Some(Qualification::GovernmentCommunityCloud));
    assert_eq!(qualification.get_qualifications().await.expect("the other form").len(), 1);
}

#[tokio::test]
async fn x18_the_synchronous_value_is_a_text_or_an_integer() {
    for body in ["1", r#""1""#, r#""Education""#, r#""education""#, "1.0"] {
        let read = Scripted::answering(200, body).qualification().get().await.expect(body);
        assert_eq!(read.known(), Some(Qualification::Education), "{body}");
    }
}

#[tokio::test]
async fn x19_an_error_is_read_in_every_form() {
    for (body, description) in [
        (r#"{"code":400,"description":"No."}"#, "No."),
        (r#""Customer tagging denied.""#, "Customer tagging denied."),
        ("", "Bad Request"),
        ("<html><title>Bad Gateway</title></html>", "Bad Gateway"),
    ] {
        let error = Scripted::answering(400, body).qualification().get().await.expect_err("an error");
        let error = error.service().expect("of the service");
        assert_eq!((error.status(), error.description()), (400, description), "{body}");
        assert_eq!(error.body(), body.as_bytes());
    }
}

#[tokio::test]
async fn x20_the_code_of_an_error_is_a_text_or_a_number() {
    for text in ["20002", r#""20002""#] {
        let body = format!(r#"{{"code":{text},"description":"No."}}"#);
        let error = Scripted::answering(403, &body).qualification().get().await.expect_err("an error");
        assert_eq!(error.service().and_then(qualify_sdk::ServiceError::code), Some(20002), "{text}");
    }
}

#[tokio::test]
async fn x21_both_forms_of_a_conflict_say_that_it_has_changed() {
    for (status, body) in [(400, r#"{"code":2055,"description":"No."}"#), (412, "")] {
        let error = Scripted::answering(status, body).qualification().get().await.expect_err("an error");
        let category = error.service().map(qualify_sdk::ServiceError::category);
        assert_eq!(category, Some(ErrorCategory::PreconditionFailed), "{status}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn x22_an_update_that_is_vetted_first_is_in_review() {
    for (status, body) in [
        (202, ""),
        (202, r#""education""#),
        (200, r#"{"qualification":"Education","vettingStatus":"InReview"}"#),
        (200, r#"{"something":"else"}"#),
    ] {
        let update = Scripted::answering(status, body).qualification().update(Qualification::Education).await;
        let update = update.expect("done");
        let known = update.vetting_status.and_then(|status| status.known());
        assert_eq!(known, Some(VettingStatus::InReview), "{status} {body}");
    }
    let error = Scripted::answering(422, r#"{"vetting":"needed"}"#)
        .qualification()
        .update(Qualification::Education)
        .await;
    let error = error.expect_err("an error");
    assert_eq!(error.service().expect("of the service").body(), br#"{"vetting":"needed"}"#);
}

#[tokio::test]
async fn a_bad_address_is_an_answer_in_both_generations() {
    let address = AddressToValidate { country: Some("US".to_owned()), ..AddressToValidate::default() };
    for (status, body, is_good) in [
        (200, "true", true),
        (200, "", true),
        (200, "false", false),
        (200, r#"{"originalAddress":{},"suggestedAddresses":[],"status":"Verified"}"#, true),
        (400, r#"{"code":2007,"description":"{\"code\":\"60041\",\"description\":\"No city.\"}"}"#, false),
    ] {
        let service = Scripted::new(vec![answer(status, &[], body)]);
        let read = service.client().validate_address(&address).await.expect(body);
        assert_eq!(read.status.as_str() == "Verified", is_good, "{body}: {}", read.status);
    }
}
