//! One run of the load generator.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::workspace;

pub(crate) const CONNECTIONS: usize = 64;
/// As many as cores on the machine that the bounds were set for; wrk and the server share them.
const THREADS: &str = "2";

/// What every request of a run has in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) url: &'a str,
    pub(crate) mode: Mode,
    /// The whole header's value.
    pub(crate) authorization: &'a str,
    pub(crate) ids: &'a Path,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode {
    /// Reads the qualification of each customer, over and over.
    Get,
    /// Creates a qualification for each customer, once.
    Post,
}

/// What one run measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) requests: u64,
}

impl Target<'_> {
    /// Loads the server for so many seconds with a part of the id list.
    pub(crate) fn run(&self, first: usize, count: usize, seconds: u64) -> anyhow::Result<Sample> {
        self.run_with(CONNECTIONS, first, count, seconds)
    }

    /// The same with another number of connections.
    pub(crate) fn run_with(
        &self,
        connections: usize,
        first: usize,
        count: usize,
        seconds: u64,
    ) -> anyhow::Result<Sample> {
        let mode = match self.mode {
            Mode::Get => "get",
            Mode::Post => "post",
        };
        let mut wrk = command(connections, self.url, seconds);
        wrk.arg(mode).arg(self.authorization).arg(self.ids);
        wrk.args([&first.to_string(), &count.to_string(), THREADS]);
        measure(&mut wrk).with_context(|| format!("{} of {}", mode.to_uppercase(), self.url))
    }
}

/// The same POST over and over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Same<'a> {
    pub(crate) target: &'a str,
    pub(crate) content_type: &'a str,
    pub(crate) body: &'a str,
}

impl Same<'_> {
    /// Loads the server for so many seconds.
    pub(crate) fn run(&self, url: &str, seconds: u64) -> anyhow::Result<Sample> {
        let mut wrk = command(CONNECTIONS, url, seconds);
        wrk.args(["same", self.target, self.content_type, self.body]);
        measure(&mut wrk).with_context(|| format!("POST {url}{}", self.target))
    }
}

fn command(connections: usize, url: &str, seconds: u64) -> Command {
    let mut wrk = workspace::command("wrk");
    let connections = connections.to_string();
    wrk.args(["-t", THREADS, "-c", &connections, "-d", &format!("{seconds}s"), "--timeout", "10s"]);
    wrk.arg("-s").arg(workspace::root().join("bench/load.lua")).args([url, "--"]);
    wrk
}

fn measure(wrk: &mut Command) -> anyhow::Result<Sample> {
    let output = workspace::output(wrk).context("wrk")?;
    let line = output.lines().rfind(|line| line.starts_with('{'));
    let line = line.with_context(|| format!("wrk printed no result:\n{output}"))?;
    parse(line).with_context(|| line.to_owned())
}

/// Reads the line of bench/load.lua. Every answer that is no success, and every broken connection, fails the run.
fn parse(line: &str) -> anyhow::Result<Sample> {
    let result: Value = serde_json::from_str(line)?;
    let number = |name: &str| result[name].as_u64().with_context(|| format!("no {name}"));
    for error in ["bad_status", "connect", "read", "write", "timeout"] {
        ensure!(number(error)? == 0, "{error}: {}", number(error)?);
    }
    ensure!(result["list_used_up"] == false, "the id list was used up before the time was over");
    let requests = number("requests")?;
    ensure!(requests > 0, "no request was answered");
    Ok(Sample {
        per_second: float(requests) * 1e6 / float(number("duration_us")?),
        p50_ms: float(number("p50_us")?) / 1e3,
        p99_ms: float(number("p99_us")?) / 1e3,
        requests,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts and microseconds of a run are far below 2^52")]
const fn float(number: u64) -> f64 {
    number as f64
}

/// The middle one of the rounds, for each value on its own.
pub(crate) fn median(samples: &[Sample]) -> Sample {
    Sample {
        per_second: median_of(samples.iter().map(|sample| sample.per_second)),
        p50_ms: median_of(samples.iter().map(|sample| sample.p50_ms)),
        p99_ms: median_of(samples.iter().map(|sample| sample.p99_ms)),
        requests: samples.iter().map(|sample| sample.requests).sum(),
    }
}

/// The middle value; of an even number the lower one of the two.
pub(crate) fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"requests":30000,"duration_us":2000000,"p50_us":1500,"p90_us":2000,"p99_us":4000,
        "max_us":9000,"bad_status":0,"connect":0,"read":0,"write":0,"timeout":0,"list_used_up":false}"#;

    #[test]
    fn a_clean_run_is_read() {
        let sample = parse(GOOD).unwrap();
        assert_eq!((sample.per_second, sample.p50_ms, sample.p99_ms), (15_000.0, 1.5, 4.0));
    }

    #[test]
    fn one_bad_answer_fails_the_run() {
        for error in ["bad_status", "connect", "read", "write", "timeout"] {
            let line = GOOD.replace(&format!("\"{error}\":0"), &format!("\"{error}\":1"));
            assert!(parse(&line).is_err(), "{error}");
        }
        assert!(parse(&GOOD.replace("false", "true")).is_err());
    }

    #[test]
    fn the_median_is_the_middle() {
        assert!((median_of([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
        assert!((median_of([4.0, 1.0].into_iter()) - 1.0).abs() < f64::EPSILON);
        assert!(median_of(std::iter::empty()).is_nan());
    }
}
