//! S11, S11b: audit records (contract 1.19), also under `/auditactivity/v1`.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::Collection;
use qualify_contract::v1::audit::{AuditCollection, AuditRecord};
use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::{AuditPage, AuditSelection, TrailStore as _};
use qualify_vocabulary::{NameKey, PageSize, Timestamp};
use qualify_wire::query::{
    AuditFilter, DayEdge, SeekOperation, TextOperator, read_audit_filter, read_audit_instant, read_size,
};
use serde::{Deserialize, Serialize};

use crate::api::extract::{PartnerCall, path_parameter};
use crate::api::failure::Failure;
use crate::api::paging::{Seek, encode_query_value, read_seek, seal};
use crate::api::path::QueryValues;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::trail::{self, WindowFault};

const TOKEN_KIND: &str = "audit";
const DEFAULT_PAGE_ITEMS: u64 = 100;

/// What a token carries: everything that a seek request does not send.
#[derive(Debug, Serialize, Deserialize)]
struct AuditToken {
    size: PageSize,
    list: AuditList,
    after: AuditPosition,
}

/// Which records are asked for.
#[derive(Debug, Serialize, Deserialize)]
struct AuditList {
    /// The `startDate` that was sent.
    start: Option<Timestamp>,
    /// The `endDate` that was sent.
    end: Option<Timestamp>,
    filter: Option<AuditFilter>,
    /// The window, as it was when the first page was read.
    from: AuditPosition,
    until: AuditPosition,
}

/// What stands before the name of a parameter where clients send the query as one object, as the REST reference prints it
/// (contract 9.2.6).
const OBJECT_PREFIX: &str = "auditRequest.";

/// The value of a parameter, by its name alone or as a member of the object.
fn find<'query>(query: QueryValues<'query>, name: &str) -> Option<Cow<'query, str>> {
    query.find(name).or_else(|| query.find_member(OBJECT_PREFIX, name))
}

/// S11: what happened to the partner's customers, newest first.
#[utoipa::path(get, path = "/v1/auditrecords", tag = "audit",
    params(("startDate" = Option<String>, Query, description = "From this day or moment on; at most 90 days back"),
        ("endDate" = Option<String>, Query, description = "Until this day or moment"),
        ("filter" = Option<String>, Query, description = "JSON: Field, Operator, Value"),
        ("size" = Option<u32>, Query, description = "Items on a page; 100 if absent"),
        ("MS-ContinuationToken" = Option<String>, Header, description = "The token of the page before")),
    responses((status = 200, description = "The records", body = AuditCollection)))]
pub(crate) async fn list_audit_records(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (size, list, after) = match read_seek::<AuditToken>(&app, &call, &headers, TOKEN_KIND)? {
        Seek::Step(SeekOperation::Next, token) => (token.size, token.list, Some(token.after)),
        Seek::Step(SeekOperation::First, token) => (token.size, token.list, None),
        Seek::Fresh { is_last: true }
        | Seek::Step(SeekOperation::Previous | SeekOperation::Last | SeekOperation::PageIndex, _) => {
            return Err(Failure::new(
                ErrorKind::OperationNotSupported,
                "Audit records are read from the newest to the oldest only. Use seekOperation=Next.",
            ));
        }
        Seek::Fresh { is_last: false } => {
            let list = read_list(&call, app.clock.now_of(call.partner()))?;
            let size = read_size(find(call.query(), "size").as_deref())?;
            (size.or(PageSize::clamped(DEFAULT_PAGE_ITEMS)).unwrap_or(PageSize::MAX), list, None)
        }
    };
    let uri = list.uri();
    let Some(selection) = list.selection() else {
        return Ok(answer::json(StatusCode::OK, &AuditCollection::last_page(Vec::new(), uri)));
    };
    let AuditPage { items, next } =
        call.store(app.store.list_audit(call.partner(), selection, after, size)).await?;
    let page: AuditCollection =
        Collection::last_page(items.into_iter().map(present::audit_record).collect(), uri.clone());
    let Some(after) = next else { return Ok(answer::json(StatusCode::OK, &page)) };
    let separator = if uri.contains('?') { '&' } else { '?' };
    let next_uri = format!("{uri}{separator}seekOperation=Next");
    let token = seal(&app, &call, TOKEN_KIND, &AuditToken { size, list, after });
    Ok(answer::json(StatusCode::OK, &page.with_next(next_uri, token)))
}

