//! `qualify doctor`: what is between this machine and a service, from the name of its host to the customer, in the order in
//! which things fail. Each check says in words what is wrong, and what to do.
//!
//! To add a check: a function in [`network`] or [`token`], and its place in the list below.

mod network;
mod token;

use serde::Serialize;

use crate::args::{DoctorArgs, ShownForm};
use crate::exit::Failure;
use crate::session::{self, Session};
use crate::shown::{self, Row, or_dash};
use crate::{output, table};

pub(crate) fn run(args: &DoctorArgs) -> Result<(), Failure> {
    session::run(async {
        let (session, side) = Session::open_as_context(&args.client)?;
        output::note(&format!("looking at {}", session.place.name()));
        let mut checks = network::look(&session.place).await;
        if checks.iter().any(|check| check.outcome == Outcome::Fault && check.name != network::CLOCK) {
            checks.extend(token::NAMES.map(|name| Check::skipped(name, "the service was not reached")));
        } else {
            checks.extend(token::look(&session, side, args.customer).await);
        }
        match args.client.shown.output {
            ShownForm::Table => output::data(&checks.iter().map(Check::words).collect::<String>())?,
            ShownForm::Json | ShownForm::Jsonl | ShownForm::Csv => shown::list(&args.client.shown, &checks)?,
        }
        let faults = checks.iter().filter(|check| check.outcome == Outcome::Fault).count();
        if faults == 0 { Ok(()) } else { Err(Failure::Found) }
    })
}

/// What a check found.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    #[serde(rename = "check")]
    name: &'static str,
    outcome: Outcome,
    found: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Good,
    /// It works, and may not for long.
    Warning,
    Fault,
    /// It could not be looked at, or does not apply.
    Skipped,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Good, found: found.into(), next: None }
    }

    fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Skipped, found: why.into(), next: None }
    }

    fn warning(name: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Warning, found: found.into(), next: Some(next.into()) }
    }

    fn fault(name: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Fault, found: found.into(), next: Some(next.into()) }
    }
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Fault => "FAULT",
            Self::Skipped => "skipped",
        }
    }
}

impl Check {
    /// For people: what was found, and below it what to do.
    fn words(&self) -> String {
        let found = table::printable(&self.found);
        let next = self.next.as_ref().map(|next| format!("{:24}-> {}\n", "", table::printable(next)));
        format!("{:<15}{:<9}{found}\n{}", self.name, self.outcome.word(), next.unwrap_or_default())
    }
}

impl Row for Check {
    const TITLES: &'static [&'static str] = &["CHECK", "OUTCOME", "FOUND", "NEXT"];

    fn cells(&self) -> Vec<String> {
        let outcome = self.outcome.word();
        vec![self.name.to_owned(), outcome.to_owned(), self.found.clone(), or_dash(self.next.as_deref())]
    }
}
