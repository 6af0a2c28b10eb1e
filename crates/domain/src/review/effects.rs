//! What follows from a step of a case for the customer's record, for the chain of decisions and for the partner.

use qualify_vocabulary::{Decision, Person, Qualification, ReasonCode, Timestamp, VettingReason};

use super::case::Review;
use crate::event::EventKind;
use crate::qualification::decide::Verdict;
use crate::vetting::{DecidedBy, DecisionDraft};

/// The rule under which decisions of reviewers stand in the record.
const REVIEW_RULE: &str = "review";

/// A decision that ends a case, or the notice of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What is decided.
    pub verdict: Verdict,
    /// Why, as a word that programs and statistics can rely on.
    pub reason_code: ReasonCode,
    /// What the partner reads.
    pub explanation: String,
    /// What it rests on.
    pub evidence: Vec<String>,
    /// Who decided: the first, and the second where there is one; nobody where time did.
    pub deciders: Vec<Person>,
}

impl Settlement {
    /// The decision for the record, with the evidence as a JSON list.
    pub fn draft(&self, evidence: String) -> DecisionDraft {
        let decision = match self.verdict {
            Verdict::Approve => Decision::Approve,
            Verdict::Deny(reason) => Decision::Deny(reason),
        };
        let mut draft =
            DecisionDraft::without_rules(decision, self.reason_code, REVIEW_RULE, self.explanation.clone());
        draft.body.evidence = evidence;
        draft
    }

    /// Who decided, as the record of the decision has it.
    pub fn decided_by(&self) -> DecidedBy {
        let names: Vec<&str> = self.deciders.iter().map(|person| person.name.as_str()).collect();
        let actor = if names.is_empty() { REVIEW_RULE.to_owned() } else { names.join(" and ") };
        DecidedBy { actor, keys: self.deciders.iter().map(|person| person.key.clone()).collect() }
    }

    /// The documented reason of a denial.
    pub const fn reason(&self) -> Option<VettingReason> {
        match self.verdict {
            Verdict::Approve => None,
            Verdict::Deny(reason) => Some(reason),
        }
    }
}

/// What follows from a step, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The customer's record takes this decision.
    Settle(Settlement),
    /// The decision is kept, and the record stays as it is.
    Keep(Settlement),
    /// The customer's record goes.
    RemoveRecord(Qualification),
    /// The partner is told that an approval will end.
    Announce {
        /// Why the approval ends.
        reason: VettingReason,
        /// When it ends.
        effective_at: Timestamp,
    },
    /// The partner is told.
    Tell {
        /// The event.
        kind: EventKind,
        /// When something is due.
        due_at: Option<Timestamp>,
        /// How much of the time is used up, in percent.
        elapsed_percent: Option<u8>,
    },
}

/// A case after a step, with what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The case as it is now.
    pub review: Review,
    /// To be carried out in this order, in the same transaction.
    pub effects: Vec<Effect>,
}
