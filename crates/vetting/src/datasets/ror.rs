//! The Research Organization Registry, schema v2: a JSON array of organisations, read one by one, so that a file of
//! hundreds of megabytes is never held whole.

use std::collections::BTreeSet;
use std::io::Read;

use serde::Deserialize;

use super::array::Elements;
use super::domain_set::DomainSet;
use super::fault::ParseFault;
use super::hosts::body_host;
use super::listings::{Backing, Listing, Listings};
use super::others::{OtherBodies, OtherBody};
use super::snapshot::Basis;
use super::source::{Content, Parsed, QuarantineCause, Quarantined};
use crate::Country;

/// Longest organisation, in bytes: the longest that is published has 700 thousand, most of them relationships.
const RECORD_BYTES_MAX: usize = 4 << 20;

/// Most organisations, names and hosts of one, and the longest name, in characters.
const RECORDS_MAX: usize = 1_000_000;
const NAMES_MAX: usize = 64;
const HOSTS_MAX: usize = 16;
const NAME_CHARS_MAX: usize = 300;

/// Most entries that are named as not used.
const NAMED_MAX: usize = 10_000;

/// An organisation, as far as it is looked at.
#[derive(Debug, Deserialize)]
struct Organisation {
    id: String,
    status: String,
    types: Vec<String>,
    names: Vec<Name>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    links: Vec<Link>,
    #[serde(default)]
    locations: Vec<Location>,
}

#[derive(Debug, Deserialize)]
struct Name {
    value: String,
    types: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Link {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct Location {
    #[serde(default)]
    geonames_details: Option<Details>,
}

#[derive(Debug, Deserialize)]
struct Details {
    #[serde(default)]
    country_code: Option<String>,
}

/// Reads the array. An organisation that is broken is reported and left out.
///
/// # Errors
/// It is no JSON array, or no organisation of it is an institution with a host.
pub fn parse(source: impl Read, basis: &Basis) -> Result<Parsed, ParseFault> {
    let mut elements = Elements::new(source, RECORD_BYTES_MAX);
    let (mut listings, mut others) = (Listings::default(), OtherBodies::default());
    let mut unused = BTreeSet::new();
    let mut count = 0;
    while let Some(bytes) = elements.next()? {
        count += 1;
        if count > RECORDS_MAX {
            return Err(ParseFault::new(format!("it holds more than {RECORDS_MAX} organisations")));
        }
        let mut note = |entry: String, cause| {
            if unused.len() < NAMED_MAX {
                unused.insert((entry, cause));
            }
        };
        match serde_json::from_slice::<Organisation>(bytes) {
            Ok(organisation) => organisation.add(basis, &mut listings, &mut others, &mut note),
            Err(_) => note(format!("entry {count}"), QuarantineCause::Unreadable),
        }
    }
    if listings.is_empty() {
        return Err(ParseFault::new(
            "it holds no institution of schema v2 with a host; older schemas are not read",
        ));
    }
    let quarantined = unused.into_iter().map(|(entry, cause)| Quarantined { entry, cause }).collect();
    Ok(Parsed {
        content: Content::Register { listings: listings.shrunken(), others, by_mail: DomainSet::default() },
        quarantined,
    })
}

impl Organisation {
    fn add(
        &self,
        basis: &Basis,
        listings: &mut Listings,
        others: &mut OtherBodies,
        note: &mut dyn FnMut(String, QuarantineCause),
    ) {
        let (main, aliases) = self.sorted_names();
        let Some(first) = main.first() else {
            note(shown(&self.id), QuarantineCause::NoName);
            return;
        };
        let is_institution = self.status == "active" && self.types.iter().any(|kind| kind == "education");
        let body = || OtherBody { name: first.as_str().into(), what: self.what().into() };
        let listing = is_institution.then(|| {
            let country = self.locations.iter().find_map(Location::country);
            let listing = Listing::new(&main.join("\n"), country, None).backed(Backing::Typed);
            listing.also_known_as(&aliases.join("\n"))
        });
        for host in self.hosts(basis, note) {
            match &listing {
                Some(listing) => listings.insert(&host, listing.clone()),
                None => others.insert(&host, body()),
            }
        }
    }

    /// Labels and the name on display; and aliases. An acronym is compared as the initials of a label alone, which
    /// comparing does by itself.
    fn sorted_names(&self) -> (Vec<String>, Vec<String>) {
        let (mut main, mut aliases) = (Vec::new(), Vec::new());
        for name in self.names.iter().take(NAMES_MAX) {
            let value: String = name.value.replace(['\n', '\r'], " ").chars().take(NAME_CHARS_MAX).collect();
            let value = value.trim().to_owned();
            let is = |kind: &str| name.types.iter().any(|it| it == kind);
            if value.is_empty() {
                continue;
            }
            if is("label") || is("ror_display") {
                main.push(value);
            } else if is("alias") {
                aliases.push(value);
            }
        }
        (main, aliases)
    }

    /// The hosts of its domains and websites, each once.
    fn hosts(&self, basis: &Basis, note: &mut dyn FnMut(String, QuarantineCause)) -> BTreeSet<String> {
        let sites = self.links.iter().filter(|link| link.kind == "website").map(|link| &link.value);
        let mut hosts = BTreeSet::new();
        for text in self.domains.iter().chain(sites).take(HOSTS_MAX) {
            match body_host(text, basis) {
                Ok(host) => {
                    hosts.insert(host);
                }
                Err(cause) => note(shown(text), cause),
            }
        }
        hosts
    }

    /// What it is, in ROR's own words.
    fn what(&self) -> String {
        let kinds = self.types.iter().take(8).map(|kind| shown(kind));
        let status = (self.status != "active").then(|| shown(&self.status));
        kinds.chain(status).collect::<Vec<String>>().join(", ")
    }
}

impl Location {
    fn country(&self) -> Option<Country> {
        self.geonames_details.as_ref()?.country_code.as_deref().and_then(Country::parse)
    }
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests;
