//! Whether a name is another institution's.

use super::applicant::Names;
use crate::Country;
use crate::datasets::Listing;
use crate::host::{Host, is_below};
use crate::name::NameTokens;

/// From more domains on a name is that of many.
const OTHER_DOMAINS_MAX: usize = 3;

impl Names<'_> {
    /// A host with another registrable domain whose institution bears this very name, behind the id of the dataset that
    /// says so; none if the name is listed for the host's own domain too, as a main name or beside it.
    pub(super) fn listed_for_another(
        &self,
        host: &Host,
        country: Option<Country>,
    ) -> Option<(String, String)> {
        let hash = self.name.hash()?;
        let hosts = self.snapshot.hosts_of_name(hash);
        if let Some(other) = self.another(host, hosts.clone()) {
            if self.is_listed_at(host, |name| name.hash() == Some(hash)) {
                return None;
            }
            let source = self.snapshot.source_of_name(hash, other)?;
            return Some((source.to_owned(), other.to_owned()));
        }
        if hosts.clone().next().is_some() {
            return None;
        }
        let country = Country::of_top_level(host.top_level()).or(country)?;
        let tokens = self.name.telling_multiset()?;
        let hosts = self.snapshot.hosts_of_tokens(tokens);
        if hosts.clone().any(|(_, listed)| listed.is_none_or(|listed| !listed.agrees_with(country))) {
            return None;
        }
        let other = self.another(host, hosts.map(|(host, _)| host))?;
        if self.is_listed_at(host, |name| name.multiset() == tokens || name.differs_in_kind_alone(&self.name))
        {
            return None;
        }
        Some((self.snapshot.source_of_host(other)?.to_owned(), other.to_owned()))
    }

    /// Whether a source lists such a name for the host or a parent.
    fn is_listed_at(&self, host: &Host, is_it: impl Fn(&NameTokens) -> bool) -> bool {
        self.snapshot.listings().any(|(source, listings)| {
            let listed = host.suffixes().flat_map(|suffix| self.snapshot.listed(source, listings, suffix));
            listed.flat_map(Listing::names).any(|name| is_it(&NameTokens::new(name, self.lexicon)))
        })
    }

    /// Whether hosts can be those of one institution: all of one country, and no more domains than one has.
    pub(super) fn are_of_one<'host>(
        &self,
        hosts: impl Iterator<Item = (&'host str, Option<Country>)>,
        country: Country,
    ) -> bool {
        let suffixes = &self.snapshot.basis().suffixes;
        let mut domains: Vec<&str> = Vec::new();
        for (host, of_host) in hosts {
            let place = suffixes.place(host);
            let domain = if place.is_suffix_itself() { host } else { place.registrable(host) };
            if !domains.contains(&domain) {
                domains.push(domain);
            }
            let is_at_home = of_host.is_some_and(|of_host| of_host.agrees_with(country));
            if !is_at_home || domains.len() > OTHER_DOMAINS_MAX {
                return false;
            }
        }
        true
    }

    /// One of one to three domains that are not this host's: always the same one.
    fn another<'host>(
        &self,
        host: &Host,
        listed: impl Iterator<Item = &'host str> + Clone,
    ) -> Option<&'host str> {
        let suffixes = &self.snapshot.basis().suffixes;
        let is_own = |listed: &str| listed == host.registrable || is_below(listed, &host.registrable);
        // Most names are those of the host, which is quick to see.
        if listed.clone().any(is_own) {
            return None;
        }
        let mut others: Vec<(&str, &str)> = Vec::new();
        for listed in listed {
            let place = suffixes.place(listed);
            if place.is_suffix_itself() {
                continue;
            }
            let registrable = place.registrable(listed);
            match others.iter_mut().find(|(known, _)| *known == registrable) {
                Some((_, known)) => *known = listed.min(known),
                None => others.push((registrable, listed)),
            }
        }
        let first = others.iter().map(|(_, listed)| *listed).min()?;
        (others.len() <= OTHER_DOMAINS_MAX).then_some(first)
    }
}
