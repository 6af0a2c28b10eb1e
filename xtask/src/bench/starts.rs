//! How soon the server is ready, and what it holds while it waits; how soon a command that asks nobody has answered.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use qualify_testkit::soak::ServerProcess;

use super::program::{self, Programs, SeededStore};
use super::size_name;
use super::wrk::median_of;
use crate::results::{Bound, Row, Unit};
use crate::workspace;

const STARTS: usize = 5;
const COMMANDS: usize = 21;
const VERSION_MAX_MS: f64 = 5.0;
const COMPLETIONS_MAX_MS: f64 = 15.0;
const READY_MAX_MS: f64 = 100.0;
const FIRST_READY_MAX_MS: f64 = 1000.0;
const IDLE_MEBIBYTES: f64 = 40.0;
/// Whatever a start leaves to do is done by then.
const IDLE_AFTER: Duration = Duration::from_secs(2);

/// Starts the server on new and on filled folders.
pub(super) fn measure(programs: &Programs, stores: &[SeededStore]) -> anyhow::Result<Vec<Row>> {
    let folder = program::new_folder("starts")?;
    let first_starts = (0..STARTS)
        .map(|number| folder.join(format!("data-{number}")))
        .map(|data_dir| start(programs, &data_dir, &folder.join("server.log")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let ready = median_of(first_starts.into_iter());
    let mut rows = vec![
        Row::new("ready, a sandbox's first start", ready, Unit::Milliseconds)
            .must_be(Bound::AtMost(FIRST_READY_MAX_MS)),
    ];
    for store in stores {
        let size = size_name(store.customers);
        let starts = (0..STARTS)
            .map(|_| start(programs, &store.data_dir, &store.log))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let what = format!("ready, a store with {size} customers");
        let ready = median_of(starts.into_iter());
        rows.push(Row::new(what, ready, Unit::Milliseconds).must_be(Bound::AtMost(READY_MAX_MS)));
        let server = programs.start(store)?;
        thread::sleep(IDLE_AFTER);
        let what = format!("idle memory, {size} customers");
        let idle = resident_mebibytes(server.id())?;
        rows.push(Row::new(what, idle, Unit::Mebibytes).must_be(Bound::Below(IDLE_MEBIBYTES)));
        server.stop()?;
    }
    rows.extend(measure_commands(programs)?);
    Ok(rows)
}

/// What shells ask the program at each start of their own.
fn measure_commands(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let row = |what: &str, slowest: f64, most_ms| {
        Row::new(what, slowest, Unit::Milliseconds).must_be(Bound::AtMost(most_ms))
    };
    let shells = ["bash", "zsh", "fish", "powershell"];
    let completions = shells
        .map(|shell| command(programs, &["completions", shell]))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    Ok(vec![
        row("qualify --version", command(programs, &["--version"])?, VERSION_MAX_MS),
        row(
            "qualify completions, the slowest shell",
            completions.into_iter().fold(0.0, f64::max),
            COMPLETIONS_MAX_MS,
        ),
    ])
}

/// Milliseconds that a command takes from the start of its process to its end, the median of many.
fn command(programs: &Programs, arguments: &[&str]) -> anyhow::Result<f64> {
    let run = |_| {
        let mut command = workspace::command(&programs.qualify);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        let started = Instant::now();
        let status = command.status()?;
        anyhow::ensure!(status.success(), "qualify {} failed", arguments.join(" "));
        Ok(started.elapsed().as_secs_f64() * 1e3)
    };
    Ok(median_of((0..COMMANDS).map(run).collect::<anyhow::Result<Vec<_>>>()?.into_iter()))
}

/// Milliseconds from the start of the process until it listens.
fn start(programs: &Programs, data_dir: &Path, log: &Path) -> anyhow::Result<f64> {
    let server = ServerProcess::start_sandbox(&programs.qualify, data_dir, log)?;
    let ready_after = server.ready_after();
    server.stop()?;
    Ok(ready_after.as_secs_f64() * 1e3)
}

pub(super) fn resident_mebibytes(process: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    parse_resident(&status).context("the kernel does not tell the resident memory")
}

fn parse_resident(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::parse_resident;

    #[test]
    fn the_resident_memory_is_read() {
        assert_eq!(parse_resident("Name:\tqualify\nVmRSS:\t   20480 kB\nThreads:\t5\n"), Some(20.0));
        assert_eq!(parse_resident("Name:\tqualify\n"), None);
    }
}
