//! What a reviewer does with a case. Each form carries the state of the case that its writer has seen: where somebody has
//! changed it meanwhile, nothing is done, and the page says who did what. What is decided or confirmed is sent, and takes
//! effect a moment later (`drafts`).

use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::ports::{StoreError, StoredReview};
use qualify_domain::review::{Command, DraftedAct, Note, Review, ReviewState, Reviewer};
use qualify_server::service::reviews::foresight::StaffAct;
use qualify_server::service::reviews::{drafts as sending, of_staff};

use super::case::{self, Notice, Shown};
use super::case_in_path::CaseInPath;
use super::form::{self, EXPLANATION, lines};
use super::{drafts, meanwhile, refusals};
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::StaffPage;

/// The field with the state that the writer has seen.
const SEEN_FIELD: &str = "seen";

type Answer = Result<Response, PageError>;

pub(crate) async fn claim(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    carry_out(&page, stored, &form, (StaffAct::Claim, ""), Command::Claim).await
}

pub(crate) async fn renew(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    carry_out(&page, stored, &form, (StaffAct::Renew, ""), Command::Renew).await
}

pub(crate) async fn release(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    carry_out(&page, stored, &form, (StaffAct::Release, ""), Command::Release).await
}

pub(crate) async fn ask(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    let items = lines(&form, "ask-items");
    let command = |reviewer| Command::Ask(reviewer, items);
    carry_out(&page, stored, &form, (StaffAct::Ask, "ask-items"), command).await
}

pub(crate) async fn decide(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    match form::proposal(page.texts(), &form) {
        Ok(proposal) => {
            send(&page, stored, &form, (StaffAct::Decide, EXPLANATION), DraftedAct::Decide(proposal)).await
        }
        Err(problem) => {
            let notice = Notice::problem(page.texts().form_wrong().to_owned());
            let shown =
                Shown { status: StatusCode::BAD_REQUEST, notice: Some(notice), problem: Some(problem) };
            case::render(&page, &stored, &form, shown).await
        }
    }
}

pub(crate) async fn confirm(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    send(&page, stored, &form, (StaffAct::Confirm, ""), DraftedAct::Confirm).await
}

pub(crate) async fn disagree(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    let text = form.text("disagree-text").to_owned();
    let command = |reviewer| Command::Disagree(reviewer, text);
    carry_out(&page, stored, &form, (StaffAct::Disagree, "disagree-text"), command).await
}

pub(crate) async fn escalate(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    let text = form.text("escalate-text").to_owned();
    let command = |reviewer| Command::Escalate(reviewer, text);
    carry_out(&page, stored, &form, (StaffAct::Escalate, "escalate-text"), command).await
}

pub(crate) async fn annotate(page: StaffPage, CaseInPath(stored): CaseInPath, form: SentForm) -> Answer {
    let at = page.asker().app.clock.now_of(stored.review.subject.key.partner);
    let text = form.text("note-text").to_owned();
    let command = |reviewer: Reviewer| Command::Annotate(Note { by: reviewer.person.name, at, text });
    carry_out(&page, stored, &form, (StaffAct::Annotate, "note-text"), command).await
}

/// Does it, or says what is in the way. `text_field` is the form's own, for what is wrong with its text.
async fn carry_out(
    page: &StaffPage,
    stored: StoredReview,
    form: &SentForm,
    (act, text_field): (StaffAct, &'static str),
    command: impl FnOnce(Reviewer) -> Command,
) -> Answer {
    if let Some(answer) = answered_before(page, &stored, form, act).await {
        return answer;
    }
    match of_staff::act(&page.asker(), &stored, command).await {
        Ok(acted) => Ok(lead_on(page, &acted.review, act)),
        Err(error) => refused(page, &stored, form, (act, text_field), error).await,
    }
}

/// Sends a decision, which takes effect in a moment, or says what is in the way.
async fn send(
    page: &StaffPage,
    stored: StoredReview,
    form: &SentForm,
    (act, text_field): (StaffAct, &'static str),
    drafted: DraftedAct,
) -> Answer {
    if let Some(answer) = answered_before(page, &stored, form, act).await {
        return answer;
    }
    match sending::submit(&page.asker(), &stored, drafted).await {
        Ok(draft) => Ok(page.lead_to(&drafts::address(&draft))),
        Err(error) => refused(page, &stored, form, (act, text_field), error).await,
    }
}

/// The answer to a form that came twice, or was overtaken; none to one that is to be carried out.
async fn answered_before(
    page: &StaffPage,
    stored: &StoredReview,
    form: &SentForm,
    act: StaffAct,
) -> Option<Answer> {
    let (texts, me) = (page.texts(), &page.principal().person);
    if meanwhile::is_done(me, act, &stored.review, form) {
        return Some(Ok(lead_on(page, &stored.review, act)));
    }
    if goes_by_what_was_seen(act) && form.text(SEEN_FIELD) != stored.revision.to_string() {
        let notice = Notice::problem(texts.review_overtaken(meanwhile::what(texts, me, &stored.review)));
        let shown = Shown { status: StatusCode::CONFLICT, notice: Some(notice), problem: None };
        return Some(case::render(page, stored, form, shown).await);
    }
    None
}

/// The case as it is now, with why nothing was done; unless the same form was carried out at this very moment.
async fn refused(
    page: &StaffPage,
    stored: &StoredReview,
    form: &SentForm,
    (act, text_field): (StaffAct, &'static str),
    error: StoreError,
) -> Answer {
    let StoreError::Refused(Refusal::Review(refusal)) = error else { return Err(error.into()) };
    let texts = page.texts();
    let (status, mut text) = refusals::told(texts, page.locale(), &refusal);
    let stored = of_staff::find(&page.asker(), stored.review.subject.id).await?;
    if meanwhile::is_done(&page.principal().person, act, &stored.review, form) {
        return Ok(lead_on(page, &stored.review, act));
    }
    if drafts::is_of_own_draft(page, &refusal) {
        texts.review_no_draft_waits().clone_into(&mut text);
    }
    let problem = refusals::problem(texts, text_field, &refusal);
    let shown = Shown { status, notice: Some(Notice::problem(text)), problem };
    case::render(page, &stored, form, shown).await
}

/// What is decided is decided about what its writer has read. A note is only added, and who has a case is asked by its lease.
const fn goes_by_what_was_seen(act: StaffAct) -> bool {
    match act {
        StaffAct::Ask | StaffAct::Decide | StaffAct::Confirm | StaffAct::Disagree | StaffAct::Escalate => {
            true
        }
        StaffAct::Claim | StaffAct::Renew | StaffAct::Release | StaffAct::Annotate => false,
    }
}

fn lead_on(page: &StaffPage, review: &Review, act: StaffAct) -> Response {
    let done = match act {
        StaffAct::Claim => "claimed",
        StaffAct::Renew => "renewed",
        StaffAct::Release => "released",
        StaffAct::Ask => "asked",
        StaffAct::Decide if matches!(review.state, ReviewState::PendingSecond { .. }) => "proposed",
        StaffAct::Decide => "decided",
        StaffAct::Confirm => "confirmed",
        StaffAct::Disagree => "disagreed",
        StaffAct::Escalate => "escalated",
        StaffAct::Annotate => "noted",
    };
    page.lead_to(&format!("/dashboard/reviews/{}?done={done}", review.subject.id))
}
