//! Fuzzing with coverage as the guide, by the compiler that builds everything else: libFuzzer, and the counters that
//! LLVM puts in. Every target starts from its seeds in `fuzz/seeds`; what it learns stays in `target/fuzz/corpus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use anyhow::{Context as _, bail, ensure};

use crate::results::{Bound, Row, Unit};
use crate::workspace;

/// The targets, by the names in `fuzz/src/main.rs`.
const TARGETS: [&str; 18] = [
    "host",
    "name",
    "decision",
    "swot-tree",
    "hipo-json",
    "cisa-csv",
    "domain-json",
    "domain-lines",
    "organisations-csv",
    "ror-json",
    "register-csv",
    "public-suffixes",
    "suffix-policy-csv",
    "name-words-csv",
    "manifest-json",
    "flat",
    "document",
    "table",
];

/// Targets that run at the same time.
const AT_ONCE: usize = 2;

/// Longest input, in bytes: the parsers' loops are in it, and an execution stays short.
const INPUT_BYTES_MAX: usize = 4096;

/// An execution that takes longer is a finding, in seconds.
const SLOW_SECONDS: u32 = 5;

/// What puts the counters in. All of them are stable flags of the compiler.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1";

/// Runs every target for so many seconds, and gives a row each. A finding fails, with the file that shows it.
pub(crate) fn run(seconds: u64) -> anyhow::Result<Vec<Row>> {
    let program = build()?;
    let mut rows = Vec::new();
    for targets in TARGETS.chunks(AT_ONCE) {
        let found: Vec<anyhow::Result<Found>> = thread::scope(|scope| {
            let runs: Vec<_> =
                targets.iter().map(|target| scope.spawn(|| fuzz(&program, target, seconds))).collect();
            let join = |run: thread::ScopedJoinHandle<'_, _>| match run.join() {
                Ok(found) => found,
                Err(_) => bail!("a run panicked"),
            };
            runs.into_iter().map(join).collect()
        });
        for (target, found) in targets.iter().zip(found) {
            let found = found?;
            println!("fuzz {target}: {} executions, {} edges", found.executions, found.edges);
            rows.extend(found.rows(target, seconds));
        }
    }
    Ok(rows)
}

fn build() -> anyhow::Result<PathBuf> {
    let host = host_triple()?;
    let folder = workspace::root().join("target/fuzz");
    let mut build = workspace::cargo();
    build
        .args(["build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", &host])
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", COVERAGE);
    workspace::run(&mut build)?;
    Ok(folder.join(host).join("release/qualify-fuzz"))
}

fn host_triple() -> anyhow::Result<String> {
    let text = workspace::output(workspace::command("rustc").arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names its host")?.to_owned())
}

/// What one target came to.
struct Found {
    executions: f64,
    edges_at_first: f64,
    edges: f64,
}

impl Found {
    fn rows(&self, target: &str, seconds: u64) -> [Row; 2] {
        [
            Row::new(
                format!("fuzz {target}, {seconds} s: executions without a finding"),
                self.executions,
                Unit::Count,
            )
            .must_be(Bound::AtLeast(1.0)),
            Row::new(
                format!("fuzz {target}: edges reached, at first {}", self.edges_at_first),
                self.edges,
                Unit::Count,
            )
            .must_be(Bound::AtLeast(self.edges_at_first)),
        ]
    }
}

fn fuzz(program: &Path, target: &str, seconds: u64) -> anyhow::Result<Found> {
    let folder = workspace::root().join("target/fuzz");
    let corpus = folder.join("corpus").join(target);
    let findings = folder.join("findings");
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&findings)?;
    let mut command = workspace::command(program);
    command
        .env("QUALIFY_FUZZ", target)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={INPUT_BYTES_MAX}"))
        .arg(format!("-timeout={SLOW_SECONDS}"))
        .arg(format!("-artifact_prefix={}/{target}-", findings.display()))
        .arg(&corpus)
        .arg(workspace::root().join("fuzz/seeds").join(target))
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let output = command.output().with_context(|| format!("{} could not be started", program.display()))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let end: Vec<&str> = text.lines().rev().take(30).collect();
    let end = end.into_iter().rev().collect::<Vec<_>>().join("\n");
    ensure!(output.status.success(), "fuzz {target} found something; see {}:\n{end}", findings.display());
    let edges = |line: &str| line.split("cov: ").nth(1)?.split(' ').next()?.parse::<f64>().ok();
    let reached: Vec<f64> = text.lines().filter_map(edges).collect();
    let executions = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("Done ")?.split(' ').next()?.parse::<f64>().ok());
    let (Some(first), Some(last), Some(executions)) = (reached.first(), reached.last(), executions) else {
        bail!("fuzz {target} was not guided by coverage:\n{end}");
    };
    Ok(Found { executions, edges_at_first: *first, edges: *last })
}
