//! What vetting said about a customer, in the language of whoever reads it.
//!
//! A decision keeps its English text, and the findings from which the rules say it once more. Another language is told only
//! what that English text says: a sentence that the rules would say today and did not say then, or whose reason is kept from
//! partners (contract 9.5), is never shown.

use qualify_domain::ports::{DecisionStore as _, Outcome};
use qualify_domain::vetting::DecisionBody;
use qualify_texts::Locale;
use qualify_vetting::texts::Message;
use qualify_vocabulary::{CustomerId, PageSize};

use super::asker::PartnerAsker;
use super::explained;

/// Decisions about a customer that are looked at for their sentences.
const DECISIONS_MAX: u64 = 100;

/// A text for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    pub text: String,
    /// Whether it is in the language that was asked for; else it is as somebody wrote it.
    pub is_in_locale: bool,
}

/// What decisions about a customer said.
#[derive(Debug, Default)]
pub struct Said {
    locale: Locale,
    sayings: Vec<(String, Vec<Message>)>,
}

impl Said {
    /// The decisions about a customer; in English there is nothing to look for.
    pub async fn about(asker: &PartnerAsker<'_>, customer: CustomerId, locale: Locale) -> Outcome<Self> {
        let mut said = Self { locale, sayings: Vec::new() };
        if locale == Locale::En {
            return Ok(said);
        }
        let size = PageSize::clamped(DECISIONS_MAX).unwrap_or(PageSize::MAX);
        let list = asker.app.store.list_decisions(asker.key(customer), None, size, true);
        for decision in asker.measure(list).await?.items {
            let Some(texts) = decision.texts else { continue };
            said.add(&texts.body, &decision.sealed.record.ruleset);
        }
        Ok(said)
    }

    /// What one decision said that is not kept.
    pub fn of_draft(body: &DecisionBody, ruleset: &str, locale: Locale) -> Saying {
        let mut said = Self { locale, sayings: Vec::new() };
        said.add(body, ruleset);
        said.saying(&body.explanation)
    }

    fn add(&mut self, body: &DecisionBody, ruleset: &str) {
        if let Some(messages) = explained::messages_of(&body.explanation, &body.findings, ruleset) {
            self.sayings.push((body.explanation.clone(), messages));
        }
    }

    /// An English text of a decision in the language of whoever reads it.
    pub fn saying(&self, english: &str) -> Saying {
        let as_it_is = || Saying { text: english.to_owned(), is_in_locale: self.locale == Locale::En };
        if self.locale == Locale::En {
            return as_it_is();
        }
        let messages = self.sayings.iter().find(|(text, _)| text == english).map(|(_, messages)| messages);
        let text = messages.and_then(|messages| explained::whole(messages, self.locale));
        text.map_or_else(as_it_is, |text| Saying { text, is_in_locale: true })
    }
}

#[cfg(test)]
mod tests {
    use qualify_vetting::datasets::Snapshot;
    use qualify_vetting::texts::Texts;
    use qualify_vetting::{Application, CountryInput, Policy, decide};
    use qualify_vocabulary::Qualification;

    use super::*;

    fn body(email: &str) -> (DecisionBody, qualify_vetting::Decision) {
        let application = Application {
            email: Some(email.to_owned()),
            country: CountryInput::parse("US"),
            ..Application::new(Qualification::Education, "Lakeside School")
        };
        let day = "2026-11-25".parse().unwrap();
        let decision = decide(&application, &Snapshot::embedded(), Policy::default(), day);
        let findings = serde_json::to_string(&decision.findings).unwrap();
        let explanation = decision.explanation.whole();
        (DecisionBody { findings, explanation, ..DecisionBody::default() }, decision)
    }

    #[test]
    fn every_language_says_what_english_said_and_nothing_else() {
        for email in ["it@lakeside.k12.wa.us", "somebody@gmail.com", "it@unknown-school.org"] {
            let (body, decision) = body(email);
            let english = Said::of_draft(&body, decision.ruleset, Locale::En);
            assert_eq!(english, Saying { text: body.explanation.clone(), is_in_locale: true }, "{email}");
            for locale in [Locale::Pl, Locale::Hu, Locale::Cs, Locale::Nl, Locale::PtPt] {
                let said = Said::of_draft(&body, decision.ruleset, locale);
                assert!(said.is_in_locale && said.text != body.explanation, "{email} {locale:?}: {said:?}");
            }
        }
    }

    #[test]
    fn a_reason_that_is_kept_from_partners_is_kept_in_every_language() {
        let (body, decision) = body("it@lakeside.k12.wa.us");
        let kept = Texts::english().kept_from_partners(&decision.findings).whole();
        let kept_body = DecisionBody { explanation: kept, ..body.clone() };
        let (said, of_kept) = (
            Said::of_draft(&body, decision.ruleset, Locale::Pl),
            Said::of_draft(&kept_body, decision.ruleset, Locale::Pl),
        );
        assert!(of_kept.is_in_locale && said.text != of_kept.text, "{of_kept:?}");
    }

    #[test]
    fn what_a_person_wrote_stays_as_it_was_written() {
        let (body, decision) = body("it@lakeside.k12.wa.us");
        let written = DecisionBody { explanation: "The charter shows a school.".to_owned(), ..body };
        let said = Said::of_draft(&written, decision.ruleset, Locale::Hu);
        assert_eq!(said, Saying { text: "The charter shows a school.".to_owned(), is_in_locale: false });
    }
}
