//! `[vetting]`.

use std::path::PathBuf;

use qualify_vetting::Strictness;
use qualify_vocabulary::VettingPolicy;
use serde::{Deserialize, Serialize};

/// Who decides about Education.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VettingSection {
    /// `rules`, `manual`, `approve_all` or `deny_all`.
    pub policy: VettingPolicy,
    /// How much an approval by rules takes: `standard` or `strict`.
    pub strictness: Strictness,
    /// From this age on, in days, a listing is stale, which counts in `strict`.
    pub listing_age_days_max: u32,
    /// From this age on, in days, a registry is stale, which counts in `strict`.
    pub registry_age_days_max: u32,
    /// A folder with datasets and their `manifest.json`; none for what the program carries.
    pub datasets_dir: Option<PathBuf>,
    /// How often that folder is looked at, in seconds; at least 1.
    pub datasets_poll_seconds: u32,
    /// How long a POST stays in review before the policy decides, in seconds.
    pub decision_delay_seconds: u32,
    /// How many workers decide about records that are due: 1 to 16.
    pub workers: u16,
    /// How long the texts of a decision are kept once another request has taken the place of its own, in days. Those of
    /// a customer's current request stay, and all go with the customer.
    pub decision_texts_days: u32,
}

impl Default for VettingSection {
    fn default() -> Self {
        Self {
            policy: VettingPolicy::default(),
            strictness: Strictness::default(),
            listing_age_days_max: 180,
            registry_age_days_max: 30,
            datasets_dir: None,
            datasets_poll_seconds: 30,
            decision_delay_seconds: 0,
            workers: 1,
            decision_texts_days: 730,
        }
    }
}
