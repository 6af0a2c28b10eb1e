//! From rules to one answer: the application first, then each host, then the hosts together, then the gates.

use std::borrow::Cow;

use qualify_vocabulary::{Outcome, Qualification, ReasonCode};

use super::rule::{Judge, Judgement, Rule, Tried};
use super::table::TABLE;
use crate::findings::{Findings, HostFinding, Verdict};

/// Flags that outweigh whatever other hosts say. A quarantined listing is one of them: it hides the name for which the
/// host is listed, and what is hidden must not let another host pass.
const INTEGRITY: [ReasonCode; 7] = [
    ReasonCode::Idn,
    ReasonCode::Stoplisted,
    ReasonCode::Abused,
    ReasonCode::CountryMismatch,
    ReasonCode::NameMismatch,
    ReasonCode::SegmentMismatch,
    ReasonCode::OverbroadListing,
];

/// The rule that looks at hosts together.
const TOGETHER: &str = "H1";

/// Judges the findings.
pub(crate) fn judge(findings: &Findings) -> Judgement {
    let mut trace = Trace { asked_for: findings.asked_for, tried: Vec::with_capacity(TABLE.len()) };
    if let Some((rule, verdict)) = trace.application(findings) {
        return Judgement { verdict, rule, host: None, tried: trace.tried };
    }
    let answers: Vec<Answer> = findings
        .hosts
        .iter()
        .enumerate()
        .filter(|(_, host)| host.usable().is_some())
        .filter_map(|(place, host)| {
            let (rule, verdict) = trace.host(findings, host)?;
            Some(Answer { place, rule, verdict })
        })
        .collect();
    let answer = combine(findings, &answers, &mut trace);
    gate(findings, answer, trace)
}

/// What the rules say about one host.
#[derive(Debug, Clone, Copy)]
struct Answer {
    place: usize,
    rule: &'static str,
    verdict: Verdict,
}

struct Trace {
    asked_for: Qualification,
    tried: Vec<Tried>,
}

impl Trace {
    fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        let asked_for = self.asked_for;
        TABLE.iter().filter(move |rule| rule.stands_for(asked_for))
    }

    fn note(&mut self, rule: &Rule, host: Option<&HostFinding>, verdict: Option<Verdict>) {
        let host = host.and_then(HostFinding::usable).map(|host| host.name.clone());
        self.tried.push(Tried { rule: Cow::Borrowed(rule.id), host, verdict });
    }

    fn application(&mut self, findings: &Findings) -> Option<(&'static str, Verdict)> {
        self.rules().find_map(|rule| {
            let Judge::Application(judge) = rule.judge else { return None };
            let verdict = judge(findings);
            self.note(rule, None, verdict);
            verdict.map(|verdict| (rule.id, verdict))
        })
    }

    fn host(&mut self, findings: &Findings, host: &HostFinding) -> Option<(&'static str, Verdict)> {
        self.rules().find_map(|rule| {
            let Judge::Host(judge) = rule.judge else { return None };
            let verdict = judge(findings, host);
            self.note(rule, Some(host), verdict);
            verdict.map(|verdict| (rule.id, verdict))
        })
    }

    fn approval(&mut self, findings: &Findings, host: &HostFinding) -> Option<(&'static str, Verdict)> {
        self.rules().find_map(|rule| {
            let Judge::Approval(judge) = rule.judge else { return None };
            let verdict = judge(findings, host);
            self.note(rule, Some(host), verdict);
            verdict.map(|verdict| (rule.id, verdict))
        })
    }

    fn together(&mut self, verdict: Option<Verdict>) {
        if let Some(rule) = TABLE.iter().find(|rule| matches!(rule.judge, Judge::Together)) {
            self.note(rule, None, verdict);
        }
    }
}

/// One answer out of the hosts' answers.
fn combine(findings: &Findings, answers: &[Answer], trace: &mut Trace) -> Option<Answer> {
    if answers.is_empty() {
        return None;
    }
    let host = |answer: &Answer| &findings.hosts[answer.place];
    // Every tenant has such a name: it takes no denial of all the other hosts away, and without a listing it says
    // nothing beside another host.
    let others: Vec<Answer> =
        answers.iter().filter(|answer| !host(answer).is_tenant_name()).copied().collect();
    if !others.is_empty() && others.iter().all(|answer| answer.verdict.outcome == Outcome::Deny) {
        return others.first().copied();
    }
    let own: Vec<Answer> =
        answers.iter().filter(|answer| !host(answer).is_bare_tenant_name()).copied().collect();
    let counted: &[Answer] = if own.is_empty() { answers } else { &own };
    if let [only] = counted {
        if only.verdict.outcome != Outcome::Approve || is_backed(findings, only) {
            return Some(*only);
        }
        return Some(together(*only, ReasonCode::ControlUnproven, trace));
    }
    let flagged =
        INTEGRITY.iter().find_map(|flag| counted.iter().find(|answer| answer.verdict.reason_code == *flag));
    if let Some(flagged) = flagged {
        return Some(together(*flagged, flagged.verdict.reason_code, trace));
    }
    let approving = || counted.iter().filter(|answer| answer.verdict.outcome == Outcome::Approve);
    if let Some(backed) = approving().find(|answer| is_backed(findings, answer)) {
        trace.together(None);
        return Some(*backed);
    }
    if let Some(unbacked) = approving().next() {
        return Some(together(*unbacked, ReasonCode::ControlUnproven, trace));
    }
    trace.together(None);
    counted.iter().find(|answer| answer.verdict.outcome == Outcome::NeedsHuman).or(counted.first()).copied()
}

fn together(answer: Answer, reason_code: ReasonCode, trace: &mut Trace) -> Answer {
    let verdict = Verdict { outcome: Outcome::NeedsHuman, reason_code };
    trace.together(Some(verdict));
    Answer { rule: TOGETHER, verdict, ..answer }
}

/// Whether the e-mail address or the tenant's domain belongs to the holder of the host.
fn is_backed(findings: &Findings, answer: &Answer) -> bool {
    let Some(approved) = findings.hosts[answer.place].usable() else { return false };
    findings
        .hosts
        .iter()
        .filter(|host| host.is_controlled())
        .any(|host| host.usable().is_some_and(|controlled| controlled.holder == approved.holder))
}

fn gate(findings: &Findings, answer: Option<Answer>, mut trace: Trace) -> Judgement {
    let Some(Answer { place, rule, verdict }) = answer else {
        let (id, verdict) = no_answer(findings.asked_for);
        if let Some(rule) = TABLE.iter().find(|rule| rule.id == id) {
            trace.note(rule, None, Some(verdict));
        }
        return Judgement { verdict, rule: id, host: None, tried: trace.tried };
    };
    let (rule, verdict) = match verdict.outcome {
        Outcome::Approve => trace.approval(findings, &findings.hosts[place]).unwrap_or((rule, verdict)),
        Outcome::NeedsHuman | Outcome::Deny | Outcome::Invalid => (rule, verdict),
    };
    Judgement { verdict, rule, host: Some(place), tried: trace.tried }
}

/// No host could be judged: Government Community Cloud without any host, or a tenant's name beside an unusable one.
const fn no_answer(asked_for: Qualification) -> (&'static str, Verdict) {
    let (rule, reason_code) = match asked_for {
        Qualification::GovernmentCommunityCloud => ("G7", ReasonCode::GovNoEvidence),
        Qualification::Education
        | Qualification::StateOwnedEntity
        | Qualification::None
        | Qualification::Nonprofit => ("E12", ReasonCode::EduNoEvidence),
    };
    (rule, Verdict { outcome: Outcome::NeedsHuman, reason_code })
}
