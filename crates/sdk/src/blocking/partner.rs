//! What a partner asks for.

use std::sync::Arc;
use std::time::Duration;

use qualify_contract::partner::QualificationPreview;
use qualify_contract::reviews::PartnerReview;
use qualify_contract::v1::QualificationWord;
use qualify_contract::v1::addresses::{AddressToValidate, AddressValidation};
use qualify_contract::v1::audit::AuditRecord;
use qualify_contract::v1::countries::CountryValidationRules;
use qualify_contract::v1::customers::{Customer, CustomerListItem, NewCustomer};
use qualify_contract::v1::partner_profiles::{LegalBusinessProfile, OrganizationProfile};
use qualify_contract::v1::profiles::{BillingProfile, BillingProfileUpdate, CompanyProfile};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::{AccountValidationStatus, GccValidation, ValidationCode};
use qualify_contract::v1::webhooks::{ValidationReport, WebhookRegistration};
use qualify_contract::webhooks::{
    DeliveryView, EventFeed, EventView, ReplayBody, ReplayView, WebhookBody, WebhookView,
};
use qualify_vocabulary::{
    CorrelationId, CustomerId, DocumentId, EndpointId, Qualification, ReviewId, ValidationCodeId,
};

use super::Client;
use super::list::Waiting;
use super::macros::waiting;
use crate::{
    AuditQuery, Document, EventsAfter, ListQuery, Method, QualificationRequest, QualificationUpdate,
    RawAnswer, Result, Wait,
};

waiting! {
    @methods Client
    calls {
        fn sign_in() -> ();
        fn validation_codes() -> Vec<ValidationCode>;
        fn validate_address(address: &AddressToValidate) -> AddressValidation;
        fn country_rules(country: &str) -> CountryValidationRules;
        fn domain_exists(domain: &str) -> bool;
        fn organization_profile() -> OrganizationProfile;
        fn legal_business_profile() -> LegalBusinessProfile;
    }
    scopes {
        fn customers() -> Customers;
        fn webhooks() -> Webhooks;
        fn endpoints() -> Endpoints;
        fn events() -> Events;
    }
    lists {
        fn audit_records(query: &AuditQuery) -> AuditRecord;
    }
}

impl Client {
    /// Any request, as [`crate::Client::request`], with a body of JSON or none.
    ///
    /// # Errors
    /// As there.
    pub fn request(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<RawAnswer> {
        let request = self.inner.request(method, path)?;
        let request = match body {
            Some(bytes) => request.body("application/json", bytes),
            None => request,
        };
        self.runtime.block_on(request.send())
    }
}

waiting! {
    /// As [`crate::Customers`].
    Customers
    calls {
        fn create(customer: &NewCustomer) -> Customer;
    }
    scopes {
        fn by_id(customer: CustomerId) -> CustomerScope;
    }
    lists {
        fn list(query: ListQuery) -> CustomerListItem;
    }
}

waiting! {
    /// As [`crate::CustomerScope`].
    CustomerScope
    calls {
        fn get() -> Customer;
        fn delete() -> ();
        fn end_relationship() -> Customer;
        fn company_profile() -> CompanyProfile;
        fn billing_profile() -> BillingProfile;
        fn update_billing_profile(profile: &BillingProfileUpdate) -> BillingProfile;
        fn gcc_validation() -> Option<GccValidation>;
        fn account_validation_status() -> Option<AccountValidationStatus>;
    }
    scopes {
        fn qualification() -> CustomerQualification;
        fn reviews() -> CustomerReviews;
    }
    lists {}
}

waiting! {
    /// As [`crate::CustomerQualification`].
    CustomerQualification
    calls {
        fn get() -> QualificationWord;
        fn update(qualification: Qualification) -> QualificationUpdate;
        fn update_with_code(qualification: Qualification, code: &ValidationCodeId) -> QualificationUpdate;
        fn get_qualifications() -> Vec<QualificationRecord>;
        fn create_qualifications(request: &QualificationRequest) -> QualificationRecord;
        fn preview(request: &QualificationRequest) -> QualificationPreview;
        fn wait_until_decided(wait: &Wait) -> Option<QualificationRecord>;
    }
    scopes {}
    lists {}
}

waiting! {
    /// As [`crate::CustomerReviews`].
    CustomerReviews
    calls {}
    scopes {
        fn by_id(review: ReviewId) -> CustomerReview;
    }
    lists {
        fn list() -> PartnerReview;
    }
}

waiting! {
    /// As [`crate::CustomerReview`].
    CustomerReview
    calls {
        fn get() -> PartnerReview;
        fn reply(text: impl Into<String>) -> PartnerReview;
        fn appeal(text: impl Into<String>) -> PartnerReview;
        fn withdraw() -> PartnerReview;
        fn add_document(bytes: impl Into<Vec<u8>>) -> PartnerReview;
        fn document(document: DocumentId) -> Document;
    }
    scopes {}
    lists {}
}

waiting! {
    /// As [`crate::Webhooks`].
    Webhooks
    calls {
        fn get() -> Option<WebhookRegistration>;
        fn register(registration: &WebhookRegistration) -> WebhookRegistration;
        fn update(registration: &WebhookRegistration) -> WebhookRegistration;
        fn events() -> Vec<String>;
        fn send_test() -> CorrelationId;
        fn test_report(test: CorrelationId) -> ValidationReport;
    }
    scopes {}
    lists {}
}

waiting! {
    /// As [`crate::Endpoints`].
    Endpoints
    calls {
        fn list() -> Vec<WebhookView>;
        fn create(endpoint: &WebhookBody) -> WebhookView;
        fn get(endpoint: EndpointId) -> WebhookView;
        fn update(endpoint: EndpointId, body: &WebhookBody) -> WebhookView;
        fn delete(endpoint: EndpointId) -> ();
        fn rotate_secret(endpoint: EndpointId) -> WebhookView;
        fn send_test(endpoint: EndpointId) -> ();
        fn replay(endpoint: EndpointId, which: &ReplayBody) -> ReplayView;
    }
    scopes {}
    lists {
        fn deliveries(endpoint: EndpointId, state: Option<&str>) -> DeliveryView;
    }
}

waiting! {
    /// As [`crate::Events`].
    Events
    calls {
        fn read(after: &EventsAfter, wait: Duration) -> EventFeed;
    }
    scopes {}
    lists {}
}

impl Events {
    /// As [`crate::Events::follow`]; each step waits for an event.
    pub fn follow(
        &self,
        after: EventsAfter,
    ) -> impl Iterator<Item = Result<(EventView, EventsAfter)>> + use<> {
        Waiting { stream: Box::pin(self.inner.follow(after)), runtime: Arc::clone(&self.runtime) }
    }
}
