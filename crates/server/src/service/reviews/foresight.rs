//! What would come of a reviewer's act, asked of the domain before anybody does it: what a page offers, and the preview of
//! cases that are decided alike. What is foreseen binds nobody: the store decides again when it is done.

use qualify_domain::ports::StoredReview;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Command, Note, Proposal, Review, ReviewRefusal, Reviewer};
use qualify_texts::Locale;
use qualify_vocabulary::{ReasonCode, Timestamp};

use crate::service::asker::StaffAsker;
use crate::service::{explained, staff};

/// An act of a reviewer on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffAct {
    Claim,
    Renew,
    Release,
    Ask,
    Decide,
    Confirm,
    Disagree,
    Escalate,
    Annotate,
}

impl StaffAct {
    const ALL: [Self; 9] = [
        Self::Claim,
        Self::Renew,
        Self::Release,
        Self::Ask,
        Self::Decide,
        Self::Confirm,
        Self::Disagree,
        Self::Escalate,
        Self::Annotate,
    ];
}

/// The acts that this member of staff could do with a case now.
pub fn possible_acts(asker: &StaffAsker<'_>, stored: &StoredReview) -> Vec<StaffAct> {
    let is_possible = |act: &StaffAct| foresee(asker, stored, |reviewer| sample(*act, reviewer)).is_ok();
    StaffAct::ALL.into_iter().filter(is_possible).collect()
}

/// Where a case would stand after a command of this member of staff.
///
/// # Errors
/// Why it would be refused.
pub fn foresee(
    asker: &StaffAsker<'_>,
    stored: &StoredReview,
    command: impl FnOnce(Reviewer) -> Command,
) -> Result<Review, ReviewRefusal> {
    let partner = stored.review.subject.key.partner;
    let (reviewer, now) = (staff::reviewer(asker, partner), asker.app.clock.now_of(partner));
    let applied = stored.review.clone().apply(command(reviewer), &asker.app.review_rules, now)?;
    Ok(applied.review)
}

/// Where a case would stand that is decided with others: it is claimed, and then decided.
///
/// # Errors
/// Why it would be refused.
pub fn foresee_alike(
    asker: &StaffAsker<'_>,
    stored: &StoredReview,
    proposal: &Proposal,
) -> Result<Review, ReviewRefusal> {
    let claimed = StoredReview { review: foresee(asker, stored, Command::Claim)?, ..stored.clone() };
    foresee(asker, &claimed, |reviewer| Command::Decide(reviewer, proposal.clone()))
}

/// What a reviewer looks at in an open case of its reason, in a language.
pub fn what_to_check(stored: &StoredReview, locale: Locale) -> Vec<String> {
    let subject = &stored.review.subject;
    match &stored.company_name {
        Some(name) if !stored.review.state.is_final() => explained::checks(subject.reason_code, name, locale),
        _ => Vec::new(),
    }
}

/// The act with texts that can be used.
fn sample(act: StaffAct, reviewer: Reviewer) -> Command {
    let text = || "-".to_owned();
    match act {
        StaffAct::Claim => Command::Claim(reviewer),
        StaffAct::Renew => Command::Renew(reviewer),
        StaffAct::Release => Command::Release(reviewer),
        StaffAct::Ask => Command::Ask(reviewer, vec![text()]),
        StaffAct::Decide => {
            let proposal = Proposal {
                verdict: Verdict::Approve,
                reason_code: ReasonCode::ReviewDecision,
                explanation: text(),
                evidence: vec![text()],
            };
            Command::Decide(reviewer, proposal)
        }
        StaffAct::Confirm => Command::Confirm(reviewer),
        StaffAct::Disagree => Command::Disagree(reviewer, text()),
        StaffAct::Escalate => Command::Escalate(reviewer, text()),
        StaffAct::Annotate => Command::Annotate(Note { by: text(), at: Timestamp::UNIX_EPOCH, text: text() }),
    }
}
