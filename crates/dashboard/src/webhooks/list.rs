//! The partner's receivers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::WebhookStore as _;
use qualify_domain::webhook::Endpoint;

use super::words::{events, form_name, health_badge};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::state::Dashboard;
use crate::words::Badge;

#[derive(Template)]
#[template(path = "webhooks/list.html")]
struct WebhooksPage<'a> {
    frame: Frame<'a>,
    receivers: Vec<ReceiverRow>,
    is_removed: bool,
    may_write: bool,
}

struct ReceiverRow {
    id: String,
    url: String,
    description: String,
    form: &'static str,
    events: String,
    health: Badge,
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
) -> Result<Response, PageError> {
    let found = page.info.meter.measure(dashboard.store.list_endpoints(page.partner())).await?;
    let template = WebhooksPage {
        frame: page.frame(Area::Webhooks),
        receivers: found.into_iter().map(|endpoint| row(&page, endpoint)).collect(),
        is_removed: SentForm::parse(&page.info.query).text("done") == "removed",
        may_write: page.may_write(),
    };
    page.show(&template)
}

fn row(page: &PartnerPage, endpoint: Endpoint) -> ReceiverRow {
    ReceiverRow {
        id: endpoint.id.to_string(),
        form: form_name(page.texts(), endpoint.form),
        events: events(page.texts(), &endpoint),
        health: health_badge(page, &endpoint),
        url: endpoint.settings.url,
        description: endpoint.settings.description.unwrap_or_default(),
    }
}
