//! `GET /sandbox/requests`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::{QueryValues, canonical_path};
use qualify_server::config::RecordRequests;
use serde::Serialize;

use super::unserved::UnservedCall;
use super::view::{Exchange, Numbered};
use super::{EXCHANGES_MAX, RequestLog};
use crate::partners::path::OwnPartnerPath;
use crate::state::{Handle, Sandbox};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExchangeList<'log> {
    /// Whether every exchange since the oldest one that is kept is kept.
    complete: bool,
    says: &'static str,
    /// Behind the newest exchange: `after` this, only those that are new are listed.
    cursor: u64,
    /// The newest first.
    requests: Vec<Numbered<'log>>,
    unserved: Vec<UnservedCall>,
    /// Calls that are not served, beyond those that are counted one by one.
    unserved_others: u64,
}

const EVERY: &str = "Every exchange is kept, the last 500 of them.";

const SOME_LEFT_OUT: &str = "Some exchanges before this call were not kept, because there were more than 500 in a second. From this call on \
     every one is kept; repeat yours to see them.";

const NEVER: &str =
    "No exchange is kept: sandbox.record_requests is never. Set it to auto or always, and start again.";

/// Which exchanges are wanted.
pub(crate) struct Wanted {
    client: Option<String>,
    path: Option<String>,
    /// Only exchanges from this number on.
    after: Option<u64>,
    limit: usize,
}

impl Wanted {
    fn read(query: QueryValues<'_>) -> Result<Self, Failure> {
        let limit = match query.find("limit") {
            None => EXCHANGES_MAX,
            Some(text) => match text.trim().parse() {
                Ok(limit) if (1..=EXCHANGES_MAX).contains(&limit) => limit,
                _ => {
                    return Err(Failure::new(
                        ErrorKind::InvalidProperty,
                        format!("limit must be a number from 1 to {EXCHANGES_MAX}."),
                    ));
                }
            },
        };
        let after = query.find("after").map(|text| text.trim().parse());
        let after = after.transpose().map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "after must be a cursor that this list has given.")
        })?;
        Ok(Self {
            after,
            client: query.find("client").map(|text| text.trim().to_lowercase()),
            path: query.find("path").map(|text| canonical_path(text.trim()).to_lowercase()),
            limit,
        })
    }

    /// Those of a client, below a path; blank is no matter.
    pub(crate) fn of(client: &str, path: &str) -> Self {
        let (client, path) = (Some(client.trim()), Some(path.trim()));
        let is_said = |text: &&str| !text.is_empty();
        Self {
            after: None,
            client: client.filter(is_said).map(str::to_lowercase),
            path: path.filter(is_said).map(|path| canonical_path(path).to_lowercase()),
            limit: EXCHANGES_MAX,
        }
    }

    fn is_client(&self, client: &str) -> bool {
        self.client.as_ref().is_none_or(|wanted| client.to_lowercase().contains(wanted))
    }

    pub(crate) fn is_met_by(&self, exchange: &Exchange) -> bool {
        let is_path = |wanted: &String| exchange.path.to_lowercase().starts_with(wanted);
        self.is_client(&exchange.client) && self.path.as_ref().is_none_or(is_path)
    }
}

/// The last exchanges, the newest first: of one `client`, below one `path`, at most `limit`, or those that are new `after`
/// the `cursor` of an earlier answer. `errorCode` is the code of an error.
#[utoipa::path(get, path = "/sandbox/requests", tag = "sandbox", operation_id = "show_requests",
    responses((status = 200, description = "The exchanges that are kept")))]
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
) -> Result<Response, Failure> {
    answer_with(&sandbox, &sandbox.requests, &request.query)
}

/// The exchanges of a partner of one's own: those with a token of its people or its application, those of its issuer, and
/// what staff does with it.
#[utoipa::path(get, path = "/sandbox/partners/{partner}/requests", tag = "sandbox",
    operation_id = "show_partner_requests",
    responses((status = 200, description = "The exchanges of this partner that are kept")))]
pub(crate) async fn show_of(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
) -> Result<Response, Failure> {
    answer_with(&sandbox, &own.requests, &request.query)
}

fn answer_with(sandbox: &Sandbox, log: &RequestLog, query: &str) -> Result<Response, Failure> {
    let wanted = Wanted::read(QueryValues::new(query))?;
    let Looked { exchanges, complete, says, cursor } = look(sandbox, log, wanted.after);
    let (mut unserved, unserved_others) = log.unserved.list();
    unserved.retain(|call| wanted.is_client(&call.client));
    let newest_first = exchanges.iter().rev().map(|(id, exchange)| Numbered { id: *id, exchange });
    let list = ExchangeList {
        complete,
        says,
        cursor,
        requests: newest_first.filter(|it| wanted.is_met_by(it.exchange)).take(wanted.limit).collect(),
        unserved,
        unserved_others,
    };
    Ok(answer::json(StatusCode::OK, &list))
}

/// What a look at a log finds.
pub(crate) struct Looked {
    /// With their numbers, in the order in which they ended.
    pub(crate) exchanges: Vec<(u64, Arc<Exchange>)>,
    /// Whether none is missing.
    pub(crate) complete: bool,
    /// The same in a sentence.
    pub(super) says: &'static str,
    /// Behind the newest one.
    pub(super) cursor: u64,
}

/// Takes what is kept from this number on; from now on every exchange is kept.
pub(crate) fn look(sandbox: &Sandbox, log: &RequestLog, after: Option<u64>) -> Looked {
    let is_kept = sandbox.settings.record_requests != RecordRequests::Never;
    if is_kept {
        if sandbox.interest.is_used_up() {
            sandbox.note_gap();
        }
        sandbox.interest.keep_every();
    }
    let (exchanges, is_complete, cursor) = {
        let ring = log.lock();
        // A cursor of an earlier run of the sandbox may lie ahead: everything is new then.
        let after = after.filter(|after| *after <= ring.next);
        let new = ring.exchanges.iter().filter(|(number, _)| after.is_none_or(|after| *number >= after));
        let is_complete = after.map_or(ring.is_complete(), |after| ring.is_complete_from(after));
        (new.cloned().collect(), is_complete, ring.next)
    };
    let says = match (is_kept, is_complete) {
        (false, _) => NEVER,
        (true, true) => EVERY,
        (true, false) => SOME_LEFT_OUT,
    };
    Looked { exchanges, complete: is_kept && is_complete, says, cursor }
}
