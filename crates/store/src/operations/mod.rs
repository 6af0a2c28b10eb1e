//! The operations of the port, written once: load, let the domain decide, save (design 4). Each is generic over
//! [`Rows`], and runs inside one transaction of whichever engine stands behind them.

mod customers;
pub(crate) mod decisions;
pub(crate) mod due;
pub(crate) mod events;
mod examine;
pub(crate) mod figures;
pub(crate) mod grants;
mod load;
pub(crate) mod operators;
mod partings;
mod parts;
mod preview;
mod qualifications;
pub(crate) mod reads;
mod replays;
pub(crate) mod retention;
pub(crate) mod reviews;
mod saving;
pub(crate) mod seeding;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod trail;
pub(crate) mod webhooks;

use std::future::Future;

use crate::rows::Rows;
use crate::undone::Done;

/// One operation: what runs in one transaction, and whose answer is given after the commit.
///
/// It is a value that can be cloned, because an engine may have to run it again: where a transaction loses against another
/// one (a deadlock, a serialisation that fails), the engine takes it back and runs a clone, as often as it takes. So an
/// operation has no effect but through its rows. SQLite's one writer does so where a group of operations has to run again.
pub(crate) trait Operation: Clone + Send + 'static {
    /// What it answers.
    type Answer: Send + 'static;

    /// Carries it out. An error takes back everything that it has written.
    fn run<R: Rows>(self, rows: &mut R) -> impl Future<Output = Done<Self::Answer>> + Send;
}
