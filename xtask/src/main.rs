//! The one entry for people and CI: `cargo xtask test`, `e2e`, `openapi`, `bench`, `vetting-report`, `soak`,
//! `dist`.
//!
//! To add a command: a variant of [`Command`], and a module named by its noun.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a program for the terminal: what it prints is what it is for")]

mod bench;
mod direction;
mod dist;
mod e2e;
mod events;
mod fuzz;
mod generated;
mod postgres;
mod races;
mod results;
mod soak;
mod steps;
mod tools;
mod vetting_report;
mod workspace;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about)]
enum Command {
    /// Everything that must hold before a change is good; what CI runs.
    Test {
        /// Begin with this step, after an earlier run passed those before it.
        #[arg(long, value_enum)]
        from: Option<steps::Step>,
    },
    /// The clients that partners have, as they are published, against the built program; a step of `test`.
    E2e {
        /// Only this part.
        #[arg(long, value_enum)]
        only: Option<e2e::Part>,
        /// Makes the pictures of docs/screens anew, and nothing else.
        #[arg(long, conflicts_with = "only")]
        screens: bool,
    },
    /// Every test of the store on both of its backends; PostgreSQL is a server of the tests' own.
    Postgres,
    /// Writes the files that are made from code: docs/openapi.json and docs/errors.md.
    Openapi {
        /// Only compare, and fail if a file is stale.
        #[arg(long)]
        check: bool,
    },
    /// Measures Qualify beside its own limits, and writes the result into bench/results.
    Bench(bench::Options),
    /// Compares the engine's answers with labelled rows, and measures it; the result goes into bench/results.
    VettingReport {
        /// Only the rows with the full sources, without the program and the benches.
        #[arg(long)]
        rows_only: bool,
    },
    /// Makes what is handed out, into target/dist: program, tarball, package for Debian, checksums, bill of materials.
    Dist(dist::Options),
    /// Kills, races and fuzzing in great number, with the result in bench/results.
    Soak(soak::Options),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Test { from } => steps::run(from),
        Command::E2e { screens: true, .. } => e2e::make_screens(),
        Command::E2e { only, .. } => e2e::run(only),
        Command::Postgres => postgres::run(),
        Command::Openapi { check: false } => generated::write(),
        Command::Openapi { check: true } => generated::check(),
        Command::Bench(options) => bench::run(&options),
        Command::VettingReport { rows_only } => vetting_report::run(rows_only),
        Command::Dist(options) => dist::run(&options),
        Command::Soak(options) => soak::run(&options),
    }
}
