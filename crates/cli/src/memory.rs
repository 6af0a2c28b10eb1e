//! How much memory this process takes, as Linux tells it; elsewhere nobody knows.

use std::fs;

/// Bytes that are in memory now.
pub(crate) fn resident_bytes() -> Option<u64> {
    read("VmRSS:")
}

/// The most that ever were.
pub(crate) fn peak_bytes() -> Option<u64> {
    read("VmHWM:")
}

fn read(key: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
