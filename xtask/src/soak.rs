//! `cargo xtask soak`: what a test does a few times, done hundreds of times against the release program.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qualify_testkit::soak::documents::{DocumentReport, kill_while_documents_come};
use qualify_testkit::soak::{KillReport, kill_under_load_inspecting};

mod patroni;
mod servers;

use crate::bench::program::Programs;
use crate::results::{Bound, Results, Row, Unit};
use crate::workspace;
use crate::{events, fuzz, races};

/// Kills on one data folder. After each one everything in the folder is checked, so many kills mean a new folder now
/// and then.
const KILLS_PER_FOLDER: u32 = 10;

/// Duplicates that a soak sends at least.
const DUPLICATES_MIN: f64 = 10_000.0;

/// A part of the soak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Kills and races against the release program.
    Service,
    /// Fuzzing of what reads foreign text.
    Fuzz,
    /// Primaries of PostgreSQL that die under load, their standby promoted.
    Failover,
    /// Servers that Patroni keeps behind HAProxy and that fail under load; it needs root, Patroni, etcd and HAProxy.
    Patroni,
    /// Processes that are killed while two others serve on one PostgreSQL.
    Nodes,
    /// A million events for simulated receivers, three in ten of which are down for long.
    Events,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How long each target is fuzzed.
    #[arg(long, default_value_t = 180)]
    fuzz_seconds: u64,
    /// Kills under write load.
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Kills while documents are handed in.
    #[arg(long, default_value_t = 100)]
    document_kills: u32,
    /// Goes on with kills until so many seconds are over, too.
    #[arg(long, default_value_t = 0)]
    seconds: u64,
    /// Rounds of callers that race for the units of one code, and of one request sent many times at once.
    #[arg(long, default_value_t = 50)]
    races: u32,
    /// Events for the simulated receivers.
    #[arg(long, default_value_t = 1_000_000)]
    events: u32,
    /// Primaries that die.
    #[arg(long, default_value_t = 20)]
    failovers: u32,
    /// Kills of a process beside two others.
    #[arg(long, default_value_t = 200)]
    node_kills: u32,
    /// Drills of each kind with Patroni.
    #[arg(long, default_value_t = 5)]
    patroni_drills: u32,
    /// The release program with PostgreSQL for parts that take one, in the place of one that is built now.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Where the random moments begin; a failure names its own.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut results = Results { title: "Soak", notes: Vec::new(), rows: Vec::new() };
    let wants = |part| options.only.is_none_or(|only| only == part);
    if wants(Part::Service) {
        let programs = Programs::build()?;
        let kills = kill_often(&programs, options, started)?;
        let documents = kill_among_documents(&programs, options)?;
        let races = races::run(&programs.qualify, options.races, options.seed)?;
        let seconds = started.elapsed().as_secs();
        results = service_results(&kills, &documents, options, races, seconds);
    }
    // Only where it is asked for: a machine has these tools or has not.
    let wants_patroni = options.only == Some(Part::Patroni);
    if wants(Part::Failover) || wants(Part::Nodes) || wants_patroni {
        let program = options.program.clone().map_or_else(Programs::build_for_servers, Ok)?;
        if wants(Part::Failover) {
            results.take(servers::fail_over_often(&program, options.failovers, options.seed)?);
        }
        if wants(Part::Nodes) {
            results.take(servers::kill_nodes_often(&program, options.node_kills, options.seed)?);
        }
        if wants_patroni {
            results.take(patroni::fail_over_often(&program, options.patroni_drills, options.seed)?);
        }
    }
    if wants(Part::Events) {
        results.rows.extend(events::run(options.events)?);
    }
    if wants(Part::Fuzz) {
        results.rows.extend(fuzz::run(options.fuzz_seconds)?);
    }
    if let Some(program) = &options.program {
        results.notes.push(format!("The program was given and not built: `{}`.", program.display()));
    }
    println!("\n{}\n", results.table());
    results.write(match options.only {
        Some(Part::Fuzz) => "-fuzz",
        Some(Part::Events) => "-events",
        Some(Part::Failover) => "-failover",
        Some(Part::Nodes) => "-nodes",
        Some(Part::Patroni) => "-patroni",
        Some(Part::Service) | None => "-soak",
    })
}

