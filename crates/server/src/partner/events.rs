//! The partner's events, for those whom nobody can send anything (W10): in their order, without a gap, and as soon as
//! they are committed.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_contract::webhooks::EventFeed;
use qualify_domain::ports::{EventPage, EventPosition, EventsFrom};
use qualify_vocabulary::PageSize;
use qualify_wire::continuation;
use qualify_wire::errors::ApiError;
use qualify_wire::query::read_size;

use crate::api::answer;
use crate::api::extract::{PartnerCall, UserCall};
use crate::api::failure::Failure;
use crate::app::App;
use crate::service::events;
use crate::webhooks::event_view;

/// Events on a page, unless the caller says otherwise.
const DEFAULT_PAGE_ITEMS: u64 = 100;
/// Longest time that a caller may wait, in seconds.
const WAIT_SECONDS_MAX: u64 = 25;
/// What is left of a request's time when a caller that waits is answered.
const ANSWER_MARGIN: Duration = Duration::from_secs(2);
/// The place behind the newest event.
const LATEST: &str = "latest";
/// The kind of list that cursors are for.
const LIST_KIND: &str = "events";

/// W10: the partner's events behind a cursor, the oldest first. With `waitSeconds` the answer comes as soon as there is one.
#[utoipa::path(get, path = "/partner/v1/events", tag = "webhooks",
    responses((status = 200, description = "The events", body = EventFeed)))]
pub(crate) async fn list_partner_events(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("limit").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let size = size.unwrap_or(PageSize::MAX);
    let wait = wait_of(&app, query.find("waitSeconds").as_deref())?;
    let from = match query.find("after").as_deref() {
        None => EventsFrom::Oldest,
        Some(LATEST) => EventsFrom::Newest,
        Some(cursor) => EventsFrom::Behind(open_cursor(&app, &call, cursor)?),
    };
    let page = events::read(&call.asker(&app), from, size, wait).await?;
    Ok(answer::json(StatusCode::OK, &feed(&app, &call, page)))
}

fn wait_of(app: &App, text: Option<&str>) -> Result<Duration, Failure> {
    let Some(text) = text else { return Ok(Duration::ZERO) };
    let seconds: u64 = text.parse().map_err(|_| {
        let text = "The query parameter waitSeconds must be a whole number of seconds from 0 to 25.";
        Failure::new(ErrorKind::InvalidProperty, text)
    })?;
    let longest =
        Duration::from_secs(app.config.server.request_timeout_seconds).saturating_sub(ANSWER_MARGIN);
    Ok(Duration::from_secs(seconds.min(WAIT_SECONDS_MAX)).min(longest))
}

fn feed(app: &App, call: &PartnerCall, page: EventPage) -> EventFeed {
    let EventPosition { sequence, id } = page.next;
    EventFeed {
        items: page.events.iter().map(event_view).collect(),
        cursor: continuation::seal(
            &app.paging_key,
            call.partner(),
            app.clock.now_of(call.partner()),
            LIST_KIND,
            &(sequence, id),
        ),
        has_more: page.has_more,
    }
}

/// A cursor is good for as long as the events behind it are kept.
fn open_cursor(app: &App, call: &PartnerCall, cursor: &str) -> Result<EventPosition, Failure> {
    let opened = continuation::open_at_any_age(&app.paging_key, call.partner(), LIST_KIND, cursor);
    let (sequence, id) = opened.map_err(ApiError::from)?;
    Ok(EventPosition { sequence, id })
}
