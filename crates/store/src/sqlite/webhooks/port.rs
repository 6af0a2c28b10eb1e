//! The port of webhooks and of the feed of events, operation by operation: which connection, which function.

use qualify_domain::caller::Call;
use qualify_domain::ports::{
    AddEndpoint, AttemptedDelivery, ChangeEndpoint, ClaimDeliveries, ClaimedDelivery, Delivery,
    EndpointChoice, EventPage, EventsFrom, Outcome, ReplayDeliveries, Replayed, Slice, TestEndpoint,
    TestReport, WebhookStore,
};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::{CorrelationId, EndpointId, PageSize, PartnerId, Timestamp};

use super::super::turns::Owner;
use super::super::{SqliteStore, events};
use super::{claims, endpoints, lists, replay, spread};

impl WebhookStore for SqliteStore {
    async fn list_endpoints(&self, partner: PartnerId) -> Outcome<Vec<Endpoint>> {
        self.points.read(|session| super::list(session, partner))
    }

    async fn find_endpoint(&self, partner: PartnerId, choice: EndpointChoice) -> Outcome<Option<Endpoint>> {
        self.points.read(|session| super::find(session, partner, choice))
    }

    async fn add_endpoint(&self, command: AddEndpoint) -> Outcome<Answer<Endpoint>> {
        self.writer.run(move |session| endpoints::add(session, command)).await
    }

    async fn change_endpoint(&self, command: ChangeEndpoint) -> Outcome<Answer<Endpoint>> {
        self.writer.run(move |session| endpoints::change(session, command)).await
    }

    async fn remove_endpoint(&self, call: Call, choice: EndpointChoice) -> Outcome<()> {
        self.writer.run(move |session| endpoints::remove(session, &call, choice)).await
    }

    async fn rotate_secret(&self, call: Call, choice: EndpointChoice) -> Outcome<Endpoint> {
        self.writer.run(move |session| endpoints::rotate_secret(session, &call, choice)).await
    }

    async fn test_endpoint(&self, command: TestEndpoint) -> Outcome<Answer<CorrelationId>> {
        self.writer.run(move |session| endpoints::test(session, command)).await
    }

    async fn find_test(
        &self,
        partner: PartnerId,
        report: CorrelationId,
        now: Timestamp,
    ) -> Outcome<Option<TestReport>> {
        self.points.read(|session| lists::find_test(session, partner, report, now))
    }

    async fn list_deliveries(
        &self,
        partner: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: Option<i64>,
        size: PageSize,
    ) -> Outcome<Slice<Delivery>> {
        let list = move |session: &_| lists::list_deliveries(session, partner, endpoint, state, below, size);
        Ok(self.lists.read(Owner::Partner(partner), list).await??)
    }

    async fn replay_deliveries(&self, command: ReplayDeliveries) -> Outcome<Replayed> {
        self.writer.run(move |session| replay::replay(session, &command)).await
    }

    async fn spread_events(&self, rows_max: u16) -> Outcome<usize> {
        if !self.points.read(spread::has_news)? {
            return Ok(0);
        }
        self.writer.run(move |session| spread::spread(session, rows_max)).await
    }

    async fn claim_deliveries(&self, command: ClaimDeliveries) -> Outcome<Vec<ClaimedDelivery>> {
        if !self.points.read(|session| claims::is_any_due(session, command.now))? {
            return Ok(Vec::new());
        }
        self.writer.run(move |session| claims::claim(session, &command)).await
    }

    async fn save_attempts(&self, attempts: Vec<AttemptedDelivery>) -> Outcome<()> {
        self.writer.run(move |session| claims::save_attempts(session, &attempts)).await
    }

    async fn release_deliveries(&self) -> Outcome<usize> {
        self.writer.run(|session| claims::release(session).map(Ok)).await
    }

    async fn next_delivery_due(&self) -> Outcome<Option<Timestamp>> {
        self.points.read(claims::next_due)
    }

    async fn read_events(&self, partner: PartnerId, from: EventsFrom, size: PageSize) -> Outcome<EventPage> {
        Ok(self.points.read(|session| events::page(session, partner, from, size))??)
    }
}
