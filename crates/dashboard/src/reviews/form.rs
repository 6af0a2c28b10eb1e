//! The fields of a decision, and what is wrong with one.

use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::Proposal;
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{ReasonCode, VettingReason};

use crate::form::SentForm;

pub(super) const VERDICT: &str = "verdict";
pub(super) const REASON: &str = "reason";
pub(super) const REASON_CODE: &str = "reason-code";
pub(super) const EXPLANATION: &str = "explanation";
pub(super) const EVIDENCE: &str = "evidence";

/// What is wrong with a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem {
    pub(super) field: &'static str,
    pub(super) text: &'static str,
}

/// Something that can be chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// The fields of a decision with what was typed.
#[derive(Debug)]
pub(super) struct DecisionFields {
    pub(super) is_approval: bool,
    pub(super) is_denial: bool,
    pub(super) reasons: Vec<Choice>,
    pub(super) reason_codes: Vec<Choice>,
    pub(super) explanation: String,
    pub(super) evidence: String,
}

impl DecisionFields {
    pub(super) fn of(form: &SentForm) -> Self {
        let choice = |name: &str, chosen: &str| Choice {
            value: name.to_owned(),
            label: name.to_owned(),
            is_chosen: name == chosen,
        };
        let code = form.find(REASON_CODE).unwrap_or(ReasonCode::ReviewDecision.name());
        let reason = form.text(REASON);
        Self {
            is_approval: form.text(VERDICT) == "approve",
            is_denial: form.text(VERDICT) == "deny",
            reasons: VettingReason::ALL.into_iter().map(|one| choice(one.text(), reason)).collect(),
            reason_codes: ReasonCode::ALL.iter().map(|one| choice(one.name(), code)).collect(),
            explanation: form.text(EXPLANATION).to_owned(),
            evidence: form.text(EVIDENCE).to_owned(),
        }
    }
}

/// The lines of a field, without those that are blank.
pub(super) fn lines(form: &SentForm, field: &str) -> Vec<String> {
    let lines = form.text(field).lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// What a form says that is to be decided.
pub(super) fn proposal(texts: Texts, form: &SentForm) -> Result<Proposal, Problem> {
    let reason = form.find(REASON).map(VettingReason::parse).transpose();
    let reason = reason.map_err(|_| Problem { field: REASON, text: texts.review_no_reason() })?;
    let verdict = match (form.text(VERDICT), reason) {
        ("approve", None) => Verdict::Approve,
        ("approve", Some(_)) => {
            return Err(Problem { field: REASON, text: texts.review_no_reason_for_approval() });
        }
        ("deny", Some(reason)) => Verdict::Deny(reason),
        ("deny", None) => return Err(Problem { field: REASON, text: texts.review_no_reason() }),
        _ => return Err(Problem { field: VERDICT, text: texts.review_no_verdict() }),
    };
    let code = form.find(REASON_CODE).map_or(Ok(ReasonCode::ReviewDecision), ReasonCode::parse);
    let reason_code =
        code.map_err(|_| Problem { field: REASON_CODE, text: texts.review_no_reason_code() })?;
    let explanation = form.text(EXPLANATION).to_owned();
    Ok(Proposal { verdict, reason_code, explanation, evidence: lines(form, EVIDENCE) })
}
