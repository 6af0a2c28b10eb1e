//! What partners see of deliveries.

use qualify_domain::ports::{Delivery, DeliveryKey, EndpointChoice, Slice};
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{EndpointId, PageSize, PartnerId};

use super::super::Operation;
use super::endpoints::find;
use crate::rows::{DeliveryRow, Rows};
use crate::undone::Done;

/// The deliveries to a receiver, the newest event first, below a place.
#[derive(Clone)]
pub(crate) struct ListDeliveries {
    pub(crate) partner: PartnerId,
    pub(crate) endpoint: EndpointId,
    pub(crate) state: Option<DeliveryState>,
    pub(crate) below: Option<i64>,
    pub(crate) size: PageSize,
}

impl Operation for ListDeliveries {
    type Answer = Slice<Delivery>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { partner, endpoint, state, below, size } = self;
        find(rows, partner, EndpointChoice::Id(endpoint)).await?;
        let wanted = usize::from(size.items());
        let below = below.unwrap_or(i64::MAX);
        let listed =
            rows.list_deliveries(partner, endpoint, state, below, u32::from(size.items()) + 1).await?;
        let has_more = listed.len() > wanted;
        let mut items = Vec::with_capacity(listed.len());
        for DeliveryRow { event_sequence, state, due_at } in listed.into_iter().take(wanted) {
            let Some(event) = rows.find_event(partner, event_sequence).await? else { continue };
            let attempts = rows.list_attempts(DeliveryKey { partner, endpoint, event_sequence }).await?;
            items.push(Delivery { event, state, due_at, attempts });
        }
        Ok(Slice { items, has_more })
    }
}
