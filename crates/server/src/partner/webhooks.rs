//! Receivers in the form of Standard Webhooks, what they were told, and how to tell them again (W1 to W9).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::webhooks::ValidationEvent;
use qualify_contract::webhooks::{
    DeliveryPage, ReplayBody, ReplayView, WebhookBody, WebhookList, WebhookView,
};
use qualify_domain::Refusal;
use qualify_domain::ports::{EndpointChoice, ReplaySelection, WebhookStore as _};
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::{EndpointId, PageSize, Timestamp};
use qualify_wire::errors::ApiError;
use qualify_wire::query::{is_word, read_size};
use qualify_wire::{continuation, json};

use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::{PartnerCall, UserCall, mark_replayed, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;
use crate::service::webhooks::{self, ReceiverInput};
use crate::webhooks::{delivery_view, webhook_view};

/// Deliveries on a page, unless the caller says otherwise.
const DEFAULT_PAGE_ITEMS: u64 = 50;
/// The kinds of lists that tokens are for.
const DELIVERIES_KIND: &str = "deliveries";
const REPLAY_KIND: &str = "replay";

/// W1: the partner's receivers, that of `/webhooks/v1/registration` among them.
#[utoipa::path(get, path = "/partner/v1/webhooks", tag = "webhooks",
    responses((status = 200, description = "The receivers", body = WebhookList)))]
pub(crate) async fn list_webhooks(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
) -> Result<Response, Failure> {
    let endpoints = call.store(app.store.list_endpoints(call.partner())).await?;
    let items = endpoints.into_iter().map(webhook_view).collect();
    Ok(answer::json(StatusCode::OK, &WebhookList { items }))
}

/// W2: registers a receiver. Its secret is shown here, and never again.
#[utoipa::path(post, path = "/partner/v1/webhooks", tag = "webhooks", request_body = WebhookBody,
    responses((status = 201, description = "The receiver with its secret", body = WebhookView)))]
pub(crate) async fn create_webhook(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let (bytes, input) = read(&call, body)?;
    let answered = webhooks::create(&call.asker(&app), call.replay(&bytes), input).await?;
    let mut response = answer::json(StatusCode::CREATED, &with_secret(&app, answered.outcome.clone()));
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// W3: one receiver.
#[utoipa::path(get, path = "/partner/v1/webhooks/{webhook_id}", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "The receiver", body = WebhookView)))]
pub(crate) async fn get_webhook(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
) -> Result<Response, Failure> {
    let endpoint = webhooks::find(&call.asker(&app), EndpointChoice::Id(id)).await?;
    Ok(answer::json(StatusCode::OK, &webhook_view(endpoint)))
}

/// W4: registers a receiver anew, with everything; `disabled` switches it off, its absence on.
#[utoipa::path(put, path = "/partner/v1/webhooks/{webhook_id}", tag = "webhooks", request_body = WebhookBody,
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "The receiver", body = WebhookView)))]
pub(crate) async fn update_webhook(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let (bytes, input) = read(&call, body)?;
    let answered = webhooks::replace(&call.asker(&app), call.replay(&bytes), id, input).await?;
    let mut response = answer::json(StatusCode::OK, &webhook_view(answered.outcome.clone()));
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// W5: removes a receiver; that of `/webhooks/v1/registration` too.
#[utoipa::path(delete, path = "/partner/v1/webhooks/{webhook_id}", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 204, description = "Removed")))]
pub(crate) async fn delete_webhook(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
) -> Result<Response, Failure> {
    webhooks::remove(&call.asker(&app), call.replay(b""), id).await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// W6: gives a receiver a new secret, shown here and never again. The one before signs beside it for 24 hours.
#[utoipa::path(post, path = "/partner/v1/webhooks/{webhook_id}/rotate-secret", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "The receiver with its new secret", body = WebhookView)))]
pub(crate) async fn rotate_webhook_secret(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
) -> Result<Response, Failure> {
    let endpoint = webhooks::rotate_secret(&call.asker(&app), call.replay(b""), id).await?;
    Ok(answer::json(StatusCode::OK, &with_secret(&app, endpoint)))
}

/// W7: sends a `test-created` event to a receiver.
#[utoipa::path(post, path = "/partner/v1/webhooks/{webhook_id}/test", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "The correlation id of the event", body = ValidationEvent)))]
pub(crate) async fn test_webhook(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let (asker, choice) = (call.asker(&app), EndpointChoice::Id(id));
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            webhooks::check_may_test(&asker, choice).await?;
            return Err(error.into());
        }
    };
    let answered = webhooks::test(&asker, call.replay(&body), choice).await?;
    let mut response = answer::json(StatusCode::OK, &ValidationEvent { correlation_id: answered.outcome });
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// W8: what a receiver was told, the newest event first, with every attempt.
#[utoipa::path(get, path = "/partner/v1/webhooks/{webhook_id}/deliveries", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "A page of deliveries", body = DeliveryPage)))]
pub(crate) async fn list_webhook_deliveries(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let state = query.find("state").map(|name| {
        let known = DeliveryState::ALL.into_iter().find(|state| is_word(&name, state.name()));
        known.ok_or_else(|| {
            let text = "The query parameter state must be pending, delivered or failed.";
            ApiError::new(ErrorKind::EnumParse, text).with_parameter("value", name.as_ref())
        })
    });
    let state = state.transpose()?;
    let list = format!("{DELIVERIES_KIND} {id} {state:?}");
    let below = query.find("continuationToken").map(|token| open(&app, &call, &list, &token)).transpose()?;
    let listed = app.store.list_deliveries(call.partner(), id, state, below, size.unwrap_or(PageSize::MAX));
    let page = call.store(listed).await?;
    let end = page.items.last().map(|delivery| delivery.event.sequence);
    let continuation_token = end.filter(|_| page.has_more).map(|end| seal(&app, &call, &list, end));
    let items = page.items.into_iter().map(delivery_view).collect();
    Ok(answer::json(StatusCode::OK, &DeliveryPage { items, continuation_token }))
}

/// W9: begins deliveries anew: one, those that were given up, or all of a range.
#[utoipa::path(post, path = "/partner/v1/webhooks/{webhook_id}/replay", tag = "webhooks", request_body = ReplayBody,
    params(("webhook_id" = String, Path, description = "The receiver's GUID")),
    responses((status = 200, description = "How many", body = ReplayView)))]
