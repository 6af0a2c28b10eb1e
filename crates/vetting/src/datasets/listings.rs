//! The institutions that sources list, by host.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

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
    hashes: Hashes,
    /// The hashes of the main names' tokens in no order, where these tell.
    token_hashes: Hashes,
    /// Its country, if the source knows.
    pub country: Option<Country>,
    /// Its segment, if the source knows.
    pub segment: Option<EducationSegment>,
    /// Until when it is listed.
    pub valid_to: Option<Date>,
    /// From when on it is listed.
    pub valid_from: Option<Date>,
}

/// Hashes of names, of which most institutions have one: it needs no memory of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Hashes {
    One(NameHash),
    Others(Box<[NameHash]>),
}

impl Hashes {
    fn as_slice(&self) -> &[NameHash] {
        match self {
            Self::One(hash) => std::slice::from_ref(hash),
            Self::Others(hashes) => hashes,
        }
    }
}

impl FromIterator<NameHash> for Hashes {
    fn from_iter<I: IntoIterator<Item = NameHash>>(hashes: I) -> Self {
        let hashes: Vec<NameHash> = hashes.into_iter().collect();
        match hashes.as_slice() {
            [one] => Self::One(*one),
            _ => Self::Others(hashes.into()),
        }
    }
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
        self.hashes.as_slice()
    }

    /// The hashes of the tokens of those names that tell by them.
    pub(crate) fn token_hashes(&self) -> &[NameHash] {
        self.token_hashes.as_slice()
    }

    /// Whether it counts on a day.
    pub(crate) fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Institutions by host, all in one list: those of a host follow each other.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Listings {
    by_host: HashMap<Box<str>, Run, RandomState>,
    all: Vec<Listing>,
}

/// Where the institutions of a host stand.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Run {
    start: u32,
    count: u32,
}

impl Run {
    const fn places(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.count as usize
    }
}

impl Listings {
    /// Adds an institution under a host in its one form.
    pub fn insert(&mut self, host: &str, listing: Listing) {
        let end = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let Some(run) = self.by_host.get_mut(host) else {
            self.by_host.insert(host.into(), Run { start: end, count: 1 });
            self.all.push(listing);
            return;
        };
        if run.places().end != self.all.len() {
            // What others stand behind is moved to the end; what it leaves is nobody's.
            let moved = self.all.get(run.places()).map(<[_]>::to_vec).unwrap_or_default();
            run.start = end;
            self.all.extend(moved);
        }
        run.count += 1;
        self.all.push(listing);
    }

    /// Adds all of another one.
    pub(super) fn extend(&mut self, mut other: Self) {
        let before = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.append(&mut other.all);
        for (host, run) in other.by_host {
            let run = Run { start: run.start.saturating_add(before), ..run };
            match self.by_host.entry(host) {
                Entry::Vacant(place) => {
                    place.insert(run);
                }
                Entry::Occupied(mut known) => {
                    let start = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
                    for run in [*known.get(), run] {
                        let moved = self.all.get(run.places()).map(<[_]>::to_vec).unwrap_or_default();
                        self.all.extend(moved);
                    }
                    known.insert(Run { start, count: known.get().count + run.count });
                }
            }
        }
    }

    /// The same in no more memory than it takes.
    pub(super) fn shrunken(mut self) -> Self {
        self.all.shrink_to_fit();
        self
    }

    /// The institutions of a host itself.
    pub fn get(&self, host: &str) -> &[Listing] {
        self.by_host.get(host).map_or(&[], |run| self.of_run(*run))
    }

    /// All hosts with their institutions, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Listing])> {
        self.by_host.iter().map(|(host, run)| (&**host, self.of_run(*run)))
    }

    /// A run that was kept may be none of these.
    fn of_run(&self, run: Run) -> &[Listing] {
        self.all.get(run.places()).unwrap_or(&[])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_institutions_of_a_host_follow_each_other_in_whatever_order_they_came() {
        let mut listings = Listings::default();
        for (host, name) in [
            ("a.pl", "One"),
            ("b.pl", "Two"),
            ("a.pl", "Three"),
            ("a.pl", "Four"),
            ("b.pl", "Five"),
            ("c.pl", "Six"),
        ] {
            listings.insert(host, Listing::new(name, None, None));
        }
        let mut more = Listings::default();
        more.extend(listings.clone());
        more.insert("c.pl", Listing::new("Seven", None, None));
        let names = |listings: &Listings, host: &str| -> String {
            let names = listings.get(host).iter().flat_map(Listing::names);
            names.collect::<Vec<_>>().join(" ")
        };
        for listings in [listings.clone(), listings.shrunken(), more.clone()] {
            assert_eq!(
                (names(&listings, "a.pl"), names(&listings, "b.pl")),
                ("One Three Four".into(), "Two Five".into())
            );
            assert_eq!((names(&listings, "d.pl"), listings.len()), (String::new(), 3));
            assert_eq!(
                listings.iter().map(|(_, listed)| listed.len()).sum::<usize>(),
                listings.get("c.pl").len() + 5
            );
        }
        assert_eq!(names(&more, "c.pl"), "Six Seven");
    }
}
