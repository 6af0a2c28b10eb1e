//! How a command ends. The exit codes are part of the command line: scripts rely on them.
//!
//! To add one: a variant of [`Exit`], its line in [`Exit::ALL`] and in the matches, and its row in `docs/cli.md`, which a
//! test compares.

use std::io;
use std::process::ExitCode;

use crate::output;

/// Every code that there is; `--help` lists them, and `docs/cli.md` has the same table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Failed,
    WrongSettings,
    Unreachable,
    SignInNeeded,
    Throttled,
    ChangedSincePlan,
    PartlyDone,
    NotExecutable,
    NoSuchCommand,
    Interrupted,
}

impl Exit {
    /// In the order of their codes.
    pub(crate) const ALL: [Self; 11] = [
        Self::Done,
        Self::Failed,
        Self::WrongSettings,
        Self::Unreachable,
        Self::SignInNeeded,
        Self::Throttled,
        Self::ChangedSincePlan,
        Self::PartlyDone,
        Self::NotExecutable,
        Self::NoSuchCommand,
        Self::Interrupted,
    ];

    /// What the process ends with.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongSettings => 2,
            Self::Unreachable => 3,
            Self::SignInNeeded => 4,
            Self::Throttled => 5,
            Self::ChangedSincePlan => 6,
            Self::PartlyDone => 7,
            Self::NotExecutable => 126,
            Self::NoSuchCommand => 127,
            Self::Interrupted => 130,
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done; of a check: nothing was found",
            Self::Failed => "failed; of a check: something was found",
            Self::WrongSettings => "wrong command line or wrong configuration; nothing was tried",
            Self::Unreachable => "the server cannot be reached",
            Self::SignInNeeded => "no token, or one that the service does not take: sign in",
            Self::Throttled => "the service has no time now, and said so to the end",
            Self::ChangedSincePlan => "what was planned is no longer so; nothing was done",
            Self::PartlyDone => "a part was done, and stderr says which was not",
            Self::NotExecutable => "exec: its command cannot be executed",
            Self::NoSuchCommand => "exec: there is no command of that name",
            Self::Interrupted => "interrupted by Ctrl-C, as shells say it of a process that SIGINT ended",
        }
    }
}

/// What `--help` says about the codes.
pub(crate) fn help() -> String {
    let rows = Exit::ALL.map(|exit| format!("  {:<3}  {}\n", exit.code(), exit.meaning()));
    format!(
        "Exit codes:\n{}\n`qualify exec` ends with the code of its command, and with 128 and the signal's number if a signal \
         ended it.\nBefore the command runs, 1 and 2 have their meanings of above.",
        rows.concat()
    )
}

/// Why a command did not do what it was asked to. Each text says what happened, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It was tried, and it failed.
    Failed(String),
    /// A check found something, and has said what.
    Found,
    /// The command line or the configuration cannot be used; nothing was tried.
    WrongSettings(String),
    /// No server answers.
    Unreachable(String),
    /// The service does not know who asks.
    SignInNeeded(String),
    /// The server answers that it has no time now.
    Throttled(String),
    /// What was planned is no longer so; nothing was done.
    ChangedSincePlan(String),
    /// A part was done.
    PartlyDone(String),
    /// Somebody pressed Ctrl-C.
    Interrupted(String),
    /// The same, of what has said so.
    InterruptedAsSaid,
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
        let exit = self.exit();
        if let Some(text) = self.text() {
            output::note(&format!("error: {text}"));
        }
        ExitCode::from(exit.code())
    }

    /// The same end with another text; what has none keeps none.
    pub(crate) fn map_text(self, change: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::ReaderLeft | Self::Found | Self::InterruptedAsSaid => self,
            Self::Failed(text) => Self::Failed(change(text)),
            Self::WrongSettings(text) => Self::WrongSettings(change(text)),
            Self::Unreachable(text) => Self::Unreachable(change(text)),
            Self::SignInNeeded(text) => Self::SignInNeeded(change(text)),
            Self::Throttled(text) => Self::Throttled(change(text)),
            Self::ChangedSincePlan(text) => Self::ChangedSincePlan(change(text)),
            Self::PartlyDone(text) => Self::PartlyDone(change(text)),
            Self::Interrupted(text) => Self::Interrupted(change(text)),
            Self::NotExecutable(text) => Self::NotExecutable(change(text)),
            Self::NoSuchCommand(text) => Self::NoSuchCommand(change(text)),
        }
    }

    const fn exit(&self) -> Exit {
        match self {
            Self::ReaderLeft => Exit::Done,
            Self::Failed(_) | Self::Found => Exit::Failed,
            Self::WrongSettings(_) => Exit::WrongSettings,
            Self::Unreachable(_) => Exit::Unreachable,
            Self::SignInNeeded(_) => Exit::SignInNeeded,
            Self::Throttled(_) => Exit::Throttled,
            Self::ChangedSincePlan(_) => Exit::ChangedSincePlan,
            Self::PartlyDone(_) => Exit::PartlyDone,
            Self::Interrupted(_) | Self::InterruptedAsSaid => Exit::Interrupted,
            Self::NotExecutable(_) => Exit::NotExecutable,
            Self::NoSuchCommand(_) => Exit::NoSuchCommand,
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Self::ReaderLeft | Self::Found | Self::InterruptedAsSaid => None,
            Self::Failed(text)
            | Self::WrongSettings(text)
            | Self::Unreachable(text)
            | Self::SignInNeeded(text)
            | Self::Throttled(text)
            | Self::ChangedSincePlan(text)
            | Self::PartlyDone(text)
            | Self::Interrupted(text)
            | Self::NotExecutable(text)
            | Self::NoSuchCommand(text) => Some(text),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_the_promised_ones_and_each_stands_once() {
        let codes = Exit::ALL.map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 126, 127, 130], "scripts rely on them");
    }

    #[test]
    fn every_failure_has_its_code_and_all_but_three_a_text() {
        let text = || "why".to_owned();
        for (failure, code, has_text) in [
            (Failure::ReaderLeft, 0, false),
            (Failure::Failed(text()), 1, true),
            (Failure::Found, 1, false),
            (Failure::WrongSettings(text()), 2, true),
            (Failure::Unreachable(text()), 3, true),
            (Failure::SignInNeeded(text()), 4, true),
            (Failure::Throttled(text()), 5, true),
            (Failure::ChangedSincePlan(text()), 6, true),
            (Failure::PartlyDone(text()), 7, true),
            (Failure::Interrupted(text()), 130, true),
            (Failure::InterruptedAsSaid, 130, false),
            (Failure::NotExecutable(text()), 126, true),
            (Failure::NoSuchCommand(text()), 127, true),
        ] {
            assert_eq!((failure.exit().code(), failure.text().is_some()), (code, has_text));
        }
    }
}
