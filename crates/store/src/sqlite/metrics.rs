//! What the writer has done: counted here, read by the service's metrics page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counters of group commits since the start.
#[derive(Debug, Default)]
pub struct StoreMetrics {
    groups: AtomicU64,
    operations: AtomicU64,
    busy_micros: AtomicU64,
}

impl StoreMetrics {
    pub(super) fn record_group(&self, operations: usize, elapsed: Duration) {
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
}
