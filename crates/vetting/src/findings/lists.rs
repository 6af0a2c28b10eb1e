//! What the sources say about a host, and about the legal name.

use std::cell::OnceCell;

use qualify_vocabulary::Date;

use super::{ListingFinding, RefusalFinding, RegistryFinding};
use crate::application::Policy;
use crate::datasets::{Content, FindingStatus, Listing, Snapshot, Source};
use crate::host::Host;
use crate::name::{NameHash, Score, Side, all_tokens, compare};

/// The legal name, ready to be compared.
pub(super) struct Names<'snapshot> {
    pub(super) snapshot: &'snapshot Snapshot,
    pub(super) side: Side,
    hash: Option<NameHash>,
    legal_name: &'snapshot str,
    risks: OnceCell<Vec<usize>>,
    all_tokens: OnceCell<Vec<String>>,
}

impl<'snapshot> Names<'snapshot> {
    pub(super) fn new(legal_name: &'snapshot str, snapshot: &'snapshot Snapshot) -> Self {
        let side = Side::new(legal_name, &snapshot.basis().words);
        let hash = side.name.hash();
        Self { snapshot, side, hash, legal_name, risks: OnceCell::new(), all_tokens: OnceCell::new() }
    }

    /// How much a name of the evidence has in common with the legal name.
    pub(super) fn compare(&self, name: &str) -> Score {
        let words = &self.snapshot.basis().words;
        compare(&self.side, &Side::new(name, words), words)
    }

    /// The best of several names, with its score.
    fn best<'name>(&self, names: impl Iterator<Item = &'name str>) -> Option<(&'name str, Score)> {
        let mut best: Option<(&str, Score)> = None;
        for name in names {
            let score = self.compare(name);
            if best.is_none_or(|(_, known)| score > known) {
                best = Some((name, score));
            }
        }
        best
    }

    /// The tokens of the legal name, articles and legal forms too.
    pub(super) fn all_tokens(&self) -> &[String] {
        self.all_tokens.get_or_init(|| all_tokens(self.legal_name))
    }

    /// The words of the legal name that tell it from others.
    pub(super) fn telling_words(&self) -> Vec<&str> {
        let words = &self.snapshot.basis().words;
        let tokens = self.side.name.tokens().iter();
        tokens.map(String::as_str).filter(|token| !words.is_generic(token)).collect()
    }

    /// The risk words of the legal name that stand in no matching name of the evidence.
    pub(super) fn unexplained_risks(
        &self,
        listings: &[ListingFinding],
        registry: Option<&RegistryFinding>,
    ) -> Vec<String> {
        let words = &self.snapshot.basis().words;
        let risks = self.risks.get_or_init(|| words.risks(self.legal_name));
        if risks.is_empty() {
            return Vec::new();
        }
        let matching_listings =
            listings.iter().filter(|listing| !listing.is_quarantined && listing.score.is_match());
        let matching_rows = registry.into_iter().filter(|row| row.score.is_match());
        let explained: Vec<usize> = matching_listings
            .map(|listing| listing.name.as_str())
            .chain(matching_rows.map(|row| row.name.as_str()))
            .flat_map(|name| words.risks(name))
            .collect();
        risks.iter().filter(|risk| !explained.contains(risk)).map(|risk| words.risk_text(*risk)).collect()
    }

    /// A host with another registrable domain under which an institution of this very name is listed, behind the id of
    /// the dataset that says so; none if the name is listed for the host's own domain too.
    pub(super) fn listed_for_another(&self, host: &Host) -> Option<(String, String)> {
        let hash = self.hash?;
        let hosts = self.snapshot.hosts_of_name(hash);
        let suffixes = &self.snapshot.basis().suffixes;
        let mut other = None;
        for listed in hosts {
            let place = suffixes.place(listed);
            if place.is_suffix_itself() {
                continue;
            }
            if place.registrable(listed) == host.registrable {
                return None;
            }
            other = other.or(Some(listed));
        }
        let source = self.snapshot.source_of_name(hash, other?)?;
        other.map(|listed| (source.to_owned(), listed.to_string()))
    }
}

