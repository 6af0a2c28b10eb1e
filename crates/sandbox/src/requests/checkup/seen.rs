//! An exchange as rules see it.

use qualify_vocabulary::{SignedDuration, Timestamp};
use qualify_wire::endpoints::{Effect, Endpoint, Route, WireRoute};

use super::note::Note;
use crate::requests::view::Exchange;

/// An exchange of the wire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'log> {
    pub(super) id: u64,
    pub(super) exchange: &'log Exchange,
    pub(super) row: &'static Endpoint,
}

/// One that shows what a rule looks for: by its place among those that were looked at, and what is to be seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) index: usize,
    pub(super) note: Note,
}

impl Found {
    pub(super) const fn new(index: usize, note: Note) -> Self {
        Self { index, note }
    }
}

impl<'log> Seen<'log> {
    /// None for what is not of the wire.
    pub(super) fn of(id: u64, exchange: &'log Exchange) -> Option<Self> {
        exchange.facts.row.map(|row| Self { id, exchange, row })
    }

    pub(super) fn is_write(&self) -> bool {
        self.row.effect == Effect::Changes
    }

    pub(super) fn is_success(&self) -> bool {
        self.exchange.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The wire's name of what was asked for.
    pub(super) const fn route(&self) -> Option<WireRoute> {
        match self.row.route {
            Route::Wire(route) => Some(route),
            Route::Partner(_)
            | Route::Operator(_)
            | Route::Sandbox(_)
            | Route::Issuer(_)
            | Route::Dashboard(_)
            | Route::Service(_) => None,
        }
    }

    /// The customer whom it is about, as the path names it.
    pub(super) fn customer(&self) -> Option<&'log str> {
        let place = self.row.path.split('/').position(|segment| segment == "{customer_id}")?;
        self.exchange.path.split('/').nth(place)
    }

    /// When its answer was there.
    pub(super) fn answered_at(&self) -> Timestamp {
        let duration = i64::try_from(self.exchange.duration_us).unwrap_or(i64::MAX);
        self.exchange.at.checked_add(SignedDuration::from_micros(duration)).unwrap_or(Timestamp::MAX)
    }
}
