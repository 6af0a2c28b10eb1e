//! How the engine answers labelled rows and rows made of the sources, in seconds: `cargo run --release -p qualify-vetting
//! --example measure -- SOURCES ROWS... [--ror] [--made] [--properties] [--words] [--show SET] [--before FOLDER]
//! [--keep FOLDER] [--json]`.
//!
//! SOURCES is a folder with the public sources as they are published (`swot/lib/domains`, and the others beside it); ROWS
//! are CSV files with the columns `name, domain, country, segment_if_known, expected, requested, code, existing`.
//! `--keep` writes the answer to each row, `--before` compares with answers that were kept. `--size` puts ROR in as often as
//! makes 22 thousand records of education, and says what that costs.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a tool of the developers, which prints"
)]

mod generated;
mod properties;
mod rows;
mod sources;
mod tally;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Date;
use qualify_vetting::{Decision, Policy, decide};
use serde_json::{Value, json};

use crate::rows::Set;
use crate::tally::{Tally, surprise};

/// How often the part of ROR holds what all of it does.
const ROR_COPIES: usize = 9;

fn main() {
    let mut options = Options::read();
    let day: Date = "2026-11-25".parse().expect("a day");
    let memory = resident_mebibytes();
    let snapshot = sources::snapshot(&options.sources, options.ror_copies);
    let memory = resident_mebibytes() - memory;
    let institutions = if options.makes_rows { generated::institutions(&snapshot) } else { Vec::new() };
    let mut sets: Vec<Set> = options.files.iter().map(|file| Set::read(file)).collect();
    if options.makes_rows {
        sets.extend([generated::pairs(&institutions), generated::visa_networks(&institutions)]);
    }
    let mut nanoseconds = Vec::new();
    let answers: Vec<Vec<Decision>> =
        sets.iter().map(|set| answers(set, &snapshot, day, &mut nanoseconds)).collect();
    let mut report: Vec<Value> = Vec::new();
    for (set, decisions) in sets.iter().zip(&answers) {
        if options.show.as_deref() == Some(&set.name) {
            set.rows
                .iter()
                .zip(decisions)
                .filter_map(|(row, it)| surprise(row, it))
                .for_each(|text| println!("{text}"));
        }
        let before = options.before.as_deref().and_then(|folder| kept(folder, &set.name));
        report.push(Tally::of(set, decisions, before.as_deref()).json(set, options.ror_copies > 0));
        if let Some(folder) = &options.keep {
            keep(folder, set, decisions);
        }
    }
    report.push(speed(nanoseconds, memory));
    if options.asks_properties {
        for (name, found) in [
            ("domains swapped", properties::swaps(&institutions, &snapshot, day)),
            ("words added", properties::words(&institutions, &snapshot, day)),
        ] {
            report.push(json!({
                "property": name, "asked": found.cases, "broken": found.broken, "beside": found.beside,
            }));
        }
    }
    if let Some(folder) = options.words.take() {
        let all: Vec<(&Set, &[Decision])> = sets.iter().zip(answers.iter().map(Vec::as_slice)).collect();
        let found = words::of_one_row(&folder, &snapshot, &all, day);
        report.extend(
            found
                .iter()
                .map(|it| json!({ "file": it.file, "word": it.word, "row": it.row, "source": it.source })),
        );
    }
    for line in report {
        println!("{}", if options.is_json { line.to_string() } else { readable(&line) });
    }
}

struct Options {
    sources: PathBuf,
    files: Vec<PathBuf>,
    ror_copies: usize,
    makes_rows: bool,
    asks_properties: bool,
    /// The folder of the files of words.
    words: Option<PathBuf>,
    show: Option<String>,
    before: Option<PathBuf>,
    keep: Option<PathBuf>,
    is_json: bool,
}

impl Options {
    fn read() -> Self {
        let mut arguments: Vec<String> = std::env::args().skip(1).collect();
        let mut is_there = |name: &str| {
            let at = arguments.iter().position(|it| it == name);
            at.map(|at| arguments.remove(at)).is_some()
        };
        let (with_ror, with_all, makes_rows, asks_properties, asks_words, is_json) = (
            is_there("--ror"),
            is_there("--size"),
            is_there("--made"),
            is_there("--properties"),
            is_there("--words"),
            is_there("--json"),
        );
        let mut value = |name: &str| {
            let at = arguments.iter().position(|it| it == name)?;
            arguments.remove(at);
            Some(arguments.remove(at))
        };
        let (show, before, keep) =
            (value("--show"), value("--before").map(PathBuf::from), value("--keep").map(PathBuf::from));
        let mut files: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
        let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/names");
        Self {
            sources: files.remove(0),
            files,
            ror_copies: if with_all { ROR_COPIES } else { usize::from(with_ror) },
            makes_rows: makes_rows || asks_properties,
            asks_properties,
            words: asks_words.then_some(words),
            show,
            before,
            keep,
            is_json,
        }
    }
}

fn answers(set: &Set, snapshot: &Snapshot, day: Date, nanoseconds: &mut Vec<u128>) -> Vec<Decision> {
    let answer = |row: &rows::Row| {
        let started = Instant::now();
        let decision = decide(&row.application, snapshot, Policy::default(), day);
        nanoseconds.push(started.elapsed().as_nanos());
        decision
    };
    set.rows.iter().map(answer).collect()
}

/// How long a decision took, at the median and for one in a hundred; and what the sources take.
fn speed(mut nanoseconds: Vec<u128>, memory: f64) -> Value {
    nanoseconds.sort_unstable();
    let microseconds = |hundredths: usize| {
        let at = nanoseconds.get(nanoseconds.len() * hundredths / 100).copied().unwrap_or_default();
        f64::from(u32::try_from(at).unwrap_or(u32::MAX)) / 1000.0
    };
    json!({ "median_us": microseconds(50), "p99_us": microseconds(99), "sources_mebibytes": memory })
}

fn resident_mebibytes() -> f64 {
    let text = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u32 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    f64::from(pages) * 4096.0 / 1_048_576.0
}

/// The outcomes of a set that were kept, one a row.
fn kept(folder: &Path, set: &str) -> Option<Vec<String>> {
    let text = fs::read_to_string(folder.join(format!("{set}.jsonl"))).ok()?;
    let outcome = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("an answer that was kept");
        row["outcome"].as_str().unwrap_or_default().to_owned()
    };
    Some(text.lines().map(outcome).collect())
}

fn keep(folder: &Path, set: &Set, decisions: &[Decision]) {
    let line = |decision: &Decision| {
        let reason = decision.reason_code.name();
        format!("{}\n", json!({ "outcome": decision.outcome.to_string(), "reason_code": reason }))
    };
    fs::create_dir_all(folder).expect("a folder");
    let text: String = decisions.iter().map(line).collect();
    fs::write(folder.join(format!("{}.jsonl", set.name)), text).expect("written");
}

/// One line of a report for a terminal.
fn readable(line: &Value) -> String {
    let Some(all) = line.as_object() else { return line.to_string() };
    let said = all.iter().map(|(key, value)| match value.as_array() {
        Some(list) if list.len() > 1 => {
            let lines: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            let lines = lines.join("\n    ");
            format!("{key} {}:\n    {lines}\n", list.len())
        }
        _ => format!("{key} {value}"),
    });
    said.collect::<Vec<_>>().join(", ")
}
