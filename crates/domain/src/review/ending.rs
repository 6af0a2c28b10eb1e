//! How a case ends: what is written into it, and what it means for the record.

use qualify_vocabulary::{Person, Timestamp, VettingReason};

use super::case::Review;
use super::effects::{Applied, Effect, Settlement};
use super::kind::ReviewKind;
use super::notes::Ending;
use super::policy::ReviewRules;
use super::state::{Notice, Proposal, ReviewState};
use crate::qualification::decide::Verdict;

impl Review {
    /// Closes a case whose record was decided elsewhere or replaced, or whose customer is gone.
    #[must_use]
    pub fn overtaken(mut self, state: ReviewState, ending: Option<Ending>) -> Self {
        self.sla.running_since = None;
        self.state = state;
        self.ending = ending;
        self
    }

    /// Ends a case with what one proposed and perhaps another confirmed; a revocation with its notice first.
    pub(super) fn conclude(
        mut self,
        first: Person,
        second: Option<Person>,
        proposal: Proposal,
        rules: &ReviewRules,
        now: Timestamp,
    ) -> Applied {
        let is_revocation = self.is_revocation(&proposal);
        if is_revocation && rules.revocation_notice.is_positive() {
            let effective_at = now.checked_add(rules.revocation_notice).unwrap_or(Timestamp::MAX);
            self.stop_clock(rules, now);
            let notice = Some(Notice { second, effective_at });
            self.state = ReviewState::PendingSecond { first, proposal, notice };
            let reason = VettingReason::NoLongerEducationCustomer;
            return Applied { review: self, effects: vec![Effect::Announce { reason, effective_at }] };
        }
        self.finish(first, second, proposal, rules, now)
    }

    /// Ends a case.
    pub(super) fn finish(
        mut self,
        first: Person,
        second: Option<Person>,
        proposal: Proposal,
        rules: &ReviewRules,
        now: Timestamp,
    ) -> Applied {
        let mut deciders = vec![first.clone()];
        deciders.extend(second.clone());
        self.first_reviewer = Some(first);
        self.second_reviewer = second;
        let settlement = Settlement {
            verdict: proposal.verdict,
            reason_code: proposal.reason_code,
            explanation: proposal.explanation,
            evidence: proposal.evidence,
            deciders,
        };
        self.settle(settlement, rules, now)
    }

    /// Writes the ending, and what it means for the record.
    pub(super) fn settle(self, settlement: Settlement, rules: &ReviewRules, now: Timestamp) -> Applied {
        let state = match settlement.verdict {
            Verdict::Approve => ReviewState::Approved,
            Verdict::Deny(_) => ReviewState::Denied,
        };
        let mut review = self.close(state, rules, now);
        review.ending = Some(Ending {
            reason_code: settlement.reason_code,
            explanation: settlement.explanation.clone(),
            at: now,
        });
        let is_approved = settlement.verdict == Verdict::Approve;
        let effect = match review.subject.kind {
            ReviewKind::Request | ReviewKind::Appeal => Effect::Settle(settlement),
            ReviewKind::Reverification if !is_approved => Effect::Settle(settlement),
            ReviewKind::Reverification | ReviewKind::Audit => Effect::Keep(settlement),
        };
        Applied { review, effects: vec![effect] }
    }

    /// The documented text goes with the kind of case: an appeal ends "After Review", a revocation with "No longer".
    pub(super) fn final_verdict(&self, verdict: Verdict) -> Verdict {
        match (verdict, self.subject.kind) {
            (Verdict::Deny(_), ReviewKind::Appeal) => {
                Verdict::Deny(VettingReason::NotEducationCustomerAfterReview)
            }
            (Verdict::Deny(_), ReviewKind::Reverification) => {
                Verdict::Deny(VettingReason::NoLongerEducationCustomer)
            }
            (verdict, _) => verdict,
        }
    }

    pub(super) fn is_revocation(&self, proposal: &Proposal) -> bool {
        self.subject.kind == ReviewKind::Reverification && !proposal.is_approval()
    }

    pub(super) fn close(mut self, state: ReviewState, rules: &ReviewRules, now: Timestamp) -> Self {
        self.stop_clock(rules, now);
        self.state = state;
        self
    }
}
