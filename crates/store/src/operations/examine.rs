//! Asking a vetter inside of a transaction: the customer's record as it stands, and what depends on other customers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use qualify_domain::customer::CustomerKey;
use qualify_domain::qualification::{Change, QualificationSet};
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::{ClaimedBy, DecidedBy, DecisionDraft, Examination, Vetted, Vetting};
use qualify_vocabulary::{Decision, Timestamp};

use super::decisions::{self, Case};
use super::reviews::{self, OpeningFacts};
use crate::rows::Rows;
use crate::undone::Done;

/// The decision that counts, with the domain that it rests on.
pub(super) async fn settle<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    vetting: Vetting,
) -> Done<(DecisionDraft, Option<String>)> {
    let claimed_by = find_claimant(rows, key, &vetting).await?;
    Ok(vetting.settle(claimed_by))
}

/// The same for a look ahead.
pub(super) async fn settle_preview<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    vetting: Vetting,
) -> Done<DecisionDraft> {
    let claimed_by = find_claimant(rows, key, &vetting).await?;
    Ok(vetting.settle(claimed_by.in_preview()).0)
}

async fn find_claimant<R: Rows>(rows: &mut R, key: CustomerKey, vetting: &Vetting) -> Done<ClaimedBy> {
    match &vetting.approved_domain {
        Some(domain) => Ok(ClaimedBy::of(rows.find_approved_with(key.partner, domain).await?, key)),
        None => Ok(ClaimedBy::Nobody),
    }
}

/// Has a customer examined beside a request that is granted already, and keeps the decision. Nothing of it shows in
/// an answer or in the partner's trail (contract 2.8).
pub(super) async fn examine_beside<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    before: &QualificationSet,
    change: &Change,
    (examination, review_rules): (&Examination, Option<&ReviewRules>),
    now: Timestamp,
) -> Done<()> {
    let facts = rows.load_applicant_facts(key).await?;
    let Some(applicant) = facts.beside(key, before, change) else { return Ok(()) };
    let asked_for = applicant.asked_for;
    // The request is granted whatever the vetter does.
    let asked = catch_unwind(AssertUnwindSafe(|| examination.vetter.vet(&applicant, now)));
    let Ok(vetted) = asked else {
        tracing::error!(customer = %key.customer, "a vetter panicked beside a request; there is no decision");
        return Ok(());
    };
    let Vetted::Decided(vetting) = vetted else { return Ok(()) };
    // A claim is one for Education.
    let (draft, domain) = vetting.settle(ClaimedBy::Nobody);
    let reason_code = draft.reason_code;
    let is_doubtful = draft.decision != Decision::Approve;
    let case = Case { key, asked_for, opened_at: now, attempt: applicant.attempt };
    let end = rows.find_chain_end(key.partner).await?;
    let by = (DecidedBy::rules(examination.vetter.name()), now);
    decisions::append(rows, &end, &case, draft, &examination.seed, by)?;
    match review_rules {
        Some(rules) if is_doubtful => {
            let decision = Some(examination.seed.id);
            let facts = OpeningFacts { reason_code, decision, domain: domain.as_deref() };
            reviews::open_audit(rows, key, asked_for, facts, rules, now).await
        }
        Some(_) | None => Ok(()),
    }
}
