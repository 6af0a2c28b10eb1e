//! Objects that clients and other services write in spellings of their own.

use qualify_contract::v1::addresses::{AddressStatus, AddressToValidate, AddressValidation};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::ValidationCode;
use qualify_contract::v1::webhooks::WebhookRegistration;
use qualify_contract::v1::{Collection, Word};
use qualify_vocabulary::{Qualification, VettingReason};
use qualify_wire::json;

#[test]
fn a_code_of_another_service_reads() {
    let other = br#"{"partnerId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","organizationName":"X","validationId":481516,"maxCreates":"5","etag":"e"}"#;
    let read: ValidationCode = json::read(other).unwrap();
    assert_eq!((read.validation_id.reveal(), read.max_creates), ("481516", Some(5)));
    assert_eq!(read.etag.as_deref(), Some("e"));
}

#[test]
fn a_validation_is_written_as_the_contract_shows_it() {
    let original: AddressToValidate = json::read(
        br#"{ "AddressLine1": "15 Lake St", "city": "Redmond", "STATE": "WA", "postalCode": "98052", "Country": "US",
              "FirstName": "Ana", "Region": null }"#,
    )
    .unwrap();
    let suggested = AddressToValidate { postal_code: Some("98052-1100".to_owned()), ..original.clone() };
    let validation = AddressValidation {
        original_address: original,
        suggested_addresses: vec![suggested],
        status: AddressStatus::VerifiedShippable.into(),
        validation_message: None,
    };
    let expected = concat!(
        r#"{"originalAddress":{"country":"US","city":"Redmond","state":"WA","addressLine1":"15 Lake St","#,
        r#""postalCode":"98052"},"suggestedAddresses":[{"country":"US","city":"Redmond","state":"WA","#,
        r#""addressLine1":"15 Lake St","postalCode":"98052-1100"}],"status":"VerifiedShippable"}"#,
    );
    assert_eq!(serde_json::to_string(&validation).unwrap(), expected);
    assert_eq!(serde_json::from_str::<AddressValidation>(expected).unwrap(), validation);
}

#[test]
fn an_unknown_status_is_kept() {
    let read: AddressValidation = json::read(br#"{"status":"Doubtful"}"#).unwrap();
    assert_eq!(read.status, Word::Other("Doubtful".to_owned()));
}

const EXAMPLE: &str = r#"{"SubscriberId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","WebhookUrl":"https://hooks.partner.example/pc","WebhookEvents":["test-created"],"SignatureTokenToMsSignatureHeader":false}"#;

#[test]
fn the_registration_of_the_contract_reads_and_writes() {
    let read: WebhookRegistration = json::read(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), EXAMPLE);
    let camel = EXAMPLE.replace("Webhook", "webhook").replace("Signature", "signature");
    assert_eq!(json::read::<WebhookRegistration>(camel.as_bytes()).unwrap(), read);
    assert!(json::read::<WebhookRegistration>(br#"{"WebhookUrl":"https://a.example"}"#).is_err());
}

#[test]
fn a_bare_page_reads() {
    let page: Collection<u8> = json::read(br#"{"Items":[1,2]}"#).unwrap();
    assert_eq!(page.items, [1, 2]);
}

#[test]
fn a_record_of_another_service_reads() {
    let record: QualificationRecord = json::read(
        br#"{"Qualification":"education","VettingStatus":"OnHold","VettingReason":"Not an education customer","VettingCreatedDate":"07/09/2020: 00:00:00"}"#,
    )
    .unwrap();
    assert_eq!(record.qualification, Qualification::Education.into());
    assert_eq!(record.vetting_status, Some(Word::Other("OnHold".to_owned())));
    assert_eq!(record.vetting_reason, Some(VettingReason::NotEducationCustomer.into()));
    assert_eq!(record.vetting_created_date.as_deref(), Some("07/09/2020: 00:00:00"));
}
