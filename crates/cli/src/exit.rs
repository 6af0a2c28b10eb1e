//! How a command ends. The exit codes are part of the command line: scripts rely on them.

use std::io;
use std::process::ExitCode;

use crate::output;

/// What `--help` says about the codes; `docs/OPERATIONS.md` has the same table.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed
  2  wrong command line or wrong configuration
  3  the server cannot be reached

`qualify exec` ends with the code of its command: 126 if that cannot be executed, 127 if there is none of that name, and
128 and the signal's number if a signal ended it. Before the command runs, 1 and 2 have their meanings of above.";

/// Why a command did not do what it was asked to. Each text says what happened, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It was tried, and it failed.
    Failed(String),
    /// The command line or the configuration cannot be used; nothing was tried.
    WrongSettings(String),
    /// No server answers.
    Unreachable(String),
    /// The server answers that it has no time now.
    Busy(String),
    /// The command of `exec` is there, and the system does not execute it.
    NotExecutable(String),
    /// There is no command of that name for `exec`.
    NoSuchCommand(String),
    /// Whoever read our output has seen enough. That is success.
    ReaderLeft,
}

impl Failure {
    /// Says what happened, and gives the code to end with.
    pub(crate) fn report(self) -> ExitCode {
        let (code, text) = match self {
            Self::ReaderLeft => return ExitCode::SUCCESS,
            Self::Failed(text) | Self::Busy(text) => (1, text),
            Self::WrongSettings(text) => (2, text),
            Self::Unreachable(text) => (3, text),
            Self::NotExecutable(text) => (126, text),
            Self::NoSuchCommand(text) => (127, text),
        };
        output::note(&format!("error: {text}"));
        ExitCode::from(code)
    }
}

/// Writing to stdout failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderLeft;
        }
        Self::Failed(format!("the output could not be written: {error}"))
    }
}
