//! `cargo xtask test`: everything that must hold before a change is good, in the order of what fails fastest.
//!
//! To add a step: a variant of [`Step`] in its place, and a row in each of its matches.

use std::time::{Duration, Instant};

use anyhow::Context;
use clap::ValueEnum;

use qualify_testkit::store::STORE_OF_TESTS;

use crate::{direction, e2e, generated, postgres, tools, workspace};

/// What tests are built with: both stores, so that the port's suite runs on each, and examples need no second build.
const BOTH_STORES: [&str; 2] = ["--features", "qualify/postgres"];

/// What of the service is run on PostgreSQL once more, from outside: the vectors of the contract, the story of a review, events,
/// samples, the first page that people read; and what a write that waited too long leaves behind.
const ON_POSTGRES: &str = "(package(qualify-server) and kind(test) and test(/^(async|audit|billing|codes_and_status\
    |customer_list|events|headers|reviews::story|sync)|busy/)) or (package(qualify-samples) and test(/^samples::all/)) \
    or (package(qualify) and test(/the_readme_can/))";

/// One layer of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    Format,
    Direction,
    Clippy,
    Nextest,
    Postgres,
    E2e,
    DocTests,
    Doc,
    Generated,
    /// Last, because a new machine builds the tool for it, and everything else is known by then.
    Deny,
}

impl Step {
    fn title(self) -> &'static str {
        match self {
            Self::Format => "the code is formatted",
            Self::Direction => "dependencies point one way",
            Self::Clippy => "clippy has nothing to say",
            Self::Nextest => "the tests pass",
            Self::Postgres => "the service is the same on PostgreSQL",
            Self::E2e => "the clients that partners have sign in and are answered",
            Self::DocTests => "the examples of the documentation run",
            Self::Doc => "the documentation builds without a warning",
            Self::Generated => "generated files are unchanged",
            Self::Deny => "licences, sources and banned crates",
        }
    }

    fn what_next(self) -> &'static str {
        match self {
            Self::Format => "run `cargo fmt --all`",
            Self::Direction => {
                "take the dependency out, or change the table in xtask/src/direction.rs and docs/ARCHITECTURE.md \
                 in the same commit, with the reason"
            }
            Self::Clippy => "follow the lint, or write `#[expect(lint, reason = \"..\")]` at the place",
            Self::Nextest => {
                "the failing test's output stands above; run it alone with \
                 `cargo test --workspace --features qualify/postgres NAME`"
            }
            Self::Postgres => {
                "the failing test's output stands above; run it alone with \
                 `STORE_OF_TESTS=postgres cargo test --workspace --features qualify/postgres NAME`"
            }
            Self::E2e => "the part that failed says how it is run alone",
            Self::DocTests => "repair the example that stands above",
            Self::Doc => "repair the comment that stands above",
            Self::Generated => "run `cargo xtask openapi`, read the difference, and commit it",
            Self::Deny => "see deny.toml: each rule there says why",
        }
    }

    fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Format => workspace::run(workspace::cargo().args(["fmt", "--all", "--check"])),
            Self::Direction => direction::check_workspace(),
            Self::Clippy => {
                lint(&["--workspace", "--all-targets", "--all-features"])?;
                // The program as a stranger builds it, without what has to be switched on.
                lint(&["--package", "qualify"])
            }
            Self::Nextest => {
                tools::ensure_what_documents_use()?;
                postgres::ensure()?;
                let mut tests = tools::NEXTEST.command()?;
                workspace::run(tests.args(["nextest", "run", "--workspace"]).args(BOTH_STORES))
            }
            Self::Postgres => {
                let mut tests = tools::NEXTEST.command()?;
                tests.args(["nextest", "run", "--workspace"]).args(BOTH_STORES).args(["-E", ON_POSTGRES]);
                workspace::run(tests.env(STORE_OF_TESTS, "postgres"))
            }
            Self::E2e => e2e::run(None),
            Self::DocTests => {
                let mut examples = workspace::cargo();
                workspace::run(examples.args(["test", "--doc", "--workspace"]).args(BOTH_STORES))
            }
            Self::Doc => workspace::run(
                workspace::cargo()
                    .args(["doc", "--workspace", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            ),
            Self::Generated => generated::check(),
            Self::Deny => workspace::run(tools::DENY.command()?.args([
                "check",
                "--hide-inclusion-graph",
                "bans",
                "licenses",
                "sources",
            ])),
        }
    }

    /// As it is written behind `--from`.
    fn name(self) -> String {
        self.to_possible_value().expect("no step is hidden").get_name().to_owned()
    }
}

fn lint(what: &[&str]) -> anyhow::Result<()> {
    workspace::run(workspace::cargo().arg("clippy").args(what).args(["--", "-D", "warnings"]))
}

/// Runs the steps, and ends at the first that fails.
pub(crate) fn run(from: Option<Step>) -> anyhow::Result<()> {
    let started = Instant::now();
    let (skipped, steps): (Vec<Step>, Vec<Step>) =
        Step::value_variants().iter().partition(|step| from.is_some_and(|from| **step < from));
    let mut passed = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name(), step.title());
        let step_started = Instant::now();
        step.run().with_context(|| failure(step))?;
        let duration = step_started.elapsed();
        println!("== {}: passed in {}", step.name(), shown(duration));
        passed.push(format!("{} {}", step.name(), shown(duration)));
    }
    println!("\n{}", summary(&passed, &skipped, started.elapsed()));
    Ok(())
}

fn failure(step: Step) -> String {
    format!(
        "step `{0}` failed. What to do: {1}. Then go on with `cargo xtask test --from {0}`",
        step.name(),
        step.what_next()
    )
}

fn summary(passed: &[String], skipped: &[Step], total: Duration) -> String {
    let skipped: Vec<String> = skipped.iter().map(|step| step.name()).collect();
    let left_out =
        if skipped.is_empty() { String::new() } else { format!("; NOT run: {}", skipped.join(", ")) };
    format!(
        "cargo xtask test: {} of {} steps passed in {} ({}){left_out}",
        passed.len(),
        Step::value_variants().len(),
        shown(total),
        passed.join(", ")
    )
}

fn shown(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_was_left_out() {
        let passed = ["deny 2.0 s".to_owned()];
        let line = summary(&passed, &[Step::Format, Step::Clippy], Duration::from_secs(2));
        assert_eq!(
            line,
            "cargo xtask test: 1 of 10 steps passed in 2.0 s (deny 2.0 s); NOT run: format, clippy"
        );
    }

    #[test]
    fn a_failure_says_how_to_go_on() {
        assert!(failure(Step::DocTests).ends_with("`cargo xtask test --from doc-tests`"));
    }
}
