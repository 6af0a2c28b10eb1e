//! Rows made of the sources themselves: one institution's name at another one's host, and names with words added.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use qualify_vetting::datasets::{Content, Listing, Snapshot};
use qualify_vetting::host::normalise;
use qualify_vetting::name::telling_tokens;
use qualify_vetting::vocabulary::Qualification;
use qualify_vetting::{Application, Country, CountryInput};

use crate::rows::{Row, Set};

/// Rows of each generated set.
const ROWS: usize = 2000;

/// An institution that is listed at a host, with everything that is known there.
pub(crate) struct Institution<'snapshot> {
    pub(crate) host: &'snapshot str,
    pub(crate) name: &'snapshot str,
    pub(crate) country: Country,
    registrable: String,
    tokens: BTreeSet<u64>,
    /// The sorted tokens of every name at the host.
    names: Vec<Vec<u64>>,
}

/// All of a snapshot that have a country, in the order of a hash of their hosts.
pub(crate) fn institutions(snapshot: &Snapshot) -> Vec<Institution<'_>> {
    let mut by_host: BTreeMap<&str, Vec<&Listing>> = BTreeMap::new();
    for source in snapshot.sources() {
        let (Content::Swot { listings, .. }
        | Content::Listings(listings)
        | Content::Register { listings, .. }) = &source.content
        else {
            continue;
        };
        for (host, listed) in listings.iter() {
            by_host.entry(host).or_default().extend(listed);
        }
    }
    let suffixes = &snapshot.basis().suffixes;
    let mut found: Vec<Institution<'_>> = by_host
        .iter()
        .filter_map(|(&host, listed)| {
            let of_label = || Country::parse(host.rsplit('.').next()?);
            let country = listed.iter().find_map(|it| it.country).or_else(of_label)?;
            let name = listed.first()?.names().next()?;
            let names = listed_at(&by_host, host).into_iter().flat_map(Listing::names).map(|name| {
                let mut all: Vec<u64> = telling_tokens(name);
                all.sort_unstable();
                all
            });
            let registrable = normalise(host, suffixes, false).ok()??.registrable;
            Some(Institution {
                host,
                name,
                country,
                registrable,
                tokens: telling_tokens(name).into_iter().collect(),
                names: names.collect(),
            })
        })
        .collect();
    found.sort_by_key(|it| hash(it.host));
    found
}

/// What is listed for a host or for a parent: one institution has many hosts.
fn listed_at<'snapshot>(
    by_host: &BTreeMap<&'snapshot str, Vec<&'snapshot Listing>>,
    host: &'snapshot str,
) -> Vec<&'snapshot Listing> {
    let parents = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
    let names = std::iter::once(host).chain(parents);
    names.filter_map(|name| by_host.get(name)).flatten().copied().collect()
}

impl Institution<'_> {
    /// Whether two entries are one institution that is listed twice: below one registrable domain, or under one name
    /// (the same tokens that tell, in any order) at both hosts.
    pub(crate) fn is_the_same_as(&self, other: &Self) -> bool {
        self.registrable == other.registrable
            || self.names.iter().any(|name| !name.is_empty() && other.names.contains(name))
    }

    pub(crate) fn registrable(&self) -> &str {
        &self.registrable
    }

    /// Whether each of two names tells something that the other does not.
    pub(crate) fn each_tells(&self, other: &Self) -> bool {
        self.tokens.difference(&other.tokens).next().is_some()
            && other.tokens.difference(&self.tokens).next().is_some()
    }

    pub(crate) fn at(&self, host: &str, name: &str) -> Row {
        let application = Application {
            domain: Some(host.to_owned()),
            country: CountryInput::Known(self.country),
            ..Application::new(Qualification::Education, name)
        };
        Row { application, expected: "not-approve".to_owned(), reason: String::new() }
    }
}

/// Pairs of institutions of one country that share a telling token: one's name at the other's host.
pub(crate) fn pairs(all: &[Institution<'_>]) -> Set {
    let mut holders: BTreeMap<(Country, u64), Vec<usize>> = BTreeMap::new();
    for (place, one) in all.iter().enumerate() {
        for token in &one.tokens {
            holders.entry((one.country, *token)).or_default().push(place);
        }
    }
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    // More than one round, as many institutions have no partner; each round takes the next token of each.
    for round in 0..8 {
        for (place, one) in all.iter().enumerate() {
            let Some(token) = one.tokens.iter().nth(round) else { continue };
            let group = &holders[&(one.country, *token)];
            let start = usize::try_from(hash(one.host) % group.len() as u64).unwrap_or_default();
            let partner = (0..group.len())
                .map(|step| group[(start + step) % group.len()])
                .find(|other| *other != place && !one.is_the_same_as(&all[*other]));
            let Some(partner) = partner else { continue };
            if rows.len() < ROWS && seen.insert((place, partner)) {
                rows.push(one.at(all[partner].host, one.name));
            }
        }
    }
    Set { name: "made-pairs".to_owned(), rows }
}

/// Listed names with words added, at their hosts.
pub(crate) fn visa_networks(all: &[Institution<'_>]) -> Set {
    let rows = all.iter().take(ROWS);
    let rows = rows.map(|one| one.at(one.host, &format!("{} Golden Visa Network", one.name)));
    Set { name: "made-visa-networks".to_owned(), rows: rows.collect() }
}

/// FNV-1a, so that the same sources make the same rows.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