fn kill_often(programs: &Programs, options: &Options, started: Instant) -> anyhow::Result<KillReport> {
    let mut sum = KillReport::default();
    let mut seed = options.seed;
    while sum.kills < options.kills || started.elapsed() < Duration::from_secs(options.seconds) {
        let left = options.kills.saturating_sub(sum.kills);
        let kills = if left == 0 { KILLS_PER_FOLDER } else { left.min(KILLS_PER_FOLDER) };
        let mut integrity = |data_dir: &Path| check_integrity(&programs.limits, data_dir);
        let report = kill_under_load_inspecting(&programs.qualify, kills, seed, &mut integrity)?;
        sum.kills += report.kills;
        sum.starts_cut_short += report.starts_cut_short;
        sum.acknowledged += report.acknowledged;
        sum.unanswered += report.unanswered;
        sum.unanswered_done += report.unanswered_done;
        sum.decisions += report.decisions;
        sum.duplicates += report.duplicates;
        println!("kills: {}, writes checked: {} (seed {seed})", sum.kills, sum.acknowledged);
        seed += 1;
    }
    Ok(sum)
}

/// The same while documents are handed in.
fn kill_among_documents(programs: &Programs, options: &Options) -> anyhow::Result<DocumentReport> {
    let mut sum = DocumentReport::default();
    let mut seed = options.seed;
    while sum.kills < options.document_kills {
        let kills = (options.document_kills - sum.kills).min(KILLS_PER_FOLDER);
        let report = kill_while_documents_come(&programs.qualify, kills, seed)?;
        sum.kills += report.kills;
        sum.acknowledged += report.acknowledged;
        sum.unanswered += report.unanswered;
        sum.unanswered_kept += report.unanswered_kept;
        println!("kills: {}, documents checked: {} (seed {seed})", sum.kills, sum.acknowledged);
        seed += 1;
    }
    Ok(sum)
}

/// Asks SQLite itself, in the program that has it.
fn check_integrity(limits: &PathBuf, data_dir: &Path) -> anyhow::Result<()> {
    let mut command = workspace::command(limits);
    workspace::output(command.args(["integrity", "--data-dir"]).arg(data_dir)).map(drop)
}

#[expect(clippy::cast_precision_loss, reason = "nobody lives to see 2^52 writes")]
fn service_results(
    kills: &KillReport,
    documents: &DocumentReport,
    options: &Options,
    races: u32,
    seconds: u64,
) -> Results {
    let count = |what: &str, value: f64| Row::new(what, value, Unit::Count);
    let wanted = f64::from(options.kills);
    let rows = vec![
        count("kills under write load, everything checked after each", f64::from(kills.kills))
            .must_be(Bound::AtLeast(wanted)),
        count("further kills while starting", f64::from(kills.starts_cut_short)),
        count("acknowledged writes", kills.acknowledged as f64),
        count("writes without an answer when killed", kills.unanswered as f64),
        count("of them done, whole, and replayed when sent again", kills.unanswered_done as f64),
        count(
            "duplicate request ids, sent while it ran and after a kill, none done twice",
            kills.duplicates as f64,
        )
        .must_be(Bound::AtLeast(DUPLICATES_MIN)),
        count("decisions, one for each qualification, in chains that are whole", kills.decisions as f64),
        count("kills while documents were handed in", f64::from(documents.kills))
            .must_be(Bound::AtLeast(f64::from(options.document_kills))),
        count("acknowledged documents, none lost or changed", documents.acknowledged as f64),
        count("documents without an answer when killed", documents.unanswered as f64),
        count("of them kept, whole", documents.unanswered_kept as f64),
        count("races for a code's units, and of one request with itself", f64::from(races))
            .must_be(Bound::AtLeast(f64::from(options.races))),
        count("seconds", seconds as f64),
    ];
    let notes = vec![
        format!(
            "Command: `cargo xtask soak --kills {} --document-kills {} --races {} --seed {}`.",
            options.kills, options.document_kills, options.races, options.seed
        ),
        "After each restart: every acknowledged write is there with exactly one audit record, every audit record \
         has its effect, every qualification has exactly one decision of the policy approve_all, `qualify decisions \
         verify` finds the chain whole, the code's units add up, every write is sent again and replayed with its answer of \
         before exactly if it was done, every document opens as it was handed in, and SQLite's integrity and foreign key checks are clean. The first violation ends a soak without a record."
            .to_owned(),
    ];
    Results { title: "Soak: kills under write load, and races", notes, rows }
}
