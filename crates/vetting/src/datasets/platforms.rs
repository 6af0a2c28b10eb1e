//! Hosts that a register may name for a body, and that are not its own: where anybody has an address or a page.

use std::sync::LazyLock;

use super::domain_set::DomainSet;
use super::source::QuarantineCause;
use crate::host::{Host, suffixes};

/// The id of the mailbox services that the program itself knows.
pub(crate) const EMBEDDED: &str = "embedded";

/// Well-known public mailbox services.
pub(super) fn well_known_mailboxes() -> &'static DomainSet {
    static SET: LazyLock<DomainSet> =
        LazyLock::new(|| lines(include_str!("../../data/public-mailboxes.txt")));
    &SET
}

/// Platforms on which anybody has a page.
fn shared_platforms() -> &'static DomainSet {
    static SET: LazyLock<DomainSet> =
        LazyLock::new(|| lines(include_str!("../../data/shared-platforms.txt")));
    &SET
}

fn lines(text: &str) -> DomainSet {
    let mut set = DomainSet::default();
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with('#') {
            set.insert(line);
        }
    }
    set
}

/// Why a host that a register names is no body's own; none if it may be. The private section of the Public Suffix List is
/// not asked: universities have names below the regions in it (asp.krakow.pl), and some stand in it themselves.
pub(super) fn not_its_own(host: &Host) -> Option<QuarantineCause> {
    let is_in = |set: &DomainSet| suffixes(&host.name).any(|name| set.contains(name));
    if is_in(well_known_mailboxes()) {
        return Some(QuarantineCause::PublicMailbox);
    }
    is_in(shared_platforms()).then_some(QuarantineCause::HostingProvider)
}

#[cfg(test)]
mod tests {
    use super::super::hosts::body_host;
    use super::super::snapshot::Basis;
    use super::*;

    #[test]
    fn what_belongs_to_everybody_is_no_bodys_own() {
        use QuarantineCause::{HostingProvider, PublicMailbox};
        let basis = Basis::embedded();
        for (text, cause) in [
            ("https://www.facebook.com/SzkolaZielona/", Some(HostingProvider)),
            ("http://sites.google.com/view/skola", Some(HostingProvider)),
            ("https://skola-zelena.wixsite.com/skola", Some(HostingProvider)),
            ("zs-zelena.edupage.org", Some(HostingProvider)),
            ("wp.pl", Some(PublicMailbox)),
            ("poczta.onet.pl", Some(PublicMailbox)),
            ("szkola-zielona.pl", None),
            ("sp5.elodz.edu.pl", None),
            ("asp.krakow.pl", None),
            ("https://www.ruhr-uni-bochum.de/", None),
        ] {
            let host = body_host(text, &basis);
            assert_eq!(host.err(), cause, "{text}");
        }
    }
}
