//! Properties that hold for all institutions of the sources, not for the labelled rows alone.

use std::collections::HashMap;

use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::{Date, Outcome, ReasonCode};
use qualify_vetting::{Decision, Policy, decide};

use crate::generated::{Institution, hash};

/// How many institutions have their domains swapped with so many others.
const SWAPS: usize = 4000;
const PARTNERS: usize = 5;

/// Own and field words that no institution's name explains.
const WORDS: [&str; 7] =
    ["Zephyrion", "Golden Visa Network", "Medical", "Economics", "of Music", "Kwiatkowska", "Fantasia"];

/// What broke a property: how often it was asked, and each time that it did not hold.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) cases: u32,
    pub(crate) broken: Vec<String>,
    /// Cases beside the property that somebody should look at.
    pub(crate) beside: Vec<String>,
}

/// Swapping the domains of two institutions approves nobody, where each name tells something that the other does not, or
/// where the name is listed for one to three registrable domains, none of them this host's.
pub(crate) fn swaps(all: &[Institution<'_>], snapshot: &Snapshot, day: Date) -> Asked {
    let mut domains: HashMap<&str, Vec<&str>> = HashMap::new();
    for one in all {
        domains.entry(one.name).or_default().push(one.registrable());
    }
    let mut found = Asked::default();
    for (place, one) in all.iter().enumerate().take(SWAPS) {
        for step in 1..=PARTNERS {
            let turn = usize::try_from(hash(one.host) % 7919).unwrap_or_default() * step + step;
            let other = &all[(place + turn) % all.len()];
            let listed = &domains[one.name];
            let is_anothers = listed.len() <= 3 && !listed.contains(&other.registrable());
            if one.is_the_same_as(other) || !(one.each_tells(other) || is_anothers) {
                continue;
            }
            let row = one.at(other.host, one.name);
            let decision = decide(&row.application, snapshot, Policy::default(), day);
            found.cases += 1;
            if decision.outcome == Outcome::Approve {
                found.broken.push(said(&decision));
            }
        }
    }
    found
}

/// An own or field word more that the evidence lacks makes no approval of a person's case.
pub(crate) fn words(all: &[Institution<'_>], snapshot: &Snapshot, day: Date) -> Asked {
    let mut found = Asked::default();
    for (place, one) in all.iter().enumerate().take(SWAPS) {
        for at in [one, &all[(place * 31 + 17) % all.len()]] {
            let row = one.at(at.host, one.name);
            let before = decide(&row.application, snapshot, Policy::default(), day);
            if before.outcome != Outcome::NeedsHuman {
                continue;
            }
            for word in WORDS {
                let row = one.at(at.host, &format!("{} {word}", one.name));
                let after = decide(&row.application, snapshot, Policy::default(), day);
                found.cases += 1;
                if after.outcome == Outcome::Approve {
                    let said = format!("{}, before {}", said(&after), before.reason_code.name());
                    // A name that belonged elsewhere and then no longer does is looked at and named.
                    if before.reason_code == ReasonCode::NameBelongsToOtherDomain {
                        found.beside.push(said);
                    } else {
                        found.broken.push(said);
                    }
                }
            }
        }
    }
    found
}

fn said(decision: &Decision) -> String {
    let names = decision.findings.hosts.iter().flat_map(|host| &host.listings);
    let names: Vec<&str> = names.map(|listing| listing.name.as_str()).collect();
    let host = decision.host.as_deref().unwrap_or_default();
    let name = &decision.findings.legal_name;
    format!("{name} | {host} of {names:?} | {}", decision.reason_code.name())
}
