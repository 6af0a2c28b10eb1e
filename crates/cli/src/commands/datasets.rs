//! `qualify datasets`: a folder of datasets, read as the service would read it, and filled with what is published.

pub(crate) mod catalogue;
mod download;
pub(crate) mod fetch;
mod fetched;
mod folder;
mod mirror;
mod record;
mod unpack;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use qualify_server::datasets::{Loaded, SourceReport, SourceState, load_directory};
use qualify_vetting::datasets::{QuarantineCause, Quarantined, Snapshot};
use qualify_vocabulary::counted;
use serde_json::{Value, json};

use crate::args::{CheckDatasetsArgs, DatasetsCommand, ListDatasetsArgs, OutputForm};
use crate::exit::Failure;
use crate::{client, memory, output, table};

/// Entries of each kind that are named unless all are wanted.
const EXAMPLES: usize = 3;

pub(crate) fn run(command: DatasetsCommand) -> Result<(), Failure> {
    match command {
        DatasetsCommand::Check(args) => check(&args),
        DatasetsCommand::List(args) => list(&args),
        DatasetsCommand::Fetch(args) => fetch::run(&args),
    }
}

fn load(directory: &Path, cache: Option<&Path>) -> Result<Loaded, Failure> {
    load_directory(directory, cache).map_err(|error| Failure::Failed(client::causes(&error)))
}

fn check(args: &CheckDatasetsArgs) -> Result<(), Failure> {
    let before = memory::resident_bytes();
    let begin = Instant::now();
    let loaded = load(&args.directory, args.cache.as_deref())?;
    let took = begin.elapsed();
    let grown = before.zip(memory::resident_bytes()).map(|(before, after)| after.saturating_sub(before));
    let text = match args.output {
        OutputForm::Json => {
            let mut object = check_object(&loaded);
            object["milliseconds"] = json!(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
            object["residentBytesMore"] = json!(grown);
            format!("{object:#}\n")
        }
        OutputForm::Text => {
            let mut text = check_text(&loaded, if args.all { usize::MAX } else { EXAMPLES });
            let memory =
                grown.map_or(String::new(), |bytes| format!(", {} MiB of memory", bytes.div_ceil(1 << 20)));
            // Writing into a string does not fail.
            let _ = writeln!(text, "\nall sources: {} ms{memory}", took.as_millis());
            text
        }
    };
    output::data(&text)?;
    let broken: Vec<&str> = loaded
        .reports
        .iter()
        .filter(|report| matches!(report.state, SourceState::Broken(_)))
        .map(|report| report.source.id.as_str())
        .collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "{} cannot be used; a service that has an earlier version keeps that one, another goes without",
        broken.join(", ")
    )))
}

fn check_text(loaded: &Loaded, examples: usize) -> String {
    let rows = loaded.reports.iter().map(|report| {
        let [entries, quarantined, version] = match &report.state {
            SourceState::Used { version, entries, .. } => {
                [entries.to_string(), of_source(loaded, report).len().to_string(), version.to_string()]
            }
            SourceState::Off => ["off".to_owned(), String::new(), String::new()],
            SourceState::Broken(fault) => ["BROKEN".to_owned(), String::new(), fault.clone()],
        };
        let kind = report.source.kind.name().to_owned();
        let (bytes, time) = (report.bytes.to_string(), format!("{} ms", report.time.as_millis()));
        [report.source.id.clone(), kind, entries, quarantined, bytes, time, version]
    });
    let titles = ["SOURCE", "KIND", "ENTRIES", "NOT USED", "BYTES", "TIME", "VERSION"];
    let mut text = table::lines(titles, rows);
    for report in &loaded.reports {
        let mut by_cause: BTreeMap<QuarantineCause, Vec<String>> = BTreeMap::new();
        for quarantined in of_source(loaded, report) {
            by_cause.entry(quarantined.cause).or_default().push(quarantined.entry);
        }
        for (cause, entries) in by_cause {
            let named = entries.iter().take(examples).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = match entries.len().saturating_sub(examples) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            // Writing into a string does not fail.
            let _ = writeln!(
                text,
                "{}: {} not used, each {}: {named}{more}",
                report.source.id,
                entries.len(),
                cause.text()
            );
        }
    }
    text
}

fn of_source(loaded: &Loaded, report: &SourceReport) -> Vec<Quarantined> {
    let all = loaded.quarantined().into_iter();
    all.filter(|(id, _)| *id == report.source.id).map(|(_, entry)| entry).collect()
}

fn check_object(loaded: &Loaded) -> Value {
    let sources: Vec<Value> = loaded
        .reports
        .iter()
        .map(|report| {
            let quarantined: Vec<Value> = of_source(loaded, report)
                .into_iter()
                .map(|it| json!({"entry": it.entry, "cause": it.cause.text()}))
                .collect();
            let (state, detail) = match &report.state {
                SourceState::Used { version, entries, .. } => {
                    ("used", json!({"version": version.to_string(), "entries": entries}))
                }
                SourceState::Off => ("off", Value::Null),
                SourceState::Broken(fault) => ("broken", json!({"fault": fault})),
            };
            json!({
                "id": report.source.id,
                "kind": report.source.kind.name(),
                "licence": report.source.licence,
                "state": state,
                "detail": detail,
                "notUsed": quarantined,
                "bytes": report.bytes,
                "milliseconds": u64::try_from(report.time.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .collect();
    json!({ "sources": sources })
}

fn list(args: &ListDatasetsArgs) -> Result<(), Failure> {
    let loaded = args.directory.as_deref().map(|directory| load(directory, None)).transpose()?;
    let snapshot = loaded.as_ref().map_or_else(Snapshot::embedded, |loaded| loaded.snapshot.clone());
    let today = qualify_server::today();
    let rows = snapshot.versions().iter().map(|version| {
        let source = loaded.iter().flat_map(|it| &it.reports).find(|it| it.source.id == version.id);
        let age = version
            .as_of
            .map_or(String::new(), |day| counted(today.since(day).map_or(0, |span| span.get_days()), "day"));
        [
            version.id.clone(),
            version.to_string(),
            source.map_or_else(|| "in the program".to_owned(), |it| it.source.licence.clone()),
            age,
        ]
    });
    let text = match args.output {
        OutputForm::Text => table::lines(["SOURCE", "VERSION", "LICENCE", "AGE"], rows),
        OutputForm::Json => {
            let rows: Vec<Value> = rows
                .map(|[id, version, licence, age]| json!({"id": id, "version": version, "licence": licence, "age": age}))
                .collect();
            format!("{:#}\n", Value::from(rows))
        }
    };
    Ok(output::data(&text)?)
}
