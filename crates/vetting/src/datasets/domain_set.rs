//! Hosts that a source holds without more, as mailboxes and what is distrusted.

use std::collections::HashSet;

use foldhash::quality::RandomState;
use serde::{Deserialize, Serialize};

/// A set of hosts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DomainSet(HashSet<Box<str>, RandomState>);

impl DomainSet {
    /// Adds a host in its one form.
    pub fn insert(&mut self, host: &str) {
        self.0.insert(host.into());
    }

    /// Adds all of another one.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether the host itself is in it.
    pub fn contains(&self, host: &str) -> bool {
        self.0.contains(host)
    }

    /// Its hosts, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|host| &**host)
    }

    /// Number of hosts.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
