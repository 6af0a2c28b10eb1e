//! The queue: what waits for a person, the most urgent first, by filters that stand in the address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qualify_domain::ports::{OperatorStore as _, QueuePosition, QueuedReview, ReviewSelection};
use qualify_server::service::reviews::claim_next;
use qualify_server::service::reviews::of_staff::Queue;
use qualify_server::service::staff::PartnerAtHand;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{PageSize, PartnerId, Qualification, ReasonCode, ReviewId, SignedDuration};
use qualify_wire::continuation;
use serde::{Deserialize, Serialize};

use super::REVIEWERS;
use super::drafts::{self, SentLately};
use super::form::Choice;
use super::words::{due_badge, kind_name, length, priority_badge, state_name};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::sign_in::encoded_pairs;
use crate::state::Dashboard;
use crate::words::{Badge, qualification_name};

/// Cases on a page.
const PAGE_SIZE: u64 = 50;
/// With so many, no further page is looked through.
const SIZE_WANTED: usize = 50;
/// Pages that are looked through for cases of an age.
const PAGES_MAX: usize = 5;
/// Partners that can be chosen from a list; where there are more, one is named by its id.
const PARTNERS_MAX: usize = 100;

/// The states of a queue: what is closed waits for nobody.
const OPEN_STATES: [&str; 5] = ["queued", "claimed", "needs-info", "pending-second", "escalated"];

/// The filters of the address.
const FILTERS: [&str; 5] = ["state", "reason", "partner", "age", "holder"];

/// The queue is of all partners: the places of its list are sealed for none of them.
const NOBODY: PartnerId = PartnerId::from_uuid(uuid::Uuid::nil());

/// How long a case has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    UpToADay,
    UpToThreeDays,
    More,
}

impl Age {
    const ALL: [Self; 3] = [Self::UpToADay, Self::UpToThreeDays, Self::More];

    const fn name(self) -> &'static str {
        match self {
            Self::UpToADay => "day",
            Self::UpToThreeDays => "three-days",
            Self::More => "more",
        }
    }

    fn label(self, texts: Texts) -> &'static str {
        match self {
            Self::UpToADay => texts.reviews_age_day(),
            Self::UpToThreeDays => texts.reviews_age_three_days(),
            Self::More => texts.reviews_age_more(),
        }
    }

    fn of(waited: SignedDuration) -> Self {
        match waited.as_hours() {
            ..24 => Self::UpToADay,
            24..72 => Self::UpToThreeDays,
            _ => Self::More,
        }
    }
}

/// Where a page of the list ends.
#[derive(Serialize, Deserialize)]
struct Place {
    priority: u8,
    due: i64,
    id: ReviewId,
}

#[derive(Template)]
#[template(path = "reviews/queue.html")]
#[expect(clippy::struct_excessive_bools, reason = "what a template asks, each by its name")]
struct QueuePageShown<'a> {
    frame: Frame<'a>,
    states: Vec<Choice>,
    reasons: Vec<Choice>,
    /// None where there are too many to choose from.
    partners: Option<Vec<Choice>>,
    partner: &'a str,
    ages: Vec<Choice>,
    is_of_mine: bool,
    cases: Vec<CaseRow>,
    is_first: bool,
    first: String,
    next: Option<String>,
    sent: SentLately,
    may_review: bool,
    is_none_next: bool,
}

struct CaseRow {
    id: String,
    name: Option<String>,
    qualification: String,
    kind: &'static str,
    reason_code: &'static str,
    partner: String,
    priority: Option<Badge>,
    age: String,
    due: Badge,
    holder: String,
    can_be_chosen: bool,
}