/// Reads window and filter.
fn read_list(call: &PartnerCall, now: Timestamp) -> Result<AuditList, Failure> {
    let query = call.query();
    let date = |name, edge| find(query, name).map(|text| read_audit_instant(&text, edge)).transpose();
    let (start, end) = (date("startDate", DayEdge::Start)?, date("endDate", DayEdge::End)?);
    let (from, until) = window(start, end, now)?;
    let filter = find(query, "filter").map(|text| read_audit_filter(&text)).transpose()?;
    Ok(AuditList { start, end, filter, from: AuditPosition::at(from), until: AuditPosition::at(until) })
}

impl AuditList {
    /// What the store is asked for; nothing if the filter asks for what never happens here.
    fn selection(&self) -> Option<AuditSelection> {
        let mut selection = AuditSelection {
            from: self.from,
            until: self.until,
            customer: None,
            company_name_contains: None,
        };
        match &self.filter {
            None => {}
            Some(AuditFilter::CompanyNameContains(text)) => {
                selection.company_name_contains = Some(NameKey::of(text));
            }
            Some(AuditFilter::CustomerIdEquals(customer)) => selection.customer = Some(*customer),
            Some(AuditFilter::ResourceTypeEquals(kind)) => {
                return (kind == qualify_contract::v1::audit::RESOURCE_TYPE).then_some(selection);
            }
        }
        Some(selection)
    }

    /// The page's own link, without the token.
    fn uri(&self) -> String {
        let pairs = [
            ("startDate", self.start.map(start_text)),
            ("endDate", self.end.map(|moment| moment.to_string())),
            ("filter", self.filter.as_ref().map(filter_text)),
        ];
        let query: Vec<String> = pairs
            .into_iter()
            .filter_map(|(name, value)| value.map(|text| format!("{name}={}", encode_query_value(&text))))
            .collect();
        if query.is_empty() {
            "/auditrecords".to_owned()
        } else {
            format!("/auditrecords?{}", query.join("&"))
        }
    }
}

/// A start as a link repeats it: the day alone, where it is the beginning of one.
fn start_text(moment: Timestamp) -> String {
    let text = moment.to_string();
    text.strip_suffix("T00:00:00Z").map_or_else(|| text.clone(), str::to_owned)
}

/// A filter as a link repeats it.
fn filter_text(filter: &AuditFilter) -> String {
    let (field, value, operator) = match filter {
        AuditFilter::CompanyNameContains(text) => ("CompanyName", text.clone(), TextOperator::Substring),
        AuditFilter::CustomerIdEquals(customer) => ("CustomerId", customer.to_string(), TextOperator::Equals),
        AuditFilter::ResourceTypeEquals(kind) => ("ResourceType", kind.clone(), TextOperator::Equals),
    };
    serde_json::json!({ "Field": field, "Value": value, "Operator": operator.name() }).to_string()
}

/// The window, or what is wrong with it.
fn window(
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Failure> {
    trail::window(start, end, now).map_err(|fault| {
        let text = match fault {
            WindowFault::TooOld => "Audit records go back 90 days. Send a later date.",
            WindowFault::EndsBeforeItBegins => "The endDate lies before the startDate. Send a later endDate.",
        };
        Failure::new(ErrorKind::InvalidProperty, text)
    })
}

/// `{record_id}`.
pub(crate) struct RecordPath(String);

impl<S: Send + Sync> FromRequestParts<S> for RecordPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "record_id").await.unwrap_or_default()))
    }
}

/// S11b: one audit record.
#[utoipa::path(get, path = "/v1/auditrecords/{record_id}", tag = "audit",
    params(("record_id" = String, Path, description = "The record's id")),
    responses((status = 200, description = "The record", body = AuditRecord)))]
