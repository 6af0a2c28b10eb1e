//! What a partner does with a case. Each form carries what its writer has seen of it: where somebody has done something meanwhile,
//! nothing is done, and the page says what. A form that comes twice does nothing the second time.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::Refusal;
use qualify_domain::ports::{Outcome, StoreError, StoredReview};
use qualify_domain::review::{Note, ReviewRefusal, ReviewState};
use qualify_server::service::reviews::of_partner;

use super::case::{self, Shown, seen};
use super::case_in_path::OwnCaseInPath;
use super::words::address;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::PartnerPage;
use crate::reviews::words::state_name;
use crate::state::Dashboard;
use crate::words::Notice;

/// The field with what the writer has seen.
const SEEN_FIELD: &str = "seen";
const REPLY: &str = "reply-text";
const APPEAL: &str = "appeal-text";

type Answer = Result<Response, PageError>;

/// Answers what a reviewer asked.
pub(crate) async fn reply(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    case: OwnCaseInPath,
    form: SentForm,
) -> Answer {
    let text = form.text(REPLY);
    let answered = case.stored.review.questions.last().and_then(|question| question.reply.clone());
    if answered.as_ref().is_some_and(|note| is_own(&page, note, text)) {
        return Ok(lead_on(&page, &case, "replied"));
    }
    if form.text(SEEN_FIELD) != seen(&case.stored.review) {
        return overtaken(&dashboard, &page, case, &form, answered).await;
    }
    let review = case.stored.review.subject.id;
    let replied = of_partner::reply(&page.asker(), case.customer, review, text.to_owned()).await;
    finish(&dashboard, &page, case, &form, (REPLY, "replied"), replied).await
}

/// Contests a denial: the appeal is a case of its own, to which this leads.
pub(crate) async fn appeal(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    case: OwnCaseInPath,
    form: SentForm,
) -> Answer {
    let text = form.text(APPEAL);
    if let Some(standing) = case.stored.appeal.filter(|standing| standing.ended.is_none()) {
        let asker = page.asker();
        let appeal = of_partner::find(&asker, case.customer, standing.id).await?;
        let written = appeal.review.subject.appeal.clone();
        if written.as_ref().is_some_and(|note| is_own(&page, note, text)) {
            return Ok(page.lead_to(&format!("{}?done=appealed", address(case.customer, standing.id))));
        }
        return overtaken(&dashboard, &page, case, &form, written).await;
    }
    if form.text(SEEN_FIELD) != seen(&case.stored.review) {
        return overtaken(&dashboard, &page, case, &form, None).await;
    }
    let denied = case.stored.review.subject.id;
    match of_partner::appeal(&page.asker(), case.customer, denied, text.to_owned()).await {
        Ok(opened) => {
            let appeal = address(case.customer, opened.review.subject.id);
            Ok(page.lead_to(&format!("{appeal}?done=appealed")))
        }
        refused => finish(&dashboard, &page, case, &form, (APPEAL, "appealed"), refused).await,
    }
}

/// Takes an open request or appeal back.
pub(crate) async fn withdraw(
    State(dashboard): State<Dashboard>,
    page: PartnerPage,
    case: OwnCaseInPath,
    form: SentForm,
) -> Answer {
    if case.stored.review.state == ReviewState::Withdrawn {
        return Ok(lead_on(&page, &case, "withdrawn"));
    }
    if form.text(SEEN_FIELD) != seen(&case.stored.review) {
        return overtaken(&dashboard, &page, case, &form, None).await;
    }
    let review = case.stored.review.subject.id;
    let withdrawn = of_partner::withdraw(&page.asker(), case.customer, review).await;
    finish(&dashboard, &page, case, &form, ("", "withdrawn"), withdrawn).await
}

/// Whether somebody wrote this very text in the name of whoever asks.
fn is_own(page: &PartnerPage, note: &Note, text: &str) -> bool {
    note.text.trim() == text && note.by == page.asker().name()
}

fn lead_on(page: &PartnerPage, case: &OwnCaseInPath, done: &str) -> Response {
    let case = address(case.customer, case.stored.review.subject.id);
    page.lead_to(&format!("{case}?done={done}"))
}

/// Leads on, or says beside the field what is wrong, or what has become of the case.
async fn finish(
    dashboard: &Dashboard,
    page: &PartnerPage,
    case: OwnCaseInPath,
    form: &SentForm,
    (field, done): (&'static str, &str),
    acted: Outcome<StoredReview>,
) -> Answer {
    match acted {
        Ok(_) => Ok(lead_on(page, &case, done)),
        Err(StoreError::Refused(Refusal::Review(ReviewRefusal::Unusable { .. }))) => {
            let shown = Shown {
                status: StatusCode::BAD_REQUEST,
                notice: Some(Notice::problem(page.texts().form_wrong())),
                problem: Some((field, page.texts().review_no_text().to_owned())),
            };
            case::render(dashboard, page, &case, form, shown).await
        }
        Err(StoreError::Refused(Refusal::Review(_))) => {
            let stored =
                of_partner::find(&page.asker(), case.customer, case.stored.review.subject.id).await?;
            overtaken(dashboard, page, OwnCaseInPath { stored, ..case }, form, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The case as it is now, with what was typed: by whom it was overtaken, where that was somebody of the partner.
async fn overtaken(
    dashboard: &Dashboard,
    page: &PartnerPage,
    case: OwnCaseInPath,
    form: &SentForm,
    by: Option<Note>,
) -> Answer {
    let (texts, review) = (page.texts(), &case.stored.review);
    let text = match by {
        Some(note) => texts.case_overtaken_by(note.by, page.locale().moment(note.at)),
        None => texts.case_overtaken(state_name(texts, seen_state(&review.state))),
    };
    let shown = Shown { status: StatusCode::CONFLICT, notice: Some(Notice::problem(text)), problem: None };
    case::render(dashboard, page, &case, form, shown).await
}

/// The name of a state, as far as partners know it: who of the staff has the case is not told.
fn seen_state(state: &ReviewState) -> &'static str {
    match state {
        ReviewState::Claimed { .. } | ReviewState::PendingSecond { .. } | ReviewState::Escalated { .. } => {
            "queued"
        }
        other => other.name(),
    }
}
