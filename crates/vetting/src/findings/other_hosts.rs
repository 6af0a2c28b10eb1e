//! The names under which an institution is known at its other hosts.

use super::applicant::Names;
use super::host::OtherNameFinding;
use crate::Country;
use crate::datasets::Listing;
use crate::host::Host;
use crate::name::{NameTokens, Score, compare_closely};

impl Names<'_> {
    /// The name that has most in common with the legal name, if that adds nothing but a place, among those that an
    /// institution has at other hosts: it is the same one where one of its main names, by the tokens that tell, is listed there too, in the
    /// same country, and for no more domains than one institution has.
    ///
    /// It keeps no name for the host alone: one that is listed word for word for other domains only belongs there.
    pub(super) fn at_other_hosts(&self, host: &Host, listing: &Listing) -> Option<(OtherNameFinding, Score)> {
        let country = listing.country.or_else(|| Country::of_top_level(host.top_level()))?;
        let mut best: Option<(OtherNameFinding, Score)> = None;
        for tokens in listing.token_hashes() {
            let hosts = self.snapshot.hosts_of_tokens(*tokens);
            // Most institutions have one host, which is quick to see.
            let others = hosts.clone().filter(|(other, _)| *other != host.name);
            if others.clone().next().is_none() || !self.are_of_one(hosts, country) {
                continue;
            }
            for (other, _) in others {
                for (source, listings) in self.snapshot.listings() {
                    let listed = self.snapshot.listed(source, listings, other).iter();
                    let same = listed.filter(|known| known.token_hashes().contains(tokens));
                    for name in same.flat_map(Listing::names) {
                        let read = NameTokens::new(name, self.lexicon);
                        let score = compare_closely(&self.name, &read, self.lexicon).of_another_name();
                        // Which of equally good ones is named depends on no order.
                        let is_better = best.as_ref().is_none_or(|(known, so_far)| {
                            (score, other, name) > (*so_far, known.host.as_str(), known.name.as_str())
                        });
                        if score.is_match() && is_better {
                            let (source, host) = (source.version.id.clone(), other.to_owned());
                            best = Some((OtherNameFinding { source, host, name: name.to_owned() }, score));
                        }
                    }
                }
            }
        }
        best
    }
}
