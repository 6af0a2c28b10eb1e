//! Who decides about qualifications: the vetter that the configuration names.
//!
//! To add a policy: a variant of `VettingPolicy`, its vetter in a module here, and its line in [`vetter`].

mod engine;
mod fixed;

use std::sync::Arc;

use qualify_domain::vetting::{DecisionSeed, Vetter};
use qualify_vocabulary::{DecisionId, VettingPolicy};

pub(crate) use self::engine::Engine;
use self::fixed::FixedPolicy;

use crate::clock::{fresh_guid, fresh_salt};
use crate::config::Config;

/// The vetter of this configuration; by rules, it is the engine.
pub(crate) fn vetter(config: &Config, engine: &Arc<Engine>) -> Arc<dyn Vetter> {
    match config.vetting.policy {
        VettingPolicy::Rules => Arc::clone(engine) as Arc<dyn Vetter>,
        VettingPolicy::Manual => Arc::new(FixedPolicy::Manual),
        VettingPolicy::ApproveAll => Arc::new(FixedPolicy::ApproveAll),
        VettingPolicy::DenyAll => Arc::new(FixedPolicy::DenyAll),
    }
}

/// What a fresh decision is made of beside the answer.
pub(crate) fn fresh_seed() -> DecisionSeed {
    DecisionSeed { id: DecisionId::from_uuid(fresh_guid()), salt: fresh_salt() }
}

#[cfg(test)]
mod tests {
    use qualify_domain::customer::CustomerKey;
    use qualify_domain::vetting::{Applicant, Vetted};
    use qualify_vetting::datasets::Snapshot;
    use qualify_vocabulary::{CustomerId, DomainName, PartnerId, Qualification, ReasonCode, Timestamp};

    use super::*;
    use crate::datasets::Datasets;

    fn reason(config: &Config, email: &str) -> ReasonCode {
        let applicant = Applicant {
            key: CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) },
            asked_for: Qualification::Education,
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
        };
        let engine = Engine::new(config, Arc::new(Datasets::of(Snapshot::embedded())));
        let vetter = vetter(config, &Arc::new(engine));
        match vetter.vet(&applicant, Timestamp::UNIX_EPOCH) {
            Vetted::Decided(vetting) => vetting.decision.reason_code,
            Vetted::NotBefore(_) => panic!("it is decided"),
        }
    }

    #[test]
    fn the_rules_decide_and_no_host_scripts_an_outcome() {
        let config = Config::default();
        assert_eq!(reason(&config, "it@approve.example"), ReasonCode::NoOwnDomain);
        assert_eq!(reason(&config, "it@lakeside.k12.wa.us"), ReasonCode::EduSuffixA);
    }
}
