//! The operations of webhooks: what they are told, and what they answer.

use qualify_domain::caller::Call;
use qualify_domain::ports::{
    AddEndpoint, AttemptedDelivery, ChangeEndpoint, Delivery, EndpointChoice, LeaseDeliveries,
    LeasedDelivery, Outcome, ReplayDeliveries, Replayed, Slice, TestEndpoint, TestReport, WebhookStore,
    Whose,
};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::{CorrelationId, EndpointId, PageSize, PartnerId, Timestamp};

use crate::Store;
use crate::operations::reads::{FindEndpoint, FindNextDue, HasNewEvents, IsAnyDeliveryDue, ListEndpoints};
use crate::operations::webhooks::{
    FindTest, ListDeliveries, RemoveEndpoint, RotateSecret, SaveAttempts, SpreadEvents,
};
use crate::sqlite::Owner;

impl WebhookStore for Store {
    async fn list_endpoints(&self, partner: PartnerId) -> Outcome<Vec<Endpoint>> {
        self.read(ListEndpoints { partner }).await
    }

    async fn find_endpoint(&self, partner: PartnerId, choice: EndpointChoice) -> Outcome<Option<Endpoint>> {
        self.read(FindEndpoint { partner, choice }).await
    }

    async fn add_endpoint(&self, command: AddEndpoint) -> Outcome<Answer<Endpoint>> {
        self.write(command).await
    }

    async fn change_endpoint(&self, command: ChangeEndpoint) -> Outcome<Answer<Endpoint>> {
        self.write(command).await
    }

    async fn remove_endpoint(&self, call: Call, choice: EndpointChoice) -> Outcome<()> {
        self.write(RemoveEndpoint { call, choice }).await
    }

    async fn rotate_secret(&self, call: Call, choice: EndpointChoice) -> Outcome<Endpoint> {
        self.write(RotateSecret { call, choice }).await
    }

    async fn test_endpoint(&self, command: TestEndpoint) -> Outcome<Answer<CorrelationId>> {
        self.write(command).await
    }

    async fn find_test(
        &self,
        partner: PartnerId,
        report: CorrelationId,
        now: Timestamp,
    ) -> Outcome<Option<TestReport>> {
        self.read(FindTest { partner, report, now }).await
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
        self.read_in_turn(Owner::Partner(partner), list).await
    }

    async fn replay_deliveries(&self, command: ReplayDeliveries) -> Outcome<Replayed> {
        self.write(command).await
    }

    async fn spread_events(&self, rows_max: u16) -> Outcome<usize> {
        if !self.read(HasNewEvents {}).await? {
            return Ok(0);
        }
        self.write(SpreadEvents { rows_max }).await
    }

    async fn lease_deliveries(&self, command: LeaseDeliveries) -> Outcome<Vec<LeasedDelivery>> {
        let next_due = self.read(FindNextDue {}).await?;
        if next_due.is_none_or(|due_at| due_at > command.now) {
            return Ok(Vec::new());
        }
        if command.whose != Whose::Everybody {
            // What is due first is perhaps another one's, and not due by that one's time.
            let is_any_due = IsAnyDeliveryDue { now: command.now, whose: command.whose.clone() };
            if !self.read(is_any_due).await? {
                return Ok(Vec::new());
            }
        }
        self.write(command).await
    }

    async fn save_attempts(&self, attempts: Vec<AttemptedDelivery>) -> Outcome<()> {
        self.write(SaveAttempts(attempts)).await
    }

    async fn next_delivery_due(&self) -> Outcome<Option<Timestamp>> {
        self.read(FindNextDue {}).await
    }
}