/// A page of the queue.
pub(crate) async fn show(State(dashboard): State<Dashboard>, page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let (texts, asker) = (page.texts(), page.asker());
    let age = Age::ALL.into_iter().find(|age| age.name() == query.text("age"));
    let list = format!("dashboard reviews {:?}", selection(&page, &query));
    // A place that is not of this list, or too old, is the beginning.
    let mut after = query.find("after").and_then(|token| open(&dashboard, token, &list));
    let is_first = after.is_none();
    let size = PageSize::clamped(PAGE_SIZE).unwrap_or(PageSize::MAX);
    let mut cases = Vec::new();
    for _ in 0..PAGES_MAX {
        let found = queue(&page, &query)?.page(&asker, after, size).await?;
        cases.extend(found.items.into_iter().filter(|case| is_of_age(&dashboard, case, age)));
        after = found.next;
        if after.is_none() || cases.len() >= SIZE_WANTED {
            break;
        }
    }
    let may_review = asker.holds(REVIEWERS);
    let first = format!("/dashboard/reviews?{}", filters(&query, None));
    let template = QueuePageShown {
        frame: page.frame(Area::Reviews),
        states: choices(OPEN_STATES.map(|name| (name, state_name(texts, name))), state_of(&query)),
        reasons: choices(ReasonCode::ALL.iter().map(|code| (code.name(), code.name())), query.text("reason")),
        partners: partners(&dashboard, query.text("partner")),
        partner: query.text("partner"),
        ages: choices(Age::ALL.map(|age| (age.name(), age.label(texts))), query.text("age")),
        is_of_mine: query.text("holder") == "me",
        cases: cases.into_iter().map(|case| row(&page, case, may_review)).collect(),
        is_first,
        next: after.map(|place| next_address(&dashboard, &query, &list, place)),
        first,
        sent: if may_review { drafts::lately(&page).await? } else { SentLately::default() },
        may_review,
        is_none_next: query.find("none").is_some(),
    };
    page.show(&template)
}

/// Claims the most urgent case of the filters that the asker can have, and leads to it.
pub(crate) async fn claim(page: StaffPage, form: SentForm) -> Result<Response, PageError> {
    let waiting = ReviewSelection { state: OPEN_STATES[0], holder: None, ..selection(&page, &form) };
    let queue = Queue::of(&page.asker(), partner(&page, &form)?, waiting);
    match claim_next::claim_next(&page.asker(), queue).await? {
        Some(claimed) => {
            let id = claimed.review.subject.id;
            Ok(page.lead_to(&format!("/dashboard/reviews/{id}?done=claimed")))
        }
        None => Ok(page.lead_to(&format!("/dashboard/reviews?{}", filters(&form, Some(("none", "1")))))),
    }
}

fn queue(page: &StaffPage, query: &SentForm) -> Result<Queue, PageError> {
    Ok(Queue::of(&page.asker(), partner(page, query)?, selection(page, query)))
}

fn partner(page: &StaffPage, query: &SentForm) -> Result<Option<PartnerAtHand>, PageError> {
    let id = query.find("partner").and_then(|text| PartnerId::parse(text).ok());
    Ok(id.map(|id| PartnerAtHand::of(&page.asker(), id)).transpose()?)
}

fn state_of(query: &SentForm) -> &'static str {
    OPEN_STATES.into_iter().find(|name| *name == query.text("state")).unwrap_or(OPEN_STATES[0])
}

fn selection(page: &StaffPage, query: &SentForm) -> ReviewSelection {
    let is_of_mine = query.text("holder") == "me";
    ReviewSelection {
        state: state_of(query),
        reason_code: query.find("reason").and_then(|text| ReasonCode::parse(text).ok()),
        holder: is_of_mine.then(|| page.principal().person.key.as_str().to_owned()),
        ..ReviewSelection::default()
    }
}

fn is_of_age(dashboard: &Dashboard, case: &QueuedReview, age: Option<Age>) -> bool {
    let now = dashboard.clock.now_of(case.key.partner);
    age.is_none_or(|age| Age::of(now.duration_since(case.created_at)) == age)
}

