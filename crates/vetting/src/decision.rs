//! A decision that explains itself, and the replay of one of the past.

use qualify_vocabulary::{Date, Outcome, Qualification, ReasonCode};

use crate::application::{Application, Policy};
use crate::datasets::Snapshot;
use crate::evidence::{EvidenceItem, evidence};
use crate::findings::{Findings, HostFinding, ListingFinding, gather};
use crate::rules::{self, Judgement, RULESET, Tried};
use crate::texts::{Explanation, Texts};

/// What the engine answers about an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the application gets: an approval, a denial, a person who looks, or word that it is invalid.
    pub outcome: Outcome,
    /// Of several reasons the one that decided.
    pub reason_code: ReasonCode,
    /// The rule that decided.
    pub rule: &'static str,
    /// The version of the rules.
    pub ruleset: &'static str,
    /// The host on which it rests.
    pub host: Option<String>,
    /// What is claimed by an approval, now or by a person: no second customer should be approved with it. The listed host
    /// on which it rests, with `#register:id` behind it where a register lists several bodies with that host; else the
    /// registrable domain. None where the host belongs to many.
    pub approved_domain: Option<String>,
    /// What people read.
    pub explanation: Explanation,
    /// What public evidence says about state ownership, where that is a question. It decides nothing.
    pub advisory: Option<&'static str>,
    /// The evidence, the strongest first.
    pub evidence: Vec<EvidenceItem>,
    /// Every rule that was tried, in order.
    pub tried: Vec<Tried>,
    /// Everything that was looked up.
    pub findings: Findings,
}

/// The stored findings were judged by rules that this program does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the decision was made by rules of version {0}, which this program does not have")]
pub struct UnknownRuleset(pub String);

/// Decides about an application on a day. Pure: the same application, snapshot, policy and day give the same decision.
///
/// ```
/// use qualify_vetting::datasets::Snapshot;
/// use qualify_vetting::vocabulary::{Outcome, Qualification, ReasonCode};
/// use qualify_vetting::{Application, CountryInput, Policy, decide};
///
/// let application = Application {
///     email: Some("it@lakeside.k12.wa.us".to_owned()),
///     country: CountryInput::parse("US"),
///     ..Application::new(Qualification::Education, "Lakeside School")
/// };
/// let day = "2026-11-25".parse().unwrap();
/// let decision = decide(&application, &Snapshot::embedded(), Policy::default(), day);
/// assert_eq!(decision.outcome, Outcome::Approve);
/// assert_eq!(decision.reason_code, ReasonCode::EduSuffixA);
/// println!("{}", decision.explanation.partner);
/// ```
pub fn decide(application: &Application, snapshot: &Snapshot, policy: Policy, day: Date) -> Decision {
    from_findings(gather(application, snapshot, policy, day))
}

/// Judges findings of the past by the rules that judged them then.
///
/// # Errors
/// [`UnknownRuleset`].
pub fn replay(findings: Findings, ruleset: &str) -> Result<Decision, UnknownRuleset> {
    replay_by(EDITIONS, findings, ruleset)
}

/// The rules of a version.
#[derive(Debug, Clone, Copy)]
struct Edition {
    ruleset: &'static str,
    judge: fn(&Findings) -> Judgement,
}

const CURRENT: Edition = Edition { ruleset: RULESET, judge: rules::judge };

/// Every edition by which a decision was ever stored: one that is left stays here.
const EDITIONS: &[Edition] = &[CURRENT];

fn replay_by(editions: &[Edition], findings: Findings, ruleset: &str) -> Result<Decision, UnknownRuleset> {
    let edition = editions.iter().find(|edition| edition.ruleset == ruleset);
    edition.map(|edition| judged(findings, *edition)).ok_or_else(|| UnknownRuleset(ruleset.to_owned()))
}

/// The decision that takes the place of an approval if another customer holds the approved domain already.
pub fn if_claimed(decision: &Decision) -> Option<Decision> {
    decision.approved_domain.as_ref().filter(|_| decision.outcome == Outcome::Approve)?;
    Some(from_findings(Findings { is_claimed_elsewhere: true, ..decision.findings.clone() }))
}

