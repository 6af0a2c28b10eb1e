//! What the SDK's client costs: the processor's time of a `GET /v1/customers/{id}` beside a bare client of hyper, and the
//! memory of a stream of all customers.

use anyhow::{Context, ensure};
use qualify_testkit::soak::ServerProcess;
use serde_json::Value;

use super::program::{self, Programs, SeededStore};
use super::wrk::median_of;
use super::{LARGE, reads};
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const OF_BARE_MAX: f64 = 1.3;
const GROWTH_MAX_MEBIBYTES: f64 = 4.0;
const REQUESTS: usize = 100_000;
/// The first run of each is not counted: it fills caches and verifies the token.
const WARM_UP_REQUESTS: usize = 5_000;
/// The two sides run in turn, and often: the machine is shared, and one run is short.
const ROUNDS: usize = 7;

/// The programs that ask, and how the table calls them: the limits first, the SDK last.
const SIDES: [(&str, &str); 4] = [
    ("hyper-gets", "hyper, not read"),
    ("hyper-gets-read", "hyper, read by serde"),
    ("pool-gets-read", "hyper with a pool, read by serde"),
    ("sdk-gets", "SDK"),
];

/// What a run of `qualify-bench-limits client` tells.
#[derive(Debug, Clone)]
struct Report {
    requests: f64,
    user_s: f64,
    system_s: f64,
    /// After 10, 50 and 100 hundredths of the stream.
    peak_kib: Vec<f64>,
}

impl Report {
    fn read(report: &Value) -> Option<Self> {
        let peaks = report.get("peak_kib").and_then(Value::as_array);
        Some(Self {
            requests: report["requests"].as_f64()?,
            user_s: report["user_s"].as_f64()?,
            system_s: report["system_s"].as_f64()?,
            peak_kib: peaks.map_or_else(Vec::new, |peaks| peaks.iter().filter_map(Value::as_f64).collect()),
        })
    }

    /// Microseconds of the processor for a request, outside the kernel.
    fn user_micros(&self) -> f64 {
        self.user_s * 1e6 / self.requests
    }

    /// Microseconds of the processor for a request.
    fn micros(&self) -> f64 {
        (self.user_s + self.system_s) * 1e6 / self.requests
    }
}

/// One program that asks, and its runs.
struct Side {
    mode: &'static str,
    shown: &'static str,
    reports: Vec<Report>,
}

impl Side {
    fn median(&self, value: impl Fn(&Report) -> f64) -> f64 {
        median_of(self.reports.iter().map(value))
    }
}

/// How the rows come about.
pub(super) fn note() -> String {
    format!(
        "The client: medians of {ROUNDS} rounds of {REQUESTS} requests, SDK and hyper in turn, each on one thread with 16 \
         connections to the sandbox; the time of the processor that the client's process took, the kernel's part for it \
         included. hyper sends headers that are ready made, the SDK makes an id for each request."
    )
}

pub(super) fn measure(programs: &Programs, is_quick: bool) -> anyhow::Result<Vec<Row>> {
    let folder = program::new_folder("client")?;
    let store = programs.seed(&folder, LARGE, reads::QUALIFIED_EVERY)?;
    let server = programs.start(&store)?;
    let token = token_of(&server)?;
    program::settle_disk()?;
    let run = |mode: &str, requests: usize| run(programs, &server, &store, &token, mode, requests);
    let mut sides = SIDES.map(|(mode, shown)| Side { mode, shown, reports: Vec::new() });
    for round in 0..=if is_quick { 1 } else { ROUNDS } {
        for side in &mut sides {
            let report = run(side.mode, if round == 0 { WARM_UP_REQUESTS } else { REQUESTS })?;
            if round > 0 {
                println!("GET a customer, round {round}: {} {:.2} us", side.shown, report.micros());
                side.reports.push(report);
            }
        }
    }
    let mut rows = rows(&sides);
    rows.extend(stream_rows(&run("sdk-stream", LARGE)?)?);
    server.stop()?;
    Ok(rows)
}

