//! Who decides about qualifications: the vetter that the configuration names.
//!
//! To add a policy: a variant of `VettingPolicy`, its vetter in a module here, and its line in [`vetter`].

mod engine;
mod fixed;

use std::sync::Arc;

use qualify_domain::vetting::{DecisionSeed, Examination, Vetter};
use qualify_vocabulary::{DecisionId, Qualification, VettingPolicy};

pub(crate) use self::engine::Engine;
use self::fixed::FixedPolicy;

use crate::app::App;
use crate::clock::{fresh_guid, fresh_salt};
use crate::config::Config;
use crate::sandbox::Scripted;

/// The vetter of this configuration; by rules, it is the engine.
pub(crate) fn vetter(config: &Config, engine: &Arc<Engine>) -> Arc<dyn Vetter> {
    let vetter: Arc<dyn Vetter> = match config.vetting.policy {
        VettingPolicy::Rules => Arc::clone(engine) as Arc<dyn Vetter>,
        VettingPolicy::Manual => Arc::new(FixedPolicy::Manual),
        VettingPolicy::ApproveAll => Arc::new(FixedPolicy::ApproveAll),
        VettingPolicy::DenyAll => Arc::new(FixedPolicy::DenyAll),
    };
    if config.sandbox.enabled { Arc::new(Scripted::over(vetter)) } else { vetter }
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
