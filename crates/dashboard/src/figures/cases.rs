//! The cases that a number of a picture counts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::figures::BacklogAge;
use qualify_domain::ports::{QueuedReview, ReviewPlace};
use qualify_server::service::figures::{self, CaseNumber};
use qualify_vocabulary::{PageSize, PartnerId, PersonKey, ReviewId, Timestamp};
use qualify_wire::continuation;
use serde::{Deserialize, Serialize};

use super::page::age_words;
use super::people;
use super::scope::{Scope, written};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::operator::partner_name;
use crate::page::StaffPage;
use crate::reviews::words::{kind_name, state_name};
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;

/// Cases on a page.
const PAGE_SIZE: u64 = 50;

/// The list is of all partners: its places are sealed for none of them.
const NOBODY: PartnerId = PartnerId::from_uuid(uuid::Uuid::nil());

/// The parts of an address that say which cases are meant.
const NARROWING: [&str; 4] = ["of", "day", "age", "person"];

/// Where a page of the list ends.
#[derive(Serialize, Deserialize)]
struct Place {
    created_at: Timestamp,
    id: ReviewId,
}

#[derive(Template)]
#[template(path = "figures/cases.html")]
struct CasesPage<'a> {
    frame: Frame<'a>,
    back: String,
    which: String,
    cases: Vec<CaseRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
}

struct CaseRow {
    id: String,
    name: Option<String>,
    kind: &'static str,
    state: &'static str,
    reason_code: &'static str,
    partner: String,
    opened: String,
    holder: String,
}

/// A page of them, the newest first.
pub(crate) async fn list(State(dashboard): State<Dashboard>, page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let scope = Scope::of(&page, &query);
    let number = number(&query);
    let pairs: Vec<(&str, &str)> = NARROWING.iter().map(|name| (*name, query.text(name))).collect();
    let address = format!("{}&{}", scope.address(), written(&pairs));
    let list = format!("dashboard figures {address}");
    let (key, now) = (dashboard.paging_key(), dashboard.clock.now());
    let after = query.find("after").and_then(|token| {
        let place: Place = continuation::open(key, NOBODY, now, &list, token).ok()?;
        Some(ReviewPlace { created_at: place.created_at, id: place.id })
    });
    let is_first = after.is_none();
    let which = which(&page, &scope, &number).await?;
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let found = figures::list_cases(&page.asker(), scope.picture(), number, after, size).await?;
    let first = format!("/dashboard/figures/cases?{address}");
    let next = found.next.map(|place| {
        let place = Place { created_at: place.created_at, id: place.id };
        let token = continuation::seal(key, NOBODY, now, &list, &place);
        format!("{first}&{}", encoded_pairs(&[("after", &token)]))
    });
    let template = CasesPage {
        frame: page.frame(Area::Figures),
        back: format!("/dashboard/figures?{}", scope.address()),
        which,
        cases: found.items.into_iter().map(|case| row(&page, case)).collect(),
        is_first,
        first,
        next,
    };
    page.show(&template)
}

/// Which cases are asked for; what is nothing of the kind is all that were opened.
fn number(query: &SentForm) -> CaseNumber {
    let age = BacklogAge::ALL.into_iter().find(|age| age_name(*age) == query.text("age"));
    match (query.text("of"), query.text("day").parse(), age, query.owned("person")) {
        ("day", Ok(day), _, _) => CaseNumber::OpenedOn(day),
        ("age", _, Some(age), _) => CaseNumber::Waiting(age),
        ("holder", _, _, Some(person)) => CaseNumber::HeldBy(PersonKey::from_stored(person)),
        (_, _, _, _) => CaseNumber::Opened,
    }
}

const fn age_name(age: BacklogAge) -> &'static str {
    match age {
        BacklogAge::Day => "day",
        BacklogAge::ThreeDays => "three-days",
        BacklogAge::Week => "week",
        BacklogAge::Month => "month",
        BacklogAge::Longer => "longer",
    }
}

async fn which(page: &StaffPage, scope: &Scope, number: &CaseNumber) -> Result<String, PageError> {
    let texts = page.texts();
    let (first, last) = scope.ends();
    Ok(match number {
        CaseNumber::Opened => texts.figures_opened_between(first, last),
        CaseNumber::OpenedOn(day) => texts.figures_opened_on(day),
        CaseNumber::Waiting(age) => texts.figures_waiting(age_words(page, *age).1),
        CaseNumber::HeldBy(person) => texts.figures_held_by(people::name_of(page, scope, person).await?),
    })
}

fn row(page: &StaffPage, case: QueuedReview) -> CaseRow {
    let texts = page.texts();
    CaseRow {
        id: case.position.id.to_string(),
        kind: kind_name(texts, case.kind),
        state: state_name(texts, &case.state),
        reason_code: case.reason_code.name(),
        partner: partner_name(page, case.key.partner),
        opened: page.locale().moment(case.created_at),
        holder: case.holder.map(|holder| holder.name).unwrap_or_default(),
        name: case.company_name,
    }
}
