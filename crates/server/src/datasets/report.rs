//! What reading a directory came to: a snapshot, and of each source how it was read.

use std::sync::Arc;
use std::time::Duration;

use qualify_vetting::datasets::manifest::ManifestSource;
use qualify_vetting::datasets::{Content, Quarantined, Snapshot, Source, SourceVersion};

/// What reading a directory came to.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The sources together, and what the program carries for those that are not there.
    pub snapshot: Snapshot,
    /// How each source of the manifest was read, in its order.
    pub reports: Vec<SourceReport>,
}

/// How a source was read.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// Its place in the manifest.
    pub source: ManifestSource,
    /// What came of it.
    pub state: SourceState,
    /// The bytes that were read.
    pub bytes: u64,
    /// The time that it took.
    pub time: Duration,
}

/// What came of a source.
#[derive(Debug, Clone)]
pub enum SourceState {
    /// Vetting consults it.
    Used {
        /// What decisions name as their source.
        version: SourceVersion,
        /// Number of entries.
        entries: usize,
        /// What was read and is not used.
        quarantined: Vec<Quarantined>,
        /// Whether it came from the cache.
        is_cached: bool,
    },
    /// It is switched off.
    Off,
    /// It does not read, and is not used.
    Broken(String),
}

impl Loaded {
    /// The source of a manifest's entry, as it is used.
    pub fn find(&self, id: &str) -> Option<&Arc<Source>> {
        self.snapshot.sources().iter().find(|source| source.version.id == id)
    }

    /// Everything that was read and is not used: by source, and by what the sources say of each other.
    pub fn quarantined(&self) -> Vec<(&str, Quarantined)> {
        let mut all = Vec::new();
        for report in &self.reports {
            if let SourceState::Used { quarantined, .. } = &report.state {
                all.extend(quarantined.iter().map(|entry| (report.source.id.as_str(), entry.clone())));
            }
        }
        for entry in self.snapshot.quarantined() {
            let holders =
                self.snapshot.sources().iter().filter(|source| holds(&source.content, &entry.entry));
            for source in holders {
                if let Some(report) = self.reports.iter().find(|it| it.source.id == source.version.id) {
                    all.push((report.source.id.as_str(), entry.clone()));
                }
            }
        }
        all
    }
}

fn holds(content: &Content, host: &str) -> bool {
    match content {
        Content::Swot { listings, .. }
        | Content::Listings(listings)
        | Content::Register { listings, .. }
        | Content::Organisations { listings, .. } => !listings.get(host).is_empty(),
        Content::Registry(_) | Content::PublicMailboxes(_) | Content::DisposableMailboxes(_) => false,
    }
}
