//! What people read about a decision: a message by its key, with what stands in its places, and the English of it.
//!
//! `crates/texts/locales/en/vetting.ftl` is the only place where an English sentence stands; the other languages beside it
//! have the same keys, and whoever shows texts renders them from a [`Message`]. To add a reason: its message there, in every
//! language. To add a variant of one: its messages, its condition in `keys.rs`, and its row in the list of that file. To add
//! a place: its line in `places.rs`.

mod keys;
mod letters;
mod message;
mod places;

use std::sync::LazyLock;

use qualify_vocabulary::{Outcome, ReasonCode};

pub use self::message::{Message, Value};

use self::keys::Subject;
use self::message::{Entry, Messages};
use crate::findings::{Findings, HostFinding, Verdict};

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts { messages: Messages::read(EN) });

/// English, as the languages beside it have it: one file for both readers.
const EN: &str = include_str!("../../../texts/locales/en/vetting.ftl");

/// How long it takes where a person looks.
const PERSON_LOOKS: &str = "vetting-person-looks";

/// What partners read where a reason is kept from them (contract 9.5).
const KEPT: &str = "vetting-kept-from-partners";

/// The texts in English.
#[derive(Debug)]
pub struct Texts {
    messages: Messages,
}

/// What people read about one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is said, for any language: the reason, whose attributes are the next step and the reviewer's checks, and
    /// behind it what goes with it.
    pub messages: Vec<Message>,
    /// In English: what happened and why, for the partner.
    pub partner: String,
    /// In English: what the partner can do now.
    pub next: String,
    /// In English: what a reviewer looks at; empty where nobody has to.
    pub checks: Vec<String>,
}

impl Explanation {
    /// What happened, why, and what the partner can do now.
    pub fn whole(&self) -> String {
        format!("{} {}", self.partner, self.next)
    }
}

impl Texts {
    /// The English texts.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// What is said about a verdict by a rule, which rests on this host.
    pub(crate) fn explain(
        &self,
        verdict: Verdict,
        rule: &str,
        findings: &Findings,
        host: Option<&HostFinding>,
    ) -> Explanation {
        let subject = Subject { reason_code: verdict.reason_code, rule, findings, host };
        let key = keys::key(&subject);
        let fallback = || self.messages.get(&keys::of_reason(verdict.reason_code));
        let Some((key, entry)) = self.messages.get(&key).or_else(fallback) else { return silence() };
        let message = message(key, entry, &subject);
        let mut explanation = Explanation {
            partner: entry.value.fill(&message.arguments),
            next: entry.next.fill(&message.arguments),
            checks: entry.checks.iter().map(|check| check.fill(&message.arguments)).collect(),
            messages: vec![message],
        };
        if verdict.outcome == Outcome::NeedsHuman {
            self.add(PERSON_LOOKS, &mut explanation, &subject);
        }
        explanation
    }

    fn add(&self, key: &str, explanation: &mut Explanation, subject: &Subject<'_>) {
        let Some((key, entry)) = self.messages.get(key) else { return };
        let message = message(key, entry, subject);
        explanation.partner.push(' ');
        explanation.partner.push_str(&entry.value.fill(&message.arguments));
        explanation.messages.push(message);
    }

    /// What partners read about a decision whose reason is kept from them: the same, whatever the reason is.
    pub fn kept_from_partners(&self, findings: &Findings) -> Explanation {
        let subject = Subject { reason_code: ReasonCode::DuplicateClaim, rule: "", findings, host: None };
        let Some((key, entry)) = self.messages.get(KEPT) else { return silence() };
        let message = message(key, entry, &subject);
        let mut explanation = Explanation {
            partner: entry.value.fill(&message.arguments),
            next: entry.next.fill(&message.arguments),
            checks: Vec::new(),
            messages: vec![message],
        };
        self.add(PERSON_LOOKS, &mut explanation, &subject);
        explanation
    }

    /// The message whose checks a reviewer looks at in a case of this reason, for the applicant of this name.
    pub fn checklist(&self, reason_code: ReasonCode, name: &str) -> Option<Message> {
        let (key, _) = self.messages.get(&keys::of_reason(reason_code))?;
        Some(Message { key, arguments: [("name", Value::text(name))].into() })
    }

    /// What a reviewer looks at in a case of this reason: the same checklist, for the applicant of this name. Empty where no
    /// rule leaves anything to a person.
    pub fn checks(&self, reason_code: ReasonCode, name: &str) -> Vec<String> {
        let Some((_, entry)) = self.messages.get(&keys::of_reason(reason_code)) else { return Vec::new() };
        let arguments = [("name", Value::text(name))].into();
        entry.checks.iter().map(|check| check.fill(&arguments)).collect()
    }
}

fn message(key: &'static str, entry: &Entry, subject: &Subject<'_>) -> Message {
    Message { key, arguments: entry.places().map(|place| (place, places::value(place, subject))).collect() }
}

/// A reason without a message, which a test keeps from being.
const fn silence() -> Explanation {
    Explanation { messages: Vec::new(), partner: String::new(), next: String::new(), checks: Vec::new() }
}

#[cfg(test)]
mod tests;
