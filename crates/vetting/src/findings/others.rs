//! Bodies that a register knows at a host and that do not teach, or no longer: what a reviewer sees beside the evidence.

use qualify_vocabulary::Date;
use serde::{Deserialize, Serialize};

use crate::datasets::Snapshot;
use crate::host::Host;

/// A body that a register knows at a host and that does not teach, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherBodyFinding {
    /// The id of the register.
    pub source: String,
    /// The host of the entry.
    pub host: String,
    /// Its name.
    pub name: String,
    /// What the register calls it.
    pub what: String,
    /// The day to which the source refers.
    pub as_of: Option<Date>,
}

/// Those at the longest part of the host that a register knows.
pub(super) fn other_bodies(host: &Host, snapshot: &Snapshot) -> Vec<OtherBodyFinding> {
    let of = |suffix: &str| -> Vec<OtherBodyFinding> {
        let found = snapshot.other_bodies(suffix).map(|(source, body)| OtherBodyFinding {
            source: source.version.id.clone(),
            host: suffix.to_owned(),
            name: body.name.to_string(),
            what: body.what.to_string(),
            as_of: source.version.as_of,
        });
        found.collect()
    };
    let own = host.suffixes().take_while(|suffix| suffix.len() >= host.registrable.len());
    own.map(of).find(|found| !found.is_empty()).unwrap_or_default()
}
