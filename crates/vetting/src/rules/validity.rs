//! Whether an application can be examined at all, and what needs no examination.

use qualify_vocabulary::{Outcome, Qualification, ReasonCode};

use super::rule::verdict;
use crate::findings::{Findings, HostFinding, HostRole, SegmentFinding, Verdict};
use crate::host::HostProblem;

/// V1.
pub(super) fn inputs(findings: &Findings) -> Option<Verdict> {
    let is_settable = match findings.asked_for {
        Qualification::Education
        | Qualification::GovernmentCommunityCloud
        | Qualification::StateOwnedEntity => true,
        Qualification::None | Qualification::Nonprofit => false,
    };
    if !is_settable {
        return Some(verdict(Outcome::Invalid, ReasonCode::QualificationNotSettable));
    }
    if findings.segment == SegmentFinding::Unknown {
        return Some(verdict(Outcome::Invalid, ReasonCode::InputSegment));
    }
    if findings.is_country_unknown {
        return Some(verdict(Outcome::Invalid, ReasonCode::InputCountry));
    }
    if findings.legal_name.is_empty() {
        return Some(verdict(Outcome::Invalid, ReasonCode::InputName));
    }
    if findings.asked_for == Qualification::StateOwnedEntity {
        return None;
    }
    // One that is no address says nothing about whose it is: the others would be looked at in the place of its host.
    let is_address = |host: &HostFinding| {
        host.host != Err(HostProblem::Malformed) || !host.roles.contains(&HostRole::Email)
    };
    if !findings.hosts.iter().all(is_address) {
        return Some(verdict(Outcome::Invalid, ReasonCode::InputHost));
    }
    // What cannot be looked up is passed over where something else can.
    let problems: Option<Vec<_>> = findings.hosts.iter().map(|host| host.host.as_ref().err()).collect();
    let problem = problems?.first().copied()?;
    let is_foreign = findings.hosts.iter().all(|host| host.foreign_suffix.is_some());
    if findings.asked_for == Qualification::GovernmentCommunityCloud && is_foreign {
        return Some(verdict(Outcome::Deny, ReasonCode::GccNotUs));
    }
    Some(verdict(Outcome::Invalid, problem.reason_code()))
}

/// V2.
pub(super) fn held(findings: &Findings) -> Option<Verdict> {
    use Qualification as Q;
    let holds = |qualification| findings.held.contains(&qualification);
    if holds(findings.asked_for) {
        return Some(verdict(Outcome::Invalid, ReasonCode::AlreadyQualified));
    }
    let is_conflict = match findings.asked_for {
        Q::Education => holds(Q::GovernmentCommunityCloud) || holds(Q::Nonprofit),
        Q::GovernmentCommunityCloud => holds(Q::Education) || holds(Q::Nonprofit),
        Q::StateOwnedEntity | Q::None | Q::Nonprofit => false,
    };
    if is_conflict { Some(verdict(Outcome::Invalid, ReasonCode::QualificationConflict)) } else { None }
}

/// V3.
pub(super) fn refused(_: &Findings, host: &HostFinding) -> Option<Verdict> {
    host.refusal.as_ref().map(|_| verdict(Outcome::Deny, ReasonCode::ListedNotEligible))
}
