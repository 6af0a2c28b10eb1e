//! What a receiver is sent: the two forms of an event, and their signatures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use qualify_contract::standard_webhooks::{
    ID_HEADER, SIGNATURE_HEADER as SIGNATURES_HEADER, TIMESTAMP_HEADER,
};
use qualify_contract::v1::audit::audit_record_id;
use qualify_contract::v1::time::wire_time;
use qualify_contract::v1::webhooks::{
    CERTIFICATE_URL_HEADER, QUALIFICATION_UPDATED, SIGNATURE_ALGORITHM, SIGNATURE_ALGORITHM_HEADER,
    SIGNATURE_HEADER, SIGNATURE_SCHEME, TEST_CREATED, WebhookEvent, change_date,
};
use qualify_contract::webhooks::EventView;
use qualify_domain::event::{EventKind, StoredEvent};
use qualify_domain::ports::LeasedDelivery;
use qualify_domain::webhook::{Endpoint, EndpointForm};
use qualify_vocabulary::Timestamp;
use qualify_wire::endpoints::CERTIFICATE_PATH;
use serde_json::{Map, Value};

use super::Webhooks;
use super::signer::Signer;
use super::transport::Message;
use crate::secrets::Secrets;

/// How long a receiver may take, by its form (Q24; Svix).
const PARTNER_CENTER_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
const STANDARD_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(15);

/// An event in our own form: the body of a delivery, and an item of the feed.
pub(crate) fn event_view(event: &StoredEvent) -> EventView {
    let mut data: Map<String, Value> = serde_json::from_str(&event.data).unwrap_or_default();
    if let Some(customer) = event.customer {
        data.insert("customerId".to_owned(), Value::String(customer.to_string()));
    }
    data.insert("correlationId".to_owned(), Value::String(event.correlation_id.to_string()));
    EventView { id: event.id(), kind: event.kind.name().to_owned(), timestamp: wire_time(event.at), data }
}

/// The message of a delivery, signed at a moment of real time.
fn standard(delivery: &LeasedDelivery, secrets: &Secrets, now: Timestamp, real_now: Timestamp) -> Message {
    let event = event_view(&delivery.event);
    let body = serde_json::to_vec(&event).expect("an event is made of texts");
    let seconds = real_now.as_second();
    let signatures: Vec<String> = delivery
        .endpoint
        .secrets
        .active(now)
        .map(|version| secrets.webhook_secret(delivery.endpoint.id, version).sign(&event.id, seconds, &body))
        .collect();
    let mut headers = json_headers();
    for (name, value) in [
        (ID_HEADER, event.id),
        (TIMESTAMP_HEADER, seconds.to_string()),
        (SIGNATURES_HEADER, signatures.join(" ")),
    ] {
        insert(&mut headers, name, value);
    }
    message(&delivery.endpoint, headers, body, STANDARD_TIMEOUT)
}

/// The message of a delivery in Microsoft's form; nothing if it cannot be signed.
fn partner_center(delivery: &LeasedDelivery, public_url: &str, signer: &Signer) -> Option<Message> {
    let body = serde_json::to_vec(&envelope(delivery, public_url)).expect("an event is made of texts");
    let signature = signer.sign(&body)?;
    let signature = format!("{SIGNATURE_SCHEME} {}", STANDARD.encode(signature));
    let mut headers = json_headers();
    insert(&mut headers, CERTIFICATE_URL_HEADER, format!("{public_url}{CERTIFICATE_PATH}"));
    insert(&mut headers, SIGNATURE_ALGORITHM_HEADER, SIGNATURE_ALGORITHM.to_owned());
    let is_own = delivery.endpoint.settings.has_own_signature_header;
    let place = if is_own { SIGNATURE_HEADER } else { header::AUTHORIZATION.as_str() };
    insert(&mut headers, place, signature);
    Some(message(&delivery.endpoint, headers, body, PARTNER_CENTER_TIMEOUT))
}

fn envelope(delivery: &LeasedDelivery, public_url: &str) -> WebhookEvent {
    let event = &delivery.event;
    let resource_change_utc_date = change_date(event.at);
    if event.kind == EventKind::TestCreated {
        let report = event.correlation_id;
        return WebhookEvent {
            event_name: TEST_CREATED.into(),
            resource_uri: format!("{public_url}/webhooks/v1/registration/validationEvents/{report}"),
            resource_name: "test".into(),
            audit_uri: None,
            resource_change_utc_date,
        };
    }
    let customer = event.customer.unwrap_or_else(|| uuid::Uuid::nil().into_bytes().into());
    let audit_uri = event.audit.zip(delivery.audit_operation.as_deref()).map(|(position, operation)| {
        let record = audit_record_id(event.partner, customer, operation, position.ticks());
        format!("{public_url}/v1/auditrecords/{record}")
    });
    WebhookEvent {
        event_name: QUALIFICATION_UPDATED.into(),
        resource_uri: format!("{public_url}/v1/customers/{customer}/qualifications"),
        resource_name: "customer".into(),
        audit_uri,
        resource_change_utc_date,
    }
}

impl Webhooks {
    /// The message of a delivery; nothing if it cannot be signed.
    pub(crate) fn message(
        &self,
        delivery: &LeasedDelivery,
        secrets: &Secrets,
        signer: Option<&Signer>,
        (now, real_now): (Timestamp, Timestamp),
    ) -> Option<Message> {
        match delivery.endpoint.form {
            EndpointForm::Standard => Some(standard(delivery, secrets, now, real_now)),
            EndpointForm::PartnerCenter => partner_center(delivery, &self.public_url, signer?),
        }
    }
}

fn json_headers() -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))])
}

/// Adds a header of ours, whose values are ids, numbers, base64 and our own URL.
fn insert(headers: &mut HeaderMap, name: &'static str, value: String) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

fn message(endpoint: &Endpoint, headers: HeaderMap, body: Vec<u8>, timeout: std::time::Duration) -> Message {
    Message { url: endpoint.settings.target.clone(), headers, body: Bytes::from(body), timeout }
}
