//! What a customer qualifies for, and how it came to that.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::{CustomerStore as _, QualificationStore as _, ReviewPlace, StoredReview};
use qualify_domain::qualification::{EducationState, QualificationSet, RecordView};
use qualify_server::service::reviews::of_partner;
use qualify_server::service::said::Said;
use qualify_vocabulary::{CustomerId, PageSize, Qualification};
use qualify_wire::continuation;

use super::words::{self, Told};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::{CustomerInPath, PartnerPage};
use crate::reviews::words::kind_name;
use crate::sign_in::encoded;
use crate::state::Dashboard;
use crate::words::{Badge, qualification_name, status_badge};

/// Cases on a page.
const PAGE_SIZE: u64 = 20;

#[derive(Template)]
#[template(path = "qualifications/overview.html")]
struct OverviewPage<'a> {
    frame: Frame<'a>,
    id: String,
    name: &'a str,
    is_done: bool,
    records: Vec<RecordShown>,
    history: Vec<CaseShown>,
    is_first: bool,
    first: String,
    next: Option<String>,
    may_write: bool,
}

/// A record that is there.
struct RecordShown {
    badge: Badge,
    facts: Vec<(&'static str, String)>,
}

/// A case of the timeline.
struct CaseShown {
    id: String,
    kind: &'static str,
    qualification: &'static str,
    opened: String,
    told: Told,
}

pub(crate) async fn show(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    CustomerInPath(id): CustomerInPath,
) -> Result<Response, PageError> {
    let (asker, key) = (page.asker(), page.key(id));
    let customer = page.info.meter.measure(dashboard.store.get_customer(key)).await?;
    let records = page.info.meter.measure(dashboard.store.get_qualifications(key)).await?;
    let query = SentForm::parse(&page.info.query);
    let after = query.find("after").and_then(|token| place(&page, id, token));
    let is_first = after.is_none();
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let cases = of_partner::list(&asker, id, after, size).await?;
    let said = Said::about(&asker, id, page.locale()).await?;
    let first = format!("/dashboard/customers/{id}/qualifications");
    let last = cases.items.last().filter(|_| cases.has_more).map(|last| ReviewPlace::of(&last.review));
    let mut history = Vec::with_capacity(cases.items.len());
    for stored in &cases.items {
        history.push(case(&page, &said, stored).await?);
    }
    let template = OverviewPage {
        frame: page.frame(Area::Customers),
        id: id.to_string(),
        name: &customer.billing.company_name,
        is_done: query.find("done").is_some(),
        records: shown(&page, &records),
        history,
        is_first,
        next: last.map(|place| format!("{first}?after={}", encoded(&seal(&page, id, &place)))),
        first,
        may_write: page.may_write(),
    };
    page.show(&template)
}

/// The records with what is known of each.
fn shown(page: &PartnerPage, records: &QualificationSet) -> Vec<RecordShown> {
    records.views().map(|view| record(page, records, view)).collect()
}

fn record(page: &PartnerPage, records: &QualificationSet, view: RecordView) -> RecordShown {
    let (texts, locale) = (page.texts(), page.locale());
    let mut facts = Vec::new();
    if let Some(at) = view.opened_at {
        facts.push((texts.qualifications_since(), locale.moment(at)));
    }
    if let Some(reason) = view.reason {
        facts.push((texts.qualifications_reason(), reason.text().to_owned()));
    }
    if view.qualification == Qualification::Education
        && let Some(record) = records.education_record()
    {
        facts.extend(record.segment.map(|segment| (texts.request_segment(), segment.name().to_owned())));
        facts.extend(record.website.clone().map(|website| (texts.request_website(), website)));
        if let EducationState::InReview { due_at: Some(due_at) } = record.state {
            facts.push((texts.qualifications_due(), locale.moment(due_at)));
        }
    }
    if view.qualification == Qualification::GovernmentCommunityCloud
        && let Some(record) = records.government_record()
    {
        facts.push((texts.codes_code(), record.validation.code.reveal().to_owned()));
        facts.push((texts.codes_organization(), record.validation.organization_name.clone()));
    }
    RecordShown { badge: status_badge(texts, view.qualification, view.status), facts }
}

async fn case(page: &PartnerPage, said: &Said, stored: &StoredReview) -> Result<CaseShown, PageError> {
    let subject = &stored.review.subject;
    Ok(CaseShown {
        id: subject.id.to_string(),
        kind: kind_name(page.texts(), subject.kind),
        qualification: qualification_name(page.texts(), subject.qualification),
        opened: page.locale().moment(subject.created_at),
        told: words::told(page, said, stored).await?,
    })
}

/// Keeps the places of a customer's cases apart from those of other lists.
fn token_kind(customer: CustomerId) -> String {
    format!("dashboard cases {customer}")
}

fn seal(page: &PartnerPage, customer: CustomerId, place: &ReviewPlace) -> String {
    let key = page.dashboard.paging_key();
    continuation::seal(key, page.partner(), page.asker().now(), &token_kind(customer), place)
}

/// A place that is not of this list, or too old, is the beginning.
fn place(page: &PartnerPage, customer: CustomerId, token: &str) -> Option<ReviewPlace> {
    let key = page.dashboard.paging_key();
    continuation::open(key, page.partner(), page.asker().now(), &token_kind(customer), token).ok()
}
