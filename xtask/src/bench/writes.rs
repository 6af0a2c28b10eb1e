//! Durable writes: `POST /v1/customers/{id}/qualifications`, against the same statements without a service around them.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::program::{self, Programs};
use super::wrk::{CONNECTIONS, Mode, Sample, Target, median, median_of};
use super::{LARGE, Plan};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const OF_RAW_MIN: f64 = 0.65;
const P99_OF_RAW_MAX: f64 = 1.5;
/// A first look at the speed, to know how many customers a round uses up.
const PROBE_CUSTOMERS: usize = 100_000;
const PROBE_OPERATIONS: usize = 6400;
/// A round may turn out this much faster than the probe.
const ROOM: f64 = 1.4;

/// One run of the raw store.
#[derive(Clone, Copy, Debug)]
struct RawSample {
    per_second: f64,
    group_p50_ms: f64,
    group_p99_ms: f64,
}

/// Fills two equal stores and runs the rounds, the two sides in turn.
pub(super) fn measure(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let folder = program::new_folder("writes")?;
    let store = programs.seed(&folder, LARGE, 0)?;
    let raw_dir = folder.join("raw");
    fs::create_dir(&raw_dir)?;
    fs::copy(store.data_dir.join("qualify.db"), raw_dir.join("qualify.db"))?;
    let qualify = programs.start(&store)?;
    let connection = program::connect(&qualify)?;
    let authorization = connection.authorization().context("the connection has a token")?;
    let target = Target { url: qualify.url(), mode: Mode::Post, authorization, ids: &store.ids };
    program::settle_disk()?;

    let probe = target.run(0, PROBE_CUSTOMERS, 1)?;
    let raw_probe = run_raw(programs, &raw_dir, &store.ids, 0, PROBE_OPERATIONS)?;
    let share = (LARGE - PROBE_CUSTOMERS) / plan.rounds;
    let seconds = seconds_for(share, probe.per_second.max(raw_probe.per_second), plan.seconds)?;
    println!("POST: each round takes {seconds} s");
    let (mut raw, mut measured) = (Vec::new(), Vec::new());
    for round in 0..plan.rounds {
        let first = PROBE_CUSTOMERS + round * share;
        let operations = operations_in(seconds, raw_probe.per_second, share);
        raw.push(run_raw(programs, &raw_dir, &store.ids, first, operations)?);
        measured.push(target.run(first, share, seconds)?);
        println!(
            "POST, round {}: raw store {:.0}/s, qualify {:.0}/s",
            round + 1,
            raw[round].per_second,
            measured[round].per_second
        );
    }
    qualify.stop()?;
    Ok(rows(&raw, &measured))
}

/// How long a round can be without using up its share of the customers.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small, positive and rounded down"
)]
#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn seconds_for(share: usize, per_second: f64, wanted: u64) -> anyhow::Result<u64> {
    let seconds = wanted.min((share as f64 / (per_second * ROOM)) as u64);
    ensure!(seconds > 0, "{share} customers are used up within a second: raise LARGE in xtask/src/bench.rs");
    Ok(seconds)
}

/// As many operations as the raw store does in about the time of a round.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small, positive and rounded down"
)]
#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn operations_in(seconds: u64, per_second: f64, share: usize) -> usize {
    ((seconds as f64 * per_second) as usize).clamp(1, share)
}

fn run_raw(
    programs: &Programs,
    data_dir: &Path,
    ids: &Path,
    first: usize,
    operations: usize,
) -> anyhow::Result<RawSample> {
    let mut command = workspace::command(&programs.limits);
    command.args(["raw-store", "--group", &CONNECTIONS.to_string(), "--first", &first.to_string()]);
    command.args(["--operations", &operations.to_string()]);
    command.arg("--data-dir").arg(data_dir).arg("--ids").arg(ids);
    let result: Value = serde_json::from_str(&workspace::output(&mut command)?)?;
    let number = |name: &str| result[name].as_f64().with_context(|| format!("no {name} in {result}"));
    Ok(RawSample {
        per_second: number("operations_per_second")?,
        group_p50_ms: number("group_p50_us")? / 1e3,
        group_p99_ms: number("group_p99_us")? / 1e3,
    })
}

fn rows(raw: &[RawSample], measured: &[Sample]) -> Vec<Row> {
    let middle = |value: fn(&RawSample) -> f64| median_of(raw.iter().map(value));
    let raw_per_second = middle(|sample| sample.per_second);
    let raw_p99_ms = middle(|sample| sample.group_p99_ms);
    let sample = median(measured);
    let ratio = Row::new("POST, Qualify / raw store", sample.per_second / raw_per_second, Unit::Ratio);
    let p99 =
        Row::new("POST, p99 of Qualify / p99 of the raw group", sample.p99_ms / raw_p99_ms, Unit::Ratio);
    vec![
        Row::new("POST, raw store", raw_per_second, Unit::PerSecond),
        Row::new("POST, raw group of 64, p50", middle(|sample| sample.group_p50_ms), Unit::Milliseconds),
        Row::new("POST, raw group of 64, p99", raw_p99_ms, Unit::Milliseconds),
        Row::new("POST, Qualify", sample.per_second, Unit::PerSecond),
        Row::new("POST, Qualify, p50", sample.p50_ms, Unit::Milliseconds),
        Row::new("POST, Qualify, p99", sample.p99_ms, Unit::Milliseconds),
        ratio.must_be(Bound::AtLeast(OF_RAW_MIN)),
        p99.must_be(Bound::AtMost(P99_OF_RAW_MAX)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_leaves_room_in_its_share() {
        assert_eq!(seconds_for(300_000, 10_000.0, 10).unwrap(), 10);
        assert_eq!(seconds_for(300_000, 50_000.0, 10).unwrap(), 4);
        assert!(seconds_for(1000, 50_000.0, 10).is_err());
    }

    #[test]
    fn the_raw_store_never_gets_more_than_its_share() {
        assert_eq!(operations_in(10, 1000.0, 300_000), 10_000);
        assert_eq!(operations_in(10, 100_000.0, 300_000), 300_000);
    }
}
