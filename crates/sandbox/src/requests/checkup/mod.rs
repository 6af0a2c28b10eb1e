//! `GET /sandbox/checkup`: what a client does that the real service would punish, found in the last exchanges.
//!
//! To add a rule: a function in the module of its kind, which sees one client's exchanges in their order and names those
//! that show it; its row in [`rules::RULES`]; its row in `docs/sandbox.md`, which a test compares; a row in both tables of
//! `tests`, one that shows it and one that does not.

mod clients;
mod note;
mod request_ids;
mod rules;
mod seen;
mod shapes;
#[cfg(test)]
mod tests;
mod throttling;
mod tokens;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::{PartnerId, Timestamp};
use serde::Serialize;

use self::clients::Client;
use self::note::Note;
use self::rules::{RULES, Rule};
use self::seen::{Found, Seen};
use super::RequestLog;
use super::list::{Looked, look};
use super::view::Exchange;
use crate::state::{Handle, Sandbox};

/// Exchanges that are shown of one finding.
const SHOWN_MAX: usize = 20;

const NO_PARTNER: &str = "partner must be the GUID of a partner's tenant.";
const UNKNOWN_PARTNER: &str =
    "There is no partner of this id. Without partner, the exchanges of all of them are looked through.";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Checkup<'log> {
    /// Whether every exchange since the oldest one that is kept is kept.
    pub(crate) complete: bool,
    says: &'static str,
    /// How many exchanges of the wire were looked through.
    pub(crate) exchanges: usize,
    /// Of how many clients they are.
    pub(crate) clients: usize,
    pub(crate) findings: Vec<Finding<'log>>,
    /// By which rules: all that there are.
    rules: &'static [Rule],
}

/// What one client does against one rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding<'log> {
    pub(crate) rule: &'static str,
    #[serde(flatten)]
    pub(crate) client: Client<'log>,
    /// What it is, why it matters with the real service, and what to do.
    pub(crate) says: &'static str,
    /// How many exchanges show it.
    pub(crate) count: usize,
    /// The first of them.
    pub(crate) exchanges: Vec<Shown<'log>>,
}

/// An exchange that shows it; its `id` is that of `/sandbox/requests`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'log> {
    pub(crate) id: u64,
    at: Timestamp,
    pub(crate) method: &'log str,
    pub(crate) path: &'log str,
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'log str>,
    pub(crate) note: Note,
}

/// What each rule says, by its name.
#[cfg(test)]
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.name, rule.says))
}

/// What a client does that the real service would punish: each finding with its rule, what to do about it, and the
/// exchanges that show it.
#[utoipa::path(get, path = "/sandbox/checkup", tag = "sandbox", operation_id = "check_clients",
    responses((status = 200, description = "The findings; none for clients that do nothing of the kind")))]
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
) -> Result<Response, Failure> {
    let query = QueryValues::new(&request.query);
    let text = query.find("client").map(|text| text.trim().to_lowercase());
    let partner = query.find("partner").map(|text| PartnerId::parse(text.trim())).transpose();
    let partner = partner.map_err(|_| Failure::new(ErrorKind::InvalidProperty, NO_PARTNER))?;
    let log = log_of(&sandbox, partner)?;
    let looked = look(&sandbox, &log, None);
    let is_wanted = |client: Client<'_>| {
        partner.is_none_or(|partner| client.partner == Some(partner))
            && text.as_ref().is_none_or(|text| client.is_called(text))
    };
    Ok(answer::json(StatusCode::OK, &Checkup::of(&looked, is_wanted)))
}

impl<'log> Checkup<'log> {
    /// The checkup of those of the exchanges whose client is wanted.
    pub(crate) fn of(looked: &'log Looked, is_wanted: impl Fn(Client<'log>) -> bool) -> Self {
        let of_wire = seen_in(&looked.exchanges).filter(|seen| is_wanted(Client::of(seen.exchange)));
        let groups = clients::grouped(of_wire);
        Self {
            complete: looked.complete,
            says: looked.says,
            exchanges: groups.values().map(Vec::len).sum(),
            clients: groups.len(),
            findings: groups.iter().flat_map(|(client, seen)| findings(*client, seen)).collect(),
            rules: RULES,
        }
    }
}

/// The log of a partner of one's own; else everybody's.
fn log_of(sandbox: &Sandbox, partner: Option<PartnerId>) -> Result<Arc<RequestLog>, Failure> {
    let Some(partner) = partner else { return Ok(Arc::clone(&sandbox.requests)) };
    if let Some(own) = sandbox.partners.find(partner) {
        return Ok(Arc::clone(&own.requests));
    }
    let is_known = sandbox.store.list_partners().iter().any(|known| known.id == partner);
    if !is_known {
        return Err(Failure::new(ErrorKind::NotFound, UNKNOWN_PARTNER));
    }
    Ok(Arc::clone(&sandbox.requests))
}

/// The exchanges of the wire: nothing else has a counterpart in the real service.
fn seen_in(exchanges: &[(u64, Arc<Exchange>)]) -> impl Iterator<Item = Seen<'_>> {
    exchanges.iter().filter_map(|(id, exchange)| Seen::of(*id, exchange))
}

/// What one client's exchanges, in their order, show.
fn findings<'log>(client: Client<'log>, seen: &[Seen<'log>]) -> Vec<Finding<'log>> {
    let by = |rule: &'static Rule| {
        let found = (rule.find)(seen);
        let shown = found.iter().take(SHOWN_MAX).map(|found| shown(seen, found));
        let exchanges: Vec<_> = shown.collect();
        let finding = Finding { rule: rule.name, client, says: rule.says, count: found.len(), exchanges };
        (finding.count > 0).then_some(finding)
    };
    RULES.iter().filter_map(by).collect()
}

fn shown<'log>(seen: &[Seen<'log>], Found { index, note }: &Found) -> Shown<'log> {
    let Seen { id, exchange, .. } = seen[*index];
    Shown {
        id,
        at: exchange.at,
        method: &exchange.method,
        path: &exchange.target,
        status: exchange.status,
        request_id: exchange.request_id.as_deref(),
        note: note.clone(),
    }
}
