//! Deliveries of events to receivers, their attempts.

use qualify_domain::ports::{Attempt, DeliveryKey, Leases, Outcome};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState};
use qualify_vocabulary::{EndpointId, LeaseId, PartnerId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Attempts of a delivery that are kept: the latest, if replays have led to more.
pub(crate) const ATTEMPTS_KEPT: u32 = 32;

/// How often a delivery was attempted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryTries {
    /// Since it began, or began anew.
    pub(crate) tries: u32,
    /// In all.
    pub(crate) attempts: u32,
}

/// Where a delivery stands after an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryProgress {
    pub(crate) state: DeliveryState,
    pub(crate) tries: DeliveryTries,
    /// When it is attempted again.
    pub(crate) due_at: Option<Timestamp>,
}

/// A delivery as it stands in a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryRow {
    pub(crate) event_sequence: i64,
    pub(crate) state: DeliveryState,
    pub(crate) due_at: Option<Timestamp>,
}

/// Deliveries of events to receivers, their attempts.
pub(crate) trait DeliveryRows {
    /// Makes the delivery of an event to a receiver, due at a moment; answers whether there was none.
    fn insert_delivery(
        &mut self,
        key: DeliveryKey,
        event_key: [u8; 16],
        due_at: Timestamp,
    ) -> impl Read<bool>;
    /// The events of deliveries to a receiver that are due and nobody's, the longest due first.
    fn list_due_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        now: Timestamp,
        rows_max: usize,
    ) -> impl Read<Vec<i64>>;
    /// Leases a delivery to the own process, until a moment of real time.
    fn lease_delivery(&mut self, key: DeliveryKey, lease: LeaseId, until: Timestamp) -> Queued;
    /// A delivery under this lease, as it stands.
    fn find_leased_delivery(&mut self, key: DeliveryKey, lease: LeaseId) -> impl Read<Option<DeliveryTries>>;
    /// Writes where a delivery stands after an attempt; it is nobody's then.
    fn save_delivery(&mut self, key: DeliveryKey, progress: DeliveryProgress) -> Queued;
    /// Keeps an attempt under its number. A delivery that is replayed again and again does not grow for ever.
    fn insert_attempt(&mut self, key: DeliveryKey, attempt: &Attempt, number: u32) -> Queued;
    /// Receivers of which some deliveries are under leases of these.
    fn list_leased_endpoints(&mut self, which: Leases) -> impl Read<Vec<EndpointId>>;
    /// Ends these leases; answers how many there were. What a receiver was to be told that was disabled meanwhile is
    /// given up.
    fn release_deliveries(&mut self, which: Leases) -> impl Read<usize>;
    /// A page of a receiver's deliveries, the newest event first, below a place.
    fn list_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: i64,
        rows_max: u32,
    ) -> impl Read<Vec<DeliveryRow>>;
    /// The place of the event that is delivered under this key.
    fn find_delivery_of_event(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        event_key: [u8; 16],
    ) -> impl Read<Option<i64>>;
    /// The events of a receiver's deliveries that failed, behind a place.
    fn list_failed_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        after: i64,
        rows_max: u16,
    ) -> impl Read<Vec<i64>>;
    /// The receivers to which an event is delivered.
    fn list_endpoints_of_event(
        &mut self,
        partner: PartnerId,
        event_sequence: i64,
    ) -> impl Read<Vec<EndpointId>>;
    /// The events of some deliveries to a receiver.
    fn list_some_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>>;
    /// The events of deliveries to a receiver that wait and are nobody's.
    fn list_waiting_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>>;
    /// Removes a delivery that is there, with its attempts. Those of a test stay as long as its report.
    fn delete_delivery(&mut self, key: DeliveryKey) -> Queued;
    /// Ends a delivery without an attempt.
    fn settle_delivery(&mut self, key: DeliveryKey, state: DeliveryState) -> Queued;
    /// Puts a delivery that is there at its beginning. One that is under way is being attempted: should that fail, its
    /// schedule begins anew.
    fn restart_delivery(&mut self, key: DeliveryKey, now: Timestamp) -> Queued;
    /// Where a delivery stands.
    fn find_delivery_state(&mut self, key: DeliveryKey) -> impl Read<Option<DeliveryState>>;
    /// The latest attempts, the first of them first.
    fn list_attempts(&mut self, key: DeliveryKey) -> impl Read<Vec<Attempt>>;
}

/// A delivery as it stands in a list.
pub(crate) fn read_delivery(columns: &impl Cells) -> Outcome<DeliveryRow> {
    Ok(DeliveryRow {
        event_sequence: columns.get("event_sequence")?,
        state: columns.parsed("state", parse_state)?,
        due_at: columns.optional_moment("due_at")?,
    })
}

/// An attempt.
pub(crate) fn read_attempt(columns: &impl Cells) -> Outcome<Attempt> {
    let status: Option<u16> = columns.get("status")?;
    let fault: Option<String> = columns.get("fault")?;
    Ok(Attempt {
        at: columns.moment("created_at")?,
        duration_ms: columns.get("duration_ms")?,
        outcome: match status {
            Some(status) => AttemptOutcome::Answered(status),
            None => AttemptOutcome::Unanswered(fault.unwrap_or_default().into()),
        },
        detail: columns.get("detail")?,
    })
}

/// Where a delivery stands, by its name.
pub(crate) fn parse_state(name: &str) -> Result<DeliveryState, ()> {
    DeliveryState::from_name(name).ok_or(())
}
