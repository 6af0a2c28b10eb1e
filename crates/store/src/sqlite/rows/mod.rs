//! The rows of an operation on SQLite: one module for each noun, with its statements. A read computes at once and
//! answers a future that is ready; so an operation on the writer's thread is polled exactly once.

pub(super) mod audit_lists;
mod codes;
#[cfg(test)]
mod costs;
mod customers;
pub(super) mod decisions;
mod deliveries;
mod documents;
mod drafts;
mod endpoints;
mod events;
mod figures;
mod grants;
pub(crate) mod lists;
#[cfg(test)]
mod nothing_met;
pub(super) mod partners;
mod parts;
mod qualifications;
mod replays;
pub(super) mod review_queue;
mod reviews;
mod sessions;
mod settings;
pub(super) mod trail;
mod webhook_tests;
mod whose;
mod words;
mod work;

use std::future::{Ready, ready};

use qualify_domain::ports::Outcome;
use qualify_vocabulary::ProcessId;

use super::engine::session::Session;
use crate::rows::{Ahead, AheadRows, Queued};
use crate::undone::Undone;

/// What one operation does with a session.
pub(super) struct SqliteRows<'s> {
    session: &'s mut Session,
    owner: ProcessId,
}

impl<'s> SqliteRows<'s> {
    /// The rows of one operation, whose leases are this process's.
    pub(super) const fn of(session: &'s mut Session, owner: ProcessId) -> Self {
        Self { session, owner }
    }

    const fn session(&self) -> &Session {
        self.session
    }

    fn read<T>(&self, read: impl FnOnce(&Session) -> Outcome<T>) -> Ready<Outcome<T>> {
        ready(read(self.session))
    }

    fn write(&self, write: impl FnOnce(&Session) -> Outcome<()>) -> Queued {
        write(self.session).map_err(Undone::from)
    }
}

impl AheadRows for SqliteRows<'_> {
    /// No question is a journey here.
    fn expect(&mut self, _: Ahead<'_>) {}
}
