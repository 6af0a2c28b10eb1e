//! What `fetch` shows: a plan, how each source ended, and how the command ends.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use reqwest::Url;
use serde_json::{Value, json};

use super::catalogue::Published;
use super::download::Fault;
use super::fetch::Found;
use super::mirror;
use crate::args::OutputForm;
use crate::exit::Failure;
use crate::{output, spinner, table};

/// How a source ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its new version is in use.
    Taken(Came),
    /// The version in use is what is published.
    Unchanged(Came),
    /// The version before stays in use.
    Failed(Fault),
    /// The manifest switches it off.
    Off,
}

/// What came, and was looked at.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) entries: usize,
    pub(crate) unused: usize,
    /// Entries of the version before.
    pub(crate) before: Option<usize>,
    pub(crate) found: Found,
}

impl Outcome {
    pub(crate) fn of(fault: Fault) -> Self {
        Self::Failed(fault)
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Taken(_) => "taken",
            Self::Unchanged(_) => "unchanged",
            Self::Failed(_) => "failed",
            Self::Off => "off",
        }
    }
}

/// Shows on a terminal that something is under way; elsewhere nothing.
pub(crate) async fn with_progress<T>(what: &str, work: impl Future<Output = T>) -> T {
    if io::stderr().is_terminal() { spinner::during(what, work).await } else { work.await }
}

/// What would be fetched.
pub(crate) fn show_plan(
    wanted: &[&Published],
    mirror: Option<&Url>,
    into: &Path,
    form: OutputForm,
) -> Result<(), Failure> {
    let url = |source: &Published| {
        mirror.map_or_else(|| source.url.to_owned(), |mirror| mirror::place(mirror, source).to_string())
    };
    let text = match form {
        OutputForm::Text => {
            let rows = wanted.iter().map(|source| {
                let most = format!("{} MiB", source.bytes_max >> 20);
                [
                    source.id.to_owned(),
                    source.kind.name().to_owned(),
                    source.licence.to_owned(),
                    most,
                    url(source),
                ]
            });
            let rows = table::lines(["SOURCE", "KIND", "LICENCE", "AT MOST", "FROM"], rows);
            format!(
                "{rows}\nNothing was fetched. Without --dry-run all this comes into {}.\n",
                into.display()
            )
        }
        OutputForm::Json => {
            let sources: Vec<Value> = wanted
                .iter()
                .map(|source| {
                    json!({
                        "id": source.id,
                        "kind": source.kind.name(),
                        "licence": source.licence,
                        "bytesMax": source.bytes_max,
                        "url": url(source),
                        "state": "planned",
                    })
                })
                .collect();
            format!("{:#}\n", json!({"directory": into, "sources": sources}))
        }
    };
    Ok(output::data(&text)?)
}

/// How each source ended.
pub(crate) fn show(outcomes: &[(&Published, Outcome)], into: &Path, form: OutputForm) -> Result<(), Failure> {
    let text = match form {
        OutputForm::Text => {
            let rows = outcomes.iter().map(|(source, outcome)| {
                let [entries, before, unused, bytes, as_of] = match outcome {
                    Outcome::Taken(came) | Outcome::Unchanged(came) => [
                        came.entries.to_string(),
                        came.before.map_or_else(|| "-".to_owned(), |before| before.to_string()),
                        came.unused.to_string(),
                        came.found.bytes.to_string(),
                        came.found.as_of.to_string(),
                    ],
                    Outcome::Failed(_) | Outcome::Off => std::array::from_fn(|_| String::new()),
                };
                [source.id.to_owned(), outcome.name().to_owned(), entries, before, unused, bytes, as_of]
            });
            table::lines(["SOURCE", "STATE", "ENTRIES", "BEFORE", "NOT USED", "BYTES", "AS OF"], rows)
        }
        OutputForm::Json => {
            let sources: Vec<Value> =
                outcomes.iter().map(|(source, outcome)| object(source, outcome)).collect();
            format!("{:#}\n", json!({"directory": into, "sources": sources}))
        }
    };
    Ok(output::data(&text)?)
}

fn object(source: &Published, outcome: &Outcome) -> Value {
    let mut object = json!({"id": source.id, "state": outcome.name()});
    match outcome {
        Outcome::Taken(came) | Outcome::Unchanged(came) => {
            object["entries"] = came.entries.into();
            object["entriesBefore"] = came.before.into();
            object["notUsed"] = came.unused.into();
            object["bytes"] = came.found.bytes.into();
            object["asOf"] = came.found.as_of.to_string().into();
        }
        Outcome::Failed(fault) => object["reason"] = fault.text().into(),
        Outcome::Off => {}
    }
    object
}

/// How the command ends.
pub(crate) fn end(outcomes: &[(&Published, Outcome)]) -> Result<(), Failure> {
    let faults: Vec<(&str, &Fault)> = outcomes
        .iter()
        .filter_map(|(source, outcome)| match outcome {
            Outcome::Failed(fault) => Some((source.id, fault)),
            Outcome::Taken(_) | Outcome::Unchanged(_) | Outcome::Off => None,
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = faults.iter().map(|(id, fault)| format!("{id}: {}", fault.text())).collect();
    let text = format!(
        "{} of {} did not come, and what was in use before stays in use:\n  {}",
        faults.len(),
        outcomes.len(),
        lines.join("\n  ")
    );
    Err(if faults.len() < outcomes.len() {
        Failure::PartlyDone(text)
    } else if faults.iter().all(|(_, fault)| matches!(fault, Fault::Unreachable(_))) {
        Failure::Unreachable(text)
    } else {
        Failure::Failed(text)
    })
}