pub(crate) async fn get_audit_record(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    RecordPath(id): RecordPath,
) -> Result<Response, Failure> {
    let not_found = || Failure::new(ErrorKind::NotFound, "There is no such audit record for this partner.");
    let ticks = id.rsplit('_').next().and_then(|text| text.parse().ok()).ok_or_else(not_found)?;
    let entry = call.store(app.store.find_audit(call.partner(), AuditPosition::from_ticks(ticks))).await?;
    let record = entry.map(present::audit_record).filter(|record| record.id.eq_ignore_ascii_case(&id));
    Ok(answer::json(StatusCode::OK, &record.ok_or_else(not_found)?))
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::PartnerId;
    use qualify_wire::continuation::{TOKEN_CHARS_MAX, TokenKey, seal};
    use qualify_wire::query::FILTER_VALUE_CHARS_MAX;

    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("the test's own text")
    }

    #[test]
    fn the_window_is_thirty_days_and_does_not_go_past_today() {
        let now = moment("2024-03-15T12:00:00Z");
        let table = [
            (None, None, "2024-02-14T12:00:00Z", "2024-03-16T00:00:00Z"),
            (Some("2024-03-01T00:00:00Z"), None, "2024-03-01T00:00:00Z", "2024-03-16T00:00:00Z"),
            (Some("2024-01-01T00:00:00Z"), None, "2024-01-01T00:00:00Z", "2024-01-31T00:00:00Z"),
            (None, Some("2024-03-01T00:00:00Z"), "2024-01-31T00:00:00Z", "2024-03-01T00:00:00Z"),
            (None, Some("2024-01-02T00:00:00Z"), "2023-12-16T00:00:00Z", "2024-01-02T00:00:00Z"),
        ];
        for (start, end, from, until) in table {
            let window = window(start.map(moment), end.map(moment), now).unwrap();
            assert_eq!(window, (moment(from), moment(until)), "{start:?} {end:?}");
        }
    }

    #[test]
    fn ninety_days_back_is_the_oldest_start() {
        let now = moment("2024-03-15T12:00:00Z");
        assert!(window(Some(moment("2023-12-16T00:00:00Z")), None, now).is_ok());
        assert!(window(Some(moment("2023-12-15T00:00:00Z")), None, now).is_err());
        assert!(window(None, Some(moment("2023-12-16T00:00:00Z")), now).is_ok());
        assert!(window(None, Some(moment("2023-12-15T00:00:00Z")), now).is_err());
        assert!(
            window(Some(moment("2024-03-02T00:00:00Z")), Some(moment("2024-03-01T00:00:00Z")), now).is_err()
        );
    }

    #[test]
    fn the_largest_token_keeps_within_the_documented_length() {
        let list = AuditList {
            start: Some(moment("2024-03-01T00:00:00.123456789Z")),
            end: Some(moment("2024-03-15T00:00:00.123456789Z")),
            filter: Some(AuditFilter::CompanyNameContains("\u{10ffff}".repeat(FILTER_VALUE_CHARS_MAX))),
            from: AuditPosition::from_ticks(i64::MIN),
            until: AuditPosition::from_ticks(i64::MIN),
        };
        let token = AuditToken { size: PageSize::MAX, list, after: AuditPosition::from_ticks(i64::MIN) };
        let (key, partner) = (TokenKey::new([1; 32]), PartnerId::from([1; 16]));
        let sealed = seal(&key, partner, Timestamp::UNIX_EPOCH, TOKEN_KIND, &token);
        assert!(sealed.len() <= TOKEN_CHARS_MAX, "{}", sealed.len());
    }

    #[test]
    fn a_link_repeats_what_was_asked_for() {
        let filters = [
            AuditFilter::CompanyNameContains("A \"B\" & C".to_owned()),
            AuditFilter::CustomerIdEquals(qualify_vocabulary::CustomerId::from([7; 16])),
            AuditFilter::ResourceTypeEquals("customer".to_owned()),
        ];
        for filter in filters {
            assert_eq!(read_audit_filter(&filter_text(&filter)).unwrap(), filter);
        }
    }
}
