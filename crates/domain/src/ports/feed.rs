//! A partner's feed of events: where it was read up to, and a part of it.

use crate::event::StoredEvent;

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
