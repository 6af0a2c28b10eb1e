//! How the answers to a set stand to its labels, and to the answers of the edition before.

use std::collections::BTreeMap;

use qualify_vetting::Decision;
use qualify_vetting::vocabulary::Outcome;
use serde_json::{Value, json};

use crate::rows::{Row, Set};

/// The sums over a set.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: u32,
    approved_wrongly: u32,
    denied_wrongly: u32,
    approved: u32,
    decidable: u32,
    decided: u32,
    reasons: BTreeMap<String, u32>,
    /// From which outcome to which others, where the edition before is known.
    moved: BTreeMap<String, u32>,
}

impl Tally {
    pub(crate) fn of(set: &Set, decisions: &[Decision], before: Option<&[String]>) -> Self {
        let mut tally = Self::default();
        for (place, (row, decision)) in set.rows.iter().zip(decisions).enumerate() {
            tally.add(row, decision);
            let before = before.and_then(|before| before.get(place));
            let now = decision.outcome.to_string();
            if let Some(before) = before.filter(|before| **before != now) {
                *tally.moved.entry(format!("{before} > {now}")).or_default() += 1;
            }
        }
        tally
    }

    fn add(&mut self, row: &Row, decision: &Decision) {
        let outcome = decision.outcome;
        let is_approved = outcome == Outcome::Approve;
        self.rows += 1;
        self.approved_wrongly += u32::from(row.is_approved_wrongly(outcome));
        self.denied_wrongly += u32::from(row.is_denied_wrongly(outcome));
        self.approved += u32::from(is_approved);
        self.decidable += u32::from(row.is_decidable());
        self.decided += u32::from(row.is_decidable() && is_approved);
        *self.reasons.entry(format!("{outcome} {}", decision.reason_code.name())).or_default() += 1;
    }

    pub(crate) fn json(&self, set: &Set, with_ror: bool) -> Value {
        let share = |part: u32, all: u32| f64::from(part) / f64::from(all.max(1));
        let to_a_person: BTreeMap<&str, f64> = self
            .reasons
            .iter()
            .filter_map(|(reason, rows)| {
                Some((reason.strip_prefix("needs-human ")?, share(*rows, self.rows)))
            })
            .collect();
        json!({
            "set": set.name,
            "with_ror": with_ror,
            "rows": self.rows,
            "approved_wrongly": self.approved_wrongly,
            "denied_wrongly": self.denied_wrongly,
            "approved": share(self.approved, self.rows),
            "decided_at_once": share(self.rows - self.to_a_person(), self.rows),
            "decidable": self.decidable,
            "decidable_to_a_person": self.decidable - self.decided,
            "to_a_person": to_a_person,
            "reasons": self.reasons,
            "moved": self.moved,
        })
    }

    fn to_a_person(&self) -> u32 {
        let persons = self.reasons.iter().filter(|(reason, _)| reason.starts_with("needs-human "));
        persons.map(|(_, rows)| rows).sum()
    }
}

/// What a row came to that its label does not want, with why.
pub(crate) fn surprise(row: &Row, decision: &Decision) -> Option<String> {
    let outcome = decision.outcome;
    let is_surprise = row.is_approved_wrongly(outcome)
        || row.is_denied_wrongly(outcome)
        || (row.expected != "not-approve" && row.is_wanted_approved() && outcome != Outcome::Approve)
        || (!row.reason.is_empty() && row.reason != decision.reason_code.name());
    is_surprise.then(|| {
        format!(
            "  {} | {} | {outcome} {} {} | wanted {} {} {}",
            row.application.legal_name,
            row.application.domain.as_deref().unwrap_or_default(),
            decision.rule,
            decision.reason_code.name(),
            row.expected,
            row.reason,
            why(decision)
        )
    })
}

impl Row {
    fn is_wanted_approved(&self) -> bool {
        matches!(self.expected.as_str(), "approve" | "not-deny")
    }
}

fn why(decision: &Decision) -> String {
    let said = decision.findings.hosts.iter().map(|host| {
        let listed: Vec<String> = host
            .listings
            .iter()
            .map(|it| format!("{} {}={}", it.source, it.name, it.score.hundredths()))
            .collect();
        let row = host.registry.as_ref().map(|row| format!("{}={}", row.name, row.score.hundredths()));
        format!("{listed:?} {row:?} risk {:?} elsewhere {:?}", host.risk_words, host.name_is_listed_for)
    });
    said.collect::<Vec<String>>().join("; ")
}