/// The lists that cover a host: itself, or a parent.
pub(super) struct Covered<'snapshot> {
    pub(super) public_mailbox: Option<(&'snapshot str, bool)>,
    pub(super) disposable_mailbox: Option<&'snapshot str>,
    /// The dataset and the entry.
    pub(super) stop_list: Option<(&'snapshot str, &'snapshot str)>,
    pub(super) abuse_list: Option<(&'snapshot str, &'snapshot str)>,
}

impl<'snapshot> Covered<'snapshot> {
    pub(super) fn new(host: &'snapshot Host, snapshot: &'snapshot Snapshot) -> Self {
        let mut covered =
            Self { public_mailbox: None, disposable_mailbox: None, stop_list: None, abuse_list: None };
        for suffix in host.suffixes() {
            covered.public_mailbox = covered.public_mailbox.or_else(|| snapshot.public_mailbox(suffix));
            covered.disposable_mailbox =
                covered.disposable_mailbox.or_else(|| snapshot.disposable_mailbox(suffix));
            for source in snapshot.sources() {
                if let Content::Swot { stop_list, abuse_list, .. } = &source.content {
                    let entry = (source.version.id.as_str(), suffix);
                    covered.stop_list =
                        covered.stop_list.or_else(|| stop_list.contains(suffix).then_some(entry));
                    covered.abuse_list =
                        covered.abuse_list.or_else(|| abuse_list.contains(suffix).then_some(entry));
                }
            }
        }
        covered
    }
}

/// The institutions that each source lists for the longest part of the host that it knows.
pub(super) fn listings(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Vec<ListingFinding> {
    let snapshot = names.snapshot;
    let mut found = Vec::new();
    for (source, listings) in snapshot.listings() {
        let longest = host.suffixes().find_map(|suffix| {
            let valid: Vec<&Listing> =
                listings.get(suffix).iter().filter(|listing| listing.is_valid_on(day)).collect();
            // What would cover a whole registry covers nobody.
            let is_nobodys = || snapshot.basis().suffixes.place(suffix).is_suffix_itself();
            (!valid.is_empty() && !is_nobodys()).then_some((suffix, valid))
        });
        let Some((suffix, listings)) = longest else { continue };
        let is_quarantined = snapshot.is_quarantined(suffix);
        for listing in listings {
            let Some((name, score)) = names.best(listing.names()) else { continue };
            found.push(ListingFinding {
                source: source.version.id.clone(),
                host: suffix.to_owned(),
                is_quarantined,
                name: name.to_owned(),
                score,
                country: listing.country,
                segment: listing.segment,
                as_of: source.version.as_of,
                is_stale: is_stale(source, policy.listing_age_days_max, day),
            });
        }
    }
    found
}

/// The row of the .gov registry for the longest part of the host that it knows.
pub(super) fn registry(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Option<RegistryFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Registry(registry) = &source.content else { return None };
        let (suffix, row) =
            host.suffixes().find_map(|suffix| registry.get(suffix).map(|row| (suffix, row)))?;
        let (name, score) = names.best(row.names()).unwrap_or(("", Score::NONE));
        Some(RegistryFinding {
            source: source.version.id.clone(),
            host: suffix.to_owned(),
            kind: row.kind,
            name: name.to_owned(),
            score,
            as_of: source.version.as_of,
            is_stale: is_stale(source, policy.registry_age_days_max, day),
        })
    })
}

/// An earlier finding that an organisation of this very name, with this domain, is not eligible.
pub(super) fn refusal(host: &Host, names: &Names<'_>, day: Date) -> Option<RefusalFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Organisations { findings, .. } = &source.content else { return None };
        findings
            .get(&host.registrable)
            .iter()
            .find(|finding| {
                finding.status == FindingStatus::Refused
                    && finding.is_valid_on(day)
                    && names.compare(&finding.name) == Score::EQUAL
            })
            .map(|finding| RefusalFinding { source: finding.source.to_string(), since: finding.valid_from })
    })
}

fn is_stale(source: &Source, age_days_max: u32, day: Date) -> bool {
    source.version.as_of.is_some_and(|as_of| {
        let age = day.since(as_of).map_or(0, |span| span.get_days());
        age > i32::try_from(age_days_max).unwrap_or(i32::MAX)
    })
}
