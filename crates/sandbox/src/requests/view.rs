//! An exchange as JSON shows it, and the list of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_contract::errors::ErrorKind;
use qualify_vocabulary::Timestamp;
use serde::Serialize;

use super::kept::Kept;
use super::unserved::UnservedCall;
use super::{EXCHANGES_MAX, masked};
use crate::state::Handle;
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::api::path::{QueryValues, canonical_path};
use qualify_server::auth::Identity;
use qualify_server::config::RecordRequests;

/// One exchange; every text is masked already.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exchange {
    /// The real time.
    pub(super) at: Timestamp,
    pub(super) method: String,
    /// Path and query as they were sent.
    #[serde(rename = "path")]
    pub(super) target: String,
    /// The path in our spelling.
    #[serde(skip)]
    pub(super) path: String,
    pub(super) client: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) principal: Option<PrincipalView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correlation_id: Option<String>,
    pub(super) duration_us: u64,
    pub(super) request: Side,
    /// None if the connection was dropped.
    pub(super) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<Side>,
    /// What was done to it by `/sandbox/faults`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<String>,
}

/// What one side sent.
#[derive(Debug, Serialize)]
pub(super) struct Side {
    headers: BTreeMap<String, String>,
    /// The beginning of the body.
    body: String,
    /// How long the whole body was.
    bytes: u64,
}

/// Who asked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PrincipalView {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
}

impl PrincipalView {
    pub(super) fn of(identity: &Identity) -> Self {
        match identity {
            Identity::Partner(principal) => {
                let caller = &principal.caller;
                Self {
                    kind: if principal.is_app_only { "app-only" } else { "app+user" },
                    partner: Some(caller.partner.to_string()),
                    application: Some(caller.application.to_string()),
                    user: caller.user.as_ref().and_then(|user| user.name.clone()),
                }
            }
            Identity::Staff(staff) => Self {
                kind: "staff",
                partner: None,
                application: None,
                user: Some(staff.person.name.clone()),
            },
        }
    }
}

impl Side {
    pub(super) fn new(headers: &HeaderMap, body: &Kept) -> Self {
        let headers = masked::headers(headers);
        Self { headers, body: masked::body(&body.beginning), bytes: body.total_bytes }
    }

    fn text_bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        headers + self.body.len()
    }
}

impl Exchange {
    /// About what it takes in memory.
    pub(super) fn text_bytes(&self) -> usize {
        self.target.len()
            + self.path.len()
            + self.client.len()
            + self.request.text_bytes()
            + self.response.as_ref().map_or(0, Side::text_bytes)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExchangeList<'log> {
    /// Whether every exchange since the oldest one that is kept is kept.
    complete: bool,
    says: &'static str,
    /// The newest first.
    requests: Vec<&'log Exchange>,
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
struct Wanted {
    client: Option<String>,
    path: Option<String>,
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
        Ok(Self {
            client: query.find("client").map(|text| text.trim().to_lowercase()),
            path: query.find("path").map(|text| canonical_path(text.trim()).to_lowercase()),
            limit,
        })
    }

    fn is_client(&self, client: &str) -> bool {
        self.client.as_ref().is_none_or(|wanted| client.to_lowercase().contains(wanted))
    }

    fn is_met_by(&self, exchange: &Exchange) -> bool {
        let is_path = |wanted: &String| exchange.path.to_lowercase().starts_with(wanted);
        self.is_client(&exchange.client) && self.path.as_ref().is_none_or(is_path)
    }
}

#[utoipa::path(get, path = "/sandbox/requests", tag = "sandbox", operation_id = "show_requests",
    responses((status = 200, description = "The exchanges that are kept")))]
pub(crate) async fn show(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
) -> Result<Response, Failure> {
    let wanted = Wanted::read(QueryValues::new(&request.query))?;
    let is_kept = sandbox.settings.record_requests != RecordRequests::Never;
    if is_kept {
        if sandbox.interest.is_used_up() {
            sandbox.requests.note_gap();
        }
        sandbox.interest.keep_every();
    }
    let (exchanges, is_complete) = {
        let ring = sandbox.requests.lock();
        let exchanges: Vec<_> = ring.exchanges.iter().map(|(_, exchange)| Arc::clone(exchange)).collect();
        (exchanges, ring.is_complete())
    };
    let (mut unserved, unserved_others) = sandbox.requests.unserved.list();
    unserved.retain(|call| wanted.is_client(&call.client));
    let newest_first = exchanges.iter().rev().map(AsRef::as_ref);
    let list = ExchangeList {
        complete: is_kept && is_complete,
        says: match (is_kept, is_complete) {
            (false, _) => NEVER,
            (true, true) => EVERY,
            (true, false) => SOME_LEFT_OUT,
        },
        requests: newest_first.filter(|exchange| wanted.is_met_by(exchange)).take(wanted.limit).collect(),
        unserved,
        unserved_others,
    };
    Ok(answer::json(StatusCode::OK, &list))
}
