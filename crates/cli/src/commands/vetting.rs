//! `qualify vetting`: what the engine would decide, and by which rules.

mod applicant;
pub(crate) mod one;
mod stats;
mod table;

use qualify_server::datasets::{SourceState, load_directory};
use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Date;
use qualify_vetting::{Policy, Strictness, rules};
use serde_json::json;

use crate::args::{CheckArgs, CheckOutput, OutputForm, VettingCommand};
use crate::exit::Failure;
use crate::{client, output};

pub(crate) fn run(command: VettingCommand) -> Result<(), Failure> {
    match command {
        VettingCommand::Check(args) => check(*args),
        VettingCommand::Rules { output } => print_rules(output),
    }
}

/// What every row is judged by.
struct Bench {
    snapshot: Snapshot,
    policy: Policy,
    day: Date,
}

fn check(args: CheckArgs) -> Result<(), Failure> {
    let bench = Bench {
        snapshot: snapshot(&args)?,
        policy: Policy {
            strictness: if args.strict { Strictness::Strict } else { Strictness::Standard },
            allow_reserved: args.allow_reserved,
            ..Policy::default()
        },
        day: day(args.day.as_deref())?,
    };
    match (&args.csv, args.output) {
        (Some(file), None | Some(CheckOutput::Csv)) => table::check(file, &bench, table::Form::Csv, &args),
        (Some(_), Some(CheckOutput::Jsonl)) if args.for_spreadsheet => {
            Err(Failure::WrongSettings("--for-spreadsheet is for --output csv".to_owned()))
        }
        (Some(file), Some(CheckOutput::Jsonl)) => table::check(file, &bench, table::Form::JsonLines, &args),
        (None, None | Some(CheckOutput::Text)) => one::check(&args, &bench, OutputForm::Text),
        (None, Some(CheckOutput::Json)) => one::check(&args, &bench, OutputForm::Json),
        (Some(_), Some(CheckOutput::Text | CheckOutput::Json)) => {
            Err(Failure::WrongSettings("a file is answered with --output csv or jsonl".to_owned()))
        }
        (None, Some(CheckOutput::Csv | CheckOutput::Jsonl)) => Err(Failure::WrongSettings(
            "one organisation is answered with --output text or json; --csv FILE checks many".to_owned(),
        )),
    }
}

fn snapshot(args: &CheckArgs) -> Result<Snapshot, Failure> {
    let Some(directory) = &args.datasets else { return Ok(Snapshot::embedded()) };
    let loaded = load_directory(directory, None)
        .map_err(|error| Failure::WrongSettings(format!("--datasets: {}", client::causes(&error))))?;
    for report in &loaded.reports {
        if let SourceState::Broken(fault) = &report.state {
            output::note(&format!("source {} is left out: {fault}", report.source.id));
        }
    }
    Ok(loaded.snapshot)
}

fn day(text: Option<&str>) -> Result<Date, Failure> {
    match text {
        None => Ok(qualify_server::today()),
        Some(text) => text
            .parse()
            .map_err(|_| Failure::WrongSettings(format!("--day {text} is no day; write it as 2026-11-25"))),
    }
}

fn print_rules(form: OutputForm) -> Result<(), Failure> {
    let text = match form {
        OutputForm::Text => rules_text(),
        OutputForm::Json => {
            let rows: Vec<_> = rules::TABLE
                .iter()
                .map(|rule| {
                    json!({
                        "rule": rule.id,
                        "for": rule.subject(),
                        "when": rule.condition,
                        "answers": rule.answer_texts().collect::<Vec<_>>(),
                    })
                })
                .collect();
            format!("{:#}\n", json!({"ruleset": rules::RULESET, "rules": rows}))
        }
    };
    Ok(output::data(&text)?)
}

/// One paragraph a rule.
fn rules_text() -> String {
    let paragraph = |rule: &rules::Rule| {
        let answers: Vec<String> = rule.answer_texts().collect();
        format!(
            "{:<4} {}\n     {}\n     -> {}\n",
            rule.id,
            rule.subject(),
            rule.condition,
            answers.join(", ")
        )
    };
    let paragraphs: Vec<String> = rules::TABLE.iter().map(paragraph).collect();
    format!(
        "Rules of version {}; the first that matches decides.\n\n{}",
        rules::RULESET,
        paragraphs.join("\n")
    )
}
