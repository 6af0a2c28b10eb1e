//! What the kernel says that this process took.

use std::fs;

use anyhow::Context;
use serde_json::{Value, json};

/// Ticks of the processor's time in a second: part of Linux's interface, the same on every machine that the bench knows.
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds of the processor so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usage {
    user: f64,
    system: f64,
}

impl Usage {
    pub(super) fn now() -> anyhow::Result<Self> {
        let text = fs::read_to_string("/proc/self/stat")?;
        Self::parse(&text).context("the kernel does not tell the time of the processor")
    }

    /// Reads the fourteenth and the fifteenth value; the second one, in parentheses, may hold blanks.
    fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(')')?;
        let mut ticks = rest.split_ascii_whitespace().skip(11).map(str::parse::<f64>);
        let mut seconds = || ticks.next()?.ok().map(|ticks| ticks / TICKS_PER_SECOND);
        Some(Self { user: seconds()?, system: seconds()? })
    }

    /// What so many requests took since then.
    pub(super) fn report_since(self, requests: usize) -> anyhow::Result<Value> {
        let now = Self::now()?;
        Ok(json!({
            "requests": requests,
            "user_s": now.user - self.user,
            "system_s": now.system - self.system,
        }))
    }
}

/// The most memory that this process ever held.
pub(super) fn peak_kibibytes() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    parse_peak(&status).context("the kernel does not tell the peak of the memory")
}

fn parse_peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_the_processor_is_read_behind_any_name() {
        let text = "77 (a) b (c) S 1 2 3 4 -1 5 6 7 8 9 250 75 0 0 20 0 1 0 100 200 300";
        assert_eq!(Usage::parse(text), Some(Usage { user: 2.5, system: 0.75 }));
        assert_eq!(Usage::parse("77 (a) S 1 2"), None);
    }

    #[test]
    fn the_peak_of_the_memory_is_read() {
        assert_eq!(parse_peak("VmPeak:\t  9 kB\nVmHWM:\t   20480 kB\nVmRSS:\t 1 kB\n"), Some(20_480));
        assert_eq!(parse_peak("VmRSS:\t 1 kB\n"), None);
    }
}