fn choices<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice {
        is_chosen: value == chosen,
        value: value.to_owned(),
        label: label.to_owned(),
    };
    all.into_iter().map(choice).collect()
}

fn partners(dashboard: &Dashboard, chosen: &str) -> Option<Vec<Choice>> {
    if dashboard.store.count_partners() > PARTNERS_MAX {
        return None;
    }
    let choice = |partner: std::sync::Arc<qualify_domain::partner::Partner>| {
        let value = partner.id.to_string();
        Choice { is_chosen: value == chosen, value, label: partner.name.clone() }
    };
    let mut all: Vec<Choice> = dashboard.store.list_partners().into_iter().map(choice).collect();
    all.sort_by(|one, other| one.label.cmp(&other.label));
    Some(all)
}

fn row(page: &StaffPage, case: QueuedReview, may_review: bool) -> CaseRow {
    let (texts, app) = (page.texts(), page.asker().app);
    let now = app.clock.now_of(case.key.partner);
    let partner = app.store.find_partner(case.key.partner);
    let asked_for = Qualification::ALL.into_iter().find(|one| one.name() == case.qualification);
    let me = &page.principal().person;
    let holder = case.holder.as_ref();
    CaseRow {
        id: case.position.id.to_string(),
        qualification: asked_for.map_or(case.qualification, |one| qualification_name(texts, one).to_owned()),
        kind: kind_name(texts, case.kind),
        reason_code: case.reason_code.name(),
        partner: partner.map(|partner| partner.name.clone()).unwrap_or_default(),
        priority: priority_badge(texts, case.priority),
        age: length(texts, now.duration_since(case.created_at)),
        due: due_badge(texts, case.sla_due_at, now),
        can_be_chosen: may_review && (case.state == OPEN_STATES[0] || holder == Some(me)),
        holder: match holder {
            Some(holder) if holder == me => texts.reviews_you().to_owned(),
            Some(holder) => holder.name.clone(),
            None => texts.reviews_nobody().to_owned(),
        },
        name: case.company_name,
    }
}

/// The filters of an address, with something more.
fn filters(query: &SentForm, more: Option<(&str, &str)>) -> String {
    let pairs = FILTERS.into_iter().map(|name| (name, query.text(name))).filter(|(_, text)| !text.is_empty());
    encoded_pairs(&pairs.chain(more).collect::<Vec<_>>())
}

fn next_address(dashboard: &Dashboard, query: &SentForm, list: &str, next: QueuePosition) -> String {
    let place = Place { priority: next.priority, due: next.sla_due_at_micros, id: next.id };
    let token = continuation::seal(dashboard.paging_key(), NOBODY, dashboard.clock.now(), list, &place);
    format!("/dashboard/reviews?{}", filters(query, Some(("after", &token))))
}

fn open(dashboard: &Dashboard, token: &str, list: &str) -> Option<QueuePosition> {
    let opened = continuation::open(dashboard.paging_key(), NOBODY, dashboard.clock.now(), list, token);
    let place: Place = opened.ok()?;
    Some(QueuePosition { priority: place.priority, sla_due_at_micros: place.due, id: place.id })
}

#[cfg(test)]
mod tests {
    use qualify_domain::review::ReviewState;

    use super::*;

    #[test]
    fn the_states_of_the_queue_are_those_that_are_open() {
        let is_final = |name: &&str| ["received", "approved", "denied", "withdrawn"].contains(name);
        let open = ReviewState::NAMES.into_iter().filter(|name| !is_final(name));
        assert_eq!(open.collect::<Vec<_>>(), OPEN_STATES);
    }

    #[test]
    fn each_case_is_of_one_age() {
        for (hours, age) in
            [(0, Age::UpToADay), (23, Age::UpToADay), (24, Age::UpToThreeDays), (72, Age::More)]
        {
            assert_eq!(Age::of(SignedDuration::from_hours(hours)), age, "{hours}");
        }
    }
}
