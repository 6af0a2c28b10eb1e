//! Receivers and their deliveries, as partners see them.

use qualify_contract::v1::time::wire_time;
use qualify_contract::webhooks::{AttemptView, DeliveryView, WebhookView};
use qualify_domain::ports::Delivery;
use qualify_domain::webhook::{AttemptOutcome, Endpoint, EndpointForm, EventKinds};

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
