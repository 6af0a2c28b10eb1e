//! What can be set about a store.

use std::time::Duration;

/// Settings of the store.
#[derive(Debug, Clone, Copy)]
pub struct SqliteOptions {
    /// Most pages (of 4 KiB) that the file may have; none for no limit. A full database answers "not available".
    pub pages_max: Option<u32>,
    /// How long an operation waits while another process holds the database; then it answers "not available".
    pub busy_timeout: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { pages_max: None, busy_timeout: BUSY_TIMEOUT }
    }
}

/// How long a connection waits for another process, unless told otherwise.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
