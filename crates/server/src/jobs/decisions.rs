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
                work_off(&app, &vetter, &whose, &stopping).await;
            }
        }
    }
}

/// Rounds until there is no full one. Behind a full one two go on beside each other: while the records of one are vetted,
/// those of the other are leased or saved, so that neither the disk waits for the rules nor the rules for the disk.
async fn work_off(app: &App, vetter: &Arc<dyn Vetter>, whose: &Whose, stopping: &watch::Receiver<bool>) {
    let full = usize::from(RECORDS_MAX);
    let round = || work(app, vetter, whose, stopping);
    if round().await >= full && !*stopping.borrow() {
        tokio::join!(catch_up(full, stopping, round), catch_up(full, stopping, round));
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

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};

    use qualify_domain::vetting::{DecisionDraft, Vetting};
    use qualify_vocabulary::{Decision, PartnerRole, ReasonCode, VettingPolicy};

    use super::*;
    use crate::service::desk::{education, school};
    use crate::service::tests::Desk;
    use crate::service::{customers, qualifications};

    /// Approves everybody. Behind the first round, whoever is asked alone waits for another to be asked.
    #[derive(Debug, Default)]
    struct Meeting {
        state: Mutex<MeetingState>,
        changed: Condvar,
    }

    #[derive(Debug, Default)]
    struct MeetingState {
        asked: usize,
        under_way: usize,
        have_met: bool,
    }

    impl Vetter for Meeting {
        fn vet(&self, _applicant: &Applicant, _now: Timestamp) -> Vetted {
            let mut state = self.state.lock().unwrap();
            state.asked += 1;
            state.under_way += 1;
            state.have_met |= state.under_way == 2;
            self.changed.notify_all();
            let is_alone =
                |state: &mut MeetingState| !state.have_met && state.asked > usize::from(RECORDS_MAX);
            let (mut state, _) =
                self.changed.wait_timeout_while(state, Duration::from_secs(10), is_alone).unwrap();
            state.under_way -= 1;
            drop(state);
            let draft = DecisionDraft::without_rules(
                Decision::Approve,
                ReasonCode::PolicyFixed,
                "approve_all",
                "Everybody is approved.".to_owned(),
            );
            Vetted::Decided(Box::new(Vetting::of(draft)))
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn behind_a_full_round_two_go_on_beside_each_other_and_all_is_decided() {
        let desk = Desk::open(PartnerRole::AdminAgent, |config| {
            config.vetting.policy = VettingPolicy::Rules;
        })
        .await;
        let count = 3 * usize::from(RECORDS_MAX) + 5;
        for number in 0..count {
            let domain = Some(format!("lakeside{number}.onmicrosoft.com"));
            let school = qualify_domain::customer::NewCustomerInput { domain, ..school() };
            let customer = customers::create(&desk.asker(), None, school).await.unwrap().answered.outcome.id;
            qualifications::create(&desk.asker(), None, customer, education()).await.unwrap();
        }
        let meeting = Arc::new(Meeting::default());
        let vetter: Arc<dyn Vetter> = Arc::<Meeting>::clone(&meeting);
        let (_stop, stopping) = watch::channel(false);
        work_off(&desk.app, &vetter, &Whose::Everybody, &stopping).await;
        let met = {
            let state = meeting.state.lock().unwrap();
            (state.asked, state.have_met)
        };
        assert_eq!(met, (count, true), "each once, and two rounds at a time");
        let left = desk.app.store.count_due(desk.app.clock.now()).await.unwrap();
        assert_eq!((left.records, left.oldest), (0, None));
    }
}
