//! The feed of events.

use qualify_domain::ports::{EventPage, EventStore, EventsFrom, Outcome};
use qualify_vocabulary::{PageSize, PartnerId};

use crate::Store;
use crate::operations::events::ReadEvents;

impl EventStore for Store {
    async fn read_events(&self, partner: PartnerId, from: EventsFrom, size: PageSize) -> Outcome<EventPage> {
        self.read(ReadEvents { partner, from, size }).await
    }
}
