//! Between the wire and the domain: receivers and their deliveries.

use qualify_contract::errors::{ApiError, ErrorKind};
use qualify_contract::v1::time::wire_time;
use qualify_contract::v1::webhooks::{
    QUALIFICATION_UPDATED, REGISTRATION_EVENTS, TEST_CREATED, WebhookRegistration,
};
use qualify_contract::webhooks::{AttemptView, DeliveryView, WebhookBody, WebhookView};
use qualify_domain::event::EventKind;
use qualify_domain::ports::Delivery;
use qualify_domain::webhook::{AttemptOutcome, Endpoint, EndpointForm, EndpointSettings, EventKinds};

use super::Webhooks;

/// Characters of a description.
const DESCRIPTION_CHARS_MAX: usize = 200;

impl Webhooks {
    fn checked_url(&self, text: &str, member: &str) -> Result<String, ApiError> {
        self.rules.check(text).map(Into::into).map_err(|fault| {
            let text = format!("{member} {fault}. Send an https URL that the whole world reaches.");
            ApiError::new(ErrorKind::InvalidProperty, text).with_parameter("member", member)
        })
    }
}

/// What S14 registers.
///
/// # Errors
/// An unknown event, or a URL that cannot be used (contract 1.17).
pub(crate) fn registration_settings(
    webhooks: &Webhooks,
    body: &WebhookRegistration,
) -> Result<EndpointSettings, ApiError> {
    let mut kinds = Vec::new();
    for name in &body.webhook_events {
        match name.as_str() {
            TEST_CREATED => kinds.push(EventKind::TestCreated),
            QUALIFICATION_UPDATED => {
                kinds.extend(EventKind::ALL.into_iter().filter(|kind| kind.is_record_change()));
            }
            _ => return Err(unknown_event("WebhookEvents", &REGISTRATION_EVENTS)),
        }
    }
    Ok(EndpointSettings {
        url: webhooks.checked_url(&body.webhook_url, "WebhookUrl")?,
        events: kinds.into_iter().collect(),
        description: None,
        has_own_signature_header: body.signature_token_to_ms_signature_header,
    })
}

/// What a receiver in our own form registers.
///
/// # Errors
/// A member cannot be used.
pub(crate) fn settings_of(webhooks: &Webhooks, body: WebhookBody) -> Result<EndpointSettings, ApiError> {
    let url = webhooks.checked_url(&body.url, "url")?;
    let events = match &body.events {
        None => EventKinds::ALL,
        Some(names) => {
            let known: Option<EventKinds> = names.iter().map(|name| EventKind::from_name(name)).collect();
            let names = EventKind::ALL.map(EventKind::name);
            known.ok_or_else(|| unknown_event("events", &names))?
        }
    };
    let is_long = |text: &String| text.chars().count() > DESCRIPTION_CHARS_MAX;
    if body.description.as_ref().is_some_and(is_long) {
        return Err(ApiError::new(
            ErrorKind::InvalidProperty,
            "description is longer than 200 characters. Shorten it.",
        ));
    }
    Ok(EndpointSettings { url, events, description: body.description, has_own_signature_header: false })
}

fn unknown_event(member: &str, known: &[&str]) -> ApiError {
    let text = format!("{member} holds an unknown event. Send some of: {}.", known.join(", "));
    ApiError::new(ErrorKind::InvalidProperty, text).with_parameter("member", member)
}

/// The names under which a registration knows its events (S15).
pub(crate) fn registration_events(events: EventKinds) -> Vec<String> {
    let mut names = Vec::new();
    if events.contains(EventKind::TestCreated) {
        names.push(TEST_CREATED.to_owned());
    }
    if events.iter().any(EventKind::is_record_change) {
        names.push(QUALIFICATION_UPDATED.to_owned());
    }
    names
}

/// A receiver as its partner sees it, without its secret.
pub(crate) fn webhook_view(endpoint: Endpoint) -> WebhookView {
    let events = match (endpoint.form, endpoint.settings.events) {
        (EndpointForm::PartnerCenter, events) => Some(registration_events(events)),
        (EndpointForm::Standard, EventKinds::ALL) => None,
        (EndpointForm::Standard, events) => Some(events.iter().map(|kind| kind.name().to_owned()).collect()),
    };
    WebhookView {
        id: endpoint.id,
        form: endpoint.form.name().to_owned(),
        url: endpoint.settings.url,
        events,
        description: endpoint.settings.description,
        disabled: endpoint.health.disabled.is_some(),
        disabled_because: endpoint.health.disabled.map(|(_, because)| because.name().to_owned()),
        failing_since: endpoint.health.failing_since.map(wire_time),
        created_at: wire_time(endpoint.created_at),
        signing_secret: None,
        previous_secret_until: endpoint.secrets.previous_until.map(wire_time),
    }
}

/// A delivery with its attempts.
pub(crate) fn delivery_view(delivery: Delivery) -> DeliveryView {
    DeliveryView {
        event_id: delivery.event.id(),
        kind: delivery.event.kind.name().to_owned(),
        timestamp: wire_time(delivery.event.at),
        state: delivery.state.name().to_owned(),
        next_attempt_at: delivery.due_at.map(wire_time),
        attempts: delivery
            .attempts
            .into_iter()
            .map(|attempt| {
                let (status, error) = match attempt.outcome {
                    AttemptOutcome::Answered(status) => (Some(status), None),
                    AttemptOutcome::Unanswered(why) => (None, Some(why.into_owned())),
                };
                AttemptView {
                    at: wire_time(attempt.at),
                    duration_ms: attempt.duration_ms,
                    status,
                    error,
                    response: attempt.detail,
                }
            })
            .collect(),
    }
}
