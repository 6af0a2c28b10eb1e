//! Waiting until the jobs have done what is due: after service time was moved, that time has passed for everybody.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{Outcome, Whose, WorkLeft, WorkStore as _};
use qualify_store::Store;
use qualify_vocabulary::{PartnerId, VettingPolicy};
use tokio::time::Instant;

use super::{Foundation, Wakes};
use crate::clock::Clock;
use crate::looks::{Looker, Looks};

/// Longest that is waited, in real time. Work that takes longer, such as a receiver that does not answer, goes on.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// The rest between two looks at what is left: at first, and at most.
const REST_FIRST: Duration = Duration::from_millis(1);
const REST_MAX: Duration = Duration::from_millis(20);

/// Knows when the jobs have nothing left to do at this service time.
#[derive(Debug, Clone)]
pub struct Settling {
    store: Arc<Store>,
    clock: Arc<Clock>,
    wakes: Wakes,
    looks: Looks,
    policy: VettingPolicy,
}

impl Settling {
    /// That of a service on this foundation.
    pub fn of(foundation: &Foundation) -> Self {
        Self {
            store: Arc::clone(&foundation.store),
            clock: Arc::clone(&foundation.clock),
            wakes: foundation.wakes.clone(),
            looks: foundation.looks.clone(),
            policy: foundation.config.vetting.policy,
        }
    }

    /// Wakes everybody for whom something may be due, because service time was moved, and does not wait.
    pub fn time_moved(&self) {
        self.wakes.time_moved();
    }

    /// Wakes the jobs, and waits until everything that is due is done: decisions, warnings and ends of time, and what
    /// partners are told of it, attempted once. Whether that was so within five seconds, for this partner or for all.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn settle(&self, partner: Option<PartnerId>) -> Outcome<bool> {
        let end = Instant::now() + SETTLED_WITHIN;
        // What these do is not to be seen from outside; that they have looked is.
        let lookers = match self.policy {
            VettingPolicy::Rules => &[Looker::Reverification, Looker::Documents][..],
            VettingPolicy::Manual | VettingPolicy::ApproveAll | VettingPolicy::DenyAll => {
                &[Looker::Documents]
            }
        };
        // Counted before they are woken: whoever is looking by now may have looked at another time.
        let begun: Vec<(Looker, u64)> =
            lookers.iter().map(|looker| (*looker, self.looks.begun(*looker))).collect();
        self.wakes.time_moved();
        let have_looked = async {
            while begun.iter().any(|(looker, begun)| self.looks.ended(*looker) <= *begun) {
                tokio::time::sleep(REST_FIRST).await;
            }
        };
        if tokio::time::timeout_at(end, have_looked).await.is_err() {
            return Ok(false);
        }
        let vetting_decides = self.policy != VettingPolicy::Manual;
        let mut rest = REST_FIRST;
        while self.is_work_left(partner, vetting_decides).await? {
            if Instant::now() >= end {
                return Ok(false);
            }
            tokio::time::sleep(rest).await;
            rest = (rest * 2).min(REST_MAX);
            // What one of them did may be due to another by now.
            self.wakes.time_moved();
        }
        Ok(true)
    }

    /// Whether something is left that is due: to a partner by its own time; to all by everybody's, and by that of each who
    /// has another one.
    async fn is_work_left(&self, partner: Option<PartnerId>, vetting_decides: bool) -> Outcome<bool> {
        let times = match partner {
            Some(partner) => vec![(Some(partner), self.clock.now_of(partner))],
            None => self
                .clock
                .rounds()
                .into_iter()
                .map(|(whose, now)| match whose {
                    Whose::Everybody | Whose::AllBut(_) => (None, now),
                    Whose::One(partner) => (Some(partner), now),
                })
                .collect(),
        };
        for (partner, now) in times {
            if self.store.is_work_left(WorkLeft { now, partner, vetting_decides }).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
