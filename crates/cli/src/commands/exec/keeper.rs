//! The process that was called: it makes the folder, starts the runner, passes signals on, and ends as the command did.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitCode;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;

use super::follower::Follower;
use super::place::Place;
use super::{code_from, code_of_signal};
use crate::args::ExecArgs;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{output, runtime, temporary};

pub(super) fn run(args: &ExecArgs) -> Result<ExitCode, Failure> {
    let runtime = runtime::start_small()?;
    runtime.block_on(async {
        let signals = StopSignals::install()?;
        let folder = temporary::folder("qualify-exec-")?;
        let place = Place::at(folder.path());
        let ended = keep(&place, signals, args.grace()).await;
        // The runner has removed it, unless it was killed.
        if let Err(error) = place.remove() {
            let place = place.folder().display();
            output::note(&format!("{place} could not be removed: {error}; remove it by hand"));
        }
        ended
    })
}

async fn keep(place: &Place, mut signals: StopSignals, grace: Duration) -> Result<ExitCode, Failure> {
    let _shown = place.show_keeper().map_err(|error| {
        let place = place.folder().display();
        Failure::Failed(format!("no pipe can be made in {place}: {error}; set TMPDIR to another folder"))
    })?;
    let (mut child, runner) = start_runner(place)?;
    // Only now: a command that is to ignore that goes on ignoring it, because its runner was started before.
    let mut hangup = tokio::signal::unix::signal(SignalKind::hangup()).ok();
    let mut passed_on = None;
    let status = loop {
        let kind = tokio::select! {
            status = child.wait() => break status,
            kind = signals.next_kind() => kind,
            Some(()) = async { hangup.as_mut()?.recv().await } => SignalKind::hangup(),
        };
        runner.pass_on(kind);
        passed_on = Some(kind.as_raw_value());
    };
    let status = status
        .map_err(|error| Failure::Failed(format!("how the command ended cannot be found out: {error}")))?;
    let Some(signal) = status.signal() else { return Ok(code_from(status.code().unwrap_or(1))) };
    if let Some(command) = place.find_command() {
        command.end(grace).await;
    }
    if passed_on == Some(signal) {
        return Ok(code_of_signal(signal));
    }
    Err(Failure::Failed(format!(
        "the sandbox was ended by signal {signal}, so the command was stopped; call exec again, with more memory if there \
         was too little"
    )))
}

/// This program once more, with the arguments that we got and the folder.
fn start_runner(place: &Place) -> Result<(Child, Follower), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::Failed(format!(
            "this program cannot be started once more: {error}; install it where it may run"
        ))
    };
    let mut arguments = std::env::args_os().skip(1);
    let mut command = Command::new(std::env::current_exe().map_err(cannot)?);
    // The first word is `exec`: no argument goes before it.
    command.args(arguments.next()).arg("--folder").arg(place.folder()).args(arguments);
    Follower::spawn(&mut command).map_err(cannot)
}
