//! The calls of contract 6.2 against the service itself.

use qualify_sdk::contract::v1::addresses::AddressToValidate;
use qualify_sdk::contract::v1::customers::{NewCompanyProfile, NewCustomer};
use qualify_sdk::vocabulary::{CustomerId, EducationSegment, Qualification, ValidationCodeId, VettingStatus};
use qualify_sdk::{
    AuditQuery, Client, Credentials, Error, ErrorCategory, EventsAfter, ListQuery, QualificationRequest,
    SandboxUser, ServiceError,
};
use qualify_testkit::state::new_customer_body;
use qualify_testkit::{TestServer, seed};
use serde_json::json;

use crate::scripted::{client_of, quick};

/// A small document.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// Northlight's user.
pub(crate) fn user_of(server: &TestServer) -> Client {
    client_of(server.url(), Credentials::static_token(server.user_token()), quick())
}

fn lakeside() -> CustomerId {
    seed::LAKESIDE.parse().expect("an id")
}

fn new_customer(domain: &str, name: &str) -> NewCustomer {
    serde_json::from_value(new_customer_body(domain, name)).expect("a customer")
}

#[tokio::test]
async fn the_five_calls_of_the_documentation() {
    let server = TestServer::start();
    let client = user_of(&server);
    let customer = client.customers().by_id(lakeside());
    assert_eq!(customer.qualification().get().await.expect("1").known(), Some(Qualification::None));
    let codes = client.validation_codes().await.expect("2");
    let code =
        codes.iter().find(|code| code.validation_id.reveal() == seed::CODE).expect("Northlight's code");
    let request = QualificationRequest::government_community_cloud(&code.validation_id);
    let record = customer.qualification().create_qualifications(&request).await.expect("3");
    assert_eq!(record.vetting_status.and_then(|status| status.known()), Some(VettingStatus::Approved));
    assert_eq!(customer.qualification().get_qualifications().await.expect("4").len(), 1);
    let validation = customer.gcc_validation().await.expect("5").expect("it has one");
    assert_eq!(validation.validation_id.reveal(), seed::CODE);
    let left = |codes: &[qualify_sdk::contract::v1::validations::ValidationCode]| {
        codes
            .iter()
            .find(|code| code.validation_id.reveal() == seed::CODE)
            .and_then(|code| code.remaining_creates)
    };
    assert_eq!(left(&client.validation_codes().await.expect("codes")), left(&codes).map(|units| units - 1));
}

#[tokio::test]
async fn a_customer_is_created_found_and_deleted() {
    let server = TestServer::start();
    let client = user_of(&server);
    let created = client
        .customers()
        .create(&new_customer("made.onmicrosoft.com", "Made School"))
        .await
        .expect("created");
    let id = created.id;
    let scope = client.customers().by_id(id);
    assert_eq!(scope.get().await.expect("there").id, id);
    let found =
        client.customers().list(ListQuery::company_name_starts_with("Made")).all().await.expect("found");
    assert_eq!(found.len(), 1);
    assert!(client.domain_exists("made.onmicrosoft.com").await.expect("taken"));
    scope.delete().await.expect("deleted");
    let error = scope.get().await.expect_err("gone");
    assert_eq!(error.service().map(qualify_sdk::ServiceError::category), Some(ErrorCategory::NotFound));
    assert!(!client.domain_exists("nobody-has-this.onmicrosoft.com").await.expect("free"));
    let incomplete =
        NewCustomer { company_profile: Some(NewCompanyProfile::default()), ..NewCustomer::default() };
    let error = client.customers().create(&incomplete).await.expect_err("refused");
    assert_eq!(error.service().map(qualify_sdk::ServiceError::category), Some(ErrorCategory::BadInput));
}

#[tokio::test]
async fn a_billing_profile_that_somebody_else_changed_is_not_overwritten() {
    let server = TestServer::start();
    let scope = user_of(&server).customers().by_id(lakeside());
    let profile = scope.billing_profile().await.expect("a profile");
    let update: qualify_sdk::contract::v1::profiles::BillingProfileUpdate =
        serde_json::from_value(serde_json::to_value(&profile).expect("JSON")).expect("an update");
    scope.update_billing_profile(&update).await.expect("the first is taken");
    let error = scope.update_billing_profile(&update).await.expect_err("it has changed");
    assert_eq!(
        error.service().map(qualify_sdk::ServiceError::category),
        Some(ErrorCategory::PreconditionFailed)
    );
    assert!(scope.company_profile().await.expect("a profile").company_name.contains("Lakeside"));
}

#[tokio::test]
async fn addresses_countries_profiles_and_account_status() {
    let server = TestServer::start();
    let client = user_of(&server);
    let address = AddressToValidate { country: Some("US".to_owned()), ..AddressToValidate::default() };
    assert!(client.validate_address(&address).await.expect("an answer").status.known().is_some());
    assert!(!client.country_rules("PT").await.expect("rules").country_calling_codes_list.is_empty());
    assert!(client.organization_profile().await.is_ok() && client.legal_business_profile().await.is_ok());
    let scope = client.customers().by_id(lakeside());
    let status = scope.account_validation_status().await.expect("an answer");
    assert!(status.is_none_or(|status| status.status.known().is_some()));
    assert_eq!(scope.gcc_validation().await.expect("none"), None);
}

