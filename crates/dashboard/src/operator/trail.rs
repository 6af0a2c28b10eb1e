//! The trail of all partners, the newest record first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::audit::{AuditEntry, AuditPosition, AuditStatus};
use qualify_domain::ports::TrailPlace;
use qualify_server::service::trail;
use qualify_vocabulary::{PageSize, PartnerId};
use qualify_wire::continuation;
use serde::{Deserialize, Serialize};

use super::{OPERATORS, partner_name};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;

/// Records on a page.
const PAGE_SIZE: u64 = 40;

/// The trail is of all partners: the places of its list are sealed for none of them.
const NOBODY: PartnerId = PartnerId::from_uuid(uuid::Uuid::nil());

/// Keeps the places of this list apart from others.
const TOKEN_KIND: &str = "dashboard audit";

/// Where a page of the list ends.
#[derive(Serialize, Deserialize)]
struct Place {
    ticks: i64,
    partner: PartnerId,
}

#[derive(Template)]
#[template(path = "operator/trail.html")]
struct TrailShown<'a> {
    frame: Frame<'a>,
    partner: &'a str,
    is_wrong: bool,
    records: Vec<RecordRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
}

struct RecordRow {
    when: String,
    actor: String,
    operation: &'static str,
    has_failed: bool,
    partner: String,
    customer: String,
    /// The customer's page, for whoever may open it.
    address: Option<String>,
    details: Vec<(String, String)>,
}

/// A page of it.
pub(crate) async fn show(State(dashboard): State<Dashboard>, page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let typed = query.text("partner");
    let partner = query.find("partner").map(PartnerId::parse);
    let is_wrong = matches!(partner, Some(Err(_)));
    let partner = partner.and_then(Result::ok);
    let list = format!("{TOKEN_KIND} {partner:?}");
    let after = query.find("after").and_then(|token| open(&dashboard, token, &list));
    let is_first = after.is_none();
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let found = trail::page(&page.asker(), partner, after, size).await?;
    let next = found.next.map(|place| {
        let place = Place { ticks: place.position.ticks(), partner: place.partner };
        let now = dashboard.clock.now();
        let token = continuation::seal(dashboard.paging_key(), NOBODY, now, &list, &place);
        format!("/dashboard/audit?{}", encoded_pairs(&[("partner", typed), ("after", &token)]))
    });
    let template = TrailShown {
        frame: page.frame(Area::Trail),
        partner: typed,
        is_wrong,
        records: found.items.into_iter().map(|entry| row(&page, entry)).collect(),
        is_first,
        first: format!("/dashboard/audit?{}", encoded_pairs(&[("partner", typed)])),
        next,
    };
    page.show(&template)
}

fn open(dashboard: &Dashboard, token: &str, list: &str) -> Option<TrailPlace> {
    let opened = continuation::open(dashboard.paging_key(), NOBODY, dashboard.clock.now(), list, token);
    let Place { ticks, partner } = opened.ok()?;
    Some(TrailPlace { position: AuditPosition::from_ticks(ticks), partner })
}

fn row(page: &StaffPage, entry: AuditEntry) -> RecordRow {
    let fact = entry.fact;
    let values = [("OldValue", fact.old_value), ("NewValue", fact.new_value)];
    let values = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let details = fact.details.into_iter().map(|(name, value)| (name.into_owned(), value));
    let correlation = ("CorrelationId".to_owned(), fact.correlation_id.to_string());
    let customer = fact.customer.map(|customer| customer.id);
    RecordRow {
        when: page.locale().moment(fact.at),
        actor: fact.actor.user_name.unwrap_or(fact.actor.application),
        operation: fact.operation.name(),
        has_failed: fact.status == AuditStatus::Failed,
        partner: partner_name(page, fact.partner),
        customer: customer.map(|id| id.to_string()).unwrap_or_default(),
        address: customer
            .filter(|_| page.asker().holds(OPERATORS))
            .map(|id| format!("/dashboard/partners/{}/customers/{id}", fact.partner)),
        details: details.chain(values).chain([correlation]).collect(),
    }
}
