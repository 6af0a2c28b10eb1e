//! Deliveries of webhooks, as the dispatcher claims and tells them and as a partner reads and begins them anew.

use qualify_vocabulary::{CorrelationId, EndpointId, LeaseId, PartnerId, Timestamp};

use super::commands::Whose;
use crate::caller::Act;
use crate::event::StoredEvent;
use crate::webhook::{AttemptOutcome, DeliveryState, Endpoint, Jitter};

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
pub struct LeaseDeliveries {
    /// The moment.
    pub now: Timestamp,
    /// Whose deliveries.
    pub whose: Whose,
    /// In whose name.
    pub lease: LeaseId,
    /// Until when it holds, in real time: service time may be set forward while a message is under way.
    pub until: Timestamp,
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
    /// Whose events they are.
    pub partner: PartnerId,
    /// The receiver.
    pub endpoint: EndpointId,
    /// The event's place.
    pub event_sequence: i64,
}

/// A delivery that is to be attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedDelivery {
    /// The receiver.
    pub endpoint: Endpoint,
    /// What is told.
    pub event: StoredEvent,
    /// What kind of operation the event's audit record is of, if it has one.
    pub audit_operation: Option<String>,
}

impl LeasedDelivery {
    /// What the store knows the delivery by.
    pub fn key(&self) -> DeliveryKey {
        DeliveryKey {
            partner: self.endpoint.partner,
            endpoint: self.endpoint.id,
            event_sequence: self.event.sequence,
        }
    }
}

/// An attempt at a claimed delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptedDelivery {
    /// Which.
    pub key: DeliveryKey,
    /// In whose name it was claimed.
    pub lease: LeaseId,
    /// What was tried, and how it ended.
    pub attempt: Attempt,
    /// For the wait until the next one.
    pub jitter: Jitter,
    /// Ties the event together that says that the receiver is told no more.
    pub correlation_id: CorrelationId,
}
