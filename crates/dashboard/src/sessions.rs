//! One's own sessions: what there is, and the end of them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, header};
use qualify_domain::ports::{SessionEnd, SessionStore as _};
use qualify_vocabulary::SessionId;

use crate::cookies::SecretCookie;
use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::OwnPage;
use crate::state::Dashboard;

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage<'a> {
    frame: Frame<'a>,
    sessions: Vec<SessionRow>,
}

struct SessionRow {
    id: String,
    browser: String,
    since: String,
    seen: String,
    is_this: bool,
}

/// The sessions of whoever asks.
pub(crate) async fn show(State(dashboard): State<Dashboard>, page: OwnPage) -> Result<Response, PageError> {
    let own = page.open_session();
    let now = dashboard.clock.real_now();
    let list = dashboard.store.list_sessions(own.kept.person.key.clone(), now);
    let list = page.info.meter.measure(list).await?;
    let locale = page.locale();
    let row = |kept: qualify_domain::browser_session::BrowserSession| SessionRow {
        id: kept.id.to_string(),
        browser: kept.user_agent.as_str().to_owned(),
        since: locale.moment(kept.created_at),
        seen: locale.moment(kept.last_seen_at),
        is_this: kept.id == own.kept.id,
    };
    let sessions = list.into_iter().map(row).collect();
    page.show(&SessionsPage { frame: page.frame(Area::Sessions), sessions })
}

/// Ends one of them.
pub(crate) async fn end(
    State(dashboard): State<Dashboard>,
    page: OwnPage,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let own = &page.open_session().kept;
    if let Ok(id) = SessionId::parse(&id) {
        let end = SessionEnd::OneOf(own.person.key.clone(), id);
        page.info.meter.measure(dashboard.store.end_sessions(end)).await?;
    }
    Ok(page.lead_to("/dashboard/sessions"))
}

/// Ends all but this one.
pub(crate) async fn end_others(
    State(dashboard): State<Dashboard>,
    page: OwnPage,
) -> Result<Response, PageError> {
    let own = &page.open_session().kept;
    let end = SessionEnd::OthersOf(own.person.key.clone(), own.id);
    page.info.meter.measure(dashboard.store.end_sessions(end)).await?;
    Ok(page.lead_to("/dashboard/sessions"))
}

/// Ends this one. What the browser may have kept of the pages goes, too.
pub(crate) async fn sign_out(
    State(dashboard): State<Dashboard>,
    page: OwnPage,
) -> Result<Response, PageError> {
    let end = SessionEnd::One(page.open_session().kept.secret_hash);
    page.info.meter.measure(dashboard.store.end_sessions(end)).await?;
    let mut response = page.lead_to("/dashboard/sign-in?signed-out=1");
    let headers: &mut HeaderMap = response.headers_mut();
    headers.append(header::SET_COOKIE, SecretCookie::Session.clear(&page.origin));
    Ok(response)
}
