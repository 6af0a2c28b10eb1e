//! The feed of events (Qualify's `/partner/v1/events`, W10): what happened, in its order, without a gap.

use std::time::Duration;

use futures_util::stream::{self, Stream};
use qualify_contract::webhooks::{EventFeed, EventView};

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;

/// Longest time that the service keeps a caller waiting.
const WAIT_MAX: Duration = Duration::from_secs(25);

/// Where reading begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EventsAfter {
    /// With the oldest event that is kept.
    #[default]
    Oldest,
    /// Behind the newest one.
    Latest,
    /// Behind what was read before: a cursor of [`EventFeed`].
    Cursor(String),
}

/// The partner's events: `client.events()`. Microsoft's service has no feed.
#[derive(Debug, Clone)]
pub struct Events {
    client: Client,
}

impl Client {
    /// The partner's events, for those whom nobody can send anything.
    pub fn events(&self) -> Events {
        Events { client: self.clone() }
    }
}

impl Events {
    /// The next events: up to 500, as soon as there is one, or none when the wait (25 seconds at most) is over.
    ///
    /// # Errors
    /// The call fails, or the answer is no feed.
    pub async fn read(&self, after: &EventsAfter, wait: Duration) -> Result<EventFeed> {
        let cursor = match after {
            EventsAfter::Oldest => None,
            EventsAfter::Latest => Some("latest"),
            EventsAfter::Cursor(cursor) => Some(cursor.as_str()),
        };
        let seconds = wait.min(WAIT_MAX).as_secs().to_string();
        let call = Call::get("list_partner_events", "/partner/v1/events")
            .query("after", cursor)
            .query("limit", Some("500"))
            .query("waitSeconds", Some(&seconds));
        self.client.send(call).await?.object()
    }

    /// All events and those that come, each with where to begin again so that none behind it is missed (some may come
    /// once more then). The stream ends with an error only.
    pub fn follow(
        &self,
        after: EventsAfter,
    ) -> impl Stream<Item = Result<(EventView, EventsAfter)>> + Send + use<> {
        let state = (self.clone(), after, Vec::new().into_iter());
        stream::try_unfold(state, |(events, mut after, mut ready)| async move {
            loop {
                if let Some(next) = ready.next() {
                    return Ok(Some((next, (events, after, ready))));
                }
                let feed = events.read(&after, WAIT_MAX).await?;
                let behind = EventsAfter::Cursor(feed.cursor);
                ready = with_places(feed.items, &after, &behind).into_iter();
                after = behind;
            }
        })
    }
}

/// A cursor stands behind the last event of an answer; for the others only the one of before is sure.
fn with_places(
    items: Vec<EventView>,
    before: &EventsAfter,
    behind: &EventsAfter,
) -> Vec<(EventView, EventsAfter)> {
    let last = items.len().saturating_sub(1);
    let place = |index| if index == last { behind.clone() } else { before.clone() };
    items.into_iter().enumerate().map(|(index, event)| (event, place(index))).collect()
}
