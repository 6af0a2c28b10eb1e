//! The operations of webhooks and of the feed of events: what they are told, and what they answer.

use std::future::Future;

use qualify_vocabulary::{ClaimId, CorrelationId, EndpointId, PageSize, PartnerId, Timestamp};

use super::outcome::Outcome;
use super::selections::Slice;
use crate::caller::{Act, Call};
use crate::event::StoredEvent;
use crate::replay::Answer;
use crate::webhook::{AttemptOutcome, DeliveryState, Endpoint, EndpointForm, EndpointSettings, Jitter};

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

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The beginning of what the receiver said, if it did not take the event.
    pub detail: Option<String>,
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

/// A delivery with its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The event; its place is that of the delivery in the list.
    pub event: StoredEvent,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it is attempted next.
    pub due_at: Option<Timestamp>,
    /// The attempts, the first one first; the latest of them, if there are many.
    pub attempts: Vec<Attempt>,
}

/// Which deliveries are begun anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplaySelection {
    /// That of the event with this id.
    Event(String),
    /// Those that were given up, of events from a moment on.
    FailedSince(Timestamp),
    /// All events between two moments that the receiver wants, those that it was never told of too.
    Between(Timestamp, Timestamp),
}

/// Begins deliveries anew.
#[derive(Debug, Clone)]
pub struct ReplayDeliveries {
    /// Who wants it, and when.
    pub act: Act,
    /// Whose receiver.
    pub partner: PartnerId,
    /// Which.
    pub endpoint: EndpointId,
    /// Which events.
    pub selection: ReplaySelection,
    /// Go on behind this place.
    pub after: Option<i64>,
    /// So many events are looked at.
    pub rows_max: u16,
    /// Only events from this moment on: older ones are about to go.
    pub kept_since: Timestamp,
}

/// What was begun anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// So many deliveries.
    pub deliveries: u32,
    /// Where to go on; none at the end.
    pub next: Option<i64>,
}

/// Takes deliveries that are due, so that nobody else attempts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDeliveries {
    /// The moment.
    pub now: Timestamp,
    /// In whose name.
    pub claim: ClaimId,
    /// So many altogether.
    pub rows_max: u16,
    /// So many of one receiver at a time.
    pub of_endpoint_max: u16,
    /// What is under way already.
    pub under_way: Vec<UnderWay>,
}

/// How many deliveries to a receiver are under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// The receiver.
    pub endpoint: EndpointId,
    /// Whose it is.
    pub partner: PartnerId,
    /// How many.
    pub deliveries: u16,
}

/// The key of a delivery: one event for one receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryKey {
    /// The receiver.
    pub endpoint: EndpointId,
    /// The event's place.
    pub event_sequence: i64,
}

/// A delivery that is to be attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// The receiver.
    pub endpoint: Endpoint,
    /// What is told.
    pub event: StoredEvent,
    /// What kind of operation the event's audit record is of, if it has one.
    pub audit_operation: Option<String>,
}

impl ClaimedDelivery {
    /// What the store knows the delivery by.
    pub fn key(&self) -> DeliveryKey {
        DeliveryKey { endpoint: self.endpoint.id, event_sequence: self.event.sequence }
    }
}

/// An attempt at a claimed delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptedDelivery {
    /// Which.
    pub key: DeliveryKey,
    /// In whose name it was claimed.
    pub claim: ClaimId,
    /// What was tried, and how it ended.
    pub attempt: Attempt,
    /// For the wait until the next one.
    pub jitter: Jitter,
    /// Ties the event together that says that the receiver is told no more.
    pub correlation_id: CorrelationId,
}

/// Where a partner's events were read up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPosition {
    /// The last event's place; 0 before the first.
    pub sequence: i64,
    /// The last event's id: after a reset the same place may hold another event.
    pub id: String,
}

impl EventPosition {
    /// Before the first event.
    pub const fn beginning() -> Self {
        Self { sequence: 0, id: String::new() }
    }

    /// Where somebody goes on who has read this event.
    pub fn behind(event: &StoredEvent) -> Self {
        Self { sequence: event.sequence, id: event.id() }
    }
}

/// From where on a partner reads its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventsFrom {
    /// The oldest that is kept.
    Oldest,
    /// Behind the newest.
    Newest,
    /// Behind a place.
    Behind(EventPosition),
}

/// A part of a partner's events, in their order and without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// As many as were asked for at most; none where nothing is new.
    pub events: Vec<StoredEvent>,
    /// Where to go on.
    pub next: EventPosition,
    /// Whether more are there already.
    pub has_more: bool,
}

/// The operations of webhooks and of the feed of events. Every one that a partner asks for is walled by its id.
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
    fn claim_deliveries(
        &self,
        command: ClaimDeliveries,
    ) -> impl Future<Output = Outcome<Vec<ClaimedDelivery>>> + Send;
    /// Saves attempts at deliveries that are still claimed in their name.
    fn save_attempts(&self, attempts: Vec<AttemptedDelivery>) -> impl Future<Output = Outcome<()>> + Send;
    /// Frees all claimed deliveries, whosoever they are; answers how many there were.
    fn release_deliveries(&self) -> impl Future<Output = Outcome<usize>> + Send;
    /// When the next delivery is due.
    fn next_delivery_due(&self) -> impl Future<Output = Outcome<Option<Timestamp>>> + Send;
    /// A partner's events from a place on.
    fn read_events(
        &self,
        partner: PartnerId,
        from: EventsFrom,
        size: PageSize,
    ) -> impl Future<Output = Outcome<EventPage>> + Send;
}