#[tokio::test]
async fn audit_records_and_events_tell_what_was_done() {
    let server = TestServer::start();
    let client = user_of(&server);
    let before =
        client.events().read(&EventsAfter::Latest, std::time::Duration::ZERO).await.expect("a place");
    let request = QualificationRequest::education(EducationSegment::K12);
    let qualification = client.customers().by_id(lakeside()).qualification();
    let preview = qualification.preview(&request).await.expect("a preview");
    assert!(!preview.explanation.is_empty());
    qualification.create_qualifications(&request).await.expect("in review");
    let records =
        client.audit_records(&AuditQuery::recent().of_customer(lakeside())).all().await.expect("records");
    assert!(!records.is_empty());
    let after = EventsAfter::Cursor(before.cursor);
    let feed = client.events().read(&after, std::time::Duration::from_secs(20)).await.expect("events");
    assert!(feed.items.iter().any(|event| event.data["customerId"] == seed::LAKESIDE));
    let reviews = client.customers().by_id(lakeside()).reviews();
    let cases = reviews.list().all().await.expect("cases");
    assert_eq!(cases.len(), 1);
    let case = reviews.by_id(cases[0].id);
    assert!(!case.get().await.expect("the case").next_step.is_empty());
    assert_eq!(case.withdraw().await.expect("taken back").state, "withdrawn");
}

#[tokio::test]
async fn a_webhook_is_registered_in_either_form() {
    let server = TestServer::start();
    let client = user_of(&server);
    assert_eq!(client.webhooks().get().await.expect("none"), None);
    assert!(client.webhooks().events().await.expect("events").iter().any(|event| event == "test-created"));
    let registration = serde_json::from_value(json!({
        "WebhookUrl": "https://hooks.example/pc", "WebhookEvents": ["test-created"]
    }));
    let registration = registration.expect("a registration");
    client.webhooks().register(&registration).await.expect("registered");
    assert!(client.webhooks().get().await.expect("an answer").is_some());
    let body = serde_json::from_value(json!({ "url": "https://hooks.example/own" })).expect("a body");
    let endpoint = client.endpoints().create(&body).await.expect("created");
    assert!(endpoint.signing_secret.is_some());
    assert_eq!(client.endpoints().list().await.expect("both").len(), 2);
    client.endpoints().delete(endpoint.id).await.expect("deleted");
}

#[tokio::test]
async fn operators_and_reviewers_have_their_calls() {
    let server = TestServer::start();
    let user = user_of(&server);
    let staff = client_of(server.url(), Credentials::static_token(server.staff_token()), quick());
    let operator = staff.operator();
    let northlight = seed::NORTHLIGHT.parse().expect("an id");
    assert!(
        operator
            .partners()
            .all()
            .await
            .expect("partners")
            .iter()
            .any(|partner| partner.partner_id == northlight)
    );
    let request = QualificationRequest::education(EducationSegment::K12);
    user.customers()
        .by_id(lakeside())
        .qualification()
        .create_qualifications(&request)
        .await
        .expect("in review");
    let queue = operator.reviews().list(&qualify_sdk::ReviewQuery::default()).all().await.expect("the queue");
    let case = queue.iter().find(|case| case.customer_id == lakeside()).expect("Lakeside's case");
    let review = operator.reviews().by_id(case.id);
    assert!(review.claim().await.expect("claimed").case.holder.is_some());
    review.annotate("Called the school.").await.expect("noted");
    assert_eq!(review.get().await.expect("the case").notes.len(), 1);
    review.ask(vec!["A letter.".to_owned()]).await.expect("asked");
    let own = user.customers().by_id(lakeside()).reviews().by_id(case.id);
    own.add_document(PDF).await.expect("handed in");
    let documents = own.reply("Here it is.").await.expect("answered").documents;
    let document = own.document(documents[0].id).await.expect("the document");
    assert_eq!(document.media_type, "application/pdf");
    assert!(!operator.audit(Some(northlight)).page().await.expect("the trail").items.is_empty());
    assert!(operator.decisions(northlight, lakeside()).all().await.is_ok());
    assert!(operator.datasets().await.is_ok());
    assert!(operator.partner(northlight).await.expect("the partner").sandbox_account);
    assert!(!operator.codes(northlight).await.expect("codes").is_empty());
}

#[tokio::test]
async fn a_code_without_units_is_refused_and_nothing_is_sent_twice() {
    let server = TestServer::start();
    let code = ValidationCodeId::from_input(seed::CODE_EXHAUSTED).expect("a code");
    let request = QualificationRequest::government_community_cloud(&code);
    let error =
        user_of(&server).customers().by_id(lakeside()).qualification().create_qualifications(&request).await;
    let error = error.expect_err("no unit is left");
    assert_eq!(error.service().and_then(qualify_sdk::ServiceError::code), Some(1_900_003));
    assert!(!error.to_string().contains(seed::CODE_EXHAUSTED));
}

#[tokio::test]
async fn a_sandbox_gives_tokens_of_whomever_it_is_asked_for() {
    let server = TestServer::start();
    let of = |user| client_of(server.url(), Credentials::sandbox(user), quick());
    let named = of(SandboxUser::named("rob@northlight.example"));
    named.customers().list(ListQuery::all()).page().await.expect("a reader reads");
    let refused = named.customers().by_id(lakeside()).delete().await.expect_err("and changes nothing");
    assert_eq!(refused.service().map(ServiceError::category), Some(ErrorCategory::Forbidden));
    assert_eq!(of(SandboxUser::administrator()).validation_codes().await.expect("codes").len(), 3);
    let unknown = of(SandboxUser::named("nobody@northlight.example")).sign_in().await;
    let unknown = unknown.expect_err("nobody knows that user");
    assert!(matches!(unknown, Error::SignIn { .. }) && !unknown.is_retryable(), "{unknown}");
}
