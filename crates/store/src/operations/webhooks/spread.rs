//! From events to deliveries.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use qualify_domain::event::StoredEvent;
use qualify_domain::ports::DeliveryKey;
use qualify_domain::webhook::Endpoint;
use qualify_vocabulary::{PartnerId, Timestamp};

use super::super::{Operation, parts};
use crate::rows::{NewEvent, Rows};
use crate::undone::Done;

/// Makes deliveries of events of which none were made; answers how many events were looked at.
#[derive(Clone)]
pub(crate) struct SpreadEvents {
    pub(crate) rows_max: u16,
}

impl Operation for SpreadEvents {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        if !rows.has_endpoints().await? {
            // Nobody is to be told of anything, which is known without a look at the events.
            rows.mark_all_events_spread()?;
            return Ok(0);
        }
        let news = rows.list_new_events(self.rows_max).await?;
        let mut receivers: HashMap<PartnerId, Vec<Endpoint>> = HashMap::new();
        let Some((partner, sequence)) = news.last().map(|last| (last.partner, last.sequence)) else {
            return Ok(0);
        };
        let spread = news.len();
        for NewEvent { partner, sequence, event } in news {
            let event = match parts::read(event)? {
                Ok(event) => event,
                Err(error) => {
                    tracing::error!(%partner, sequence, %error, "nobody is told of an event that does not read back");
                    continue;
                }
            };
            let endpoints = match receivers.entry(partner) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(receivers_of(rows, partner).await?),
            };
            for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(&event)) {
                begin(rows, endpoint, &event, event.at).await?;
            }
        }
        rows.mark_events_spread(partner, sequence)?;
        Ok(spread)
    }
}

/// A partner's receivers. One that does not read back is told of nothing, and the others do not wait for its repair.
async fn receivers_of<R: Rows>(rows: &mut R, partner: PartnerId) -> Done<Vec<Endpoint>> {
    let ids = match parts::read(rows.list_endpoints(partner).await)? {
        Ok(endpoints) => return Ok(endpoints),
        Err(_) => rows.list_endpoint_ids(partner).await?,
    };
    let mut endpoints = Vec::with_capacity(ids.len());
    for id in ids {
        match parts::read(rows.find_any_endpoint(id).await)? {
            Ok(endpoint) => endpoints.extend(endpoint),
            Err(error) => {
                tracing::error!(endpoint = %id, %error, "a receiver that does not read back is told of nothing");
            }
        }
    }
    Ok(endpoints)
}

/// Makes the delivery of an event to a receiver, due at a moment; answers whether there was none yet.
pub(super) async fn begin<R: Rows>(
    rows: &mut R,
    endpoint: &Endpoint,
    event: &StoredEvent,
    due_at: Timestamp,
) -> Done<bool> {
    let key = DeliveryKey { partner: event.partner, endpoint: endpoint.id, event_sequence: event.sequence };
    let is_new = rows.insert_delivery(key, event.key(), due_at).await?;
    if is_new && endpoint.health.disabled.is_none() {
        rows.queue_endpoint_at(endpoint.id, due_at)?;
    }
    Ok(is_new)
}