pub(crate) async fn replay_webhook_deliveries(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    WebhookPath(id): WebhookPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    call.caller().check_may_write()?;
    let mut body: ReplayBody = json::read_strict(&body?).map_err(ApiError::from)?;
    let token = body.continuation_token.take();
    let selection = selection_of(&body)?;
    // A token goes on with the same selection.
    let list = format!("{REPLAY_KIND} {id} {selection:?}");
    let after = token.map(|token| open(&app, &call, &list, &token)).transpose()?;
    let replayed = webhooks::replay_deliveries(&call.asker(&app), id, selection, after).await?;
    let view = ReplayView {
        deliveries: replayed.deliveries,
        continuation_token: replayed.next.map(|next| seal(&app, &call, &list, next)),
    };
    Ok(answer::json(StatusCode::OK, &view))
}

fn selection_of(body: &ReplayBody) -> Result<ReplaySelection, Failure> {
    let moment = |name: &str, text: &str| {
        text.parse::<Timestamp>().map_err(|_| {
            let text = format!("{name} is not a moment. Send one like 2026-03-01T09:00:00Z.");
            Failure::new(ErrorKind::InvalidProperty, text)
        })
    };
    match (&body.event_id, &body.failed_since, &body.from, &body.until) {
        (Some(event), None, None, None) => Ok(ReplaySelection::Event(event.clone())),
        (None, Some(since), None, None) => Ok(ReplaySelection::FailedSince(moment("failedSince", since)?)),
        (None, None, Some(from), Some(until)) => {
            Ok(ReplaySelection::Between(moment("from", from)?, moment("until", until)?))
        }
        _ => Err(Failure::new(
            ErrorKind::InvalidProperty,
            "Send exactly one of eventId, failedSince, and from together with until.",
        )),
    }
}

/// Reads a receiver: rights first, then the body.
fn read(call: &PartnerCall, body: Result<Bytes, ApiError>) -> Result<(Bytes, ReceiverInput), Failure> {
    call.caller().check_may_write()?;
    let bytes = body?;
    let body: WebhookBody = json::read_strict(&bytes).map_err(ApiError::from)?;
    let input = ReceiverInput {
        url: body.url,
        events: body.events,
        description: body.description,
        is_disabled: body.disabled,
    };
    Ok((bytes, input))
}

fn with_secret(app: &App, endpoint: Endpoint) -> WebhookView {
    let secret = webhooks::signing_secret(app, &endpoint);
    WebhookView { signing_secret: Some(secret), ..webhook_view(endpoint) }
}

fn seal(app: &App, call: &PartnerCall, list: &str, sequence: i64) -> String {
    continuation::seal(&app.paging_key, call.partner(), app.clock.now_of(call.partner()), list, &sequence)
}

fn open(app: &App, call: &PartnerCall, list: &str, token: &str) -> Result<i64, Failure> {
    let opened =
        continuation::open(&app.paging_key, call.partner(), app.clock.now_of(call.partner()), list, token);
    Ok(opened.map_err(ApiError::from)?)
}

/// `{webhook_id}`.
pub(crate) struct WebhookPath(EndpointId);

impl<S: Send + Sync> FromRequestParts<S> for WebhookPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "webhook_id").await;
        let id = text.and_then(|text| EndpointId::parse(&text).ok());
        Ok(id.map(Self).ok_or(Refusal::WebhookNotFound)?)
    }
}
