//! What vetting found, in the language of whoever reads.
//!
//! A decision keeps its findings and its English text. In another language it is judged once more over its findings, by
//! the rules that judged it then; where that does not come to the very text that was kept, the kept one is shown: texts
//! that people wrote, and those that are kept from partners (contract 9.5) stay what they are.

use std::collections::BTreeMap;

use qualify_domain::vetting::{DecisionBody, Finding, StoredDecision};
use qualify_texts::{Locale, Vetting};
use qualify_vetting::texts::{Explanation, Message, Texts};
use qualify_vetting::{Decision, Findings, if_claimed, replay};
use qualify_vocabulary::ReasonCode;

/// An explanation in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened and why.
    pub partner: String,
    /// What the partner can do now.
    pub next: String,
    /// What a reviewer looks at; empty where nobody has to.
    pub checks: Vec<String>,
}

/// What is said about a decision.
pub fn of_decision(decision: &Decision, locale: Locale) -> Told {
    let Explanation { partner, next, checks, .. } = &decision.explanation;
    let english = || Told { partner: partner.clone(), next: next.clone(), checks: checks.clone() };
    if locale == Locale::En {
        return english();
    }
    said(&decision.explanation.messages, locale).unwrap_or_else(english)
}

/// What a decision of the past says to the partner, what to do next behind it; none if its texts were erased.
pub fn of_stored(stored: &StoredDecision, locale: Locale) -> Option<String> {
    let body = &stored.texts.as_ref()?.body;
    Some(of_body(body, &stored.sealed.record.ruleset, locale))
}

/// The same for a decision that is being made.
pub fn of_body(body: &DecisionBody, ruleset: &str, locale: Locale) -> String {
    in_language(&body.explanation, &body.findings, ruleset, locale)
}

/// The same for what a request is refused for.
pub fn of_finding(finding: &Finding, locale: Locale) -> String {
    in_language(&finding.explanation, &finding.findings, &finding.ruleset, locale)
}

/// What a reviewer looks at in a case of this reason, for the applicant of this name.
pub fn checks(reason_code: ReasonCode, name: &str, locale: Locale) -> Vec<String> {
    let english = Texts::english();
    let checklist = english.checklist(reason_code, name);
    let told = checklist.filter(|_| locale != Locale::En).map(|message| checks_of(&message, locale));
    told.unwrap_or_else(|| english.checks(reason_code, name))
}

fn in_language(kept: &str, findings: &str, ruleset: &str, locale: Locale) -> String {
    let told = if locale == Locale::En { None } else { told_anew(kept, findings, ruleset, locale) };
    told.unwrap_or_else(|| kept.to_owned())
}

/// The kept text in another language, where it is one of those that the findings come to.
fn told_anew(kept: &str, findings: &str, ruleset: &str, locale: Locale) -> Option<String> {
    whole(&messages_of(kept, findings, ruleset)?, locale)
}

/// The messages of which the English text of a decision was made; none where the findings do not come to this very text.
pub(super) fn messages_of(kept: &str, findings: &str, ruleset: &str) -> Option<Vec<Message>> {
    let findings: Findings = serde_json::from_str(findings).ok()?;
    let for_partners = Texts::english().kept_from_partners(&findings);
    if for_partners.whole() == kept {
        return Some(for_partners.messages);
    }
    let again = replay(findings, ruleset).ok()?;
    let claimed = if_claimed(&again).map(|decision| decision.explanation);
    let mut candidates = [Some(again.explanation), claimed].into_iter().flatten();
    candidates.find(|candidate| candidate.whole() == kept).map(|found| found.messages)
}

/// What happened and why, then what to do next; none if the language lacks one of it.
pub(super) fn whole(messages: &[Message], locale: Locale) -> Option<String> {
    said(messages, locale).map(|told| format!("{} {}", told.partner, told.next))
}

/// The sentences of messages, of which the first has the next step and the checks; none if the language lacks one.
fn said(messages: &[Message], locale: Locale) -> Option<Told> {
    let (first, _) = messages.split_first()?;
    let sentences: Option<Vec<String>> =
        messages.iter().map(|message| sentence(message, "", locale)).collect();
    Some(Told {
        partner: sentences?.join(" "),
        next: sentence(first, ".next", locale)?,
        checks: checks_of(first, locale),
    })
}

