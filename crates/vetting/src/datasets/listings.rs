//! The institutions that sources list, by host.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use qualify_vocabulary::{Date, EducationSegment};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::name::lexicon::Lexicon;
use crate::name::{NameHash, NameTokens};

/// What stands behind an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Backing {
    /// People keep a list.
    #[default]
    List,
    /// A list that says of each entry what it is, and of this one that it is education.
    Typed,
    /// An official register.
    Register {
        /// The body's id there, if the register has one.
        id: Option<Box<str>>,
    },
}

/// An institution that a source lists for a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its names, one a line: first the main ones.
    names: Box<str>,
    /// What stands behind the entry.
    pub backing: Backing,
    /// The hashes of the folded main names.
    hashes: Box<[NameHash]>,
    /// The hashes of the main names' tokens in no order, where these tell.
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
    /// An institution by its main names, one a line, in a list that people keep.
    pub fn new(names: &str, country: Option<Country>, segment: Option<EducationSegment>) -> Self {
        let lexicon = Lexicon::embedded();
        let read: Vec<NameTokens> = names.lines().map(|name| NameTokens::new(name, lexicon)).collect();
        Self {
            names: names.into(),
            backing: Backing::List,
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

    /// The same with what stands behind the entry.
    #[must_use]
    pub fn backed(mut self, backing: Backing) -> Self {
        self.backing = backing;
        self
    }

    /// The same with other names, one a line, by which it is known beside its main ones. They are compared with an
    /// applicant's, and keep no name for this host alone.
    #[must_use]
    pub fn also_known_as(mut self, names: &str) -> Self {
        if !names.is_empty() {
            self.names = format!("{}\n{names}", self.names).into();
        }
        self
    }

    /// The names, in the order of the source.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.lines()
    }

    /// The hashes of the main names.
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
