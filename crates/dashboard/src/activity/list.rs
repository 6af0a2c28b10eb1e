//! The records of the trail, the newest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::audit::{AuditEntry, AuditPosition, AuditStatus};
use qualify_domain::ports::{AuditPage, TrailStore as _};
use qualify_vocabulary::PageSize;
use qualify_wire::continuation;

use super::filters::{self, CUSTOMER, FROM, NAME, Problem, UNTIL};
use super::words::{change, operation_name};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::PartnerPage;
use crate::state::Dashboard;

/// Records on a page.
const PAGE_SIZE: u64 = 50;

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage<'a> {
    frame: Frame<'a>,
    from: &'a str,
    until: &'a str,
    customer: &'a str,
    name: &'a str,
    problem: Option<Problem>,
    records: Vec<RecordRow>,
    /// The same records as a table.
    export: String,
    is_first: bool,
    first: String,
    next: Option<String>,
}

struct RecordRow {
    when: String,
    customer: Option<(String, String)>,
    what: &'static str,
    change: Option<String>,
    by: String,
    is_done: bool,
    details: Vec<(String, String)>,
    values: Vec<(&'static str, String)>,
}

impl ActivityPage<'_> {
    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.as_ref().filter(|problem| problem.field == field).map(|problem| problem.text)
    }
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let list = format!("dashboard activity {}", filters::filters(&query, None));
    let after = query.find("after").and_then(|token| open(&page, token, &list));
    let (problem, found) = match filters::selection(&page, &query) {
        Ok(selection) => {
            let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
            let records = dashboard.store.list_audit(page.partner(), selection, after, size);
            (None, page.info.meter.measure(records).await?)
        }
        Err(problem) => (Some(problem), AuditPage { items: Vec::new(), next: None }),
    };
    let address =
        |more: Option<(&str, &str)>| format!("/dashboard/activity?{}", filters::filters(&query, more));
    let next = found.next.map(|place| seal(&page, &list, place));
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let template = ActivityPage {
        frame: page.frame(Area::Activity),
        from: query.text(FROM),
        until: query.text(UNTIL),
        customer: query.text(CUSTOMER),
        name: query.text(NAME),
        problem,
        records: found.items.into_iter().map(|entry| row(&page, entry)).collect(),
        export: format!("/dashboard/activity/export?{}", filters::filters(&query, None)),
        is_first: after.is_none(),
        first: address(None),
        next: next.map(|token| address(Some(("after", &token)))),
    };
    page.show_as(status, &template)
}

fn row(page: &PartnerPage, entry: AuditEntry) -> RecordRow {
    let texts = page.texts();
    let fact = entry.fact.for_partner();
    let change = change(texts, &fact);
    let values = match change {
        Some(_) => Vec::new(),
        None => [(texts.activity_before(), fact.old_value), (texts.activity_after(), fact.new_value)]
            .into_iter()
            .filter_map(|(label, value)| Some((label, value?)))
            .collect(),
    };
    RecordRow {
        when: page.locale().moment(fact.at),
        customer: fact.customer.map(|customer| (customer.id.to_string(), customer.name)),
        what: operation_name(texts, fact.operation),
        change,
        by: fact.actor.name().to_owned(),
        is_done: fact.status == AuditStatus::Succeeded,
        details: fact.details.into_iter().map(|(key, value)| (key.into_owned(), value)).collect(),
        values,
    }
}

fn seal(page: &PartnerPage, list: &str, place: AuditPosition) -> String {
    continuation::seal(page.dashboard.paging_key(), page.partner(), page.asker().now(), list, &place)
}

/// A place that is not of this list, or too old, is the beginning.
fn open(page: &PartnerPage, token: &str, list: &str) -> Option<AuditPosition> {
    continuation::open(page.dashboard.paging_key(), page.partner(), page.asker().now(), list, token).ok()
}
