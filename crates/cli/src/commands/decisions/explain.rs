//! `qualify decisions explain`: what was decided and why, and whether the rules come to it again.

use std::fmt::Write as _;

use qualify_store::DecisionStore as _;
use qualify_vetting::findings::Findings;
use qualify_vetting::{Decision, replay};
use qualify_vocabulary::DecisionId;
use serde_json::json;

use super::{open, unread};
use crate::args::{ExplainDecisionArgs, OutputForm};
use crate::commands::vetting::one;
use crate::exit::Failure;
use crate::{output, runtime};

/// What judging the stored findings again came to.
enum Replayed {
    /// The same outcome, for the same reason, by the same rule.
    Same(Box<Decision>),
    /// Something else, which must not be.
    Other(Box<Decision>),
    /// No rules were followed: a fixed policy, a person, or the sandbox.
    NoRules,
    /// The texts are gone, with the findings.
    Erased,
    /// They cannot be judged by this program.
    NotPossible(String),
}

pub(crate) fn run(args: &ExplainDecisionArgs) -> Result<(), Failure> {
    let archive = open(&args.database)?;
    let found = runtime::start_small()?.block_on(archive.find_decision(args.id));
    let stored = found.map_err(|error| unread(&error))?;
    let stored = stored.ok_or_else(|| no_such(args.id))?;
    let body = stored.texts.as_ref().map(|texts| &texts.body);
    let record = &stored.sealed.record;
    let replayed = match body {
        None => Replayed::Erased,
        Some(_) if record.ruleset == NO_RULES => Replayed::NoRules,
        Some(body) => judge(&body.findings, &record.ruleset, |again| {
            again.outcome == record.outcome
                && again.reason_code == record.reason_code
                && again.rule == record.rule
        }),
    };
    let is_other = matches!(replayed, Replayed::Other(_));
    let explanation = body.map(|body| body.explanation.as_str());
    let text = match args.output {
        OutputForm::Json => {
            let view = qualify_server::decision_view(stored.clone());
            format!("{:#}\n", json!({"decision": view, "replay": replay_word(&replayed)}))
        }
        OutputForm::Text => {
            let mut text = format!(
                "Decision {} about customer {}\n{} asked for at {}, attempt {}\n{} ({}, rule {}) at {} by {}\n",
                record.id,
                record.customer,
                record.asked_for.name(),
                record.opened_at,
                record.attempt,
                record.outcome,
                record.reason_code,
                record.rule,
                record.decided_at,
                record.actor,
            );
            // Writing into a string does not fail.
            let _ = writeln!(text, "\n{}", explanation.unwrap_or("The texts of this decision were erased."));
            text.push_str(&replay_text(&replayed, &record.ruleset));
            text
        }
    };
    output::data(&text)?;
    if is_other {
        return Err(Failure::Failed(
            "the stored findings do not come to the stored outcome: `qualify decisions verify` says whether they were \
             changed"
                .to_owned(),
        ));
    }
    Ok(())
}

/// The version of rules where none were followed.
const NO_RULES: &str = "-";

fn no_such(id: DecisionId) -> Failure {
    Failure::Failed(format!(
        "there is no decision {id} in this database; `qualify decisions list` shows those about a customer"
    ))
}

fn judge(findings: &str, ruleset: &str, is_same: impl FnOnce(&Decision) -> bool) -> Replayed {
    let findings: Findings = match serde_json::from_str(findings) {
        Ok(findings) => findings,
        Err(error) => return Replayed::NotPossible(format!("the findings do not read back: {error}")),
    };
    match replay(findings, ruleset) {
        Ok(again) if is_same(&again) => Replayed::Same(Box::new(again)),
        Ok(again) => Replayed::Other(Box::new(again)),
        Err(unknown) => Replayed::NotPossible(unknown.to_string()),
    }
}

const fn replay_word(replayed: &Replayed) -> &'static str {
    match replayed {
        Replayed::Same(_) => "same",
        Replayed::Other(_) => "other",
        Replayed::NoRules => "no rules",
        Replayed::Erased => "erased",
        Replayed::NotPossible(_) => "not possible",
    }
}

fn replay_text(replayed: &Replayed, ruleset: &str) -> String {
    match replayed {
        Replayed::Same(again) => format!(
            "{}\nReplayed: rules {ruleset} come to the same outcome over the stored findings.\n",
            one::sections(again)
        ),
        Replayed::Other(again) => format!(
            "{}\nReplayed: rules {ruleset} come to {} {} over the stored findings.\n",
            one::sections(again),
            again.outcome,
            again.reason_code
        ),
        Replayed::NoRules => "Not replayed: no rules were followed.\n".to_owned(),
        Replayed::Erased => "Not replayed: the findings went with the texts.\n".to_owned(),
        Replayed::NotPossible(why) => format!("Not replayed: {why}.\n"),
    }
}
