//! How much of a call the store takes: for the log line of a request, for whoever measures a page.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Instant;

/// Counts the store operations of one call, and the time that they take.
#[derive(Debug, Default)]
pub struct StoreMeter {
    calls: AtomicU32,
    micros: AtomicU64,
}

impl StoreMeter {
    /// Measures a store operation.
    pub async fn measure<T>(&self, operation: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let outcome = operation.await;
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
        outcome
    }

    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    pub fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }
}
