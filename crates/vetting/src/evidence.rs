//! What a decision rests on, as a list for people and records.

use qualify_vocabulary::{Date, EducationSegment};
use serde::{Deserialize, Serialize};

use crate::findings::{Findings, HostFinding, ListingFinding};

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceItem {
    /// Where it comes from.
    pub source: String,
    /// What was looked up.
    pub key: String,
    /// What was found.
    pub value: String,
    /// The day to which the source refers.
    pub as_of: Option<Date>,
    /// How much it counts.
    pub strength: Strength,
}

/// How much a piece of evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// An earlier final finding.
    Finding,
    /// An official register.
    Registry,
    /// A list that people keep.
    Listing,
    /// The rule of a registry of names.
    Suffix,
    /// A reason to doubt.
    Doubt,
}

/// What was found, the strongest first.
pub(crate) fn evidence(findings: &Findings) -> Vec<EvidenceItem> {
    let mut items = Vec::new();
    for host in &findings.hosts {
        let Some(named) = host.usable() else { continue };
        of_sources(host, &named.registrable, &mut items);
        of_suffixes(host, &mut items);
        of_doubts(host, &named.name, &mut items);
    }
    items.sort_by_key(|item| item.strength);
    items
}

fn item(
    source: &str,
    key: &str,
    value: impl Into<String>,
    as_of: Option<Date>,
    strength: Strength,
) -> EvidenceItem {
    EvidenceItem { source: source.to_owned(), key: key.to_owned(), value: value.into(), as_of, strength }
}

/// What the sources hold of the host.
fn of_sources(host: &HostFinding, registrable: &str, items: &mut Vec<EvidenceItem>) {
    if let Some(refusal) = &host.refusal {
        items.push(item(&refusal.source, registrable, "not eligible", refusal.since, Strength::Finding));
    }
    if let Some(row) = &host.registry {
        items.push(item(&row.source, &row.host, row.name.as_str(), row.as_of, Strength::Registry));
    }
    for listing in &host.listings {
        let strength = if listing.is_quarantined { Strength::Doubt } else { Strength::Listing };
        items.push(item(&listing.source, &listing.host, described(listing), listing.as_of, strength));
        if let Some(known) = &listing.known_as {
            items.push(item(&known.source, &known.host, known.name.as_str(), None, strength));
        }
    }
    for body in &host.other_bodies {
        let value = format!("{} ({})", body.name, body.what);
        items.push(item(&body.source, &body.host, value, body.as_of, Strength::Doubt));
    }
}

/// An institution's name, with its segment and country as far as they are known.
fn described(listing: &ListingFinding) -> String {
    let segment = listing.segment.map_or("", EducationSegment::name);
    let country = listing.country.map(|country| country.to_string()).unwrap_or_default();
    let more: Vec<&str> = [segment, &country].into_iter().filter(|text| !text.is_empty()).collect();
    if more.is_empty() { listing.name.clone() } else { format!("{} ({})", listing.name, more.join(", ")) }
}

/// What the registries of its suffixes promise.
fn of_suffixes(host: &HostFinding, items: &mut Vec<EvidenceItem>) {
    if let Some(suffix) = &host.education_suffix {
        let value = format!("grade {:?}, {}", suffix.grade, suffix.grade.meaning());
        items.push(item("suffix-policy", &suffix.suffix, value, None, Strength::Suffix));
    }
    let suffixes =
        [(&host.government_suffix, "US government"), (&host.foreign_suffix, "foreign or international body")];
    for (suffix, value) in suffixes {
        if let Some(suffix) = suffix {
            items.push(item("suffix-policy", suffix, value, None, Strength::Suffix));
        }
    }
}

/// Reasons to doubt.
fn of_doubts(host: &HostFinding, name: &str, items: &mut Vec<EvidenceItem>) {
    let doubts = [
        (&host.stop_list, &host.stop_list_source, "stop-list"),
        (&host.abuse_list, &host.abuse_list_source, "abuse list"),
        (&host.name_is_listed_for, &host.name_is_listed_by, "the name is listed here"),
    ];
    for (entry, source, value) in doubts {
        if let Some(entry) = entry {
            // Findings from before the source was noted come to the evidence that was kept with them.
            let source = source.as_deref().unwrap_or("swot");
            items.push(item(source, entry, value, None, Strength::Doubt));
        }
    }
    let mailboxes =
        [(&host.public_mailbox, "public mailbox"), (&host.disposable_mailbox, "disposable mailbox")];
    for (mailbox, value) in mailboxes {
        if let Some(mailbox) = mailbox {
            items.push(item(&mailbox.source, name, value, None, Strength::Doubt));
        }
    }
}
