//! Receivers of events, in the order in which the dispatcher gets to them.

use qualify_domain::ports::{DeliveryKey, EndpointChoice, Outcome, Whose};
use qualify_domain::webhook::{
    DisabledBecause, Endpoint, EndpointForm, EndpointSettings, EventKinds, Health, SecretVersions,
};
use qualify_vocabulary::{EndpointId, PartnerId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Between the names of a registration; no name holds it.
pub(crate) const NAMES_SEPARATOR: &str = ",";

/// A receiver for which something is due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DueEndpoint {
    pub(crate) id: EndpointId,
    pub(crate) partner: PartnerId,
    /// Since when, in microseconds since 1970.
    pub(crate) due_at_micros: i64,
}

/// A receiver with deliveries that nobody attempts any more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leftovers {
    pub(crate) partner: PartnerId,
    pub(crate) endpoint: EndpointId,
    /// Whether the receiver goes with them; else it was disabled.
    pub(crate) is_removed: bool,
    /// Whether it is disabled still.
    pub(crate) is_disabled: bool,
}

impl Leftovers {
    /// One of the deliveries.
    pub(crate) const fn delivery(&self, event_sequence: i64) -> DeliveryKey {
        DeliveryKey { partner: self.partner, endpoint: self.endpoint, event_sequence }
    }
}

/// Receivers of events, in the order in which the dispatcher gets to them.
pub(crate) trait EndpointRows {
    /// Receivers for which something is due, the longest waiting first, behind a place: the moment in
    /// microseconds, and the id.
    fn list_due_endpoints(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        after: (i64, EndpointId),
        rows_max: usize,
    ) -> impl Read<Vec<DueEndpoint>>;
    /// How many receivers a partner has of a form.
    fn count_endpoints(&mut self, partner: PartnerId, form: EndpointForm) -> impl Read<u32>;
    /// Writes what a receiver is registered with.
    fn save_endpoint_settings(&mut self, endpoint: &Endpoint) -> Queued;
    /// Writes which secrets sign.
    fn save_endpoint_secrets(&mut self, endpoint: &Endpoint) -> Queued;
    /// Takes a receiver out of everybody's sight. Its deliveries go bit by bit, and at last itself.
    fn mark_endpoint_removed(&mut self, id: EndpointId, now: Timestamp) -> Queued;
    /// A receiver with leftovers, if there is one.
    fn find_leftovers(&mut self) -> impl Read<Option<Leftovers>>;
    /// Notes that a receiver has no leftovers any more.
    fn clear_leftovers(&mut self, id: EndpointId) -> Queued;
    /// Removes a receiver that has no deliveries any more.
    fn delete_endpoint(&mut self, id: EndpointId) -> Queued;
    /// The partner's receivers, the oldest first.
    fn list_endpoints(&mut self, partner: PartnerId) -> impl Read<Vec<Endpoint>>;
    /// The ids of the partner's receivers.
    fn list_endpoint_ids(&mut self, partner: PartnerId) -> impl Read<Vec<EndpointId>>;
    /// One receiver of the partner's.
    fn find_endpoint(&mut self, partner: PartnerId, choice: EndpointChoice) -> impl Read<Option<Endpoint>>;
    /// A receiver by its id alone, for the dispatcher.
    fn find_any_endpoint(&mut self, id: EndpointId) -> impl Read<Option<Endpoint>>;
    /// Saves how a receiver has been doing. What is left to tell one that is disabled is given up, bit by bit.
    fn save_endpoint_health(&mut self, id: EndpointId, health: &Health) -> Queued;
    /// Puts a receiver where it belongs in the queue: at its first delivery that nobody has a lease on.
    fn queue_endpoint(&mut self, id: EndpointId) -> Queued;
    /// Leaves a receiver alone until a moment, whatever is due for it.
    fn put_endpoint_off(&mut self, id: EndpointId, until: Timestamp) -> Queued;
    /// Puts a receiver into the queue no later than at a moment.
    fn queue_endpoint_at(&mut self, id: EndpointId, due_at: Timestamp) -> Queued;
    /// Registers a receiver.
    fn insert_endpoint(&mut self, endpoint: &Endpoint) -> Queued;
    /// When the next delivery is due.
    fn find_next_due(&mut self) -> impl Read<Option<Timestamp>>;
    /// Whether there is any receiver.
    fn has_endpoints(&mut self) -> impl Read<bool>;
}

/// A receiver.
pub(crate) fn read_endpoint(columns: &impl Cells) -> Outcome<Endpoint> {
    let disabled_at = columns.optional_moment("disabled_at")?;
    let because =
        columns.optional_parsed("disabled_because", |name| DisabledBecause::from_name(name).ok_or(()))?;
    Ok(Endpoint {
        id: columns.id("id")?,
        partner: columns.id("partner_id")?,
        form: columns.parsed("form", |name| EndpointForm::from_name(name).ok_or(()))?,
        settings: EndpointSettings {
            url: columns.get("url")?,
            target: columns.get("target")?,
            events: columns.parsed("events", |text| EventKinds::from_text(text).ok_or(()))?,
            registered_names: names_of(&columns.get::<String>("event_names")?),
            description: columns.get("description")?,
            has_own_signature_header: columns.get("has_own_signature_header")?,
        },
        secrets: SecretVersions {
            current: columns.get("secret_version")?,
            previous_until: columns.optional_moment("previous_until")?,
        },
        health: Health {
            failures: columns.get("failures")?,
            failing_since: columns.optional_moment("failing_since")?,
            last_failed_at: columns.optional_moment("last_failed_at")?,
            disabled: disabled_at.zip(because),
        },
        from_sequence: columns.get("from_sequence")?,
        created_at: columns.moment("created_at")?,
    })
}

fn names_of(text: &str) -> Vec<String> {
    text.split(NAMES_SEPARATOR).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}