fn checks_of(message: &Message, locale: Locale) -> Vec<String> {
    (1..).map_while(|number: u32| sentence(message, &format!(".check-{number}"), locale)).collect()
}

fn sentence(message: &Message, attribute: &str, locale: Locale) -> Option<String> {
    let arguments: BTreeMap<String, String> =
        message.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    Vetting::in_locale(locale).sentence(&format!("{}{attribute}", message.key), &arguments)
}

#[cfg(test)]
mod tests {
    use qualify_vetting::datasets::Snapshot;
    use qualify_vetting::{Application, CountryInput, Policy, decide};
    use qualify_vocabulary::Qualification;

    use super::*;

    fn decided(name: &str, email: &str) -> Decision {
        let application = Application {
            email: Some(email.to_owned()),
            country: CountryInput::parse("US"),
            ..Application::new(Qualification::Education, name)
        };
        let day = "2026-11-25".parse().unwrap();
        decide(&application, &Snapshot::embedded(), Policy::default(), day)
    }

    fn body(decision: &Decision, explanation: String) -> DecisionBody {
        let findings = serde_json::to_string(&decision.findings).unwrap();
        DecisionBody { findings, explanation, ..DecisionBody::default() }
    }

    #[test]
    fn a_decision_is_told_in_every_language_from_what_it_keeps() {
        for (name, email) in [
            ("Lakeside School", "it@lakeside.k12.wa.us"),
            ("Lakeside School", "lakeside@gmail.com"),
            ("Lakeside Alumni Association", "it@lakeside.k12.wa.us"),
            ("Lakeside School", "it@lakeside.com"),
        ] {
            let decision = decided(name, email);
            let kept = body(&decision, decision.explanation.whole());
            assert_eq!(of_body(&kept, decision.ruleset, Locale::En), kept.explanation);
            for locale in Locale::CHOICES.into_iter().filter(|locale| *locale != Locale::En) {
                let told = of_body(&kept, decision.ruleset, locale);
                assert_ne!(told, kept.explanation, "{locale:?}");
                let of_decision = of_decision(&decision, locale);
                assert_eq!(told, format!("{} {}", of_decision.partner, of_decision.next));
                assert_eq!(of_decision.checks.len(), decision.explanation.checks.len(), "{locale:?}");
            }
        }
        let polish = of_decision(&decided("Lakeside School", "it@lakeside.k12.wa.us"), Locale::Pl);
        assert!(
            polish.partner.contains("Lakeside School") || polish.partner.contains("k12.wa.us"),
            "{polish:?}"
        );
    }

    #[test]
    fn a_reason_that_is_kept_from_partners_is_kept_in_every_language() {
        let decision = decided("Lakeside School", "it@lakeside.k12.wa.us");
        let kept = Texts::english().kept_from_partners(&decision.findings);
        for locale in Locale::CHOICES {
            let told = of_body(&body(&decision, kept.whole()), decision.ruleset, locale);
            assert!(!told.contains("Lakeside") && !told.contains("k12.wa.us"), "{locale:?}: {told}");
            assert_eq!(told == kept.whole(), locale == Locale::En, "{locale:?}");
        }
    }

    #[test]
    fn what_somebody_wrote_and_what_cannot_be_judged_anew_stays_as_it_is() {
        let decision = decided("Lakeside School", "it@lakeside.k12.wa.us");
        let written = "The charter shows it.".to_owned();
        assert_eq!(of_body(&body(&decision, written.clone()), decision.ruleset, Locale::Pl), written);
        let whole = decision.explanation.whole();
        assert_eq!(
            of_body(&body(&decision, whole.clone()), "0", Locale::Pl),
            whole,
            "rules of another version"
        );
        let broken = DecisionBody {
            findings: "[]".to_owned(),
            explanation: whole.clone(),
            ..body(&decision, whole.clone())
        };
        assert_eq!(of_body(&broken, decision.ruleset, Locale::Pl), whole);
    }

    #[test]
    fn a_checklist_is_as_long_in_every_language() {
        for reason_code in ReasonCode::ALL.iter().copied() {
            let english = Texts::english().checks(reason_code, "Lakeside School");
            for locale in Locale::CHOICES {
                let told = checks(reason_code, "Lakeside School", locale);
                assert_eq!(told.len(), english.len(), "{reason_code:?} {locale:?}");
            }
        }
    }
}
