//! What sources come to: institutions by host, hosts that are distrusted, registry rows, earlier findings.

use std::collections::{HashMap, HashSet};

use foldhash::quality::RandomState;
use qualify_vocabulary::{Date, EducationSegment};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::name::lexicon::Lexicon;
use crate::name::{NameHash, NameTokens};

/// An institution that a source lists for a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its names, one a line.
    names: Box<str>,
    /// The hashes of the folded names.
    hashes: Box<[NameHash]>,
    /// The hashes of their tokens in no order, where these tell.
    token_hashes: Box<[NameHash]>,
    /// Its country, if the source knows.
    pub country: Option<Country>,
    /// Its segment, if the source knows.
    pub segment: Option<EducationSegment>,
    /// Until when it is listed.
    pub valid_to: Option<Date>,
    /// From when on it is listed.
    pub valid_from: Option<Date>,
}

impl Listing {
    /// An institution by its names, one a line.
    pub fn new(names: &str, country: Option<Country>, segment: Option<EducationSegment>) -> Self {
        let lexicon = Lexicon::embedded();
        let read: Vec<NameTokens> = names.lines().map(|name| NameTokens::new(name, lexicon)).collect();
        Self {
            names: names.into(),
            hashes: read.iter().filter_map(NameTokens::hash).collect(),
            token_hashes: read.iter().filter_map(NameTokens::telling_multiset).collect(),
            country,
            segment,
            valid_from: None,
            valid_to: None,
        }
    }

    /// The same, with the days from and until which it counts.
    #[must_use]
    pub fn valid(mut self, from: Option<Date>, to: Option<Date>) -> Self {
        (self.valid_from, self.valid_to) = (from, to);
        self
    }

    /// The names, in the order of the source.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.lines()
    }

    /// The hashes of the names.
    pub fn hashes(&self) -> &[NameHash] {
        &self.hashes
    }

    /// The hashes of the tokens of those names that tell by them.
    pub(crate) fn token_hashes(&self) -> &[NameHash] {
        &self.token_hashes
    }

    /// Whether it counts on a day.
    pub(crate) fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Institutions by host.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Listings {
    by_host: HashMap<Box<str>, Vec<Listing>, RandomState>,
}

impl Listings {
    /// Adds an institution under a host in its one form.
    pub fn insert(&mut self, host: &str, listing: Listing) {
        if let Some(listings) = self.by_host.get_mut(host) {
            listings.push(listing);
        } else {
            self.by_host.insert(host.into(), vec![listing]);
        }
    }

    /// Adds all of another one.
    pub(super) fn extend(&mut self, other: Self) {
        for (host, listings) in other.by_host {
            self.by_host.entry(host).or_default().extend(listings);
        }
    }

    /// The institutions of a host itself.
    pub fn get(&self, host: &str) -> &[Listing] {
        self.by_host.get(host).map_or(&[], Vec::as_slice)
    }

    /// All hosts with their institutions, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Listing])> {
        self.by_host.iter().map(|(host, listings)| (&**host, listings.as_slice()))
    }

    /// Number of hosts.
    pub fn len(&self) -> usize {
        self.by_host.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}

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

/// What kind of body a row of the .gov registry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryKind {
    /// A school district, which is education below .gov.
    SchoolDistrict,
    /// Any other body.
    Other,
}

/// A row of the .gov registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRow {
    /// What kind of body it names.
    pub kind: RegistryKind,
    /// The names of the organisation and of the part of it, one a line.
    names: Box<str>,
}

impl RegistryRow {
    /// A row by its kind and names, one a line.
    pub fn new(kind: RegistryKind, names: &str) -> Self {
        Self { kind, names: names.into() }
    }

    /// The names, in the order of the source.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.lines()
    }
}

/// The .gov registry.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    by_host: HashMap<Box<str>, RegistryRow, RandomState>,
}

impl Registry {
    /// Adds a row under its host.
    pub fn insert(&mut self, host: &str, row: RegistryRow) {
        self.by_host.insert(host.into(), row);
    }

    /// The row of a host itself.
    pub fn get(&self, host: &str) -> Option<&RegistryRow> {
        self.by_host.get(host)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.by_host.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}

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
