//! What the writer and the readers of lists have done: counted here, read by the service's metrics page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use qualify_domain::ports::{EngineNumber, NumberKind, StoreNumbers};

/// Counters of group commits and of lists since the start.
#[derive(Debug, Default)]
pub(crate) struct StoreMetrics {
    /// Transactions of the writer.
    groups: AtomicU64,
    /// Operations in them.
    operations: AtomicU64,
    /// Time that the writer spent in transactions.
    busy_micros: AtomicU64,
    /// Steps of lists: each held a connection for a few milliseconds at most.
    list_steps: AtomicU64,
    /// Connections for lists that are held now.
    list_steps_under_way: AtomicU64,
    /// Lists that nobody waited for any more before they were read.
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

    pub(crate) fn begin_list_step(&self) -> ListStep<'_> {
        self.list_steps.fetch_add(1, Ordering::Relaxed);
        self.list_steps_under_way.fetch_add(1, Ordering::Relaxed);
        ListStep(self)
    }

    pub(crate) fn record_list_given_up(&self) {
        self.lists_given_up.fetch_add(1, Ordering::Relaxed);
    }

    /// Connections for lists that are held now.
    pub(crate) fn list_steps_under_way(&self) -> u64 {
        self.list_steps_under_way.load(Ordering::Relaxed)
    }

    /// All of them in the port's words.
    pub(crate) fn numbers(&self) -> StoreNumbers {
        let own = |name, kind, value, about| EngineNumber { name, kind, value, about };
        StoreNumbers {
            commits: self.groups.load(Ordering::Relaxed),
            operations: self.operations.load(Ordering::Relaxed),
            lists_given_up: self.lists_given_up.load(Ordering::Relaxed),
            of_engine: vec![
                own(
                    "writer_busy_microseconds",
                    NumberKind::Counter,
                    self.busy_micros.load(Ordering::Relaxed),
                    "Time that the writer spent on them",
                ),
                own(
                    "list_steps",
                    NumberKind::Counter,
                    self.list_steps.load(Ordering::Relaxed),
                    "Steps in which lists were read",
                ),
                own(
                    "list_steps_under_way",
                    NumberKind::Gauge,
                    self.list_steps_under_way(),
                    "Connections for lists that are held",
                ),
            ],
        }
    }
}
