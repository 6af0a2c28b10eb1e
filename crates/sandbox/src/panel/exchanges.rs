//! The last exchanges, and one of them whole, as curl would send it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_dashboard::{Area, Frame, OpenPage, PageError};
use qualify_server::api::extract::{OpenCall, path_parameter};
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_server::config::RecordRequests;

use super::curl;
use crate::home::commands::curl as curl_of;
use crate::issuer::asked::AskedOrigin;
use crate::issuer::respond::encoded;
use crate::requests::list::{Wanted, look};
use crate::requests::view::{Exchange, Side};
use crate::state::Handle;

/// A page of all 500 would be heavy.
const PAGE_ROWS: usize = 50;

#[derive(Template)]
#[template(path = "panel/exchanges.html")]
struct ExchangesPage<'a> {
    frame: Frame<'a>,
    client: String,
    path: String,
    is_complete: bool,
    is_kept: bool,
    exchanges: Vec<ExchangeRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
}

struct ExchangeRow {
    id: u64,
    time: String,
    method: String,
    target: String,
    answer: Answer,
    client: String,
    milliseconds: String,
}

/// What was answered, in a word or two.
struct Answer {
    kind: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "panel/exchange.html")]
struct ExchangePage<'a> {
    frame: Frame<'a>,
    exchange: &'a Exchange,
    answer: Answer,
    time: String,
    user: String,
    curl: String,
    /// Whether more was sent than is kept.
    is_cut: bool,
}

/// The number of an exchange in a path.
pub(crate) struct ExchangeInPath(u64);

fn unknown() -> Failure {
    let text = "This exchange is kept no longer. GET /sandbox/requests lists those that are.";
    Failure::new(ErrorKind::NotFound, text)
}

impl<S: Send + Sync> FromRequestParts<S> for ExchangeInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let text = path_parameter(parts, state, "exchange_id").await;
        let id = text.and_then(|text| text.parse().ok());
        id.map(Self).ok_or_else(|| unknown().into())
    }
}

/// The last ones, the newest first.
pub(crate) async fn list(
    State(sandbox): State<Handle>,
    page: OpenPage,
    OpenCall(request): OpenCall,
) -> Result<Response, PageError> {
    let query = QueryValues::new(&request.query);
    let typed = |name: &str| query.find(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let (client, path) = (typed("client"), typed("path"));
    let wanted = Wanted::of(&client, &path);
    let looked = look(&sandbox, &sandbox.requests, None);
    let before: Option<u64> = query.find("before").and_then(|text| text.parse().ok());
    let newest_first = looked.exchanges.iter().rev().filter(|(_, exchange)| wanted.is_met_by(exchange));
    let mut rest = newest_first.filter(|(id, _)| before.is_none_or(|before| *id < before)).peekable();
    let exchanges: Vec<_> =
        rest.by_ref().take(PAGE_ROWS).map(|(id, exchange)| row(&page, *id, exchange)).collect();
    let filters = encoded(&[("path", &path), ("client", &client)]);
    let first = format!("/dashboard/sandbox/requests?{filters}");
    let last = exchanges.last().filter(|_| rest.peek().is_some());
    let next = last.map(|last| format!("{first}&before={}", last.id));
    let template = ExchangesPage {
        frame: page.frame(Area::Sandbox),
        client,
        path,
        is_complete: looked.complete,
        is_kept: sandbox.settings.record_requests != RecordRequests::Never,
        exchanges,
        is_first: before.is_none(),
        first,
        next,
    };
    page.show(&template)
}

/// One of them.
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    page: OpenPage,
    asked: AskedOrigin,
    ExchangeInPath(id): ExchangeInPath,
) -> Result<Response, PageError> {
    let looked = look(&sandbox, &sandbox.requests, Some(id));
    let found = looked.exchanges.first().filter(|(number, _)| *number == id);
    let (_, exchange): &(u64, Arc<Exchange>) = found.ok_or_else(unknown)?;
    let curl = curl_of(sandbox.trusted_file.as_deref());
    let is_cut = |side: &Side| side.bytes > side.body.len() as u64;
    let template = ExchangePage {
        frame: page.frame(Area::Sandbox),
        exchange,
        answer: answer(&page, exchange),
        time: time(exchange),
        user: exchange.principal.as_ref().and_then(|who| who.user.clone()).unwrap_or_default(),
        curl: curl::line(&curl, &asked.0, exchange),
        is_cut: is_cut(&exchange.request),
    };
    page.show(&template)
}

fn row(page: &OpenPage, id: u64, exchange: &Exchange) -> ExchangeRow {
    ExchangeRow {
        id,
        time: time(exchange),
        method: exchange.method.clone(),
        target: exchange.target.clone(),
        answer: answer(page, exchange),
        client: exchange.client.clone(),
        milliseconds: page.locale().number(exchange.duration_us.div_ceil(1000)),
    }
}

fn answer(page: &OpenPage, exchange: &Exchange) -> Answer {
    let Some(status) = exchange.status else {
        return Answer { kind: "problem", text: page.texts().panel_exchange_dropped().to_owned() };
    };
    let kind = match status {
        ..400 => "good",
        400..500 => "warning",
        _ => "problem",
    };
    let code = exchange.error_code.as_ref().map(|code| format!(" / {code}")).unwrap_or_default();
    Answer { kind, text: format!("{status}{code}") }
}

fn time(exchange: &Exchange) -> String {
    exchange.at.strftime("%H:%M:%S").to_string()
}