fn token_of(server: &ServerProcess) -> anyhow::Result<String> {
    let connection = program::connect(server)?;
    let authorization = connection.authorization().context("the connection has a token")?;
    authorization.strip_prefix("Bearer ").map(str::to_owned).context("the token is a bearer token")
}

fn run(
    programs: &Programs,
    server: &ServerProcess,
    store: &SeededStore,
    token: &str,
    mode: &str,
    requests: usize,
) -> anyhow::Result<Report> {
    let mut command = workspace::command(&programs.limits);
    command.args(["client", mode, "--url", server.url(), "--token", token]);
    command.args(["--requests", &requests.to_string()]).arg("--ids").arg(&store.ids);
    let output = command.output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the client failed as {mode}: {errors}");
    let report = serde_json::from_slice(&output.stdout).ok().as_ref().and_then(Report::read);
    report.with_context(|| format!("{mode} told no report"))
}

fn rows(sides: &[Side; 4]) -> Vec<Row> {
    let [bare, read, _, sdk] = sides;
    let mut rows = Vec::new();
    for side in sides {
        let row = |what: &str, value| {
            Row::new(format!("GET a customer, {}{what}", side.shown), value, Unit::Microseconds)
        };
        rows.push(row("", side.median(Report::micros)));
        rows.push(row(", outside the kernel", side.median(Report::user_micros)));
    }
    // Of each round its own ratio: what else the machine did then, it did to both.
    let ratio = |to: &Side| {
        median_of(sdk.reports.iter().zip(&to.reports).map(|(sdk, other)| sdk.micros() / other.micros()))
    };
    let ratios = [bare, read].map(|other| {
        Row::new(format!("GET a customer, SDK / {}", other.shown), ratio(other), Unit::Ratio)
            .must_be(Bound::AtMost(OF_BARE_MAX))
    });
    rows.extend(ratios);
    rows
}

fn stream_rows(report: &Report) -> anyhow::Result<Vec<Row>> {
    let [first, half, whole] = report.peak_kib[..] else {
        anyhow::bail!("the stream told its peak {} times", report.peak_kib.len());
    };
    let row = |what: &str, kibibytes: f64| {
        Row::new(format!("stream of 1 million customers, {what}"), kibibytes / 1024.0, Unit::Mebibytes)
    };
    Ok(vec![
        row("peak memory after a tenth", first),
        row("after half", half),
        row("after all", whole),
        row("growth from a tenth to all", whole - first).must_be(Bound::AtMost(GROWTH_MAX_MEBIBYTES)),
        Row::new("stream of 1 million customers, for one", report.micros(), Unit::Microseconds),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(peak_kib: Vec<f64>) -> Report {
        Report { requests: 1e6, user_s: 1.0, system_s: 2.0, peak_kib }
    }

    #[test]
    fn a_stream_that_grows_fails_and_one_that_does_not_passes() {
        let grown = stream_rows(&report(vec![20_480.0, 22_000.0, 20_480.0 + 4_097.0])).unwrap();
        assert!(grown.iter().any(|row| !row.passes()));
        let flat = stream_rows(&report(vec![20_480.0, 22_000.0, 20_480.0 + 4_096.0])).unwrap();
        assert!(flat.iter().all(Row::passes));
        assert!(stream_rows(&report(vec![1.0])).is_err());
    }

    #[test]
    fn the_sdk_is_held_to_each_of_the_others() {
        let side = |user_s| Side {
            mode: "",
            shown: "",
            reports: vec![Report { user_s, system_s: 0.0, ..report(Vec::new()) }; 3],
        };
        let failed = |sdk| {
            rows(&[side(1.0), side(2.0), side(2.0), side(sdk)]).iter().filter(|row| !row.passes()).count()
        };
        assert_eq!((failed(1.3), failed(1.31), failed(2.61)), (0, 1, 2));
    }
}
