//! The table of rules as people read it. The documentation and `qualify vetting rules` are printed from here.

use std::fmt::Write as _;

use qualify_vocabulary::Qualification;

use super::rule::Rule;
use super::table::{RULESET, TABLE};

impl Rule {
    /// For what it stands.
    pub fn subject(&self) -> &'static str {
        self.asked_for.map_or("all", Qualification::name)
    }

    /// What it can answer, in words: `approve EDU_DATASET`.
    pub fn answer_texts(&self) -> impl Iterator<Item = String> {
        self.answers.iter().map(|(outcome, code)| format!("{outcome} {code}"))
    }
}

/// The table in Markdown.
pub fn markdown() -> String {
    let mut text = format!(
        "Rules of version {RULESET}, in their order. Those of an application look at it as a whole, the others at each \
         host;\nthe first that matches decides.\n\n| rule | for | when | answer |\n|---|---|---|---|\n"
    );
    for rule in TABLE {
        let answers: Vec<String> = rule.answer_texts().map(|answer| format!("`{answer}`")).collect();
        // Writing into a string does not fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            rule.id,
            rule.subject(),
            rule.condition,
            answers.join(", ")
        );
    }
    text
}
