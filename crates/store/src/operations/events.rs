//! The feed of a partner's events.

use qualify_domain::Refusal;
use qualify_domain::ports::{EventPage, EventPosition, EventsFrom};
use qualify_vocabulary::{PageSize, PartnerId};

use super::Operation;
use crate::rows::Rows;
use crate::undone::Done;

/// A page of a partner's events. There is no gap in it: a feed shows an event only when all before it are there.
#[derive(Clone)]
pub(crate) struct ReadEvents {
    pub(crate) partner: PartnerId,
    pub(crate) from: EventsFrom,
    pub(crate) size: PageSize,
}

impl Operation for ReadEvents {
    type Answer = EventPage;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<EventPage> {
        let Self { partner, from, size } = self;
        // In front of the first event behind which all are kept. One before it may be there still, for a receiver.
        let horizon = rows.find_event_horizon(partner).await?.unwrap_or_default();
        let oldest = EventPosition { sequence: horizon, id: String::new() };
        let from = match from {
            EventsFrom::Oldest => oldest,
            EventsFrom::Newest => {
                let newest = rows.find_newest_event(partner, horizon).await?;
                let next = newest.as_ref().map_or(oldest, EventPosition::behind);
                return Ok(EventPage { events: Vec::new(), next, has_more: false });
            }
            EventsFrom::Behind(position) => {
                if !is_whole_behind(rows, partner, horizon, &position).await? {
                    return Err(Refusal::EventsNotKept.into());
                }
                position
            }
        };
        let wanted = size.items();
        let mut events = rows.list_partner_events(partner, from.sequence, wanted.saturating_add(1)).await?;
        let has_more = events.len() > usize::from(wanted);
        events.truncate(usize::from(wanted));
        let next = events.last().map_or(from, EventPosition::behind);
        Ok(EventPage { events, next, has_more })
    }
}

/// Whether every event behind the place is still there.
async fn is_whole_behind<R: Rows>(
    rows: &mut R,
    partner: PartnerId,
    horizon: i64,
    position: &EventPosition,
) -> Done<bool> {
    if position.sequence <= horizon {
        return Ok(position.sequence == horizon);
    }
    let at_place = rows.find_event(partner, position.sequence).await?;
    Ok(at_place.is_some_and(|event| event.id() == position.id))
}
