//! The rows of an operation on SQLite: one module for each noun, with its statements. A read computes at once and answers a
//! future that is ready; so an operation on the writer's thread is polled exactly once.

pub(super) mod audit_lists;
mod codes;
mod customers;
pub(super) mod decisions;
mod deliveries;
mod documents;
mod endpoints;
mod events;
mod grants;
pub(super) mod lists;
pub(super) mod partners;
mod qualifications;
mod replays;
pub(super) mod review_queue;
mod reviews;
mod settings;
pub(super) mod trail;

use std::future::{Ready, ready};

use qualify_domain::ports::Outcome;

use super::engine::session::Session;
use crate::rows::Queued;
use crate::undone::Undone;

/// What one operation does with a session.
pub(super) struct SqliteRows<'s>(&'s mut Session);

impl<'s> SqliteRows<'s> {
    /// The rows of one operation.
    pub(super) const fn of(session: &'s mut Session) -> Self {
        Self(session)
    }

    const fn session(&self) -> &Session {
        self.0
    }

    fn read<T>(&self, read: impl FnOnce(&Session) -> Outcome<T>) -> Ready<Outcome<T>> {
        ready(read(self.0))
    }

    fn write(&self, write: impl FnOnce(&Session) -> Outcome<()>) -> Queued {
        write(self.0).map_err(Undone::from)
    }
}
