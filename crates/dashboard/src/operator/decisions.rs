//! Decisions: those of a time by what they say and who made them, which are what pictures count, and those about a customer.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::DecisionPlace;
use qualify_domain::vetting::StoredDecision;
use qualify_server::service::decisions;
use qualify_server::service::figures::{self, DecisionNumber};
use qualify_server::service::staff::PartnerAtHand;
use qualify_vocabulary::{CustomerId, DecisionId, Outcome, PageSize, PartnerId, PersonKey, ReasonCode};
use qualify_wire::continuation;

use super::partner_name;
use crate::error::PageError;
use crate::figures::scope::{self, Scope};
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::reviews::words::outcome_name;
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;

/// Decisions on a page.
const PAGE_SIZE: u64 = 50;

/// The list is of all partners: its places are sealed for none of them.
const NOBODY: PartnerId = PartnerId::from_uuid(uuid::Uuid::nil());

/// The parts of an address that say which decisions are meant.
const NARROWING: [&str; 5] = ["outcome", "reason", "by", "person", "customer"];

#[derive(Template)]
#[template(path = "operator/decisions.html")]
struct DecisionsPage<'a> {
    frame: Frame<'a>,
    scope: Scope,
    id: &'a str,
    customer: &'a str,
    is_unknown: bool,
    /// What the list is narrowed to, in words.
    narrowed: Vec<String>,
    decisions: Vec<DecisionRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
}

/// A decision in a list.
pub(crate) struct DecisionRow {
    id: String,
    when: String,
    outcome: &'static str,
    reason_code: &'static str,
    rule: String,
    by: String,
    partner: String,
    customer: String,
}

/// A page of them; a decision that is named by its id is led to.
pub(crate) async fn list(State(dashboard): State<Dashboard>, page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    if let Some(Ok(id)) = query.find("id").map(DecisionId::parse) {
        return Ok(page.lead_to(&format!("/dashboard/decisions/{id}")));
    }
    let scope = Scope::of(&page, &query);
    let customer = query.find("customer").and_then(|text| CustomerId::parse(text).ok());
    let is_unknown = query.find("id").is_some() || (query.find("customer").is_some() && customer.is_none());
    let pairs: Vec<(&str, &str)> = NARROWING.iter().map(|name| (*name, query.text(name))).collect();
    let list = format!("dashboard decisions {} {}", scope.address(), encoded_pairs(&pairs));
    let token = query.find("after");
    let (found, next) = match (customer, scope.partner) {
        (Some(customer), Some(partner)) => {
            of_customer(&page, &dashboard, (partner, customer), &list, token).await?
        }
        (_, _) => of_time(&page, &dashboard, &scope, &query, &list, token).await?,
    };
    let base = format!("/dashboard/decisions?{}&{}", scope.address(), scope::written(&pairs));
    let template = DecisionsPage {
        frame: page.frame(Area::Decisions),
        id: query.text("id"),
        customer: query.text("customer"),
        is_unknown,
        narrowed: narrowed(&page, &query),
        decisions: found.iter().map(|decision| row(&page, decision)).collect(),
        is_first: token.is_none(),
        next: next.map(|token| format!("{base}&{}", encoded_pairs(&[("after", &token)]))),
        first: base,
        scope,
    };
    page.show(&template)
}

type Found = (Vec<StoredDecision>, Option<String>);

/// Those of a time, by what is asked for: the very list that a picture counts.
async fn of_time(
    page: &StaffPage,
    dashboard: &Dashboard,
    scope: &Scope,
    query: &SentForm,
    list: &str,
    token: Option<&str>,
) -> Result<Found, PageError> {
    let (key, now) = (dashboard.paging_key(), dashboard.clock.now());
    let after: Option<DecisionPlace> =
        token.and_then(|token| continuation::open(key, NOBODY, now, list, token).ok());
    let found =
        figures::list_decisions(&page.asker(), scope.picture(), number(query), after, page_size()).await?;
    let next = found.next.map(|place| continuation::seal(key, NOBODY, now, list, &place));
    Ok((found.items, next))
}

/// Those about a customer, also about one that was deleted.
async fn of_customer(
    page: &StaffPage,
    dashboard: &Dashboard,
    (partner, customer): (PartnerId, CustomerId),
    list: &str,
    token: Option<&str>,
) -> Result<Found, PageError> {
    let (key, now) = (dashboard.paging_key(), dashboard.clock.now());
    let asker = page.asker();
    let below: Option<u64> = token.and_then(|token| continuation::open(key, NOBODY, now, list, token).ok());
    let customer = PartnerAtHand::of(&asker, partner)?.customer(customer);
    let slice = decisions::list(&asker, customer, below, page_size()).await?;
    let end = slice.items.last().filter(|_| slice.has_more).map(|decision| decision.sealed.record.sequence);
    let next = end.map(|sequence| continuation::seal(key, NOBODY, now, list, &sequence));
    Ok((slice.items, next))
}

fn page_size() -> PageSize {
    PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX)
}

/// Which decisions are asked for; what is no narrowing narrows nothing.
fn number(query: &SentForm) -> DecisionNumber {
    let outcome = Outcome::ALL.into_iter().find(|one| one.name() == query.text("outcome"));
    let reason = ReasonCode::parse(query.text("reason")).ok();
    match (outcome, reason, query.text("by"), query.owned("person")) {
        (Some(outcome), Some(reason), _, _) => DecisionNumber::Saying(outcome, reason),
        (_, _, "people", _) => DecisionNumber::OfPeople,
        (_, _, "rules", _) => DecisionNumber::OfRules,
        (_, _, _, Some(person)) => DecisionNumber::Of(PersonKey::from_stored(person)),
        (_, _, _, None) => DecisionNumber::All,
    }
}

fn narrowed(page: &StaffPage, query: &SentForm) -> Vec<String> {
    let texts = page.texts();
    let mut words = Vec::new();
    match number(query) {
        DecisionNumber::Saying(outcome, reason) => {
            words.push(format!("{}: {}", outcome_name(texts, outcome), reason.name()));
        }
        DecisionNumber::OfPeople => words.push(texts.decisions_by_people().to_owned()),
        DecisionNumber::OfRules => words.push(texts.decisions_by_rules().to_owned()),
        DecisionNumber::Of(person) => {
            let name = person.subject().unwrap_or(person.as_str()).to_owned();
            words.push(texts.decisions_of_person(name));
        }
        DecisionNumber::All => {}
    }
    words
}

/// A decision as a row.
pub(crate) fn row(page: &StaffPage, decision: &StoredDecision) -> DecisionRow {
    let record = &decision.sealed.record;
    DecisionRow {
        id: record.id.to_string(),
        when: page.locale().moment(record.decided_at),
        outcome: outcome_name(page.texts(), record.outcome),
        reason_code: record.reason_code.name(),
        rule: record.rule.clone(),
        by: record.actor.clone(),
        partner: partner_name(page, record.partner),
        customer: record.customer.to_string(),
    }
}
