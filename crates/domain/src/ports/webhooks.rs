//! The operations of webhooks: what they are told, and what they answer.

use std::future::Future;

use qualify_vocabulary::{CorrelationId, EndpointId, PageSize, PartnerId, Timestamp};

use super::deliveries::{
    Attempt, AttemptedDelivery, Delivery, LeaseDeliveries, LeasedDelivery, ReplayDeliveries, Replayed,
};
use super::outcome::Outcome;
use super::selections::Slice;
use crate::caller::Call;
use crate::replay::Answer;
use crate::webhook::{DeliveryState, Endpoint, EndpointForm, EndpointSettings};

/// Which receiver of a partner is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointChoice {
    /// The one in Microsoft's form.
    Registration,
    /// The one with this id.
    Id(EndpointId),
}

/// Registers a receiver.
#[derive(Debug, Clone)]
pub struct AddEndpoint {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The new receiver's id.
    pub id: EndpointId,
    /// Its form: a partner has one in Microsoft's form, and a bounded number in the other.
    pub form: EndpointForm,
    /// What it is registered with.
    pub settings: EndpointSettings,
}

/// Registers a receiver anew, with everything.
#[derive(Debug, Clone)]
pub struct ChangeEndpoint {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// Which.
    pub choice: EndpointChoice,
    /// What it is registered with from now on.
    pub settings: EndpointSettings,
    /// Whether it is told no more. If not, it is told again, whatever had ended it.
    pub is_disabled: bool,
}

/// Asks for a test event.
#[derive(Debug, Clone)]
pub struct TestEndpoint {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// Which receiver is tested.
    pub choice: EndpointChoice,
    /// The report's id, if the call's own correlation id is one already (contract 1.17).
    pub fresh_report: CorrelationId,
}

/// What became of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// Where the event was sent.
    pub url: String,
    /// Where its delivery stands.
    pub state: DeliveryState,
    /// The attempts, the first one first.
    pub attempts: Vec<Attempt>,
}

/// The operations of webhooks. Every one that a partner asks for is walled by its id.
pub trait WebhookStore: Send + Sync {
    /// The partner's receivers, the oldest first: one in Microsoft's form, and at most
    /// [`ENDPOINTS_MAX`](crate::webhook::ENDPOINTS_MAX) others.
    fn list_endpoints(&self, partner: PartnerId) -> impl Future<Output = Outcome<Vec<Endpoint>>> + Send;
    /// One receiver of the partner's.
    fn find_endpoint(
        &self,
        partner: PartnerId,
        choice: EndpointChoice,
    ) -> impl Future<Output = Outcome<Option<Endpoint>>> + Send;
    /// Registers a receiver.
    fn add_endpoint(&self, command: AddEndpoint) -> impl Future<Output = Outcome<Answer<Endpoint>>> + Send;
    /// Registers a receiver anew.
    fn change_endpoint(
        &self,
        command: ChangeEndpoint,
    ) -> impl Future<Output = Outcome<Answer<Endpoint>>> + Send;
    /// Removes a receiver with its deliveries.
    fn remove_endpoint(&self, call: Call, choice: EndpointChoice)
    -> impl Future<Output = Outcome<()>> + Send;
    /// Gives a receiver a new secret, beside which the one before signs for a while.
    fn rotate_secret(
        &self,
        call: Call,
        choice: EndpointChoice,
    ) -> impl Future<Output = Outcome<Endpoint>> + Send;
    /// Asks for a test event; answers its report's id.
    fn test_endpoint(
        &self,
        command: TestEndpoint,
    ) -> impl Future<Output = Outcome<Answer<CorrelationId>>> + Send;
    /// What became of a test.
    fn find_test(
        &self,
        partner: PartnerId,
        report: CorrelationId,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<Option<TestReport>>> + Send;
    /// The deliveries to a receiver, the newest event first, below a place.
    fn list_deliveries(
        &self,
        partner: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: Option<i64>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<Delivery>>> + Send;
    /// Begins deliveries anew.
    fn replay_deliveries(&self, command: ReplayDeliveries) -> impl Future<Output = Outcome<Replayed>> + Send;
    /// Makes deliveries of the oldest events that were not looked at yet; answers how many events.
    fn spread_events(&self, rows_max: u16) -> impl Future<Output = Outcome<usize>> + Send;
    /// Takes deliveries that are due and nobody's, of many receivers rather than many of one.
    fn lease_deliveries(
        &self,
        command: LeaseDeliveries,
    ) -> impl Future<Output = Outcome<Vec<LeasedDelivery>>> + Send;
    /// Saves attempts at deliveries that are still claimed in their name.
    fn save_attempts(&self, attempts: Vec<AttemptedDelivery>) -> impl Future<Output = Outcome<()>> + Send;
    /// When the next delivery is due.
    fn next_delivery_due(&self) -> impl Future<Output = Outcome<Option<Timestamp>>> + Send;
}
