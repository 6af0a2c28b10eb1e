//! Servers of PostgreSQL that Patroni keeps, and that fail.

use std::path::Path;

use qualify_testkit::soak::fleet::FleetReport;
use qualify_testkit::soak::patroni::{Failure, PatroniPair, PatroniReport, fail_over_by_patroni};

use super::servers::{CHECKED, fleet_rows, ms};
use crate::results::{Bound, Results, Row, Unit};

/// How soon every process has to write again behind the moment at which another server leads.
const RECOVERY_MAX_MS: f64 = 10_000.0;

/// Each kind of failure so often, on one pair of servers.
pub(super) fn fail_over_often(program: &Path, count: u32, seed: u64) -> anyhow::Result<Results> {
    let mut pair = PatroniPair::start()?;
    let (mut rows, mut fleet) = (Vec::new(), FleetReport::default());
    for failure in Failure::ALL {
        let mut sum = PatroniReport::default();
        for number in 0..u64::from(count) {
            let report = fail_over_by_patroni(program, &mut pair, failure, seed + number)?;
            println!(
                "{} {}: back {:.0} ms after it, {:.0} ms after another server led; writes checked: {}",
                failure.name(),
                number + 1,
                ms(report.outage_max),
                ms(report.recovery_max),
                report.fleet.acknowledged
            );
            sum.add(&report);
        }
        rows.extend(rows_of(failure.name(), &sum, count));
        fleet.add(&sum.fleet);
    }
    rows.extend(fleet_rows("patroni", &fleet));
    let note = format!(
        "Patroni: `cargo xtask soak --only patroni --patroni-drills {count} --seed {seed}`. Two servers of PostgreSQL in a \
         synchronous pair kept by Patroni (ttl 20 s, loop_wait 2 s, retry_timeout 3 s, primary_start_timeout 0), etcd, each in a \
         network namespace of its own, HAProxy before them with the check `GET /primary`, two processes with HAProxy in their URL, \
         six callers who send each write under one id until it is acknowledged. {CHECKED}"
    );
    Ok(Results {
        title: "Soak: servers that Patroni keeps, and that fail under load",
        notes: vec![note],
        rows,
    })
}

fn rows_of(what: &str, sum: &PatroniReport, count: u32) -> [Row; 4] {
    let drills = f64::from(count.max(1));
    let until = "until each process had written again";
    [
        Row::new(format!("{what}: drills under load"), f64::from(sum.drills), Unit::Count)
            .must_be(Bound::AtLeast(f64::from(count))),
        Row::new(format!("{what}: from it {until}, longest"), ms(sum.outage_max), Unit::Milliseconds),
        Row::new(format!("{what}: from it {until}, mean"), ms(sum.outage_sum) / drills, Unit::Milliseconds),
        Row::new(
            format!("{what}: from another server's lead {until}, longest"),
            ms(sum.recovery_max),
            Unit::Milliseconds,
        )
        .must_be(Bound::Below(RECOVERY_MAX_MS)),
    ]
}
