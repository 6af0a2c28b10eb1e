//! The institutions that are listed for a host.

use qualify_vocabulary::Date;

use super::applicant::Names;
use super::host::ListingFinding;
use crate::application::Policy;
use crate::datasets::{Backing, Listing, Source};
use crate::host::Host;

/// The institutions that each source lists for the longest part of the host that it knows.
pub(super) fn listings(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Vec<ListingFinding> {
    let snapshot = names.snapshot;
    let mut found = Vec::new();
    for (source, listings) in snapshot.listings() {
        let longest = host.suffixes().find_map(|suffix| {
            let listed = snapshot.listed(source, listings, suffix).iter();
            let valid: Vec<&Listing> = listed.filter(|listing| listing.is_valid_on(day)).collect();
            // What would cover a whole registry covers nobody.
            let is_nobodys = || snapshot.basis().suffixes.place(suffix).is_suffix_itself();
            (!valid.is_empty() && !is_nobodys()).then_some((suffix, valid))
        });
        let Some((suffix, listings)) = longest else { continue };
        let is_quarantined = snapshot.is_quarantined(suffix);
        let is_own_platform = suffix == host.name && snapshot.is_platform(suffix);
        let is_of_register = |listing: &&&Listing| matches!(listing.backing, Backing::Register { .. });
        let bodies = listings.iter().filter(is_of_register).count();
        let first = found.len();
        for listing in listings {
            let Some((name, read, score)) = names.best(listing.names()) else { continue };
            let elsewhere = if score.is_match() { None } else { names.at_other_hosts(host, listing) };
            let (known_as, score) = elsewhere.map_or((None, score), |(known, score)| (Some(known), score));
            let is_not_teaching = listing.backing == Backing::List
                && !read.names_plain_kind()
                && names.lexicon.research_word(&read).is_some();
            let (is_register, register_id) = match &listing.backing {
                Backing::Register { id } => (true, id.as_deref()),
                Backing::List | Backing::Typed => (false, None),
            };
            found.push(ListingFinding {
                source: source.version.id.clone(),
                host: suffix.to_owned(),
                is_quarantined: is_quarantined && !(is_own_platform && score.is_match()),
                name: name.to_owned(),
                score,
                known_as,
                is_not_teaching,
                is_register,
                register_id: register_id.map(str::to_owned),
                is_one_of_several: is_register && bodies > 1,
                country: listing.country,
                segment: listing.segment,
                as_of: source.version.as_of,
                is_stale: is_stale(source, policy.listing_age_days_max, day),
            });
        }
        keep_best(&mut found, first);
    }
    found
}

/// Most institutions of one source and host that are noted: a city's host has hundreds of schools.
const LISTED_MAX: usize = 8;

/// Keeps those of one source that have most in common with the legal name.
fn keep_best(found: &mut Vec<ListingFinding>, first: usize) {
    if found.len() - first > LISTED_MAX {
        found[first..].sort_by_key(|listing| std::cmp::Reverse(listing.score));
        found.truncate(first + LISTED_MAX);
    }
}

pub(super) fn is_stale(source: &Source, age_days_max: u32, day: Date) -> bool {
    source.version.as_of.is_some_and(|as_of| {
        let age = day.since(as_of).map_or(0, |span| span.get_days());
        age > i32::try_from(age_days_max).unwrap_or(i32::MAX)
    })
}
