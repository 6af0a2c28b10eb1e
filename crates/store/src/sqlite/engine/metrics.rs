//! What the writer and the readers of lists have done: counted here, read by the service's metrics page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counters of group commits and of lists since the start.
#[derive(Debug, Default)]
pub struct StoreMetrics {
    groups: AtomicU64,
    operations: AtomicU64,
    busy_micros: AtomicU64,
    list_steps: AtomicU64,
    list_steps_under_way: AtomicU64,
    lists_given_up: AtomicU64,
}

/// A step of a list, from when it begins to when it is dropped.
pub(crate) struct ListStep<'a>(&'a StoreMetrics);

impl Drop for ListStep<'_> {
    fn drop(&mut self) {
        self.0.list_steps_under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

impl StoreMetrics {
    pub(crate) fn record_group(&self, operations: usize, elapsed: Duration) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.operations.fetch_add(operations as u64, Ordering::Relaxed);
        self.busy_micros.fetch_add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Transactions of the writer.
    pub fn groups(&self) -> u64 {
        self.groups.load(Ordering::Relaxed)
    }

    /// Operations in them.
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// Time that the writer spent in transactions, in microseconds.
    pub fn busy_micros(&self) -> u64 {
        self.busy_micros.load(Ordering::Relaxed)
    }
    pub(crate) fn begin_list_step(&self) -> ListStep<'_> {
        self.list_steps.fetch_add(1, Ordering::Relaxed);
        self.list_steps_under_way.fetch_add(1, Ordering::Relaxed);
        ListStep(self)
    }

    pub(crate) fn record_list_given_up(&self) {
        self.lists_given_up.fetch_add(1, Ordering::Relaxed);
    }

    /// Steps of lists: each held a connection for a few milliseconds at most.
    pub fn list_steps(&self) -> u64 {
        self.list_steps.load(Ordering::Relaxed)
    }

    /// Connections for lists that are held now.
    pub fn list_steps_under_way(&self) -> u64 {
        self.list_steps_under_way.load(Ordering::Relaxed)
    }

    /// Lists that nobody waited for any more before they were read.
    pub fn lists_given_up(&self) -> u64 {
        self.lists_given_up.load(Ordering::Relaxed)
    }
}
