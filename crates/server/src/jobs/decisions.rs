//! The workers that decide about Education records whose time has come. The record itself is the work item.
//!
//! A worker takes a lease on due records, has them vetted outside of any transaction, and saves what was found, in a
//! second transaction. What it cannot save it tries to save again; leases of a process that ended are released when the
//! next one starts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{LeaseDue, SaveDecisions, VettedRecord, Waiting, Whose, WorkStore as _};
use qualify_domain::vetting::{Applicant, DecisionSeed, Vetted, Vetter};
use qualify_vocabulary::{CorrelationId, LeaseId, SignedDuration, Timestamp};
use tokio::sync::{RwLockReadGuard, watch};

use super::housekeeping::catch_up;
use super::rounds::rounds;
use crate::app::App;
use crate::clock::fresh_guid;
use crate::metrics::record_vetted;
use crate::service;
use crate::vetting::fresh_seed;

/// Time between two polls for due records, when nothing wakes a worker.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Records that a worker takes a lease on at a time.
const RECORDS_MAX: u16 = 64;

/// How long a lease lasts, in service time.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// Time until a record is looked at again that the vetter failed at.
const FAILED_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Polls for due records until the service stops, and at once when somebody knows of one.
pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = app.wakes.decisions.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        let vetter = service::vetting::vetter(&app);
        // Where a person decides there is nothing to do but to look for another vetter.
        if vetter.decides() {
            for whose in rounds(&app, Waiting::Records).await {
                let round = || work(&app, &vetter, &whose, &stopping);
                catch_up(usize::from(RECORDS_MAX), &stopping, round).await;
            }
        }
    }
}

/// One round; answers how many records were looked at.
async fn work(app: &App, vetter: &Arc<dyn Vetter>, whose: &Whose, stopping: &watch::Receiver<bool>) -> usize {
    // Nobody turns the time back, or the state, while there are claimed records.
    let held = app.clock.hold().await;
    let Some(now) = app.clock.now_for(whose) else { return 0 };
    let lease = LeaseId::from_uuid(fresh_guid());
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let command = LeaseDue { now, whose: whose.clone(), until, lease, records_max: RECORDS_MAX };
    let claimed = match app.store.lease_due(command).await {
        Ok(claimed) => claimed,
        Err(error) => {
            tracing::warn!(%error, "due records could not be claimed; they stay due");
            return 0;
        }
    };
    if !claimed.applicants.is_empty() {
        let records = vet_all(vetter, claimed.applicants, now).await.into();
        let act = Act {
            actor: Actor::service(vetter.name()),
            now,
            correlation_id: CorrelationId::from_uuid(fresh_guid()),
        };
        let decisions = SaveDecisions { act, lease, records, review_rules: Arc::clone(&app.review_rules) };
        save(app, &decisions, held, stopping).await;
    }
    claimed.examined
}

/// Has all of them vetted, where it keeps no request waiting.
async fn vet_all(vetter: &Arc<dyn Vetter>, applicants: Vec<Applicant>, now: Timestamp) -> Vec<VettedRecord> {
    let vetter = Arc::clone(vetter);
    let seeded: Vec<_> = applicants.into_iter().map(|applicant| (applicant, fresh_seed())).collect();
    let answers = tokio::task::spawn_blocking(move || {
        let vet = |(applicant, seed)| vet(vetter.as_ref(), &applicant, seed, now);
        seeded.into_iter().map(vet).collect()
    });
    // It does not panic, and it is cancelled with the process only.
    answers.await.unwrap_or_default()
}

fn vet(vetter: &dyn Vetter, applicant: &Applicant, seed: DecisionSeed, now: Timestamp) -> VettedRecord {
    let answer = catch_unwind(AssertUnwindSafe(|| vetter.vet(applicant, now))).unwrap_or_else(|_| {
        tracing::error!(customer = %applicant.key.customer, "a vetter panicked; it is asked again later");
        Vetted::NotBefore(now.checked_add(FAILED_INTERVAL).unwrap_or(Timestamp::MAX))
    });
    VettedRecord { key: applicant.key, opened_at: applicant.opened_at, vetted: answer, seed }
}

/// Saves what was found, as often as it takes: as long as the lease lasts nobody else decides about them, and
/// where they are not, the store says so.
async fn save(
    app: &App,
    decisions: &SaveDecisions,
    held: Option<RwLockReadGuard<'_, ()>>,
    stopping: &watch::Receiver<bool>,
) {
    let mut held = held;
    loop {
        match app.store.save_decisions(decisions.clone()).await {
            Ok(round) => return record_vetted(round),
            Err(error) => tracing::warn!(
                %error,
                records = decisions.records.len(),
                "decisions could not be saved; this is tried again"
            ),
        }
        if *stopping.borrow() {
            return;
        }
        drop(held.take());
        tokio::time::sleep(POLL_INTERVAL).await;
        held = app.clock.hold().await;
    }
}
