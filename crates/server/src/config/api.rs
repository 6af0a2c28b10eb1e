//! `[api]`.

use qualify_wire::dialect::DialectSetting;
use serde::{Deserialize, Serialize};

use super::choices::{CustomerLimit, RateLimits};

/// What the wire does where the contract leaves a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApiSection {
    /// How GCC is spelled by the synchronous family: `auto`, `docs` or `sdk` (contract X5).
    pub dialect: DialectSetting,
    /// Strict mode of contract 2.4.
    pub education_segment_required: bool,
    /// Whether GCC needs a directory role of the user on the customer (contract 5.6).
    pub gcc_requires_gdap: bool,
    /// How many customers a sandbox account may hold: `off`, `documented` (75) or a number.
    pub sandbox_customer_limit: CustomerLimit,
    /// `off`, `documented` or numbers of one's own (contract 4.4).
    pub rate_limits: RateLimits,
    /// Whether `/generatetoken` and `/v3/generatetoken` are there (contract 5.5).
    pub legacy_token_exchange: bool,
}

impl Default for ApiSection {
    fn default() -> Self {
        Self {
            dialect: DialectSetting::default(),
            education_segment_required: false,
            gcc_requires_gdap: false,
            sandbox_customer_limit: CustomerLimit::default(),
            rate_limits: RateLimits::default(),
            legacy_token_exchange: true,
        }
    }
}
