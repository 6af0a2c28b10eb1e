//! Who may contest a denial, and who may have an approval looked at again.

use qualify_vocabulary::{DecisionId, Outcome, Person, ReasonCode, Timestamp};

use super::case::Review;
use super::kind::ReviewKind;
use super::policy::ReviewRules;
use super::refusal::ReviewRefusal;
use super::state::ReviewState;
use crate::qualification::{EducationRecord, EducationState};
use crate::vetting::DecisionRecord;

/// What an appeal begins with: it is decided before other eyes than the denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appealed {
    /// Why it was denied.
    pub reason_code: ReasonCode,
    /// The denial.
    pub decision: DecisionId,
    /// Whether the first look found what speaks of imitation.
    pub is_flagged: bool,
    /// Who may not have it: everybody who had a part in the denial.
    pub barred: Vec<Person>,
}

/// A partner contests a denial: once, in time, and before other eyes. `cases` are those of the customer, `last` is
/// the decision that was made last about the request.
///
/// # Errors
/// The record is not denied, by nothing that was decided, for too long, or was contested before.
pub fn check_appeal(
    record: &EducationRecord,
    cases: &[Review],
    last: Option<&DecisionRecord>,
    rules: &ReviewRules,
    now: Timestamp,
) -> Result<Appealed, ReviewRefusal> {
    check_is_denied(record)?;
    let about_this = cases.iter().filter(|case| case.subject.opened_at == record.opened_at);
    // An appeal that was granted is used up by another denial only: a revocation can be contested again.
    let is_used_up =
        |case: &Review| case.subject.kind == ReviewKind::Appeal && case.state != ReviewState::Approved;
    if about_this.clone().any(is_used_up) {
        return Err(ReviewRefusal::AppealedBefore);
    }
    let Some(denial) = last.filter(|decision| decision.outcome == Outcome::Deny) else {
        return Err(not_appealable("denied without a decision"));
    };
    let until = denial.decided_at.checked_add(rules.appeal_window).unwrap_or(Timestamp::MAX);
    if now >= until {
        return Err(ReviewRefusal::AppealTooLate(until));
    }
    let had_a_part = |case: &Review| {
        let Review { reviewers, first_reviewer, second_reviewer, .. } = case;
        reviewers.iter().chain(first_reviewer).chain(second_reviewer).cloned().collect::<Vec<_>>()
    };
    let mut barred: Vec<Person> = about_this.clone().flat_map(had_a_part).collect();
    barred.extend(denial.people());
    Ok(Appealed {
        reason_code: denial.reason_code,
        decision: denial.id,
        is_flagged: about_this.clone().any(Review::is_flagged),
        barred,
    })
}

/// Whether a case is one whose denial an appeal about this record contests.
///
/// # Errors
/// Another request has taken its place, or it is no such case.
pub fn check_contested(record: &EducationRecord, contested: Option<&Review>) -> Result<(), ReviewRefusal> {
    let is_of_record = contested.is_some_and(|case| {
        case.subject.kind.can_be_appealed() && case.subject.opened_at == record.opened_at
    });
    if is_of_record { Ok(()) } else { Err(not_appealable("overtaken by another request")) }
}

/// An approval is looked at again: one that stands, and not twice at a time. `open` are the customer's open cases.
///
/// # Errors
/// The record is not approved, or is looked at already.
pub fn check_reverification(record: &EducationRecord, open: &[Review]) -> Result<(), ReviewRefusal> {
    check_is_approved(record)?;
    if open.iter().any(|case| case.subject.kind == ReviewKind::Reverification) {
        return Err(not_reverifiable("being re-verified"));
    }
    Ok(())
}

/// The part of [`check_appeal`] that the record alone tells.
///
/// # Errors
/// The record is not denied.
pub fn check_is_denied(record: &EducationRecord) -> Result<(), ReviewRefusal> {
    let is_denied = matches!(record.state, EducationState::Denied { .. });
    if is_denied { Ok(()) } else { Err(not_appealable(record.state.status().name())) }
}

/// The part of [`check_reverification`] that the record alone tells.
///
/// # Errors
/// The record is not approved.
pub fn check_is_approved(record: &EducationRecord) -> Result<(), ReviewRefusal> {
    let is_approved = record.state == EducationState::Approved;
    if is_approved { Ok(()) } else { Err(not_reverifiable(record.state.status().name())) }
}

const fn not_reverifiable(state: &'static str) -> ReviewRefusal {
    ReviewRefusal::NotPossible { command: "re-verifying", state }
}

const fn not_appealable(state: &'static str) -> ReviewRefusal {
    ReviewRefusal::NotPossible { command: "appealing", state }
}
