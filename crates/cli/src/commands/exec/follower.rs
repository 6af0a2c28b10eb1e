//! A process that we started, with everything that it starts: how it is signalled, and ended.
//!
//! It has a process group of its own, and signals go to the whole of it. Where we are what the keys of a terminal are
//! for it stays in our group instead, or the keys would not reach it; signals then go to the process alone.

use std::fs::{self, File};
use std::time::Duration;

use rustix::process::{
    Pid, Signal, getpgrp, kill_process, kill_process_group, test_kill_process, test_kill_process_group,
};
use rustix::termios::tcgetpgrp;
use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;
use tokio::time::Instant;

/// How often it is looked whether somebody has ended who is no child of ours.
const LOOK: Duration = Duration::from_millis(20);

const GROUP: &str = "group";
const PROCESS: &str = "process";

/// Whom a signal is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follower {
    /// Everybody in a group, which has the number of its first process.
    Group(Pid),
    /// One process in our own group.
    Process(Pid),
}

impl Follower {
    /// Starts a command; it is killed when the child's value goes.
    pub(super) fn spawn(command: &mut Command) -> std::io::Result<(Child, Self)> {
        let is_group = !is_in_foreground();
        if is_group {
            command.process_group(0);
        }
        let child = command.kill_on_drop(true).spawn()?;
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let id = id.expect("nobody has waited for it yet");
        Ok((child, if is_group { Self::Group(id) } else { Self::Process(id) }))
    }

    /// Gives it a signal that came to us alone.
    pub(super) fn pass_on(self, kind: SignalKind) {
        let is_shared = matches!(self, Self::Process(_));
        // Ctrl-C goes to everybody in the foreground; a second one would mean to hurry.
        if kind == SignalKind::interrupt() && is_shared && is_in_foreground() {
            return;
        }
        if let Some(signal) = Signal::from_named_raw(kind.as_raw_value()) {
            self.send(signal);
        }
    }

    pub(super) fn send(self, signal: Signal) {
        // It may have ended in this moment; then its end is on its way to us.
        let _ = match self {
            Self::Group(id) => kill_process_group(id, signal),
            Self::Process(id) => kill_process(id, signal),
        };
    }

    /// Ends whoever is left: SIGTERM, and SIGKILL after the grace.
    pub(super) async fn end(self, grace: Duration) {
        if !self.is_there() {
            return;
        }
        self.send(Signal::TERM);
        let deadline = Instant::now() + grace;
        while self.is_there() {
            if Instant::now() >= deadline {
                return self.send(Signal::KILL);
            }
            tokio::time::sleep(LOOK.min(grace)).await;
        }
    }

    fn is_there(self) -> bool {
        match self {
            // Who has ended and was not waited for counts as a member for as long as nobody does, which in a container
            // without an init can be for ever.
            Self::Group(id) => test_kill_process_group(id).is_ok() && has_living_member(id).unwrap_or(true),
            Self::Process(id) => test_kill_process(id).is_ok(),
        }
    }

    pub(super) fn to_text(self) -> String {
        let (kind, id) = match self {
            Self::Group(id) => (GROUP, id),
            Self::Process(id) => (PROCESS, id),
        };
        format!("{kind} {}\n", id.as_raw_nonzero())
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.trim_end().split_once(' ')?;
        // Neither everybody nor the first process of the system can be meant.
        let id = Pid::from_raw(id.parse().ok().filter(|id| *id > 1)?)?;
        match kind {
            GROUP => Some(Self::Group(id)),
            PROCESS => Some(Self::Process(id)),
            _ => None,
        }
    }
}

/// Whether we, and who shares our group, are what the terminal's keys are for.
fn is_in_foreground() -> bool {
    File::open("/dev/tty").is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
}

/// Whether somebody in a group has not ended; none where the system does not tell.
fn has_living_member(group: Pid) -> Option<bool> {
    let group = group.as_raw_nonzero().to_string();
    let mut has_seen_any = false;
    for process in fs::read_dir("/proc").ok()?.flatten() {
        let Ok(line) = fs::read_to_string(process.path().join("stat")) else { continue };
        // Behind the name, which may hold anything: state, parent, group.
        let Some((_, rest)) = line.rsplit_once(')') else { continue };
        let mut fields = rest.split_whitespace();
        has_seen_any = true;
        let (state, in_group) = (fields.next()?, fields.nth(1)?);
        if in_group == group && !matches!(state, "Z" | "X") {
            return Some(true);
        }
    }
    has_seen_any.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_noted_is_read_back() {
        let id = Pid::from_raw(4711).unwrap();
        for follower in [Follower::Group(id), Follower::Process(id)] {
            assert_eq!(Follower::parse(&follower.to_text()), Some(follower));
        }
        for text in ["", "group", "group 0", "group 1", "group -7", "group x", "somebody 4711"] {
            assert_eq!(Follower::parse(text), None, "{text}");
        }
    }

    #[test]
    fn our_own_group_has_a_living_member_and_one_that_nobody_has_has_none() {
        assert_eq!(has_living_member(getpgrp()), Some(true));
        assert_eq!(has_living_member(Pid::from_raw(i32::MAX).unwrap()), Some(false));
    }
}
