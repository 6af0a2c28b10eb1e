//! What happens to processes that share a database of PostgreSQL: it dies, or one of them does.

use std::path::Path;
use std::time::Duration;

use qualify_testkit::soak::failover::{FailoverReport, fail_over};
use qualify_testkit::soak::fleet::FleetReport;
use qualify_testkit::soak::node_kills::{NodeKillReport, kill_nodes};

use crate::results::{Bound, Results, Row, Unit};

/// How soon every process has to write again behind a promotion.
const RECOVERY_MAX_MS: f64 = 10_000.0;
/// Kills on one database, which is looked through behind them.
const KILLS_PER_DATABASE: u32 = 10;

/// Primaries that die, each with two servers and two processes of its own.
pub(super) fn fail_over_often(program: &Path, count: u32, seed: u64) -> anyhow::Result<Results> {
    let mut sum = FailoverReport::default();
    for number in 0..u64::from(count) {
        let report = fail_over(program, seed + number)?;
        println!(
            "failover {}: back {:.0} ms after the promotion, {:.0} ms after the kill; writes checked: {}",
            number + 1,
            ms(report.recovery_max),
            ms(report.outage_max),
            report.fleet.acknowledged
        );
        sum.add(&report);
    }
    let count = f64::from(count.max(1));
    let recovery = "failover: from the promotion to a write by each process";
    let mut rows = vec![
        Row::new(
            "failover: primaries killed under load, the synchronous standby promoted",
            f64::from(sum.failovers),
            Unit::Count,
        )
        .must_be(Bound::AtLeast(count)),
        Row::new(format!("{recovery}, longest"), ms(sum.recovery_max), Unit::Milliseconds)
            .must_be(Bound::Below(RECOVERY_MAX_MS)),
        Row::new(format!("{recovery}, mean"), ms(sum.recovery_sum) / count, Unit::Milliseconds),
        Row::new("failover: from the kill until then, longest", ms(sum.outage_max), Unit::Milliseconds),
    ];
    rows.extend(fleet_rows("failover", &sum.fleet));
    let note = format!(
        "Failover: `cargo xtask soak --only failover --seed {seed}`. Two servers of PostgreSQL in a synchronous pair, two \
         processes with both in their URL, six callers who send each write under one id until it is acknowledged. {CHECKED}"
    );
    Ok(Results { title: "Soak: a database that dies under load", notes: vec![note], rows })
}

/// Processes that are killed, one of three at a time.
pub(super) fn kill_nodes_often(program: &Path, kills: u32, seed: u64) -> anyhow::Result<Results> {
    let mut sum = NodeKillReport::default();
    let mut next = seed;
    while sum.kills < kills {
        let report = kill_nodes(program, (kills - sum.kills).min(KILLS_PER_DATABASE), next)?;
        sum.add(&report);
        println!(
            "kills of a process beside two others: {}, writes checked: {}",
            sum.kills, sum.fleet.acknowledged
        );
        next += 1;
    }
    let mut rows = vec![
        Row::new("nodes: kills of a process while two others serve", f64::from(sum.kills), Unit::Count)
            .must_be(Bound::AtLeast(f64::from(kills))),
        Row::new(
            "nodes: from a kill to a write by each other process, longest",
            ms(sum.pause_max),
            Unit::Milliseconds,
        ),
    ];
    rows.extend(fleet_rows("nodes", &sum.fleet));
    let note = format!(
        "Nodes: `cargo xtask soak --only nodes --node-kills {kills} --seed {seed}`. Three processes on one PostgreSQL, one of \
         them killed with SIGKILL and started again, the clock of the last one five minutes ahead, six callers. {CHECKED}"
    );
    Ok(Results { title: "Soak: processes that are killed beside others", notes: vec![note], rows })
}

pub(super) const CHECKED: &str = "At the end every write is there with exactly one audit record, every qualification has exactly one \
    decision of the policy approve_all (what a process that went had a lease on, too, which ends while the clock of one \
    process is minutes ahead of the others'), `qualify decisions verify` finds the chain whole, and the code's units add up. \
    The first violation ends a soak without a record.";

#[expect(clippy::cast_precision_loss, reason = "nobody lives to see 2^52 writes")]
pub(super) fn fleet_rows(what: &str, fleet: &FleetReport) -> Vec<Row> {
    let count = |text: &str, value: u64| Row::new(format!("{what}: {text}"), value as f64, Unit::Count);
    vec![
        count("acknowledged writes, each there once", fleet.acknowledged),
        count("attempts that nobody answered", fleet.unanswered),
        count("attempts that were told to come back", fleet.told_to_come_back),
        count("acknowledged writes that were sent again, and replayed", fleet.duplicates),
        count("decisions, one for each qualification", fleet.decisions),
    ]
}

pub(super) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
