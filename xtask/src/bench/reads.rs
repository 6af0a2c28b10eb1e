//! Reads: `GET /v1/customers/{id}/qualification`, against a server that does nothing but HTTP.

use anyhow::{Context, ensure};
use qualify_testkit::soak::ServerProcess;

use super::program::{self, Programs, SeededStore};
use super::wrk::{Mode, Sample, Target, median};
use super::{LARGE, Plan, SMALL, size_name};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const OF_BARE_MIN: f64 = 0.45;
const LARGE_OF_SMALL_MIN: f64 = 0.85;
/// Every third customer has a qualification, so that both answers occur.
pub(super) const QUALIFIED_EVERY: usize = 3;

/// Both servers with one size of store.
struct Pair<'a> {
    store: &'a SeededStore,
    qualify: ServerProcess,
    authorization: String,
    bare: Vec<Sample>,
    measured: Vec<Sample>,
}

/// Runs the rounds, all servers side by side, and gives the rows of the table.
pub(super) fn measure(programs: &Programs, plan: &Plan, stores: &[SeededStore]) -> anyhow::Result<Vec<Row>> {
    let mut command = workspace::command(&programs.limits);
    let bare = ServerProcess::start(command.args(["bare-http", "--listen", "127.0.0.1:0"]))?;
    let mut pairs =
        stores.iter().map(|store| Pair::start(programs, store)).collect::<anyhow::Result<Vec<_>>>()?;
    program::settle_disk()?;
    // The first run of each is not counted: it fills caches and verifies the token.
    for round in 0..=plan.rounds {
        let seconds = if round == 0 { 1 } else { plan.seconds };
        for pair in &mut pairs {
            let name = size_name(pair.store.customers);
            let samples = (pair.run(bare.url(), seconds)?, pair.run(pair.qualify.url(), seconds)?);
            if round > 0 {
                println!(
                    "GET, {name} customers, round {round}: bare {:.0}/s, qualify {:.0}/s",
                    samples.0.per_second, samples.1.per_second
                );
                pair.bare.push(samples.0);
                pair.measured.push(samples.1);
            }
        }
    }
    let rows = rows(&pairs);
    for pair in pairs {
        pair.qualify.stop()?;
    }
    Ok(rows)
}

impl<'a> Pair<'a> {
    fn start(programs: &Programs, store: &'a SeededStore) -> anyhow::Result<Self> {
        let qualify = programs.start(store)?;
        let mut connection = program::connect(&qualify)?;
        let ids = std::fs::read_to_string(&store.ids)?;
        // wrk counts failures, but does not look at answers: these must be the two that the store should give.
        for (id, expected) in ids.lines().zip(["education", "none"]) {
            let answer = connection.get(&format!("/v1/customers/{id}/qualification"))?;
            ensure!(answer == expected, "customer {id} has {answer}, not {expected}");
        }
        let authorization = connection.authorization().context("the connection has a token")?.to_owned();
        Ok(Self { store, qualify, authorization, bare: Vec::new(), measured: Vec::new() })
    }

    fn run(&self, url: &str, seconds: u64) -> anyhow::Result<Sample> {
        let target =
            Target { url, mode: Mode::Get, authorization: &self.authorization, ids: &self.store.ids };
        target.run(0, self.store.customers, seconds)
    }

    /// Throughput as a part of the bare server's.
    fn ratio(&self) -> f64 {
        median(&self.measured).per_second / median(&self.bare).per_second
    }
}

fn rows(pairs: &[Pair<'_>]) -> Vec<Row> {
    let mut rows = Vec::new();
    for pair in pairs {
        let size = size_name(pair.store.customers);
        for (who, samples) in [("bare HTTP", &pair.bare), ("Qualify", &pair.measured)] {
            let sample = median(samples);
            let row = |what: &str, value, unit| {
                Row::new(format!("GET, {size} customers, {who}{what}"), value, unit)
            };
            rows.push(row("", sample.per_second, Unit::PerSecond));
            rows.push(row(", p50", sample.p50_ms, Unit::Milliseconds));
            rows.push(row(", p99", sample.p99_ms, Unit::Milliseconds));
        }
        let what = format!("GET, {size} customers, Qualify / bare HTTP");
        let row = Row::new(what, pair.ratio(), Unit::Ratio);
        // How far a million may stay behind a thousand has a bound of its own below.
        rows.push(if pair.store.customers == SMALL { row.must_be(Bound::AtLeast(OF_BARE_MIN)) } else { row });
    }
    let of = |customers| pairs.iter().find(|pair| pair.store.customers == customers).map(Pair::ratio);
    if let (Some(small), Some(large)) = (of(SMALL), of(LARGE)) {
        let what = "GET, 1 million / 1 thousand, each divided by bare HTTP";
        rows.push(Row::new(what, large / small, Unit::Ratio).must_be(Bound::AtLeast(LARGE_OF_SMALL_MIN)));
    }
    rows
}
