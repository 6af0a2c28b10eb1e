//! The engine behind the domain's door: a customer's record in, a decision with its record out.

use std::sync::Arc;

use qualify_domain::vetting::{Applicant, DecisionBody, DecisionDraft, Vetted, Vetter, Vetting};
use qualify_vetting::texts::Texts;
use qualify_vetting::{
    Application, CodeInput, Control, CountryInput, Policy, SegmentInput, decide, if_claimed,
};
use qualify_vocabulary::{Decision, Outcome, Timestamp, day_of};
use serde_json::json;

use crate::config::Config;
use crate::datasets::Datasets;

/// The engine with the datasets of the moment.
#[derive(Debug)]
pub(crate) struct Engine {
    datasets: Arc<Datasets>,
    policy: Policy,
}

impl Engine {
    /// The engine as it is configured.
    pub(crate) fn new(config: &Config, datasets: Arc<Datasets>) -> Self {
        Self { datasets, policy: policy(config) }
    }
}

impl Engine {
    /// Decides about an application that is no customer's.
    pub(crate) fn decide(&self, application: &Application, now: Timestamp) -> qualify_vetting::Decision {
        decide(application, &self.datasets.current(), self.policy, day_of(now))
    }
}

/// The policy as it is configured. In a sandbox, names below `example` are ordinary ones.
fn policy(config: &Config) -> Policy {
    Policy {
        strictness: config.vetting.strictness,
        allow_reserved: config.sandbox.enabled,
        listing_age_days_max: config.vetting.listing_age_days_max,
        registry_age_days_max: config.vetting.registry_age_days_max,
        sla_business_days: config.reviews.sla_business_days,
    }
}

impl Vetter for Engine {
    fn vet(&self, applicant: &Applicant, now: Timestamp) -> Vetted {
        let decision = self.decide(&application(applicant), now);
        Vetted::Decided(Box::new(Vetting {
            approved_domain: decision.approved_domain.clone(),
            if_claimed: if_claimed(&decision).as_ref().map(draft),
            decision: draft(&decision),
            kept_explanation: Texts::english().kept_from_partners(&decision.findings).whole(),
        }))
    }
}

fn application(applicant: &Applicant) -> Application {
    Application {
        website: applicant.website.clone(),
        email: Some(applicant.email.clone()),
        domain: Some(applicant.domain.as_str().to_owned()),
        country: CountryInput::parse(&applicant.country),
        segment: applicant.segment.map_or(SegmentInput::Absent, SegmentInput::Known),
        code: match &applicant.code_organization {
            Some(organization) => CodeInput::Good { organization: organization.clone() },
            None => CodeInput::Missing,
        },
        held: applicant.held.clone(),
        control: Control::None,
        ..Application::new(applicant.asked_for, applicant.legal_name.as_str())
    }
}

/// The record of a decision. The engine kept hosts only, so that no e-mail address is in it.
fn draft(decision: &qualify_vetting::Decision) -> DecisionDraft {
    let findings = &decision.findings;
    let hosts: Vec<_> = findings
        .hosts
        .iter()
        .map(|host| json!({"roles": host.roles, "host": host.host.as_ref().map(|host| host.name.as_str()).ok()}))
        .collect();
    let inputs = json!({
        "asked_for": findings.asked_for,
        "legal_name": findings.legal_name,
        "hosts": hosts,
        "country": findings.country,
        "segment": findings.segment,
        "held": findings.held,
    });
    DecisionDraft {
        decision: meaning(decision),
        outcome: decision.outcome,
        reason_code: decision.reason_code,
        rule: decision.rule.to_owned(),
        ruleset: decision.ruleset.to_owned(),
        dataset_versions: findings.sources.iter().map(ToString::to_string).collect(),
        body: DecisionBody {
            inputs: inputs.to_string(),
            findings: text(findings),
            rules: text(&decision.tried),
            evidence: text(&decision.evidence),
            explanation: decision.explanation.whole(),
        },
        own_claimant: None,
    }
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("findings hold texts, numbers and lists only")
}

/// What the decision means for the record: what cannot be examined waits for a person too.
fn meaning(decision: &qualify_vetting::Decision) -> Decision {
    match decision.outcome {
        Outcome::Approve => Decision::Approve,
        Outcome::Deny => Decision::Deny(decision.reason_code.vetting_reason()),
        Outcome::NeedsHuman | Outcome::Invalid => Decision::NeedsPerson,
    }
}
