//! Outcomes by name: in a sandbox, the host of the customer's e-mail address says how Education ends, unless vetting was told
//! what to say of the customer itself.
//!
//! To add one: a row in [`HOSTS`]. In production these are ordinary names.

use std::sync::Arc;

use qualify_domain::vetting::{Applicant, DecisionDraft, Vetted, Vetter, Vetting};
use qualify_vocabulary::{Decision, Qualification, ReasonCode, SignedDuration, Timestamp, VettingReason};

use crate::scripts::Scripts;

/// A host of the sandbox and what it brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptedHost {
    /// The host; `<seconds>` stands for a number.
    pub host: &'static str,
    /// What happens, for people.
    pub meaning: &'static str,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    At(Decision),
    /// In review for the seconds in the host, then approved.
    Slow,
}

impl ScriptedHost {
    /// What vetting says of it at once; none where it takes its time.
    pub(crate) const fn decision(&self) -> Option<Decision> {
        match self.outcome {
            Outcome::At(decision) => Some(decision),
            Outcome::Slow => None,
        }
    }
}

const fn host(host: &'static str, outcome: Outcome, meaning: &'static str) -> ScriptedHost {
    ScriptedHost { host, meaning, outcome }
}

const fn denied(name: &'static str, reason: VettingReason) -> ScriptedHost {
    host(name, Outcome::At(Decision::Deny(reason)), reason.text())
}

const SLOW_START: &str = "slow-";
const HOST_END: &str = ".example";

/// The hosts. `qualify sandbox magic` lists them.
pub const SCRIPTED_HOSTS: [ScriptedHost; 10] = [
    host("approve.example", Outcome::At(Decision::Approve), "Approved"),
    host("review.example", Outcome::At(Decision::NeedsPerson), "InReview until a person decides"),
    denied("deny-not-education.example", VettingReason::NotEducationCustomer),
    denied("deny-no-longer.example", VettingReason::NoLongerEducationCustomer),
    denied("deny-after-review.example", VettingReason::NotEducationCustomerAfterReview),
    denied("deny-restricted.example", VettingReason::Restricted),
    denied("deny-not-academic-domain.example", VettingReason::NotAcademicDomain),
    denied("deny-library.example", VettingReason::NotEligibleLibrary),
    denied("deny-museum.example", VettingReason::NotEligibleMuseum),
    host(
        "slow-<seconds>.example",
        Outcome::Slow,
        "InReview for so many seconds of the sandbox's clock, then Approved; PUT answers 400/1900009",
    ),
];

/// What vetting says of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// This, whenever it is asked.
    At(Decision),
    /// That it takes so long from the request on; then it approves.
    After(SignedDuration),
}

impl Told {
    /// The word for it: what the host begins with that brings the same about.
    pub(crate) fn word(self) -> &'static str {
        Self::table().find(|(_, told)| *told == self).map_or("slow", |(word, _)| word)
    }

    /// The words for what is said at once.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        Self::table().map(|(word, _)| word)
    }

    /// Reads one of [`words`](Self::words).
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::table().find(|(known, _)| *known == word).map(|(_, told)| told)
    }

    fn table() -> impl Iterator<Item = (&'static str, Self)> {
        SCRIPTED_HOSTS.iter().filter_map(|known| match known.outcome {
            Outcome::At(decision) => Some((known.host.strip_suffix(HOST_END)?, Self::At(decision))),
            Outcome::Slow => None,
        })
    }

    fn answer(self, applicant: &Applicant, now: Timestamp, by: &str) -> Vetted {
        match self {
            Self::At(decision) => decided(decision, by),
            Self::After(length) => {
                let until = applicant.opened_at.checked_add(length).unwrap_or(Timestamp::MAX);
                if now >= until { decided(Decision::Approve, by) } else { Vetted::NotBefore(until) }
            }
        }
    }
}

/// A vetter that looks for what it was told of the customer first, then at its e-mail host.
#[derive(Debug)]
pub(crate) struct Scripted {
    scripts: Arc<Scripts>,
    otherwise: Arc<dyn Vetter>,
}

impl Scripted {
    pub(crate) fn over(otherwise: Arc<dyn Vetter>, scripts: Arc<Scripts>) -> Self {
        Self { scripts, otherwise }
    }

    fn scripted(&self, applicant: &Applicant, now: Timestamp) -> Option<Vetted> {
        match self.scripts.find(applicant.key) {
            Some(told) => Some(told.answer(applicant, now, "a script for this customer")),
            None => by_host(applicant, now),
        }
    }
}

