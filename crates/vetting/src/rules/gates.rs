//! What may stand in the way of an approval.

use qualify_vocabulary::{Outcome, ReasonCode};

use super::rule::verdict;
use crate::application::{Control, Strictness};
use crate::findings::{Findings, HostFinding, Verdict};

/// P1.
pub(super) fn claimed(findings: &Findings, _: &HostFinding) -> Option<Verdict> {
    if findings.is_claimed_elsewhere {
        return Some(verdict(Outcome::NeedsHuman, ReasonCode::DuplicateClaim));
    }
    None
}

/// P2.
pub(super) fn control(findings: &Findings, _: &HostFinding) -> Option<Verdict> {
    if is_strict(findings) && findings.control == Control::None {
        return Some(verdict(Outcome::NeedsHuman, ReasonCode::ControlUnproven));
    }
    None
}

/// P3: all evidence for the host is stale. A suffix does not grow old.
pub(super) fn age(findings: &Findings, host: &HostFinding) -> Option<Verdict> {
    let matching = host.used_listings().filter(|listing| listing.score.is_match());
    let row = host.registry.as_ref().filter(|row| row.score.is_match());
    let ages: Vec<bool> =
        matching.map(|listing| listing.is_stale).chain(row.map(|row| row.is_stale)).collect();
    if is_strict(findings) && !ages.is_empty() && ages.iter().all(|is_stale| *is_stale) {
        return Some(verdict(Outcome::NeedsHuman, ReasonCode::StaleEvidence));
    }
    None
}

fn is_strict(findings: &Findings) -> bool {
    findings.policy.strictness == Strictness::Strict
}
