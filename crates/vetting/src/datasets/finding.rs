//! What was found about organisations earlier.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use qualify_vocabulary::Date;

/// What was found about an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingStatus {
    /// It is not eligible.
    Refused,
    /// It has closed.
    Closed,
}

/// An earlier finding about an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The organisation's name.
    pub name: Box<str>,
    /// What was found.
    pub status: FindingStatus,
    /// Who found it.
    pub source: Box<str>,
    /// From when on it counts.
    pub valid_from: Option<Date>,
    /// Until when it counts.
    pub valid_to: Option<Date>,
}

impl Finding {
    /// Whether it counts on a day.
    pub(crate) fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Earlier findings by registrable domain.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    by_domain: HashMap<Box<str>, Vec<Finding>, RandomState>,
}

impl Findings {
    /// Adds a finding.
    pub fn insert(&mut self, domain: &str, finding: Finding) {
        self.by_domain.entry(domain.into()).or_default().push(finding);
    }

    /// The findings about a domain.
    pub fn get(&self, domain: &str) -> &[Finding] {
        self.by_domain.get(domain).map_or(&[], Vec::as_slice)
    }

    /// Number of domains.
    pub fn len(&self) -> usize {
        self.by_domain.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_domain.is_empty()
    }
}
