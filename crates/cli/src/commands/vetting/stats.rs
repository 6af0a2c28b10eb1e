//! What checking a file took, in memory that does not grow with it.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{memory, output};

/// Longest decision that is told apart, in microseconds.
const MICROSECONDS_MAX: usize = 20_000;

/// Counts of decisions by their time in microseconds; the last one is for all that took longer.
pub(super) struct Stats {
    begin: Instant,
    by_microseconds: Vec<u64>,
    rows: u64,
}

impl Stats {
    pub(super) fn new() -> Self {
        Self { begin: Instant::now(), by_microseconds: vec![0; MICROSECONDS_MAX + 1], rows: 0 }
    }

    pub(super) fn add(&mut self, time: Duration) {
        let microseconds = usize::try_from(time.as_micros()).unwrap_or(usize::MAX).min(MICROSECONDS_MAX);
        self.by_microseconds[microseconds] += 1;
        self.rows += 1;
    }

    /// The time, in microseconds, that so many of a hundred decisions did not exceed.
    fn percentile(&self, percent: u64) -> usize {
        let rank = (self.rows * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.by_microseconds
            .iter()
            .position(|count| {
                seen += count;
                seen >= rank
            })
            .unwrap_or(0)
    }

    #[expect(clippy::cast_precision_loss, reason = "nobody checks 2^52 rows")]
    pub(super) fn report(&self) {
        let seconds = self.begin.elapsed().as_secs_f64();
        let line = json!({
            "rows": self.rows,
            "rowsPerSecond": (self.rows as f64 / seconds).round(),
            "decisionMicrosecondsMedian": self.percentile(50),
            "decisionMicrosecondsP99": self.percentile(99),
            "peakMebibytes": memory::peak_bytes().map(|bytes| bytes.div_ceil(1 << 20)),
        });
        output::note(&line.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_take_the_nearest_rank() {
        let mut stats = Stats::new();
        (1..=200).for_each(|time| stats.add(Duration::from_micros(time)));
        stats.add(Duration::from_secs(10));
        assert_eq!((stats.percentile(50), stats.percentile(99)), (101, 199));
        assert_eq!(stats.percentile(100), MICROSECONDS_MAX);
    }
}
