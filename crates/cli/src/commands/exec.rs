//! `qualify exec`: a command, and a sandbox for as long as it runs.
//!
//! stdin, stdout and stderr are the command's. What it gets is in its environment: `QUALIFY_URL`, `QUALIFY_TOKEN`, and
//! with `--tls` `QUALIFY_CA`.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

use qualify_server::config::LogSection;
use qualify_server::{Config, LogGuard, Server, start_logging_into};
use rustix::process::{Pid, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;
use serde_json::json;
use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;

use super::sandbox::{self, Sandbox};
use super::serve;
use crate::args::ExecArgs;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{config, output, runtime, temporary};

/// How long the command's token is good: longer than any run of tests.
const TOKEN_SECONDS: i64 = 12 * 60 * 60;

/// What shells add to the number of the signal that ended a command.
const SIGNAL_CODE_BASE: i32 = 128;

pub(crate) fn run(args: ExecArgs) -> Result<ExitCode, Failure> {
    let folder = temporary::folder("qualify-exec-")?;
    let config = config::for_exec(&args, folder.path())?;
    let _log = args.log.as_deref().map(|file| log_into(&config.log, file)).transpose()?;
    let ended = runtime::start()?.block_on(run_beside_sandbox(config, &args.command));
    let place = folder.path().to_owned();
    if let Err(error) = folder.close() {
        output::note(&format!("{} could not be removed: {error}; remove it by hand", place.display()));
    }
    ended
}

fn log_into(section: &LogSection, file: &Path) -> Result<LogGuard, Failure> {
    let log = File::create(file).map_err(|error| {
        Failure::WrongSettings(format!("--log: {}: {error}; name a file that can be written", file.display()))
    })?;
    Ok(start_logging_into(section, log))
}

async fn run_beside_sandbox(config: Config, command: &[OsString]) -> Result<ExitCode, Failure> {
    let mut signals = StopSignals::install()?;
    let mut server = tokio::select! {
        started = qualify_sandbox::start(config) => started.map_err(serve::not_started)?,
        kind = signals.next_kind() => return Ok(code_of_signal(kind.as_raw_value())),
    };
    let ended = run_to_end(&mut server, &mut signals, command).await;
    match serve::stop(server, &mut signals).await {
        Ok(()) => {}
        // What the command did counts, not how the sandbox went.
        Err(Failure::Failed(text)) => output::note(&text),
        Err(other) => return Err(other),
    }
    ended
}

async fn run_to_end(
    server: &mut Server,
    signals: &mut StopSignals,
    command: &[OsString],
) -> Result<ExitCode, Failure> {
    let token = tokio::select! {
        token = token(server) => token?,
        kind = signals.next_kind() => return Ok(code_of_signal(kind.as_raw_value())),
    };
    let mut child = spawn(command, server, &token)?;
    // From here on a closed terminal ends the command, and the sandbox after it. A command that was told to ignore
    // that goes on ignoring it, because it was started before.
    let mut hangup = tokio::signal::unix::signal(SignalKind::hangup()).ok();
    let mut has_failed = false;
    loop {
        tokio::select! {
            status = child.wait() => break ended(status, has_failed),
            kind = signals.next_kind() => pass_on(&child, kind),
            Some(()) = async { hangup.as_mut()?.recv().await } => pass_on(&child, SignalKind::hangup()),
            () = server.failed(), if !has_failed => {
                has_failed = true;
                pass_on(&child, SignalKind::terminate());
            }
        }
    }
}

/// A token of the first partner's administrator, for the whole run.
async fn token(server: &Server) -> Result<String, Failure> {
    let sandbox = Sandbox::at(server.url(), server.trusted_file())?;
    sandbox::token(&sandbox, &json!({ "expiresInSeconds": TOKEN_SECONDS }), "").await
}

fn spawn(command: &[OsString], server: &Server, token: &str) -> Result<Child, Failure> {
    let (program, arguments) = command.split_first().expect("the command line was refused without a command");
    let mut command = Command::new(program);
    command.args(arguments).env("QUALIFY_URL", server.url()).env("QUALIFY_TOKEN", token).kill_on_drop(true);
    match server.trusted_file() {
        Some(file) => command.env("QUALIFY_CA", file),
        // One from outside would be for another server.
        None => command.env_remove("QUALIFY_CA"),
    };
    command.spawn().map_err(|error| not_spawned(&program.to_string_lossy(), &error))
}

fn not_spawned(program: &str, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::NoSuchCommand(format!(
            "there is no command {program}; check its name, PATH, and the first line of a script. For a line of the \
             shell, write: qualify exec -- sh -c 'LINE'"
        ));
    }
    Failure::NotExecutable(format!(
        "{program} cannot be executed ({error}); give it the right to be (chmod +x), or name the program that reads it"
    ))
}

fn ended(status: io::Result<ExitStatus>, has_failed: bool) -> Result<ExitCode, Failure> {
    if has_failed {
        return Err(Failure::Failed(
            "a part of the sandbox ended by itself, so the command was stopped; --log FILE shows why"
                .to_owned(),
        ));
    }
    let status = status
        .map_err(|error| Failure::Failed(format!("how the command ended cannot be found out: {error}")))?;
    Ok(match (status.code(), status.signal()) {
        (Some(code), _) => code_from(code),
        (None, Some(signal)) => code_of_signal(signal),
        (None, None) => ExitCode::FAILURE,
    })
}

fn code_of_signal(signal: i32) -> ExitCode {
    code_from(SIGNAL_CODE_BASE + signal)
}

fn code_from(code: i32) -> ExitCode {
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Gives the command a signal that came to us alone.
fn pass_on(child: &Child, kind: SignalKind) {
    // Ctrl-C goes to everybody in the foreground; a second one would mean to hurry.
    if kind == SignalKind::interrupt() && is_in_foreground() {
        return;
    }
    let process = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let (Some(process), Some(signal)) = (process, Signal::from_named_raw(kind.as_raw_value())) {
        // It may have ended in this moment; then its end is on its way to us.
        let _ = kill_process(process, signal);
    }
}

/// Whether we, and so the command, are what the terminal's keys are for.
fn is_in_foreground() -> bool {
    File::open("/dev/tty").is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
}