impl Vetter for Scripted {
    fn vet(&self, applicant: &Applicant, now: Timestamp) -> Vetted {
        if applicant.asked_for == Qualification::Education
            && let Some(answer) = self.scripted(applicant, now)
        {
            return answer;
        }
        self.otherwise.vet(applicant, now)
    }

    fn name(&self) -> &'static str {
        self.otherwise.name()
    }

    fn decides(&self) -> bool {
        self.otherwise.decides()
    }
}

fn by_host(applicant: &Applicant, now: Timestamp) -> Option<Vetted> {
    let named = applicant.email.rsplit('@').next()?.trim().to_ascii_lowercase();
    let told = match slow_seconds(&named) {
        Some(seconds) => Told::After(seconds),
        None => Told::parse(named.strip_suffix(HOST_END)?)?,
    };
    Some(told.answer(applicant, now, &format!("the customer's e-mail host, {named}")))
}

/// The time in a name such as `slow-90.example`.
fn slow_seconds(host: &str) -> Option<SignedDuration> {
    let digits = host.strip_prefix(SLOW_START)?.strip_suffix(HOST_END)?;
    let seconds: u32 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    // At least one, so that a PUT, which is decided at the moment of its request, is never approved.
    Some(SignedDuration::from_secs(i64::from(seconds.max(1))))
}

fn decided(decision: Decision, by: &str) -> Vetted {
    let explanation = format!("The sandbox was told this outcome by {by}.");
    let decision =
        DecisionDraft::without_rules(decision, ReasonCode::SandboxScripted, "sandbox", explanation);
    Vetted::Decided(Box::new(Vetting::of(decision)))
}

#[cfg(test)]
mod tests {
    use qualify_domain::customer::CustomerKey;
    use qualify_vocabulary::{CustomerId, DomainName, PartnerId};

    use super::*;

    #[test]
    fn the_time_of_a_slow_host_is_a_plain_number() {
        assert_eq!(slow_seconds("slow-90.example"), Some(SignedDuration::from_secs(90)));
        assert_eq!(slow_seconds("slow-0.example"), Some(SignedDuration::from_secs(1)));
        for host in
            ["slow-.example", "slow-+1.example", "slow-1.5.example", "slow-99999999999.example", "slow-1.org"]
        {
            assert_eq!(slow_seconds(host), None, "{host}");
        }
    }

    /// Needs a person for everything.
    #[derive(Debug)]
    struct Undecided;

    impl Vetter for Undecided {
        fn vet(&self, _: &Applicant, _: Timestamp) -> Vetted {
            Vetted::NotBefore(Timestamp::MAX)
        }

        fn name(&self) -> &'static str {
            "undecided"
        }

        fn decides(&self) -> bool {
            true
        }
    }

    fn applicant(email: &str, asked_for: Qualification) -> Applicant {
        Applicant {
            key: CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) },
            asked_for,
            segment: None,
            website: None,
            legal_name: "Lakeside School".to_owned(),
            email: email.to_owned(),
            domain: DomainName::parse("lakeside.onmicrosoft.com").unwrap(),
            country: "US".to_owned(),
            held: Vec::new(),
            code_organization: None,
            opened_at: Timestamp::UNIX_EPOCH,
            attempt: 1,
        }
    }

    #[test]
    fn hosts_script_education_and_everything_else_is_left_to_the_vetter_below() {
        let vetter = Scripted::over(Arc::new(Undecided), Arc::default());
        let reason =
            |email: &str, asked_for| match vetter.vet(&applicant(email, asked_for), Timestamp::UNIX_EPOCH) {
                Vetted::Decided(vetting) => Some(vetting.decision.reason_code),
                Vetted::NotBefore(_) => None,
            };
        let scripted = Some(ReasonCode::SandboxScripted);
        assert_eq!(reason("it@approve.example", Qualification::Education), scripted);
        assert_eq!(reason("it@Deny-Museum.Example", Qualification::Education), scripted);
        assert_eq!(reason("it@lakeside.k12.wa.us", Qualification::Education), None);
        assert_eq!(reason("it@approve.example", Qualification::StateOwnedEntity), None);
    }

    #[test]
    fn every_documented_reason_has_a_host() {
        for reason in VettingReason::ALL {
            let outcome = Outcome::At(Decision::Deny(reason));
            assert!(SCRIPTED_HOSTS.iter().any(|known| known.outcome == outcome), "{reason:?}");
        }
    }
}
