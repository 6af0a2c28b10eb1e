//! What has become of a case since somebody opened it: a form that was overtaken says who did what, and a form that comes
//! twice has been carried out.

use qualify_domain::review::{Review, ReviewState};
use qualify_server::service::reviews::foresight::StaffAct;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::Person;

use super::form::{EXPLANATION, lines};
use super::words::state_name;
use crate::form::SentForm;

/// Where a case stands now, and who brought it there.
pub(super) fn what(texts: Texts, me: &Person, review: &Review) -> String {
    let named = |person: &Person| {
        if person == me { texts.reviews_you().to_owned() } else { person.name.clone() }
    };
    match &review.state {
        ReviewState::Claimed { reviewer, .. } if reviewer == me => texts.review_now_held_by_you().to_owned(),
        ReviewState::Claimed { reviewer, .. } => texts.review_now_held(&reviewer.name),
        ReviewState::NeedsInfo { asked_by, .. } => texts.review_now_asked(named(asked_by)),
        ReviewState::PendingSecond { first, .. } => texts.review_now_proposed(named(first)),
        ReviewState::Escalated { .. } => texts.review_now_escalated().to_owned(),
        ReviewState::Received | ReviewState::Queued { .. } => texts.review_now_queued().to_owned(),
        ReviewState::Approved | ReviewState::Denied | ReviewState::Withdrawn => {
            let state = state_name(texts, review.state.name());
            let by = review.second_reviewer.as_ref().or(review.first_reviewer.as_ref());
            match (by, &review.ending) {
                (Some(by), Some(ending)) => {
                    texts.review_now_decided(named(by), state, ending.reason_code.name())
                }
                (_, _) => texts.review_now_closed(state),
            }
        }
    }
}

/// Whether what a form asks for is there already, by the same person: it came twice.
pub(super) fn is_done(me: &Person, act: StaffAct, review: &Review, form: &SentForm) -> bool {
    let is_me = |person: Option<&Person>| person == Some(me);
    match (act, &review.state) {
        (StaffAct::Decide, ReviewState::PendingSecond { first, proposal, .. }) => {
            first == me && proposal.explanation == form.text(EXPLANATION)
        }
        (StaffAct::Decide, ReviewState::Approved | ReviewState::Denied) => {
            let is_mine = is_me(review.first_reviewer.as_ref()) || is_me(review.second_reviewer.as_ref());
            let explanation = review.ending.as_ref().map(|ending| ending.explanation.as_str());
            is_mine && explanation == Some(form.text(EXPLANATION))
        }
        (StaffAct::Confirm, ReviewState::PendingSecond { notice: Some(notice), .. }) => {
            is_me(notice.second.as_ref())
        }
        (StaffAct::Confirm, ReviewState::Approved | ReviewState::Denied) => {
            is_me(review.second_reviewer.as_ref())
        }
        (StaffAct::Ask, ReviewState::NeedsInfo { asked_by, .. }) => {
            let items = review.questions.last().map(|question| &question.items);
            asked_by == me && items == Some(&lines(form, "ask-items"))
        }
        (StaffAct::Escalate, ReviewState::Escalated { first, .. }) => is_me(first.as_ref()),
        (StaffAct::Disagree, ReviewState::Escalated { second, .. }) => is_me(second.as_ref()),
        (StaffAct::Annotate, _) => {
            let last = review.notes.last();
            last.is_some_and(|note| note.by == me.name && note.text == form.text("note-text"))
        }
        _ => false,
    }
}
