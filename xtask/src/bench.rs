//! `cargo xtask bench`: Qualify beside its own limits, on the same machine in the same run.
//!
//! Absolute figures of two machines cannot be compared; the ratio to a bare HTTP server and to the raw store can.

mod client;
mod pages;
mod pages_memory;
pub(crate) mod program;
mod reads;
mod reviews;
mod sandbox;
mod searches;
mod servers;
mod starts;
mod uploads;
mod writes;
mod wrk;

use anyhow::bail;
use clap::ValueEnum;

use self::program::{Programs, SeededStore};
use crate::results::Results;
use crate::tools;

/// The two sizes of store.
const SMALL: usize = 1000;
const LARGE: usize = 1_000_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// One short round of each: shows that it works and about where it stands; not recorded.
    #[arg(long)]
    quick: bool,
    /// Only this part; recorded only if --record says so.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// The store that is measured; the parts are those of the one in a file.
    #[arg(long, value_enum, default_value = "sqlite", conflicts_with = "only")]
    store: Store,
    /// Customers in the largest database of PostgreSQL.
    #[arg(long, default_value_t = 5_000_000, requires = "store")]
    customers: u32,
    /// Record a part under its own name.
    #[arg(long, requires = "only", conflicts_with = "quick")]
    record: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Reads,
    Writes,
    Starts,
    Sandbox,
    Reviews,
    Searches,
    Uploads,
    Client,
    Pages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Store {
    Sqlite,
    Postgres,
}

impl Part {
    /// What the name of its record ends in.
    fn suffix(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| format!("-{}", value.get_name()))
    }
}

/// How long and how often.
#[derive(Clone, Copy, Debug)]
struct Plan {
    rounds: usize,
    seconds: u64,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    if !matches!(options.only, Some(Part::Searches | Part::Client | Part::Pages)) {
        tools::ensure_wrk()?;
    }
    let plan = if options.quick { Plan { rounds: 1, seconds: 3 } } else { Plan { rounds: 3, seconds: 10 } };
    let results = match options.store {
        Store::Sqlite => measure(&Programs::build()?, &plan, options.only)?,
        Store::Postgres => {
            let plan = Plan { seconds: plan.seconds / 3, ..plan };
            let (rows, notes) = (servers::measure(&plan, options.customers)?, vec![servers::note(&plan)]);
            Results { title: "Bench: Qualify on PostgreSQL beside pgbench", notes, rows }
        }
    };
    println!("\n{}\n", results.table());
    match options.only {
        None if !options.quick && options.store == Store::Postgres => results.write("-postgres")?,
        None if !options.quick => results.write("")?,
        Some(part) if options.record => results.write(&part.suffix())?,
        _ => println!("Not recorded: a whole run is, or a part with --record."),
    }
    let failures = results.failures();
    if !failures.is_empty() {
        bail!("not fast enough:\n{}", failures.join("\n"));
    }
    Ok(())
}

fn measure(programs: &Programs, plan: &Plan, only: Option<Part>) -> anyhow::Result<Results> {
    let wants = |part| only.is_none_or(|only| only == part);
    let mut rows = Vec::new();
    if wants(Part::Reads) || wants(Part::Starts) {
        let stores = seed_stores(programs)?;
        if wants(Part::Reads) {
            rows.extend(reads::measure(programs, plan, &stores)?);
        }
        if wants(Part::Starts) {
            rows.extend(starts::measure(programs, &stores)?);
        }
    }
    if wants(Part::Writes) {
        rows.extend(writes::measure(programs, plan)?);
    }
    if wants(Part::Sandbox) {
        rows.extend(sandbox::measure(programs, plan)?);
    }
    if wants(Part::Reviews) {
        rows.extend(reviews::measure(programs, plan)?);
    }
    if wants(Part::Searches) {
        rows.extend(searches::measure(programs, plan)?);
    }
    if wants(Part::Uploads) {
        rows.extend(uploads::measure(programs)?);
    }
    if wants(Part::Client) {
        rows.extend(client::measure(programs, plan.rounds == 1)?);
    }
    if wants(Part::Pages) {
        rows.extend(pages::measure(programs, plan)?);
    }
    Ok(Results { title: "Bench: Qualify beside its own limits", notes: notes(plan, only), rows })
}

/// How the rows come about.
fn notes(plan: &Plan, only: Option<Part>) -> Vec<String> {
    let Plan { rounds, seconds } = plan;
    let mut notes = Vec::new();
    if !matches!(only, Some(Part::Client | Part::Pages)) {
        notes.push(format!(
            "wrk with {} connections shares the cores with the server; medians of {rounds} rounds of at most \
             {seconds} s, the two sides of each ratio in turn.",
            wrk::CONNECTIONS
        ));
        notes.push(
            "GET: one script, the same headers and id list for both servers, Qualify's request log on. POST: durable \
             (synchronous=FULL), on a store of 1 million customers, each used once; the raw store runs the same \
             statements in groups of 64 on an equal copy. Any answer that is no success fails the run."
                .to_owned(),
        );
    }
    if only.is_none_or(|only| only == Part::Client) {
        notes.push(client::note());
    }
    if only.is_none_or(|only| only == Part::Pages) {
        notes.push(pages::note(plan));
    }
    notes
}

fn seed_stores(programs: &Programs) -> anyhow::Result<Vec<SeededStore>> {
    let seed = |customers| {
        let folder = program::new_folder(&format!("reads-{customers}"))?;
        programs.seed(&folder, customers, reads::QUALIFIED_EVERY)
    };
    [SMALL, LARGE].into_iter().map(seed).collect()
}

/// A size as people say it.
fn size_name(customers: usize) -> String {
    match customers {
        SMALL => "1 thousand".to_owned(),
        LARGE => "1 million".to_owned(),
        other => other.to_string(),
    }
}
