//! Deliveries that are begun anew because the partner wants it.

use qualify_domain::Refusal;
use qualify_domain::audit::AuditOperation;
use qualify_domain::event::StoredEvent;
use qualify_domain::ports::{
    DeliveryKey, EndpointChoice, ReplayDeliveries, ReplaySelection, Replayed, StoreError,
};
use qualify_domain::webhook::Endpoint;
use qualify_vocabulary::Timestamp;

use super::super::{Operation, parts};
use super::endpoints::{find, note};
use super::spread;
use crate::rows::{NewEvent, Rows};
use crate::undone::Done;

/// Begins deliveries anew, a bounded number of events at a time.
impl Operation for ReplayDeliveries {
    type Answer = Replayed;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Replayed> {
        let endpoint = find(rows, self.partner, EndpointChoice::Id(self.endpoint)).await?;
        if endpoint.health.disabled.is_some() {
            return Err(Refusal::WebhookDisabled.into());
        }
        let replayed = match &self.selection {
            ReplaySelection::Event(id) => one(rows, &endpoint, id, &self).await?,
            ReplaySelection::FailedSince(since) => failed_since(rows, &endpoint, *since, &self).await?,
            ReplaySelection::Between(from, until) => between(rows, &endpoint, *from, *until, &self).await?,
        };
        if replayed.deliveries > 0 {
            // The dispatcher is woken as by an event.
            rows.wake_event_readers()?;
            rows.queue_endpoint_at(endpoint.id, self.act.now)?;
        }
        let more = vec![("Deliveries".into(), replayed.deliveries.to_string())];
        note(rows, &self.act, AuditOperation::ReplayDeliveries, &endpoint, more).await?;
        Ok(replayed)
    }
}

const fn key_of(endpoint: &Endpoint, event_sequence: i64) -> DeliveryKey {
    DeliveryKey { partner: endpoint.partner, endpoint: endpoint.id, event_sequence }
}

async fn one<R: Rows>(
    rows: &mut R,
    endpoint: &Endpoint,
    id: &str,
    command: &ReplayDeliveries,
) -> Done<Replayed> {
    let event_key = StoredEvent::key_of(id).ok_or(Refusal::DeliveryNotFound)?;
    let known = rows.find_delivery_of_event(endpoint.partner, endpoint.id, event_key).await?;
    let event_sequence = known.ok_or(Refusal::DeliveryNotFound)?;
    let event = rows.find_event(endpoint.partner, event_sequence).await?;
    if event.is_none_or(|event| event.at < command.kept_since) {
        return Err(Refusal::DeliveryNotFound.into());
    }
    rows.restart_delivery(key_of(endpoint, event_sequence), command.act.now)?;
    Ok(Replayed { deliveries: 1, next: None })
}

async fn failed_since<R: Rows>(
    rows: &mut R,
    endpoint: &Endpoint,
    since: Timestamp,
    command: &ReplayDeliveries,
) -> Done<Replayed> {
    let after = command.after.unwrap_or_default();
    let failed = rows.list_failed_deliveries(endpoint.partner, endpoint.id, after, command.rows_max).await?;
    let mut replayed = Replayed::default();
    for event_sequence in &failed {
        let event = match parts::read(rows.find_event(endpoint.partner, *event_sequence).await)? {
            Ok(event) => event,
            Err(error) => {
                skip(endpoint, *event_sequence, &error);
                continue;
            }
        };
        if event.is_some_and(|event| event.at >= since.max(command.kept_since)) {
            rows.restart_delivery(key_of(endpoint, *event_sequence), command.act.now)?;
            replayed.deliveries += 1;
        }
    }
    if failed.len() == usize::from(command.rows_max) {
        replayed.next = failed.last().copied();
    }
    Ok(replayed)
}

async fn between<R: Rows>(
    rows: &mut R,
    endpoint: &Endpoint,
    from: Timestamp,
    until: Timestamp,
    command: &ReplayDeliveries,
) -> Done<Replayed> {
    let after = command.after.unwrap_or_default();
    let looked_at = rows.list_each_partner_event(endpoint.partner, after, command.rows_max).await?;
    let place = looked_at.last().map(|last| last.sequence);
    let is_full = looked_at.len() == usize::from(command.rows_max);
    // What was before its registration can be asked for, too.
    let any_time = Endpoint { from_sequence: 0, ..endpoint.clone() };
    let mut replayed = Replayed::default();
    for NewEvent { sequence, event, .. } in looked_at {
        let event = match parts::read(event)? {
            Ok(event) => event,
            Err(error) => {
                skip(endpoint, sequence, &error);
                continue;
            }
        };
        if event.at < from.max(command.kept_since) || event.at >= until || !any_time.wants(&event) {
            continue;
        }
        if !spread::begin(rows, endpoint, &event, command.act.now).await? {
            rows.restart_delivery(key_of(endpoint, event.sequence), command.act.now)?;
        }
        replayed.deliveries += 1;
    }
    replayed.next = place.filter(|_| is_full);
    Ok(replayed)
}

/// Says of an event that it is not told again; the others are.
fn skip(endpoint: &Endpoint, sequence: i64, error: &StoreError) {
    tracing::error!(
        partner = %endpoint.partner,
        sequence,
        %error,
        "an event that does not read back is not told again"
    );
}
