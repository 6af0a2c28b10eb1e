//! A sample of what `cargo xtask soak` does many times with several processes on one database of PostgreSQL.

use std::path::Path;
use std::time::Duration;

use qualify_testkit::soak::failover::fail_over;
use qualify_testkit::soak::node_kills::kill_nodes;

use crate::program::PROGRAM;

#[test]
fn a_primary_that_dies_loses_nothing_acknowledged_and_the_service_is_back_within_ten_seconds() {
    let report = fail_over(Path::new(PROGRAM), 1).unwrap();
    assert!(report.recovery_max < Duration::from_secs(10), "{report:?}");
    assert!(report.fleet.told_to_come_back + report.fleet.unanswered > 0, "nobody noticed: {report:?}");
    assert!(report.fleet.duplicates > 0 && report.fleet.decisions > 0, "{report:?}");
}

#[test]
fn a_node_that_is_killed_beside_two_others_loses_nothing_and_doubles_nothing() {
    let report = kill_nodes(Path::new(PROGRAM), 2, 1).unwrap();
    assert!(report.fleet.unanswered > 0, "nobody noticed: {report:?}");
    assert!(report.fleet.duplicates > 0 && report.fleet.decisions > 0, "{report:?}");
}
