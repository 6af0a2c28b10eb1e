//! One organisation, with everything that led to the answer.

use std::fmt::Write as _;

use qualify_vetting::vocabulary::Outcome;
use qualify_vetting::{Decision, decide};
use serde_json::json;

use super::Bench;
use super::applicant::Words;
use crate::args::{CheckArgs, OutputForm};
use crate::exit::Failure;
use crate::output;

pub(super) fn check(args: &CheckArgs, bench: &Bench, form: OutputForm) -> Result<(), Failure> {
    let words = Words {
        name: args.name.as_deref().unwrap_or_default(),
        domain: args.host.as_deref().unwrap_or_default(),
        website: args.website.as_deref().unwrap_or_default(),
        email: args.email.as_deref().unwrap_or_default(),
        country: args.country.as_deref().unwrap_or_default(),
        segment: args.segment.as_deref().unwrap_or_default(),
        requested: &args.requested,
        ..Words::default()
    };
    if words.country().is_unknown() {
        return Err(Failure::WrongSettings(format!(
            "--country: {} is no code of ISO 3166; write the two or three letters of the country, such as PL or POL",
            words.country
        )));
    }
    let decision = decide(&words.application(), &bench.snapshot, bench.policy, bench.day);
    let text = match form {
        OutputForm::Text => text(&decision),
        OutputForm::Json => format!("{:#}\n", object(&decision)),
    };
    Ok(output::data(&text)?)
}

/// What would happen, in the words of the one who asks.
const fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => "would be approved at once",
        Outcome::NeedsHuman => "would go to a person",
        Outcome::Deny => "would be denied at once",
        Outcome::Invalid => "cannot be examined as it is",
    }
}

fn text(decision: &Decision) -> String {
    format!(
        "{}: {} ({}, rule {})\n\n{}\n{}\n{}",
        decision.findings.legal_name,
        meaning(decision.outcome),
        decision.reason_code,
        decision.rule,
        decision.explanation.partner,
        decision.explanation.next,
        sections(decision),
    )
}

/// What led to a decision, a paragraph each.
pub(crate) fn sections(decision: &Decision) -> String {
    let mut text = String::new();
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            // Writing into a string does not fail.
            let _ = write!(text, "\n{title}\n  {}\n", lines.join("\n  "));
        }
    };
    section("A reviewer would look at", decision.explanation.checks.clone());
    section("State ownership", decision.advisory.map(str::to_owned).into_iter().collect());
    section("Hosts", hosts(decision));
    section("Evidence", evidence(decision));
    section("Rules tried", tried(decision));
    let sources: Vec<String> = decision.findings.sources.iter().map(ToString::to_string).collect();
    section("Consulted", vec![format!("rules {}", decision.ruleset), sources.join(", ")]);
    text
}

fn hosts(decision: &Decision) -> Vec<String> {
    let line = |host: &qualify_vetting::findings::HostFinding| match &host.host {
        Ok(found) => {
            let own = found.unicode.as_ref().map(|unicode| format!(" = {unicode}")).unwrap_or_default();
            let scripts = if host.scripts.is_empty() {
                String::new()
            } else {
                format!(" ({})", host.scripts.join(" and "))
            };
            format!("{}{own}{scripts}, registered as {}", found.name, found.registrable)
        }
        Err(problem) => format!("one that cannot be looked up: {}", problem.reason_code()),
    };
    decision.findings.hosts.iter().map(line).collect()
}

fn evidence(decision: &Decision) -> Vec<String> {
    let line = |item: &qualify_vetting::EvidenceItem| {
        let as_of = item.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
        let title = decision.findings.title_of(&item.source);
        format!("{} in {title}: {}{as_of}", item.key, item.value)
    };
    decision.evidence.iter().map(line).collect()
}

/// One line for the application and one for each host: the rules that did not match, then the one that did.
fn tried(decision: &Decision) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in decision.tried.chunk_by(|one, next| one.host == next.host) {
        let subject = group[0].host.as_deref().unwrap_or("the application");
        let (mut passed, mut matched) = (Vec::new(), String::new());
        for tried in group {
            match tried.verdict {
                None => passed.push(&*tried.rule),
                Some(verdict) => {
                    matched = format!("{} {} {}", tried.rule, verdict.outcome, verdict.reason_code);
                }
            }
        }
        let passed = if passed.is_empty() { String::new() } else { format!("{} no", passed.join(" ")) };
        let parts: Vec<String> = [passed, matched].into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("{subject}: {}", parts.join(", ")));
    }
    lines
}

fn object(decision: &Decision) -> serde_json::Value {
    json!({
        "outcome": decision.outcome,
        "reason_code": decision.reason_code,
        "rule": decision.rule,
        "ruleset": decision.ruleset,
        "host": decision.host,
        "reason": decision.explanation.partner,
        "next": decision.explanation.next,
        "checks": decision.explanation.checks,
        "advisory": decision.advisory,
        "evidence": decision.evidence,
        "tried": decision.tried,
        "findings": decision.findings,
    })
}
