//! Who decides about qualifications: the vetter that the configuration names.
//!
//! To add a policy: a variant of `VettingPolicy`, its vetter here, and a row in the test below.

use std::sync::Arc;

use qualify_domain::vetting::{Applicant, DecisionDraft, DecisionSeed, Examination, Vetted, Vetter, Vetting};
use qualify_vocabulary::{Decision, DecisionId, Qualification, ReasonCode, Timestamp, VettingPolicy};

use crate::app::App;
use crate::clock::{fresh_guid, fresh_salt};
use crate::config::Config;

/// The vetter of this configuration.
pub(crate) fn vetter(config: &Config) -> Arc<dyn Vetter> {
    Arc::new(FixedPolicy(config.vetting.policy))
}

/// What a fresh decision is made of beside the answer.
pub(crate) fn fresh_seed() -> DecisionSeed {
    DecisionSeed { id: DecisionId::from_uuid(fresh_guid()), salt: fresh_salt() }
}

impl App {
    /// The vetter of this moment.
    pub(crate) fn vetter(&self) -> Arc<dyn Vetter> {
        Arc::clone(&self.vetter.load())
    }

    /// Who examines a customer beside a request that needs no decision (contract 2.8); nobody where that would come to
    /// nothing.
    pub(crate) fn examination_beside(&self, asked_for: Qualification) -> Option<Examination> {
        let is_beside = match asked_for {
            Qualification::GovernmentCommunityCloud | Qualification::StateOwnedEntity => true,
            Qualification::None | Qualification::Education | Qualification::Nonprofit => false,
        };
        (is_beside && self.vetter.load().decides())
            .then(|| Examination { vetter: self.vetter(), seed: fresh_seed() })
    }
}

/// A policy that decides all requests alike (contract Q7).
#[derive(Debug, Clone, Copy)]
struct FixedPolicy(VettingPolicy);

impl FixedPolicy {
    /// The policy as the rule of its decisions, and what it says to partners.
    const fn rule(self) -> (&'static str, &'static str) {
        match self.0 {
            VettingPolicy::Manual => ("manual", "A person decides about every request."),
            VettingPolicy::ApproveAll => ("approve_all", "Every request is approved."),
            VettingPolicy::DenyAll => ("deny_all", "Every request is denied."),
        }
    }
}

impl Vetter for FixedPolicy {
    fn vet(&self, _applicant: &Applicant, _now: Timestamp) -> Vetted {
        let (rule, explanation) = self.rule();
        let decision = DecisionDraft::without_rules(
            self.0.decide(),
            ReasonCode::PolicyFixed,
            rule,
            explanation.to_owned(),
        );
        Vetted::Decided(Box::new(Vetting { decision, claim: None, if_claimed: None }))
    }

    fn name(&self) -> &'static str {
        match self.0 {
            VettingPolicy::Manual => "policy manual",
            VettingPolicy::ApproveAll => "policy approve_all",
            VettingPolicy::DenyAll => "policy deny_all",
        }
    }

    fn decides(&self) -> bool {
        self.0.decide() != Decision::NeedsPerson
    }
}

#[cfg(test)]
mod tests {
    use qualify_domain::customer::CustomerKey;
    use qualify_vocabulary::{CustomerId, DomainName, Outcome, PartnerId, VettingReason};

    use super::*;

    #[test]
    fn a_fixed_policy_decides_all_alike_and_says_so() {
        let applicant = Applicant {
            key: CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) },
            asked_for: Qualification::Education,
            segment: None,
            website: None,
            legal_name: "Lakeside School".to_owned(),
            email: "it@lakeside.example".to_owned(),
            domain: DomainName::parse("lakeside.example").unwrap(),
            country: "US".to_owned(),
            held: Vec::new(),
            code_organization: None,
            opened_at: Timestamp::UNIX_EPOCH,
            attempt: 1,
        };
        let denial = Decision::Deny(VettingReason::NotEducationCustomer);
        let table = [
            (VettingPolicy::Manual, false, Decision::NeedsPerson, Outcome::NeedsHuman, "manual"),
            (VettingPolicy::ApproveAll, true, Decision::Approve, Outcome::Approve, "approve_all"),
            (VettingPolicy::DenyAll, true, denial, Outcome::Deny, "deny_all"),
        ];
        for (policy, decides, decision, outcome, rule) in table {
            let policy = FixedPolicy(policy);
            assert_eq!((policy.decides(), policy.name()), (decides, format!("policy {rule}").as_str()));
            let Vetted::Decided(vetting) = policy.vet(&applicant, Timestamp::UNIX_EPOCH) else {
                panic!("a fixed policy never waits");
            };
            let draft = vetting.decision;
            assert_eq!((draft.decision, draft.outcome, draft.rule.as_str()), (decision, outcome, rule));
            assert_eq!(draft.reason_code, ReasonCode::PolicyFixed);
        }
    }
}