fn from_findings(findings: Findings) -> Decision {
    judged(findings, CURRENT)
}

fn judged(findings: Findings, edition: Edition) -> Decision {
    let Judgement { verdict, rule, host, tried } = (edition.judge)(&findings);
    let deciding = host.map(|place| &findings.hosts[place]);
    let name_of = |host: &HostFinding| host.usable().map(|host| host.name.clone());
    let domain = deciding.filter(|host| host.public_mailbox.is_none() && host.disposable_mailbox.is_none());
    let domain = domain.and_then(|host| claim(verdict.reason_code, host));
    let may_be_approved = matches!(verdict.outcome, Outcome::Approve | Outcome::NeedsHuman);
    Decision {
        outcome: verdict.outcome,
        reason_code: verdict.reason_code,
        rule,
        ruleset: edition.ruleset,
        host: deciding.and_then(name_of),
        approved_domain: domain.filter(|_| may_be_approved),
        advisory: advisory(&findings),
        explanation: Texts::english().explain(verdict, rule, &findings, deciding),
        evidence: evidence(&findings),
        tried,
        findings,
    }
}

/// What an approval claims: the listed host on which it rests, with the body's id where a register lists several bodies
/// there; else the name that was registered.
fn claim(reason_code: ReasonCode, host: &HostFinding) -> Option<String> {
    let listed = host.used_listings().filter(|listing| listing.score.is_match());
    let listed =
        listed.max_by_key(|it| (it.host.len(), it.is_one_of_several, it.score, &it.register_id, &it.source));
    match listed.filter(|_| reason_code == ReasonCode::EduDataset) {
        Some(ListingFinding { is_one_of_several: true, register_id: Some(id), host, source, .. }) => {
            Some(format!("{host}#{source}:{id}"))
        }
        Some(listing) => Some(listing.host.clone()),
        None => host.usable().map(|host| host.holder.clone()),
    }
}

/// Hints at state ownership: a government's suffix or registry.
fn advisory(findings: &Findings) -> Option<&'static str> {
    let is_public = findings.hosts.iter().any(|host| {
        host.government_suffix.is_some() || host.foreign_suffix.is_some() || host.registry.is_some()
    });
    let is_declared = findings.held.contains(&Qualification::StateOwnedEntity);
    match (findings.asked_for, is_public) {
        (Qualification::StateOwnedEntity, true) => {
            Some("public evidence supports the declaration of state ownership")
        }
        (Qualification::StateOwnedEntity, false) => Some("no public evidence of state ownership was found"),
        (_, true) if !is_declared => Some("probably state-owned, which was not declared"),
        (_, true | false) => None,
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::Qualification;

    use super::*;
    use crate::findings::Verdict;

    #[test]
    fn a_stored_decision_is_judged_by_the_edition_that_judged_it() {
        const TOY: Edition = Edition {
            ruleset: "toy",
            judge: |_| Judgement {
                verdict: Verdict { outcome: Outcome::NeedsHuman, reason_code: ReasonCode::NoDomain },
                rule: "T1",
                host: None,
                tried: Vec::new(),
            },
        };
        let application = Application {
            email: Some("it@lakeside.k12.wa.us".to_owned()),
            ..Application::new(Qualification::Education, "Lakeside School")
        };
        let day = "2026-11-25".parse().unwrap();
        let now = decide(&application, &Snapshot::embedded(), Policy::default(), day);
        let replayed = |ruleset| replay_by(&[TOY, CURRENT], now.findings.clone(), ruleset);
        let toy = replayed("toy").unwrap();
        assert_eq!((toy.rule, toy.ruleset, toy.outcome), ("T1", "toy", Outcome::NeedsHuman));
        assert_eq!(replayed(RULESET).unwrap(), now);
        assert_eq!(replayed("1"), Err(UnknownRuleset("1".to_owned())));
        assert_eq!(replay(now.findings.clone(), "toy"), Err(UnknownRuleset("toy".to_owned())));
    }
}
