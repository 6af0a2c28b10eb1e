//! The sandbox's own speed: tokens of its issuer, and how soon a snapshot is taken and restored.

use std::time::Instant;

use qualify_testkit::soak::http::Connection;

use super::Plan;
use super::program::{self, Programs};
use super::wrk::{Same, median, median_of};
use crate::results::{Bound, Row, Unit};

/// Of the snapshot that is measured.
const CUSTOMERS: usize = 10_000;
const QUALIFIED_EVERY: usize = 3;
const SNAPSHOT_MAX_MS: f64 = 300.0;
const TOKENS_MIN: f64 = 3000.0;

/// As an application asks, and as a test asks: the first gets a token again for a while, the second is signed each time.
const APPLICATION: Same<'static> = Same {
    target: "/5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4/oauth2/v2.0/token",
    content_type: "application/x-www-form-urlencoded",
    body: "grant_type=client_credentials&client_id=0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50&client_secret=sandbox-secret\
           &scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default",
};
const SIGNED: Same<'static> = Same { target: "/sandbox/token", content_type: "application/json", body: "{}" };

pub(super) fn measure(programs: &Programs, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let store = programs.seed(&program::new_folder("sandbox")?, CUSTOMERS, QUALIFIED_EVERY)?;
    let server = programs.start(&store)?;
    let mut rows = Vec::new();
    for (what, same) in [("client credentials", APPLICATION), ("each signed anew, RS256", SIGNED)] {
        same.run(server.url(), 1)?;
        let samples = (0..plan.rounds)
            .map(|_| same.run(server.url(), plan.seconds))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let per_second = median(&samples).per_second;
        rows.push(
            Row::new(format!("tokens, {what}"), per_second, Unit::PerSecond)
                .must_be(Bound::AtLeast(TOKENS_MIN)),
        );
    }
    let mut connection = program::connect(&server)?;
    let (mut taken, mut restored) = (Vec::new(), Vec::new());
    for _ in 0..=plan.rounds {
        program::settle_disk()?;
        taken.push(milliseconds(&mut connection, "/sandbox/snapshots/bench")?);
        restored.push(milliseconds(&mut connection, "/sandbox/snapshots/bench/restore")?);
    }
    for (what, values) in [("taken", taken), ("restored", restored)] {
        // The first of each is not counted: it fills caches.
        let value = median_of(values.into_iter().skip(1));
        rows.push(
            Row::new(format!("snapshot of 10 thousand customers, {what}"), value, Unit::Milliseconds)
                .must_be(Bound::AtMost(SNAPSHOT_MAX_MS)),
        );
    }
    server.stop()?;
    Ok(rows)
}

fn milliseconds(connection: &mut Connection, path: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let answer = connection.send("POST", path, &[], None)?;
    let elapsed = started.elapsed();
    anyhow::ensure!(matches!(answer.status, 200 | 201), "POST {path}: {}", answer.status);
    Ok(elapsed.as_secs_f64() * 1e3)
}
