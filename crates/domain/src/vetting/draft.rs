//! A decision as it is made: what it means, and what names the applicant.

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::{CustomerId, Decision, Outcome, ReasonCode};

use crate::audit::keys;

/// A decision as an engine makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionDraft {
    /// What it means for the record.
    pub decision: Decision,
    /// How the examination ended.
    pub outcome: Outcome,
    /// Why, as a word of a closed list: of several reasons the one that decided.
    pub reason_code: ReasonCode,
    /// The rule that decided, such as `E11`.
    pub rule: String,
    /// The version of the rules.
    pub ruleset: String,
    /// The versions of the datasets, one each, in the order of the manifest.
    pub dataset_versions: Vec<String>,
    /// What names the applicant.
    pub body: DecisionBody,
    /// The same partner's other customer that was approved with the domain, where that is the reason. It may be told.
    pub own_claimant: Option<CustomerId>,
}

/// The rule of decisions that operators make (contract 2.8).
pub const OPERATOR_RULE: &str = "operator";

/// The ruleset of decisions that follow no rules.
const NO_RULESET: &str = "-";

impl DecisionDraft {
    /// A decision that follows no rules: a fixed policy's, or an operator's. `rule` is a plain word.
    pub fn without_rules(
        decision: Decision,
        reason_code: ReasonCode,
        rule: &'static str,
        explanation: String,
    ) -> Self {
        let outcome = match decision {
            Decision::Approve => Outcome::Approve,
            Decision::Deny(_) => Outcome::Deny,
            Decision::NeedsPerson => Outcome::NeedsHuman,
        };
        let body = DecisionBody {
            inputs: "{}".to_owned(),
            findings: "[]".to_owned(),
            rules: format!("[\"{rule}\"]"),
            evidence: "[]".to_owned(),
            explanation,
        };
        Self {
            decision,
            outcome,
            reason_code,
            rule: rule.to_owned(),
            ruleset: NO_RULESET.to_owned(),
            dataset_versions: Vec::new(),
            body,
            own_claimant: None,
        }
    }

    /// Whether the request counts as one of the customer's attempts: a denial for a public mailbox does not (vetting
    /// specification 8), and neither does one for an answer that did not come (10).
    pub fn counts_as_attempt(&self) -> bool {
        let is_denied = matches!(self.decision, Decision::Deny(_));
        let is_free = matches!(
            self.reason_code,
            ReasonCode::FreeMail | ReasonCode::Disposable | ReasonCode::InfoNotProvided
        );
        !(is_denied && is_free)
    }

    /// Whether the reason is kept from the partner (contract 9.5).
    pub const fn is_kept_from_partner(&self) -> bool {
        self.reason_code.is_kept_from_partners() && self.own_claimant.is_none()
    }

    /// What it says to whoever asked.
    pub fn finding(&self) -> Finding {
        Finding {
            outcome: self.outcome,
            reason_code: self.reason_code,
            rule: self.rule.clone(),
            explanation: self.body.explanation.clone(),
            findings: self.body.findings.clone(),
            ruleset: self.ruleset.clone(),
            own_claimant: self.own_claimant,
        }
    }
}

/// What was found about a request that is refused for it. `Debug` leaves explanation and findings out: they may name
/// somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// How the examination ended.
    pub outcome: Outcome,
    /// Why, as a word of a closed list: of several reasons the one that decided.
    pub reason_code: ReasonCode,
    /// The rule that decided.
    pub rule: String,
    /// The explanation that the partner reads.
    pub explanation: String,
    /// As in [`DecisionBody::findings`]: with the version of the rules it says the same in another language.
    pub findings: String,
    /// The version of the rules.
    pub ruleset: String,
    /// As in [`DecisionDraft::own_claimant`].
    pub own_claimant: Option<CustomerId>,
}

impl Finding {
    /// The pairs that tell of it in the audit trail, as operators read them.
    pub fn audit_details(&self) -> Vec<(Cow<'static, str>, String)> {
        let own = self.own_claimant.map(|own| (Cow::Borrowed(keys::OWN_CLAIMANT), own.to_string()));
        [
            (Cow::Borrowed("Outcome"), self.outcome.name().to_owned()),
            (Cow::Borrowed(keys::REASON_CODE), self.reason_code.name().to_owned()),
            (Cow::Borrowed(keys::RULE), self.rule.clone()),
        ]
        .into_iter()
        .chain(own)
        .collect()
    }

    /// The reason as the partner reads it.
    pub const fn reason_for_partner(&self) -> &'static str {
        match self.own_claimant {
            Some(_) => self.reason_code.name(),
            None => self.reason_code.name_for_partners(),
        }
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Finding")
            .field("outcome", &self.outcome)
            .field("reason_code", &self.reason_code)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

/// The parts of a decision that may name somebody: erased with the customer. `Debug` shows none of them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DecisionBody {
    /// The normalised inputs, as JSON.
    pub inputs: String,
    /// The results of every look-up, the empty ones too, as JSON: the rules are replayed over them.
    pub findings: String,
    /// The rules that were tried, in order, with their results, as JSON.
    pub rules: String,
    /// The evidence items, as JSON.
    pub evidence: String,
    /// The explanation that the partner reads.
    pub explanation: String,
}

impl DecisionBody {
    /// The parts in their order, with their names.
    pub fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("inputs", &self.inputs),
            ("findings", &self.findings),
            ("rules", &self.rules),
            ("evidence", &self.evidence),
            ("explanation", &self.explanation),
        ]
    }
}

impl fmt::Debug for DecisionBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecisionBody").finish_non_exhaustive()
    }
}
