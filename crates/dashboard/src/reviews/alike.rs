//! Several cases that are decided alike: chosen in the queue, seen beforehand, then sent, each for itself.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::ports::{Outcome, StoreError, StoredReview};
use qualify_domain::review::{Proposal, ReviewDraft, check_alike};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::reviews::of_staff::{self, DECIDED_ALIKE_MAX};
use qualify_server::service::reviews::{drafts, foresight};
use qualify_vocabulary::ReviewId;

use super::drafts::{is_of_own_draft, time_of};
use super::form::{self, DecisionFields, Problem};
use super::words::state_name;
use super::{meanwhile, refusals};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;

/// A chosen case, with the state of it that was seen.
const SEEN_FIELD: &str = "case";

#[derive(Template)]
#[template(path = "reviews/alike.html")]
struct AlikePage<'a> {
    frame: Frame<'a>,
    step: Step,
    notice: Option<String>,
    cases: Vec<ChosenRow>,
    /// How many of them would be decided, or were sent.
    ready: usize,
    /// What was sent, and when it takes effect.
    sent: SentAlike,
    decision: DecisionFields,
    problem: Option<Problem>,
    /// What is to be decided, to be sent once more.
    typed: Vec<(&'static str, String)>,
}

/// Decisions that were sent and can be taken back.
#[derive(Debug, Default)]
struct SentAlike {
    drafts: Vec<String>,
    time: String,
}

/// Where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Choose,
    Preview,
    Result,
}

struct ChosenRow {
    id: String,
    /// The id with the state that is seen here.
    seen: String,
    name: Option<String>,
    domain: String,
    reason_code: &'static str,
    state: &'static str,
    /// What becomes of it, or why nothing does.
    becomes: Result<&'static str, String>,
}

impl AlikePage<'_> {
    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.filter(|problem| problem.field == field).map(|problem| problem.text)
    }
}

/// A chosen case as it is now, and whether it is as it was seen.
struct Chosen {
    stored: StoredReview,
    is_as_seen: bool,
}

/// The cases that were ticked, with the fields of a decision.
pub(crate) async fn show(page: StaffPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    match chosen(&page, query.all("review").map(|id| (id, None))).await? {
        Ok(chosen) => ask(&page, &chosen, &query, (StatusCode::OK, None)),
        Err(notice) => refuse(&page, notice),
    }
}

/// Shows what would happen, lets it be changed, or carries it out.
pub(crate) async fn submit(page: StaffPage, form: SentForm) -> Result<Response, PageError> {
    let cases = form.all(SEEN_FIELD).map(|text| match text.split_once(' ') {
        Some((id, revision)) => (id, Some(revision)),
        None => (text, None),
    });
    let chosen = match chosen(&page, cases).await? {
        Ok(chosen) => chosen,
        Err(notice) => return refuse(&page, notice),
    };
    if form.text("action") == "change" {
        return ask(&page, &chosen, &form, (StatusCode::OK, None));
    }
    let proposal = match form::proposal(page.texts(), &form) {
        Ok(proposal) => proposal,
        Err(problem) => return ask(&page, &chosen, &form, (StatusCode::BAD_REQUEST, Some(problem))),
    };
    if form.text("action") == "carry-out" {
        return carry_out(&page, &chosen, &form, proposal).await;
    }
    preview(&page, &chosen, &form, &proposal)
}

