//! A worker as the tests need it, and vetters that say what a test wants to hear.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{
    LeaseDue, LeasedRound, Outcome, SaveDecisions, SavedRound, Store, StoreError, VettedRecord, Whose,
};
use qualify_domain::vetting::{Applicant, DecisionDraft, DecisionSeed, Examination, Vetted, Vetter, Vetting};
use qualify_vocabulary::{Decision, DecisionId, LeaseId, ReasonCode, Timestamp};

use crate::samples::{at, bytes, correlation};

/// How long a lease lasts here, in seconds.
pub(crate) const LEASE_SECONDS: i64 = 60;

/// Says the same about everybody.
#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    pub(crate) decision: Decision,
    pub(crate) reason_code: ReasonCode,
    /// The domain that each of its approvals rests on, or would.
    pub(crate) approved_domain: Option<&'static str>,
    /// Until when it waits.
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) decides: bool,
}

impl Scripted {
    pub(crate) fn saying(decision: Decision) -> Self {
        Self {
            decision,
            reason_code: ReasonCode::PolicyFixed,
            approved_domain: None,
            not_before: None,
            decides: true,
        }
    }

    /// The same as what a request carries.
    pub(crate) fn shared(self) -> Arc<dyn Vetter> {
        Arc::new(self)
    }
}

/// What a scripted vetter writes beside a decision, all of it to be erased.
pub(crate) const SECRET: &str = "Lakeside School of lakeside.example";

fn draft(decision: Decision, reason_code: ReasonCode) -> DecisionDraft {
    let mut draft = DecisionDraft::without_rules(decision, reason_code, "scripted", SECRET.to_owned());
    draft.dataset_versions = vec!["psl-1".to_owned(), "own-2".to_owned()];
    draft
}

impl Vetter for Scripted {
    fn vet(&self, _applicant: &Applicant, _now: Timestamp) -> Vetted {
        if let Some(moment) = self.not_before {
            return Vetted::NotBefore(moment);
        }
        Vetted::Decided(Box::new(Vetting {
            decision: draft(self.decision, self.reason_code),
            approved_domain: self
                .approved_domain
                .filter(|_| !matches!(self.decision, Decision::Deny(_)))
                .map(str::to_owned),
            if_claimed: self
                .approved_domain
                .filter(|_| self.decision == Decision::Approve)
                .map(|_| draft(Decision::NeedsPerson, ReasonCode::DuplicateClaim)),
            kept_explanation: "A person looks at it.".to_owned(),
        }))
    }

    fn name(&self) -> &'static str {
        "policy scripted"
    }

    fn decides(&self) -> bool {
        self.decides
    }
}

/// A seed of its own.
pub(crate) fn fresh_seed() -> DecisionSeed {
    // Behind those of the kept databases.
    static MADE: AtomicU32 = AtomicU32::new(1000);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    DecisionSeed { id: DecisionId::from(bytes(0xDE, number)), salt: bytes(0x5A, number) }
}

pub(crate) fn examination(vetter: Scripted) -> Examination {
    Examination { vetter: vetter.shared(), seed: fresh_seed() }
}

/// The lease of this number.
pub(crate) fn lease_id(number: u32) -> LeaseId {
    LeaseId::from(bytes(0xCA, number))
}

pub(crate) async fn claim(
    store: &impl Store,
    seconds: i64,
    number: u32,
    records_max: u16,
) -> Outcome<LeasedRound> {
    claim_for(store, seconds, LEASE_SECONDS, number, records_max).await
}

pub(crate) async fn claim_for(
    store: &impl Store,
    seconds: i64,
    lease_seconds: i64,
    number: u32,
    records_max: u16,
) -> Outcome<LeasedRound> {
    let (now, until) = (at(seconds), at(seconds + lease_seconds));
    store
        .lease_due(LeaseDue { now, whose: Whose::Everybody, until, lease: lease_id(number), records_max })
        .await
}

/// What the worker of this claim has to save.
pub(crate) fn decisions(
    seconds: i64,
    number: u32,
    applicants: &[Applicant],
    vetter: &Scripted,
) -> SaveDecisions {
    let actor = Actor::service(vetter.name());
    let records = applicants.iter().map(|applicant| VettedRecord {
        key: applicant.key,
        opened_at: applicant.opened_at,
        vetted: vetter.vet(applicant, at(seconds)),
        seed: fresh_seed(),
    });
    SaveDecisions {
        review_rules: crate::samples::review_rules(),
        act: Act { actor, now: at(seconds), correlation_id: correlation(seconds) },
        lease: lease_id(number),
        records: records.collect(),
    }
}

/// A whole round of a worker: how many records it looked at, and what became of them.
pub(crate) async fn round(
    store: &impl Store,
    seconds: i64,
    vetter: &Scripted,
    records_max: u16,
) -> Result<(usize, SavedRound), StoreError> {
    static ROUNDS: AtomicU32 = AtomicU32::new(1_000_000);
    let number = ROUNDS.fetch_add(1, Ordering::Relaxed);
    let claimed = claim(store, seconds, number, records_max).await?;
    let saved = store.save_decisions(decisions(seconds, number, &claimed.applicants, vetter)).await?;
    Ok((claimed.examined, saved))
}

/// The same where only one number counts: how many records were decided.
pub(crate) async fn decide_due(
    store: &impl Store,
    seconds: i64,
    decision: Decision,
    records_max: u16,
) -> Result<usize, StoreError> {
    Ok(round(store, seconds, &Scripted::saying(decision), records_max).await?.1.decided)
}
