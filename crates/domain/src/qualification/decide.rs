//! What happens to a record after the request: decisions of vetting and of operators, and the import (contract 2.8,
//! Q8).

use qualify_vocabulary::{Decision, Qualification, ReasonCode, Timestamp, VettingStatus};

use serde::{Deserialize, Serialize};

use super::inputs::not_combinable;
use super::{EducationRecord, EducationState, ExclusiveRecord, NonprofitRecord, QualificationSet};
use crate::Refusal;
use crate::vetting::{DecisionDraft, OPERATOR_RULE};

/// An operator's decision about an Education record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The customer qualifies.
    Approve,
    /// The customer does not.
    Deny(qualify_vocabulary::VettingReason),
}

impl Verdict {
    /// The verdict as a decision (contract 2.8).
    pub fn draft(self) -> DecisionDraft {
        let (decision, explanation) = match self {
            Self::Approve => (Decision::Approve, "An operator approved the request.".to_owned()),
            Self::Deny(reason) => {
                (Decision::Deny(reason), format!("An operator denied the request: {}.", reason.text()))
            }
        };
        DecisionDraft::without_rules(decision, ReasonCode::OperatorDecision, OPERATOR_RULE, explanation)
    }

    const fn state(self) -> EducationState {
        match self {
            Self::Approve => EducationState::Approved,
            Self::Deny(reason) => EducationState::Denied { reason },
        }
    }
}

/// Applies an operator's verdict. Allowed: in review to approved or denied, approved to denied, denied to approved.
///
/// # Errors
/// [`Refusal::NothingToDecide`] without an Education record, [`Refusal::DecisionNotPossible`] otherwise.
pub fn apply_verdict(current: &QualificationSet, verdict: Verdict) -> Result<EducationRecord, Refusal> {
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else {
        return Err(Refusal::NothingToDecide);
    };
    let state = verdict.state();
    let (from, to) = (record.state.status(), state.status());
    let is_allowed = match (from, to) {
        (VettingStatus::InReview | VettingStatus::Denied, VettingStatus::Approved)
        | (VettingStatus::InReview | VettingStatus::Approved, VettingStatus::Denied) => true,
        (_, VettingStatus::InReview)
        | (VettingStatus::Approved, VettingStatus::Approved)
        | (VettingStatus::Denied, VettingStatus::Denied) => false,
    };
    if is_allowed {
        Ok(EducationRecord { state, ..record.clone() })
    } else {
        Err(Refusal::DecisionNotPossible { from, to })
    }
}

/// Applies what a review came to. What an operator may decide a review may too; it may also confirm a denial that was
/// appealed, with another reason.
///
/// # Errors
/// As [`apply_verdict`].
pub fn apply_review(current: &QualificationSet, verdict: Verdict) -> Result<EducationRecord, Refusal> {
    match (&current.exclusive, verdict) {
        (Some(ExclusiveRecord::Education(record)), Verdict::Deny(_))
            if matches!(record.state, EducationState::Denied { .. }) =>
        {
            Ok(EducationRecord { state: verdict.state(), ..record.clone() })
        }
        _ => apply_verdict(current, verdict),
    }
}

/// Applies vetting's decision to a record in review that has become due. `None` if there is nothing to write: the
/// record was decided meanwhile.
pub fn apply_due_decision(record: &EducationRecord, decision: Decision) -> Option<EducationRecord> {
    let EducationState::InReview { due_at: Some(_) } = record.state else {
        return None;
    };
    let state = match decision {
        Decision::Approve => EducationState::Approved,
        Decision::Deny(reason) => EducationState::Denied { reason },
        // Nobody but a person can tell: the record stays in review, no longer due.
        Decision::NeedsPerson => EducationState::InReview { due_at: None },
    };
    Some(EducationRecord { state, ..record.clone() })
}

/// Imports Nonprofit, which no request can set.
///
/// # Errors
/// [`Refusal::AlreadyQualified`] or [`Refusal::NotCombinable`].
pub fn import_nonprofit(current: &QualificationSet, now: Timestamp) -> Result<NonprofitRecord, Refusal> {
    match &current.exclusive {
        None => Ok(NonprofitRecord { opened_at: now }),
        Some(ExclusiveRecord::Education(record)) => match record.state {
            EducationState::Denied { .. } => Ok(NonprofitRecord { opened_at: now }),
            EducationState::InReview { .. } | EducationState::Approved => {
                not_combinable(Qualification::Education, Qualification::Nonprofit)
            }
        },
        Some(ExclusiveRecord::Government(_)) => {
            not_combinable(Qualification::GovernmentCommunityCloud, Qualification::Nonprofit)
        }
        Some(ExclusiveRecord::Nonprofit(_)) => Err(Refusal::AlreadyQualified {
            qualification: Qualification::Nonprofit,
            status: Some(VettingStatus::Approved),
        }),
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::VettingReason;

    use super::*;
    use crate::qualification::record::samples::all_exclusive_states;

    const DENIAL: Verdict = Verdict::Deny(VettingReason::NotEducationCustomerAfterReview);

    #[test]
    fn every_state_and_verdict_leads_where_the_contract_says() {
        let table = [
            (Verdict::Approve, ["nothing", "yes", "no", "yes", "nothing", "nothing"]),
            (DENIAL, ["nothing", "yes", "yes", "no", "nothing", "nothing"]),
        ];
        for (verdict, row) in table {
            for ((name, current), expected) in all_exclusive_states().into_iter().zip(row) {
                let outcome = match apply_verdict(&current, verdict) {
                    Ok(record) => {
                        assert_eq!(record.opened_at, Timestamp::UNIX_EPOCH, "a decision keeps the date");
                        assert_eq!(record.state, verdict.state());
                        "yes"
                    }
                    Err(Refusal::NothingToDecide) => "nothing",
                    Err(Refusal::DecisionNotPossible { .. }) => "no",
                    Err(other) => panic!("{other:?}"),
                };
                assert_eq!(outcome, expected, "{name} + {verdict:?}");
            }
        }
    }

    #[test]
    fn nonprofit_is_imported_where_no_exclusive_record_stands() {
        let row = ["yes", "no", "no", "yes", "no", "exists"];
        for ((name, current), expected) in all_exclusive_states().into_iter().zip(row) {
            let outcome = match import_nonprofit(&current, Timestamp::UNIX_EPOCH) {
                Ok(_) => "yes",
                Err(Refusal::AlreadyQualified { .. }) => "exists",
                Err(Refusal::NotCombinable { .. }) => "no",
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(outcome, expected, "{name}");
        }
    }

    #[test]
    fn only_a_due_record_in_review_is_decided_by_policy() {
        let record =
            |state| EducationRecord { opened_at: Timestamp::UNIX_EPOCH, segment: None, website: None, state };
        let due = record(EducationState::InReview { due_at: Some(Timestamp::UNIX_EPOCH) });
        let decided = apply_due_decision(&due, Decision::Approve).unwrap();
        assert_eq!(decided.state, EducationState::Approved);
        let passed_on = apply_due_decision(&due, Decision::NeedsPerson).unwrap();
        assert_eq!(passed_on.state, EducationState::InReview { due_at: None });
        for state in [EducationState::Approved, EducationState::InReview { due_at: None }] {
            assert_eq!(apply_due_decision(&record(state), Decision::Approve), None);
        }
    }
}
