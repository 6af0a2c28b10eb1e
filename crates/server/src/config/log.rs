//! `[log]`.

use serde::{Deserialize, Serialize};

use super::choices::LogFormat;

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSection {
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
    /// A filter such as `info` or `qualify_server=debug,info`.
    pub filter: String,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned() }
    }
}
