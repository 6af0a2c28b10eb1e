//! The work of jobs: due records, leases, retention.

use qualify_domain::ports::{
    DueBacklog, LeaseDue, LeasedRound, Leases, Outcome, QueueLengths, Retention, SaveDecisions, SavedRound,
    Waiting, WorkLeft, WorkStore,
};
use qualify_vocabulary::{PartnerId, Timestamp};

use crate::Store;
use crate::operations::due::ReleaseLeases;
use crate::operations::reads::{
    CountDue, CountQueues, HasLeasedDeliveries, IsAnyDue, IsWorkLeft, ListPartnersWaiting,
};
use crate::operations::retention::PurgeExpired;
use crate::sqlite::Owner;

impl WorkStore for Store {
    async fn lease_due(&self, command: LeaseDue) -> Outcome<LeasedRound> {
        // Workers look often and mostly in vain, which is nothing to keep the writer and the readers busy with.
        let is_any_due = IsAnyDue { now: command.now, whose: command.whose.clone() };
        if !self.read(is_any_due).await? {
            return Ok(LeasedRound { examined: 0, applicants: Vec::new() });
        }
        self.write(command).await
    }

    async fn save_decisions(&self, command: SaveDecisions) -> Outcome<SavedRound> {
        self.write(command).await
    }

    async fn release_leases(&self, which: Leases) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if matches!(which, Leases::Over(_)) && !self.read(HasLeasedDeliveries { which }).await? {
            return Ok(0);
        }
        self.write(ReleaseLeases(which)).await
    }

    async fn count_due(&self, now: Timestamp) -> Outcome<DueBacklog> {
        self.read(CountDue { now }).await
    }

    async fn count_queues(&self) -> Outcome<QueueLengths> {
        self.read_in_turn(Owner::Service, CountQueues {}).await
    }

    async fn list_partners_waiting(
        &self,
        what: Waiting,
        until: Timestamp,
    ) -> Outcome<Vec<(PartnerId, Timestamp)>> {
        self.read(ListPartnersWaiting { what, until }).await
    }

    async fn is_work_left(&self, left: WorkLeft) -> Outcome<bool> {
        self.read(IsWorkLeft { left }).await
    }

    async fn purge_expired(&self, now: Timestamp, retention: Retention) -> Outcome<usize> {
        self.write(PurgeExpired { now, retention }).await
    }
}
