//! Decisions: appended to their partner's chain.

use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::vetting::{DecidedBy, DecisionDraft, DecisionRecord, DecisionSeed, SealedDecision};
use qualify_vocabulary::{DecisionId, Qualification, Timestamp};

use super::Operation;
use crate::rows::{ChainEnd, Rows};
use crate::undone::Done;

/// What a decision is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) key: CustomerKey,
    pub(super) asked_for: Qualification,
    pub(super) opened_at: Timestamp,
    pub(super) attempt: u32,
}

/// Appends a decision with its texts behind the end of the chain.
pub(super) fn append(
    rows: &mut impl Rows,
    end: &ChainEnd,
    case: &Case,
    draft: DecisionDraft,
    seed: &DecisionSeed,
    (decided_by, now): (DecidedBy, Timestamp),
) -> Done<()> {
    let record = DecisionRecord {
        id: seed.id,
        partner: case.key.partner,
        sequence: end.sequence + 1,
        customer: case.key.customer,
        asked_for: case.asked_for,
        opened_at: case.opened_at,
        attempt: case.attempt,
        outcome: draft.outcome,
        reason_code: draft.reason_code,
        rule: draft.rule,
        ruleset: draft.ruleset,
        dataset_versions: draft.dataset_versions,
        actor: decided_by.actor,
        deciders: decided_by.keys,
        decided_at: now,
    };
    let sealed = SealedDecision::seal(record, &draft.body, &seed.salt, end.hash);
    rows.append_decision(&sealed, &draft.body, seed)
}

/// Notes that somebody looked at a decision.
#[derive(Clone)]
pub(crate) struct RecordDecisionView {
    pub(crate) act: Act,
    pub(crate) key: CustomerKey,
    pub(crate) decision: DecisionId,
}

impl Operation for RecordDecisionView {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        // The name of a customer that was deleted is gone, and that of one that was let go is not the partner's any
        // more.
        let standing = rows.find_standing(self.key).await?;
        let live = standing.filter(|standing| standing.relationship.check_is_live().is_ok());
        let name = live.map(|standing| standing.company_name).unwrap_or_default();
        let fact = AuditFact::of_customer(&self.act, self.key, &name, AuditOperation::ViewDecision)
            .with(vec![("Decision".into(), self.decision.to_string())]);
        rows.append_audit(&fact).await?;
        Ok(())
    }
}
