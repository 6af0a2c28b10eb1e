//! Between the wire and the domain: receivers and their deliveries.

use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::time::wire_time;
use qualify_contract::v1::webhooks::{
    EventName, QUALIFICATION_UPDATED, REGISTERED_EVENTS_MAX, TEST_CREATED, WebhookRegistration,
};
use qualify_contract::webhooks::{AttemptView, DeliveryView, WebhookBody, WebhookView};
use qualify_domain::event::EventKind;
use qualify_domain::ports::Delivery;
use qualify_domain::webhook::{AttemptOutcome, Endpoint, EndpointForm, EndpointSettings, EventKinds};
use qualify_wire::errors::ApiError;

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
    let registered_names = registered_names(&body.webhook_events)?;
    let target = webhooks.checked_url(&body.webhook_url, "WebhookUrl")?;
    webhooks.note_other_events(&registered_names);
    let registered_names: Vec<_> =
        registered_names.into_iter().map(|name| name.as_str().to_owned()).collect();
    Ok(EndpointSettings {
        url: body.webhook_url.clone(),
        target,
        events: registered_names.iter().flat_map(|name| kinds_of(name)).collect(),
        registered_names,
        description: None,
        has_own_signature_header: body.signature_token_to_ms_signature_header,
    })
}

/// The names of a registration in their order, each once.
fn registered_names(texts: &[String]) -> Result<Vec<EventName>, ApiError> {
    if texts.len() > REGISTERED_EVENTS_MAX {
        let text = format!(
            "WebhookEvents holds {} names, more than {REGISTERED_EVENTS_MAX}. Send those that your receiver reads.",
            texts.len()
        );
        return Err(unusable("WebhookEvents", text));
    }
    let mut names: Vec<EventName> = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let name = EventName::read(text).ok_or_else(|| {
            let text = format!(
                "WebhookEvents[{place}] is not the name of an event. Send names such as {TEST_CREATED} or \
                 {QUALIFICATION_UPDATED}; GET /webhooks/v1/registration/events lists them."
            );
            unusable("WebhookEvents", text)
        })?;
        if !names.iter().any(|known| known.as_str().eq_ignore_ascii_case(name.as_str())) {
            names.push(name);
        }
    }
    Ok(names)
}

/// What is told under a name of Microsoft's form; nothing under most.
fn kinds_of(name: &str) -> Vec<EventKind> {
    match name {
        TEST_CREATED => vec![EventKind::TestCreated],
        QUALIFICATION_UPDATED => EventKind::ALL.into_iter().filter(|kind| kind.is_record_change()).collect(),
        _ => Vec::new(),
    }
}

/// What a receiver in our own form registers.
///
/// # Errors
/// A member cannot be used.
pub(crate) fn settings_of(webhooks: &Webhooks, body: WebhookBody) -> Result<EndpointSettings, ApiError> {
    let target = webhooks.checked_url(&body.url, "url")?;
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
    Ok(EndpointSettings {
        url: body.url,
        target,
        events,
        registered_names: Vec::new(),
        description: body.description,
        has_own_signature_header: false,
    })
}

fn unknown_event(member: &str, known: &[&str]) -> ApiError {
    let text = format!("{member} holds an unknown event. Send some of: {}.", known.join(", "));
    unusable(member, text)
}

fn unusable(member: &str, text: String) -> ApiError {
    ApiError::new(ErrorKind::InvalidProperty, text).with_parameter("member", member)
}

/// A receiver as its partner sees it, without its secret.
pub(crate) fn webhook_view(endpoint: Endpoint) -> WebhookView {
    let events = match (endpoint.form, endpoint.settings.events) {
        (EndpointForm::PartnerCenter, _) => Some(endpoint.settings.registered_names),
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
