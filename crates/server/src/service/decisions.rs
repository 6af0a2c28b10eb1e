//! Decisions of vetting, as staff looks at them.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DecisionFault, DecisionStore as _, Outcome, Slice, TrailStore as _, Walked};
use qualify_domain::vetting::StoredDecision;
use qualify_vetting::findings::Findings;
use qualify_vocabulary::{DecisionId, Outcome as Decided, PageSize, ReasonCode};

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::staff::{self, CustomerAtHand};

/// A decision about a customer of a partner in whose affairs the asker may have a part.
///
/// # Errors
/// There is none, or the asker belongs to the partner.
pub async fn find(asker: &StaffAsker<'_>, id: DecisionId) -> Result<StoredDecision, ServiceError> {
    let found = asker.measure(asker.app.store.find_decision(id)).await?;
    let decision = found.ok_or(ServiceRefusal::DecisionNotFound)?;
    staff::check_no_conflict(asker, decision.sealed.record.partner)?;
    Ok(decision)
}

/// Decisions about a customer without their texts, the newest first; those about one that was deleted too.
pub async fn list(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    below: Option<u64>,
    size: PageSize,
) -> Outcome<Slice<StoredDecision>> {
    asker.measure(asker.app.store.list_decisions(customer.key(), below, size, false)).await
}

/// Notes in the trail that the asker looks at a decision: before it is shown.
pub async fn note_look(asker: &StaffAsker<'_>, decision: &StoredDecision) -> Outcome<()> {
    let record = &decision.sealed.record;
    let key = CustomerKey { partner: record.partner, customer: record.customer };
    asker.measure(asker.app.store.record_decision_view(asker.act_on(key.partner), key, record.id)).await
}

/// What judging the stored findings of a decision again comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The same outcome, for the same reason, by the same rule.
    Same,
    /// Something else, which must not be.
    Other {
        /// What it comes to now.
        outcome: Decided,
        /// Why.
        reason_code: ReasonCode,
        /// By which rule.
        rule: String,
    },
    /// No rules were followed: a fixed policy, a person, or the sandbox.
    NoRules,
    /// The texts are gone, with the findings.
    Erased,
    /// They cannot be judged by this program.
    NotPossible {
        /// Why not.
        why: String,
    },
}

/// The version of rules where none were followed.
const NO_RULES: &str = "-";

/// Judges the stored findings of a decision again, by the rules that judged them then.
pub fn replay(decision: &StoredDecision) -> Replayed {
    let record = &decision.sealed.record;
    let Some(texts) = &decision.texts else { return Replayed::Erased };
    if record.ruleset == NO_RULES {
        return Replayed::NoRules;
    }
    let findings: Findings = match serde_json::from_str(&texts.body.findings) {
        Ok(findings) => findings,
        Err(error) => return Replayed::NotPossible { why: error.to_string() },
    };
    match qualify_vetting::replay(findings, &record.ruleset) {
        Ok(again) => {
            let (outcome, reason_code, rule) = (again.outcome, again.reason_code, again.rule.to_string());
            let is_same =
                (outcome, reason_code) == (record.outcome, record.reason_code) && rule == record.rule;
            if is_same { Replayed::Same } else { Replayed::Other { outcome, reason_code, rule } }
        }
        Err(unknown) => Replayed::NotPossible { why: unknown.to_string() },
    }
}

/// Faults that are told of one walk; the others are counted.
const FAULTS_MAX: usize = 100;

/// What a walk along all chains found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How far it came.
    pub walked: Walked,
    /// What is wrong, the first of it.
    pub faults: Vec<DecisionFault>,
}

/// Walks along the chains of all partners: whether each decision is what was decided. It names no customer.
///
/// # Errors
/// The store does not answer.
pub async fn check_chains(asker: &StaffAsker<'_>) -> Outcome<Checked> {
    let mut faults = Vec::new();
    let walk = asker.app.store.walk_decisions(|fault| {
        if faults.len() < FAULTS_MAX {
            faults.push(fault);
        }
    });
    let walked = asker.measure(walk).await?;
    Ok(Checked { walked, faults })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::desk::{Desk, rita};

    #[tokio::test]
    async fn dashboard_04_chains_are_walked_for_staff() {
        let desk = Desk::open().await;
        let rita = rita();
        let checked = check_chains(&desk.asker(&rita)).await.unwrap();
        assert_eq!((checked.walked.faults, checked.faults.len()), (0, 0));
    }
}
