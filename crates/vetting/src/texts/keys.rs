//! Under which key a decision is explained: that of its reason, or that of a variant of it.

use qualify_vocabulary::{NameKey, ReasonCode};

use super::letters::are_own_letters;
use super::places::{other_country, second_country};
use crate::country::Country;
use crate::findings::{Findings, HostFinding, SegmentFinding};
use crate::name::Score;
use crate::rules::best_listing;

/// What is explained.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'finding> {
    pub(super) reason_code: ReasonCode,
    pub(super) rule: &'finding str,
    pub(super) findings: &'finding Findings,
    /// The host on which the decision rests.
    pub(super) host: Option<&'finding HostFinding>,
}

/// The key of a reason.
pub(super) fn of_reason(reason_code: ReasonCode) -> String {
    format!("vetting-{}", reason_code.name().to_ascii_lowercase().replace('_', "-"))
}

/// Every variant that [`variant`] names.
#[cfg(test)]
pub(super) const VARIANTS: [(ReasonCode, &str); 14] = [
    (ReasonCode::ListedNotEligible, "since"),
    (ReasonCode::Idn, "own-letters"),
    (ReasonCode::CountryMismatch, "listings"),
    (ReasonCode::NameMismatch, "government"),
    (ReasonCode::SegmentMismatch, "listings"),
    (ReasonCode::SharedPlatform, "listed"),
    (ReasonCode::EduDataset, "same-name"),
    (ReasonCode::NameImplausible, "research"),
    (ReasonCode::NameImplausible, "government"),
    (ReasonCode::NameImplausible, "locality"),
    (ReasonCode::EduNoEvidence, "no-lists"),
    (ReasonCode::GccNotUs, "host"),
    (ReasonCode::GovNoEvidence, "no-host"),
    (ReasonCode::ControlUnproven, "strict"),
];

/// The key under which a decision is explained.
pub(super) fn key(subject: &Subject<'_>) -> String {
    let reason = of_reason(subject.reason_code);
    match variant(subject) {
        None => reason,
        Some(variant) => format!("{reason}-{variant}"),
    }
}

/// What sets the explanation apart from that of other decisions for the same reason.
fn variant(subject: &Subject<'_>) -> Option<&'static str> {
    let Subject { reason_code, rule, findings, host } = *subject;
    match reason_code {
        ReasonCode::ListedNotEligible => {
            host?.refusal.as_ref()?.since?;
            Some("since")
        }
        ReasonCode::Idn => are_own_letters(findings, host?).then_some("own-letters"),
        ReasonCode::CountryMismatch => {
            let host = host?;
            second_country(host).filter(|_| other_country(findings, host).is_none()).map(|_| "listings")
        }
        ReasonCode::NameMismatch => host?.registry.as_ref().map(|_| "government"),
        ReasonCode::SegmentMismatch => (findings.segment == SegmentFinding::Absent).then_some("listings"),
        ReasonCode::SharedPlatform => host?.listings.first().map(|_| "listed"),
        ReasonCode::EduDataset => is_same_name(findings, host?).then_some("same-name"),
        ReasonCode::NameImplausible => implausible(rule, host?),
        ReasonCode::EduNoEvidence => findings.looked_into.is_empty().then_some("no-lists"),
        ReasonCode::GccNotUs => is_outside_by_host(findings).then_some("host"),
        ReasonCode::GovNoEvidence => {
            findings.hosts.iter().all(|host| host.usable().is_none()).then_some("no-host")
        }
        ReasonCode::ControlUnproven => (rule == "P2").then_some("strict"),
        _ => None,
    }
}

/// Whether the name that is listed reads like the one that was sent.
fn is_same_name(findings: &Findings, host: &HostFinding) -> bool {
    best_listing(host).is_some_and(|listing| {
        listing.score == Score::EQUAL && NameKey::of(&listing.name) == NameKey::of(&findings.legal_name)
    })
}

/// What the host is for, where that is not education; else whether the name speaks of research.
fn implausible(rule: &str, host: &HostFinding) -> Option<&'static str> {
    let is_of_government = rule.starts_with('G');
    match host {
        _ if is_of_government && host.government_suffix.is_none() && host.locality.is_some() => {
            Some("locality")
        }
        _ if is_of_government => Some("government"),
        _ => host.research_word.as_ref().map(|_| "research"),
    }
}

/// Whether it is the host, not the address, that is of another country.
fn is_outside_by_host(findings: &Findings) -> bool {
    findings.country.is_none_or(Country::is_united_states)
}
