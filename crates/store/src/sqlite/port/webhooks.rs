//! The port of webhooks and of the feed of events, operation by operation.

use qualify_domain::caller::Call;
use qualify_domain::ports::{
    AddEndpoint, AttemptedDelivery, ChangeEndpoint, ClaimDeliveries, ClaimedDelivery, Delivery,
    EndpointChoice, EventPage, EventsFrom, Outcome, ReplayDeliveries, Replayed, Slice, TestEndpoint,
    TestReport, WebhookStore,
};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::{CorrelationId, EndpointId, PageSize, PartnerId, Timestamp};

use super::super::SqliteStore;
use super::super::engine::turns::Owner;
use crate::operations::events::ReadEvents;
use crate::operations::reads::{FindEndpoint, FindNextDue, HasUndeliveredEvents, ListEndpoints};
use crate::operations::webhooks::{
    FindTest, ListDeliveries, ReleaseDeliveries, RemoveEndpoint, RotateSecret, SaveAttempts, SpreadEvents,
};

impl WebhookStore for SqliteStore {
    async fn list_endpoints(&self, partner: PartnerId) -> Outcome<Vec<Endpoint>> {
        self.points.read(ListEndpoints { partner })
    }

    async fn find_endpoint(&self, partner: PartnerId, choice: EndpointChoice) -> Outcome<Option<Endpoint>> {
        self.points.read(FindEndpoint { partner, choice })
    }

    async fn add_endpoint(&self, command: AddEndpoint) -> Outcome<Answer<Endpoint>> {
        self.writer.run(command).await
    }

    async fn change_endpoint(&self, command: ChangeEndpoint) -> Outcome<Answer<Endpoint>> {
        self.writer.run(command).await
    }

    async fn remove_endpoint(&self, call: Call, choice: EndpointChoice) -> Outcome<()> {
        self.writer.run(RemoveEndpoint { call, choice }).await
    }

    async fn rotate_secret(&self, call: Call, choice: EndpointChoice) -> Outcome<Endpoint> {
        self.writer.run(RotateSecret { call, choice }).await
    }

    async fn test_endpoint(&self, command: TestEndpoint) -> Outcome<Answer<CorrelationId>> {
        self.writer.run(command).await
    }

    async fn find_test(
        &self,
        partner: PartnerId,
        report: CorrelationId,
        now: Timestamp,
    ) -> Outcome<Option<TestReport>> {
        self.points.read(FindTest { partner, report, now })
    }

    async fn list_deliveries(
        &self,
        partner: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: Option<i64>,
        size: PageSize,
    ) -> Outcome<Slice<Delivery>> {
        let list = ListDeliveries { partner, endpoint, state, below, size };
        self.lists.read(Owner::Partner(partner), list).await
    }

    async fn replay_deliveries(&self, command: ReplayDeliveries) -> Outcome<Replayed> {
        self.writer.run(command).await
    }

    async fn spread_events(&self, rows_max: u16) -> Outcome<usize> {
        if !self.points.read(HasUndeliveredEvents {})? {
            return Ok(0);
        }
        self.writer.run(SpreadEvents { rows_max }).await
    }

    async fn claim_deliveries(&self, command: ClaimDeliveries) -> Outcome<Vec<ClaimedDelivery>> {
        let next_due = self.points.read(FindNextDue {})?;
        if next_due.is_none_or(|due_at| due_at > command.now) {
            return Ok(Vec::new());
        }
        self.writer.run(command).await
    }

    async fn save_attempts(&self, attempts: Vec<AttemptedDelivery>) -> Outcome<()> {
        self.writer.run(SaveAttempts(attempts)).await
    }

    async fn release_deliveries(&self) -> Outcome<usize> {
        self.writer.run(ReleaseDeliveries).await
    }

    async fn next_delivery_due(&self) -> Outcome<Option<Timestamp>> {
        self.points.read(FindNextDue {})
    }

    async fn read_events(&self, partner: PartnerId, from: EventsFrom, size: PageSize) -> Outcome<EventPage> {
        self.points.read(ReadEvents { partner, from, size })
    }
}
