//! The process that has the sandbox and starts the command.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use qualify_server::config::LogSection;
use qualify_server::{Config, LogGuard, Server, start_logging_into};
use rustix::process::Signal;
use serde_json::json;
use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;
use tokio::time::Instant;

use super::follower::Follower;
use super::place::{KeeperWatch, Place};
use super::{code_from, code_of_signal};
use crate::args::ExecArgs;
use crate::commands::sandbox::{self, Sandbox};
use crate::commands::serve;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{config, documents, output, runtime};

/// How long the command's token is good: longer than any run of tests.
const TOKEN_SECONDS: i64 = 12 * 60 * 60;

pub(super) fn run(args: ExecArgs, folder: PathBuf) -> Result<ExitCode, Failure> {
    let place = Place::at(folder);
    let ended = run_in(&place, args);
    // Whoever started us may be gone; if not, it says what cannot be removed.
    let _ = place.remove();
    ended
}

fn run_in(place: &Place, args: ExecArgs) -> Result<ExitCode, Failure> {
    let config = config::for_exec(&args, &place.data())?;
    let _log = args.log.as_deref().map(|file| log_into(&config.log, file)).transpose()?;
    let grace = args.grace();
    runtime::start()?.block_on(async {
        let call = Call {
            signals: StopSignals::install()?,
            keeper: place.watch_keeper()?,
            place,
            command: &args.command,
            grace,
        };
        // On the heap: it holds a whole service.
        Box::pin(call.run(config)).await
    })
}

fn log_into(section: &LogSection, file: &Path) -> Result<LogGuard, Failure> {
    let log = File::create(file).map_err(|error| {
        Failure::WrongSettings(format!("--log: {}: {error}; name a file that can be written", file.display()))
    })?;
    Ok(start_logging_into(section, log))
}

/// What one run works with.
struct Call<'a> {
    signals: StopSignals,
    keeper: KeeperWatch,
    place: &'a Place,
    command: &'a [OsString],
    grace: Duration,
}

/// Why the command is stopped, beside a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    Nothing,
    Sandbox,
    Keeper,
}

impl Call<'_> {
    async fn run(mut self, config: Config) -> Result<ExitCode, Failure> {
        let mut server = tokio::select! {
            started = qualify_sandbox::start_with(config, documents::ALL) => started.map_err(serve::not_started)?,
            kind = self.signals.next_kind() => return Ok(code_of_signal(kind.as_raw_value())),
            () = self.keeper.gone() => return Ok(ExitCode::FAILURE),
        };
        let ended = self.run_command(&mut server).await;
        match serve::stop(server, &mut self.signals).await {
            Ok(()) => {}
            // What the command did counts, not how the sandbox went.
            Err(Failure::Failed(text)) => output::note(&text),
            Err(other) => return Err(other),
        }
        ended
    }

    async fn run_command(&mut self, server: &mut Server) -> Result<ExitCode, Failure> {
        let token = tokio::select! {
            token = token(server) => token?,
            kind = self.signals.next_kind() => return Ok(code_of_signal(kind.as_raw_value())),
            () = self.keeper.gone() => return Ok(ExitCode::FAILURE),
        };
        let (mut child, command) = spawn(self.command, server, &token)?;
        // What is not noted is missed only if we are killed.
        let _ = self.place.note_command(command);
        let ended = self.wait_for(&mut child, command, server).await;
        // What it has left behind would talk to a sandbox that is gone.
        command.end(self.grace).await;
        ended
    }

    /// Waits for the command's end, and brings it about when it is asked for: by SIGTERM, and after the grace by SIGKILL.
    async fn wait_for(
        &mut self,
        child: &mut Child,
        command: Follower,
        server: &mut Server,
    ) -> Result<ExitCode, Failure> {
        // From here on a closed terminal ends the command, and the sandbox after it. A command that was told to ignore
        // that goes on ignoring it, because it was started before.
        let mut hangup = tokio::signal::unix::signal(SignalKind::hangup()).ok();
        let mut lost = Lost::Nothing;
        let mut killed_at: Option<Instant> = None;
        loop {
            let kind = tokio::select! {
                status = child.wait() => return ended(status, lost),
                kind = self.signals.next_kind() => kind,
                Some(()) = async { hangup.as_mut()?.recv().await } => SignalKind::hangup(),
                () = server.failed(), if lost == Lost::Nothing => {
                    lost = Lost::Sandbox;
                    SignalKind::terminate()
                }
                () = self.keeper.gone(), if lost != Lost::Keeper => {
                    lost = Lost::Keeper;
                    SignalKind::terminate()
                }
                () = passed(killed_at) => {
                    command.send(Signal::KILL);
                    killed_at = None;
                    continue;
                }
            };
            command.pass_on(kind);
            if kind == SignalKind::terminate() {
                killed_at = killed_at.or_else(|| Some(Instant::now() + self.grace));
            }
        }
    }
}

/// Waits until a moment has passed; for ever, if there is none.
async fn passed(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// A token of the first partner's administrator, for the whole run.
async fn token(server: &Server) -> Result<String, Failure> {
    let sandbox = Sandbox::at(server.url(), server.trusted_file())?;
    sandbox::token(&sandbox, &json!({ "expiresInSeconds": TOKEN_SECONDS }), "").await
}

fn spawn(command: &[OsString], server: &Server, token: &str) -> Result<(Child, Follower), Failure> {
    let (program, arguments) = command.split_first().expect("the command line was refused without a command");
    let mut command = Command::new(program);
    command.args(arguments).env("QUALIFY_URL", server.url()).env("QUALIFY_TOKEN", token);
    match server.trusted_file() {
        Some(file) => command.env("QUALIFY_CA", file),
        // One from outside would be for another server.
        None => command.env_remove("QUALIFY_CA"),
    };
    Follower::spawn(&mut command).map_err(|error| not_spawned(&program.to_string_lossy(), &error))
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

fn ended(status: io::Result<ExitStatus>, lost: Lost) -> Result<ExitCode, Failure> {
    if lost == Lost::Sandbox {
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
