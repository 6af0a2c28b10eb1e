//! What pages call forms, states and events of webhooks, in the visitor's language.

use qualify_domain::event::EventKind;
use qualify_domain::webhook::{DeliveryState, DisabledBecause, Endpoint, EndpointForm, EventKinds};
use qualify_server::service::error::TargetFault;
use qualify_texts::Dashboard as Texts;

use crate::page::PartnerPage;
use crate::words::Badge;

pub(super) fn form_name(texts: Texts, form: EndpointForm) -> &'static str {
    match form {
        EndpointForm::PartnerCenter => texts.webhooks_form_microsoft(),
        EndpointForm::Standard => texts.webhooks_form_standard(),
    }
}

/// How a receiver does.
pub(super) fn health_badge(page: &PartnerPage, endpoint: &Endpoint) -> Badge {
    let texts = page.texts();
    let (kind, text) = match (endpoint.health.disabled, endpoint.health.failing_since) {
        (Some((_, DisabledBecause::Partner)), _) => ("", texts.webhooks_off().to_owned()),
        (Some((_, DisabledBecause::Gone)), _) => ("problem", texts.webhooks_off_gone().to_owned()),
        (Some((_, DisabledBecause::Failing)), _) => ("problem", texts.webhooks_off_failing().to_owned()),
        (None, Some(since)) => ("warning", texts.webhooks_failing(page.locale().moment(since))),
        (None, None) => ("good", texts.webhooks_on().to_owned()),
    };
    Badge { kind, text }
}

/// What it is told of, by the names that receivers read.
pub(super) fn events(texts: Texts, endpoint: &Endpoint) -> String {
    let settings = &endpoint.settings;
    match (endpoint.form, settings.events) {
        (EndpointForm::PartnerCenter, _) => settings.registered_names.join(", "),
        (EndpointForm::Standard, EventKinds::ALL) => texts.webhooks_all_events().to_owned(),
        (EndpointForm::Standard, events) => events.iter().map(EventKind::name).collect::<Vec<_>>().join(", "),
    }
}

pub(super) fn delivery_badge(texts: Texts, state: DeliveryState) -> Badge {
    let kind = match state {
        DeliveryState::Pending => "warning",
        DeliveryState::Delivered => "good",
        DeliveryState::Failed => "problem",
    };
    Badge { kind, text: delivery_name(texts, state).to_owned() }
}

pub(super) fn delivery_name(texts: Texts, state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => texts.webhooks_pending(),
        DeliveryState::Delivered => texts.webhooks_delivered(),
        DeliveryState::Failed => texts.webhooks_given_up(),
    }
}

/// What is wrong with a URL.
pub(super) fn target_problem(texts: Texts, fault: TargetFault) -> &'static str {
    match fault {
        TargetFault::Unreadable => texts.webhooks_url_unreadable(),
        TargetFault::TooLong => texts.webhooks_url_too_long(),
        TargetFault::Scheme => texts.webhooks_url_scheme(),
        TargetFault::Credentials => texts.webhooks_url_credentials(),
        TargetFault::Fragment => texts.webhooks_url_fragment(),
        TargetFault::Private => texts.webhooks_url_private(),
    }
}
