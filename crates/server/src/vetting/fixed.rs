//! The policies for tests and simple installations, which decide all requests alike (contract Q7).

use qualify_domain::vetting::{Applicant, DecisionDraft, Vetted, Vetter, Vetting};
use qualify_vocabulary::{Decision, ReasonCode, Timestamp, VettingReason};

/// A policy that looks at nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FixedPolicy {
    Manual,
    ApproveAll,
    DenyAll,
}

impl FixedPolicy {
    const fn decide(self) -> Decision {
        match self {
            Self::Manual => Decision::NeedsPerson,
            Self::ApproveAll => Decision::Approve,
            Self::DenyAll => Decision::Deny(VettingReason::NotEducationCustomer),
        }
    }

    /// The policy as the rule of its decisions, and what it says to partners.
    const fn rule(self) -> (&'static str, &'static str) {
        match self {
            Self::Manual => ("manual", "A person decides about every request."),
            Self::ApproveAll => ("approve_all", "Every request is approved."),
            Self::DenyAll => ("deny_all", "Every request is denied."),
        }
    }
}

impl Vetter for FixedPolicy {
    fn vet(&self, _applicant: &Applicant, _now: Timestamp) -> Vetted {
        let (rule, explanation) = self.rule();
        let decision = DecisionDraft::without_rules(
            self.decide(),
            ReasonCode::PolicyFixed,
            rule,
            explanation.to_owned(),
        );
        Vetted::Decided(Box::new(Vetting::of(decision)))
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Manual => "policy manual",
            Self::ApproveAll => "policy approve_all",
            Self::DenyAll => "policy deny_all",
        }
    }

    fn decides(&self) -> bool {
        self.decide() != Decision::NeedsPerson
    }
}

#[cfg(test)]
mod tests {
    use qualify_domain::customer::CustomerKey;
    use qualify_vocabulary::{CustomerId, DomainName, Outcome, PartnerId, Qualification};

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
            (FixedPolicy::Manual, false, Decision::NeedsPerson, Outcome::NeedsHuman, "manual"),
            (FixedPolicy::ApproveAll, true, Decision::Approve, Outcome::Approve, "approve_all"),
            (FixedPolicy::DenyAll, true, denial, Outcome::Deny, "deny_all"),
        ];
        for (policy, decides, decision, outcome, rule) in table {
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