/// The chosen cases; or what is wrong with the choice.
async fn chosen<'a>(
    page: &StaffPage,
    cases: impl Iterator<Item = (&'a str, Option<&'a str>)>,
) -> Result<Result<Vec<Chosen>, String>, PageError> {
    let texts = page.texts();
    let mut wanted: Vec<(ReviewId, Option<&str>)> = Vec::new();
    for (id, revision) in cases {
        match ReviewId::parse(id) {
            Ok(id) if wanted.iter().all(|(known, _)| *known != id) => wanted.push((id, revision)),
            Ok(_) | Err(_) => {}
        }
    }
    if wanted.is_empty() {
        return Ok(Err(texts.alike_none().to_owned()));
    }
    if wanted.len() > DECIDED_ALIKE_MAX {
        return Ok(Err(texts.alike_too_many(DECIDED_ALIKE_MAX)));
    }
    let mut chosen = Vec::new();
    for (id, revision) in wanted {
        match of_staff::find(&page.asker(), id).await {
            Ok(stored) => {
                let is_as_seen = revision.is_none_or(|seen| seen == stored.revision.to_string());
                chosen.push(Chosen { stored, is_as_seen });
            }
            Err(
                ServiceError::Refused(ServiceRefusal::ReviewNotFound)
                | ServiceError::Store(StoreError::Refused(Refusal::Review(_))),
            ) => return Ok(Err(texts.alike_not_here().to_owned())),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Ok(chosen))
}

fn refuse(page: &StaffPage, notice: String) -> Result<Response, PageError> {
    render(
        page,
        StatusCode::BAD_REQUEST,
        (Step::Choose, Some(notice)),
        Vec::new(),
        (&SentForm::default(), None),
        SentAlike::default(),
    )
}

fn ask(
    page: &StaffPage,
    chosen: &[Chosen],
    form: &SentForm,
    (status, problem): (StatusCode, Option<Problem>),
) -> Result<Response, PageError> {
    let differ = check_alike(chosen.iter().map(|case| &case.stored.review.subject)).is_err();
    let notice = differ.then(|| page.texts().alike_differ().to_owned());
    let rows = chosen.iter().map(|case| row(page, case, Ok(""))).collect();
    render(page, status, (Step::Choose, notice), rows, (form, problem), SentAlike::default())
}

/// What would become of each.
fn preview(
    page: &StaffPage,
    chosen: &[Chosen],
    form: &SentForm,
    proposal: &Proposal,
) -> Result<Response, PageError> {
    let (texts, asker) = (page.texts(), page.asker());
    if check_alike(chosen.iter().map(|case| &case.stored.review.subject)).is_err() {
        return ask(page, chosen, form, (StatusCode::CONFLICT, None));
    }
    let mut problem = None;
    let rows = chosen.iter().map(|case| {
        let becomes = match foresight::foresee_alike(&asker, &case.stored, proposal) {
            Ok(review) => Ok(state_name(texts, review.state.name())),
            Err(refusal) => {
                problem = problem.or(refusals::problem(texts, form::EXPLANATION, &refusal));
                Err(refusals::told(texts, page.locale(), &refusal).1)
            }
        };
        row(page, case, becomes)
    });
    let rows: Vec<ChosenRow> = rows.collect();
    if problem.is_some() {
        return ask(page, chosen, form, (StatusCode::BAD_REQUEST, problem));
    }
    render(page, StatusCode::OK, (Step::Preview, None), rows, (form, None), SentAlike::default())
}

/// Sends the decision about those that are as they were seen; says of each what became of it.
async fn carry_out(
    page: &StaffPage,
    chosen: &[Chosen],
    form: &SentForm,
    proposal: Proposal,
) -> Result<Response, PageError> {
    let asker = page.asker();
    let ready: Vec<ReviewId> =
        chosen.iter().filter(|case| case.is_as_seen).map(|case| case.stored.review.subject.id).collect();
    let mut outcomes = Vec::new();
    if !ready.is_empty() {
        let gathered = of_staff::gather(&asker, ready).await?;
        outcomes = match drafts::submit_alike(&asker, gathered, proposal).await {
            Ok(outcomes) => outcomes,
            Err(StoreError::Refused(Refusal::ReviewsDiffer(_))) => {
                return ask(page, chosen, form, (StatusCode::CONFLICT, None));
            }
            Err(error) => return Err(error.into()),
        };
    }
    let mut sent = SentAlike::default();
    for draft in outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()) {
        sent.drafts.push(draft.id.to_string());
        sent.time = time_of(draft.takes_effect_at);
    }
    let outcome_of = |id| outcomes.iter().find(|(decided, _)| *decided == id).map(|(_, outcome)| outcome);
    let rows = chosen.iter().map(|case| {
        let outcome = outcome_of(case.stored.review.subject.id);
        row(page, case, what_became(page, case, outcome))
    });
    render(page, StatusCode::OK, (Step::Result, None), rows.collect(), (form, None), sent)
}

/// What became of a case whose decision was sent; there is no outcome of one that changed before.
fn what_became(
    page: &StaffPage,
    case: &Chosen,
    outcome: Option<&Outcome<ReviewDraft>>,
) -> Result<&'static str, String> {
    let texts = page.texts();
    match outcome {
        None => Err(meanwhile::what(texts, &page.principal().person, &case.stored.review)),
        Some(Ok(_)) => Ok(texts.alike_done()),
        Some(Err(StoreError::Refused(Refusal::Review(refusal)))) if is_of_own_draft(page, refusal) => {
            Err(texts.review_no_draft_waits().to_owned())
        }
        Some(Err(StoreError::Refused(Refusal::Review(refusal)))) => {
            Err(refusals::told(texts, page.locale(), refusal).1)
        }
        Some(Err(StoreError::Refused(_))) => Err(texts.review_no_not_possible().to_owned()),
        Some(Err(_)) => Err(texts.alike_broken().to_owned()),
    }
}

fn row(page: &StaffPage, case: &Chosen, becomes: Result<&'static str, String>) -> ChosenRow {
    let StoredReview { review, revision, company_name, .. } = &case.stored;
    let id = review.subject.id.to_string();
    ChosenRow {
        seen: format!("{id} {revision}"),
        id,
        name: company_name.clone(),
        domain: review.subject.domain.clone().unwrap_or_default(),
        reason_code: review.subject.reason_code.name(),
        state: state_name(page.texts(), review.state.name()),
        becomes,
    }
}

fn render(
    page: &StaffPage,
    status: StatusCode,
    (step, notice): (Step, Option<String>),
    cases: Vec<ChosenRow>,
    (form, problem): (&SentForm, Option<Problem>),
    sent: SentAlike,
) -> Result<Response, PageError> {
    let names = [form::VERDICT, form::REASON, form::REASON_CODE, form::EXPLANATION, form::EVIDENCE];
    let template = AlikePage {
        frame: page.frame(Area::Reviews),
        step,
        notice,
        ready: cases.iter().filter(|case| case.becomes.is_ok()).count(),
        cases,
        sent,
        decision: DecisionFields::of(form),
        problem,
        typed: names.into_iter().map(|name| (name, form.text(name).to_owned())).collect(),
    };
    page.show_as(status, &template)
}
