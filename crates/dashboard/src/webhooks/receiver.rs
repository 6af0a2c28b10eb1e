//! A receiver: how it does, what it was told, with every attempt.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::{Attempt, Delivery, WebhookStore as _};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState, Endpoint, EndpointForm};
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::PageSize;
use qualify_wire::continuation;

use super::receiver_in_path::ReceiverInPath;
use super::words::{delivery_badge, delivery_name, events, form_name, health_badge};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;
use crate::words::{Badge, Notice};

/// Deliveries on a page.
const PAGE_SIZE: u64 = 50;

/// How a receiver is shown: after a form, with what came of it.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) notice: Option<Notice>,
    /// A secret that was made just now.
    pub(super) secret: Option<String>,
}

#[derive(Template)]
#[template(path = "webhooks/receiver.html")]
struct ReceiverPage<'a> {
    frame: Frame<'a>,
    id: String,
    url: String,
    is_standard: bool,
    health: Badge,
    facts: Vec<(&'static str, String)>,
    notice: Option<Notice>,
    secret: Option<String>,
    /// The number of the secret that whoever looks has seen.
    secret_number: u32,
    states: Vec<(&'static str, &'static str, bool)>,
    deliveries: Vec<DeliveryRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
    may_write: bool,
}

struct DeliveryRow {
    sequence: i64,
    kind: &'static str,
    when: String,
    id: String,
    state: Badge,
    next: Option<String>,
    attempts: Vec<AttemptRow>,
    /// Whether it can be begun anew.
    is_over: bool,
}

struct AttemptRow {
    when: String,
    milliseconds: String,
    outcome: String,
    answer: Option<String>,
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let notice = done(page.texts(), query.text("done")).map(Notice::good);
    render(&dashboard, &page, endpoint, Shown { notice, ..Shown::default() }).await
}

fn done(texts: Texts, done: &str) -> Option<&'static str> {
    let text = match done {
        "saved" => texts.webhooks_done_saved(),
        "tested" => texts.webhooks_done_tested(),
        "replayed" => texts.webhooks_done_replayed(),
        _ => return None,
    };
    Some(text)
}

pub(super) async fn render(
    dashboard: &Dashboard,
    page: &PartnerPage,
    endpoint: Endpoint,
    shown: Shown,
) -> Result<Response, PageError> {
    let (texts, id) = (page.texts(), endpoint.id);
    let query = SentForm::parse(&page.info.query);
    let state = DeliveryState::from_name(query.text("state"));
    let list = format!("dashboard deliveries {id} {state:?}");
    let below = query.find("after").and_then(|token| open(page, token, &list));
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let found = dashboard.store.list_deliveries(page.partner(), id, state, below, size);
    let found = page.info.meter.measure(found).await?;
    let end = found.items.last().filter(|_| found.has_more).map(|end| end.event.sequence);
    let address = |more: &[(&str, &str)]| {
        let state = state.map(|state| ("state", state.name()));
        let pairs: Vec<(&str, &str)> = state.into_iter().chain(more.iter().copied()).collect();
        format!("/dashboard/webhooks/{id}?{}", encoded_pairs(&pairs))
    };
    let template = ReceiverPage {
        frame: page.frame(Area::Webhooks),
        id: id.to_string(),
        is_standard: endpoint.form == EndpointForm::Standard,
        health: health_badge(page, &endpoint),
        facts: facts(page, &endpoint),
        notice: shown.notice,
        secret: shown.secret,
        secret_number: endpoint.secrets.current,
        states: DeliveryState::ALL
            .map(|one| (one.name(), delivery_name(texts, one), state == Some(one)))
            .into(),
        deliveries: found.items.into_iter().map(|delivery| row(page, delivery)).collect(),
        is_first: below.is_none(),
        first: address(&[]),
        next: end.map(|sequence| address(&[("after", &seal(page, &list, sequence))])),
        may_write: page.may_write(),
        url: endpoint.settings.url,
    };
    page.show_as(shown.status, &template)
}

fn facts(page: &PartnerPage, endpoint: &Endpoint) -> Vec<(&'static str, String)> {
    let (texts, locale) = (page.texts(), page.locale());
    let facts = [
        (texts.webhooks_form(), Some(form_name(texts, endpoint.form).to_owned())),
        (texts.webhooks_events(), Some(events(texts, endpoint))),
        (texts.webhooks_description(), endpoint.settings.description.clone()),
        (texts.webhooks_created(), Some(locale.moment(endpoint.created_at))),
        (texts.webhooks_secret_before(), endpoint.secrets.previous_until.map(|until| locale.moment(until))),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn row(page: &PartnerPage, delivery: Delivery) -> DeliveryRow {
    let (texts, locale) = (page.texts(), page.locale());
    DeliveryRow {
        sequence: delivery.event.sequence,
        kind: delivery.event.kind.name(),
        when: locale.moment(delivery.event.at),
        id: delivery.event.id(),
        state: delivery_badge(texts, delivery.state),
        next: delivery.due_at.map(|at| texts.webhooks_next_attempt(locale.moment(at))),
        attempts: delivery.attempts.into_iter().map(|attempt| attempt_row(page, attempt)).collect(),
        is_over: delivery.state != DeliveryState::Pending,
    }
}

fn attempt_row(page: &PartnerPage, attempt: Attempt) -> AttemptRow {
    AttemptRow {
        when: page.locale().moment(attempt.at),
        milliseconds: page.locale().number(attempt.duration_ms),
        outcome: match attempt.outcome {
            AttemptOutcome::Answered(status) => status.to_string(),
            AttemptOutcome::Unanswered(why) => why.into_owned(),
        },
        answer: attempt.detail,
    }
}

fn seal(page: &PartnerPage, list: &str, sequence: i64) -> String {
    continuation::seal(page.dashboard.paging_key(), page.partner(), page.asker().now(), list, &sequence)
}

/// A place that is not of this list, or too old, is the beginning.
fn open(page: &PartnerPage, token: &str, list: &str) -> Option<i64> {
    continuation::open(page.dashboard.paging_key(), page.partner(), page.asker().now(), list, token).ok()
}
