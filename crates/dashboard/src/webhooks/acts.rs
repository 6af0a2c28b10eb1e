//! What is done with a receiver: a test, a new secret, deliveries begun anew, its end. A form that comes twice does nothing the
//! second time.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::ports::{EndpointChoice, ReplaySelection, StoreError, WebhookStore as _};
use qualify_domain::webhook::{DeliveryState, Endpoint, EndpointForm};
use qualify_server::service::error::ServiceError;
use qualify_server::service::webhooks;
use qualify_vocabulary::PageSize;
use qualify_wire::query::{DayEdge, read_audit_instant};

use super::receiver::{self, Shown};
use super::receiver_in_path::ReceiverInPath;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::PartnerPage;
use crate::state::Dashboard;
use crate::words::Notice;

type Answer = Result<Response, PageError>;

/// How often a replay is continued: so many times as many events as one call looks at.
const REPLAY_ROUNDS_MAX: usize = 10;

/// Sends a test event.
pub(crate) async fn test(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
    form: SentForm,
) -> Answer {
    let choice = match endpoint.form {
        EndpointForm::PartnerCenter => EndpointChoice::Registration,
        EndpointForm::Standard => EndpointChoice::Id(endpoint.id),
    };
    match webhooks::test(&page.asker(), Some(page.replay(&form)), choice).await {
        Ok(_) => Ok(lead_on(&page, &endpoint, "tested")),
        Err(error) => refuse(&dashboard, &page, endpoint, error).await,
    }
}

/// Gives it a new secret, which this page shows and no other.
pub(crate) async fn rotate(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
    form: SentForm,
) -> Answer {
    // By a second click, or by somebody else: whoever has the secret that was made has it, and nobody gets it again.
    if form.text("seen") != endpoint.secrets.current.to_string() {
        let notice = Some(Notice::problem(page.texts().webhooks_secret_overtaken()));
        let shown = Shown { status: StatusCode::CONFLICT, notice, secret: None };
        return receiver::render(&dashboard, &page, endpoint, shown).await;
    }
    match webhooks::rotate_secret(&page.asker(), Some(page.replay(&form)), endpoint.id).await {
        Ok(endpoint) => {
            let secret = Some(webhooks::signing_secret(page.asker().app, &endpoint));
            receiver::render(&dashboard, &page, endpoint, Shown { secret, ..Shown::default() }).await
        }
        Err(error) => refuse(&dashboard, &page, endpoint, error).await,
    }
}

/// Begins deliveries anew: one, or those that were given up since a day.
pub(crate) async fn replay(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
    form: SentForm,
) -> Answer {
    let selection = if let Some(sequence) = form.find("sequence") {
        let event = event(&dashboard, &page, &endpoint, sequence, form.text("attempts")).await?;
        // Where there is none, it was begun anew already.
        let Some(event) = event else { return Ok(lead_on(&page, &endpoint, "replayed")) };
        ReplaySelection::Event(event)
    } else {
        let Ok(since) = read_audit_instant(form.text("since"), DayEdge::Start) else {
            let notice = Some(Notice::problem(page.texts().activity_no_day()));
            let shown = Shown { status: StatusCode::BAD_REQUEST, notice, secret: None };
            return receiver::render(&dashboard, &page, endpoint, shown).await;
        };
        ReplaySelection::FailedSince(since)
    };
    let mut after = None;
    for _ in 0..REPLAY_ROUNDS_MAX {
        let asker = page.asker();
        match webhooks::replay_deliveries(&asker, endpoint.id, selection.clone(), after).await {
            Ok(replayed) if replayed.next.is_some() => after = replayed.next,
            Ok(_) => break,
            Err(error) => return refuse(&dashboard, &page, endpoint, error.into()).await,
        }
    }
    Ok(lead_on(&page, &endpoint, "replayed"))
}

/// The event of a delivery that is over, as far as it is as it was seen: so many attempts.
async fn event(
    dashboard: &Dashboard,
    page: &PartnerPage,
    endpoint: &Endpoint,
    sequence: &str,
    attempts: &str,
) -> Result<Option<String>, PageError> {
    let gone = || PageError::from(StoreError::from(Refusal::DeliveryNotFound));
    let sequence: i64 = sequence.parse().map_err(|_| gone())?;
    let size = PageSize::clamped(1).unwrap_or(PageSize::MAX);
    let below = Some(sequence.saturating_add(1));
    let found = dashboard.store.list_deliveries(page.partner(), endpoint.id, None, below, size);
    let found = page.info.meter.measure(found).await?.items;
    let delivery = found.into_iter().find(|delivery| delivery.event.sequence == sequence).ok_or_else(gone)?;
    let is_as_seen = delivery.attempts.len().to_string() == attempts;
    Ok((is_as_seen && delivery.state != DeliveryState::Pending).then(|| delivery.event.id()))
}

/// Removes it with its deliveries.
pub(crate) async fn remove(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    ReceiverInPath(endpoint): ReceiverInPath,
    form: SentForm,
) -> Answer {
    match webhooks::remove(&page.asker(), Some(page.replay(&form)), endpoint.id).await {
        Ok(()) => Ok(page.lead_to("/dashboard/webhooks?done=removed")),
        Err(error) => refuse(&dashboard, &page, endpoint, error.into()).await,
    }
}

fn lead_on(page: &PartnerPage, endpoint: &Endpoint, done: &str) -> Response {
    page.lead_to(&format!("/dashboard/webhooks/{}?done={done}", endpoint.id))
}

/// The receiver with why nothing was done, where that is its own state.
async fn refuse(
    dashboard: &Dashboard,
    page: &PartnerPage,
    endpoint: Endpoint,
    error: ServiceError,
) -> Answer {
    let texts = page.texts();
    let text = match PageError::refusal_of(&error) {
        Some(Refusal::WebhookDisabled) => texts.webhooks_no_disabled(),
        Some(Refusal::NotRegisteredForTests) => texts.webhooks_no_tests(),
        _ => return Err(error.into()),
    };
    let shown = Shown { status: StatusCode::CONFLICT, notice: Some(Notice::problem(text)), secret: None };
    receiver::render(dashboard, page, endpoint, shown).await
}
