//! `qualify exec`: a command, and a sandbox for as long as it runs.
//!
//! stdin, stdout and stderr are the command's. What it gets is in its environment: `QUALIFY_URL`, `QUALIFY_TOKEN`, and
//! with `--tls` `QUALIFY_CA`.
//!
//! This program runs twice: the process that was called ([`keeper`]) starts itself once more as the one that has the
//! sandbox and starts the command ([`runner`]). Each sees when the other one ends, by SIGKILL too, and ends the
//! command and everything in its process group ([`follower`]); the folder that they share ([`place`]) goes with them.

mod follower;
mod keeper;
mod place;
mod runner;

use std::process::ExitCode;

use crate::args::ExecArgs;
use crate::exit::Failure;

/// What shells add to the number of the signal that ended a command.
const SIGNAL_CODE_BASE: i32 = 128;

pub(crate) fn run(args: ExecArgs) -> Result<ExitCode, Failure> {
    match args.folder.clone() {
        None => keeper::run(&args),
        Some(folder) => runner::run(args, folder),
    }
}

fn code_of_signal(signal: i32) -> ExitCode {
    code_from(SIGNAL_CODE_BASE + signal)
}

fn code_from(code: i32) -> ExitCode {
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}
