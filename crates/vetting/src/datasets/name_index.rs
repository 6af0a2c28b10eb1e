//! Under which hosts a name is listed: two sorted lists, which are built and kept with a fraction of what a map of lists
//! takes.

use super::listings::Listing;
use crate::Country;
use crate::name::NameHash;

/// A name, and the place of a host where it is listed.
type Entry = (NameHash, u32, Option<Country>);

/// The hosts of all sources by the names that are listed there.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    /// All hosts, one behind the other, and where each of them ends.
    hosts: String,
    ends: Vec<u32>,
    /// By the folded main names, sorted.
    by_name: Vec<Entry>,
    /// By the tokens of main names in no order, where these tell, sorted.
    by_tokens: Vec<Entry>,
}

impl NameIndex {
    pub(super) fn new<'listings>(all: impl Iterator<Item = (&'listings str, &'listings [Listing])>) -> Self {
        let mut index = Self::default();
        for (host, listings) in all {
            let place = u32::try_from(index.ends.len()).unwrap_or(u32::MAX);
            index.hosts.push_str(host);
            index.ends.push(u32::try_from(index.hosts.len()).unwrap_or(u32::MAX));
            let of_host = Country::of_top_level(host.rsplit('.').next().unwrap_or(host));
            for listing in listings {
                let country = listing.country.or(of_host);
                index.by_name.extend(listing.hashes().iter().map(|name| (*name, place, country)));
                index.by_tokens.extend(listing.token_hashes().iter().map(|tokens| (*tokens, place, country)));
            }
        }
        for entries in [&mut index.by_name, &mut index.by_tokens] {
            entries.sort_unstable();
            entries.dedup();
            entries.shrink_to_fit();
        }
        index.hosts.shrink_to_fit();
        index.ends.shrink_to_fit();
        index
    }

    /// The hosts under which institutions of a folded name are listed.
    pub(super) fn of_name(&self, name: NameHash) -> impl Iterator<Item = &str> + Clone {
        found(&self.by_name, name).iter().map(|(_, place, _)| self.host(*place))
    }

    /// The hosts under which institutions of such tokens are listed, with their countries.
    pub(super) fn of_tokens(
        &self,
        tokens: NameHash,
    ) -> impl Iterator<Item = (&str, Option<Country>)> + Clone {
        found(&self.by_tokens, tokens).iter().map(|(_, place, country)| (self.host(*place), *country))
    }

    fn host(&self, place: u32) -> &str {
        let end = |place: usize| self.ends.get(place).map(|end| *end as usize);
        let place = place as usize;
        let start = place.checked_sub(1).map_or(Some(0), end);
        start.zip(end(place)).and_then(|(start, end)| self.hosts.get(start..end)).unwrap_or_default()
    }
}

/// The entries of a name.
fn found(entries: &[Entry], name: NameHash) -> &[Entry] {
    let start = entries.partition_point(|(known, ..)| *known < name);
    let count = entries[start..].partition_point(|(known, ..)| *known == name);
    &entries[start..start + count]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::Listings;
    use crate::name::NameTokens;
    use crate::name::lexicon::Lexicon;

    #[test]
    fn a_name_is_found_at_each_of_its_hosts_once_and_another_nowhere() {
        let mut listings = Listings::default();
        let mut more = Listings::default();
        let listing = |names: &str| Listing::new(names, Country::parse("PL"), None);
        listings.insert("a.pl", listing("Uniwersytet Zwierzyniecki\nZwierzyniec University"));
        listings.insert("b.pl", listing("Uniwersytet Zwierzyniecki"));
        more.insert("a.pl", listing("Uniwersytet Zwierzyniecki"));
        let index = NameIndex::new([&listings, &more].into_iter().flat_map(Listings::iter));
        let read = |name: &str| NameTokens::new(name, Lexicon::embedded());
        let mut hosts: Vec<&str> = index.of_name(read("Uniwersytet Zwierzyniecki").hash().unwrap()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        assert_eq!(hosts, ["a.pl", "b.pl"]);
        let tokens = read("Zwierzyniecki Uniwersytet").telling_multiset().unwrap();
        assert!(index.of_tokens(tokens).any(|found| found == ("b.pl", Country::parse("PL"))));
        assert_eq!(index.of_name(read("Akademia Borowa").hash().unwrap()).count(), 0);
    }
}
