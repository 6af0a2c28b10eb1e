//! `kill -9` at random moments under write load: what was acknowledged is there afterwards, and nothing half-done.
//!
//! One loop for `cargo xtask soak` (hundreds of kills of the release program) and for a sample in the program's own
//! tests. Every write carries one GUID as its request id and as its correlation id, so that the audit names it. After
//! each restart, over raw HTTP:
//!
//! - each acknowledged write is there, with exactly one audit record;
//! - each customer and each qualification has its audit record, and each audit record its effect;
//! - each qualification has exactly one decision of the policy, each decided request for Education one audit record of
//!   it, and the chain of decisions is whole;
//! - the validation code lost exactly one unit per customer that got a qualification through it;
//! - each write is sent again under its id: it is replayed with the answer of before if its effect was there, and done if
//!   not, so that no number of duplicates doubles anything.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;

use self::check::Seen;
use self::http::Connection;
pub use self::load::customer_body;
use self::load::{SendError, Write};
pub use self::process::ServerProcess;
pub use self::random::Random;

mod check;
pub mod documents;
pub mod failover;
pub mod fleet;
pub mod http;
mod load;
pub mod node_kills;
pub mod patroni;
mod process;
pub mod random;

/// The partner of the sandbox's seed whose administrator writes.
const PARTNER: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
/// Decides about every request a moment after it was made, and beside every other one.
const POLICY: &str = "approve_all";
/// More callers than cores, so that group commits have something to group.
const CALLERS: usize = 8;
/// More than a soak can use up.
const CODE_UNITS: u64 = 1_000_000;
/// A kill comes at most this long after the load began.
const LOAD_MAX_MS: u64 = 300;
/// One start in this many is itself cut short, at most so late.
const CUT_STARTS_ONE_IN: u64 = 4;
const CUT_START_MAX_MS: u64 = 60;

/// What a soak did; it only exists if everything held.
#[derive(Clone, Copy, Debug, Default)]
pub struct KillReport {
    /// Kills under write load, each followed by a restart and the whole check.
    pub kills: u32,
    /// Further kills while the server was starting.
    pub starts_cut_short: u32,
    /// Acknowledged writes: customers and qualifications.
    pub acknowledged: u64,
    /// Writes that had no answer when the server was killed,
    pub unanswered: u64,
    /// and those of them that were done all the same, each of them whole.
    pub unanswered_done: u64,
    /// Decisions of the policy: one for each qualification.
    pub decisions: u64,
    /// Acknowledged writes that were sent again under their id, before the kill or after it, and replayed.
    pub duplicates: u64,
}

/// Kills `program serve --sandbox` so many times on one data folder, each time under write load.
///
/// # Errors
/// Something acknowledged was lost, something is half-done, or the server did not do what every server does. The
/// message names the seed and the data folder, which is kept.
pub fn kill_under_load(program: &Path, kills: u32, seed: u64) -> anyhow::Result<KillReport> {
    kill_under_load_inspecting(program, kills, seed, &mut |_| Ok(()))
}

/// The same, with one more look at the data folder after each restart, for what HTTP does not show.
///
/// # Errors
/// As [`kill_under_load`], and those of `inspect`.
pub fn kill_under_load_inspecting(
    program: &Path,
    kills: u32,
    seed: u64,
    inspect: &mut dyn FnMut(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<KillReport> {
    let folder = tempfile::Builder::new().prefix("qualify-soak-").tempdir()?;
    let mut soak = Soak {
        program,
        data_dir: folder.path().join("data"),
        log: folder.path().join("server.log"),
        random: Random::new(seed),
        code: None,
        writes: Vec::new(),
        sent_again: 0,
        report: KillReport::default(),
    };
    match soak.run(kills, inspect) {
        Ok(()) => Ok(soak.report),
        Err(error) => {
            let kept = folder.keep();
            let kills = soak.report.kills;
            Err(error.context(format!(
                "seed {seed}, after kill {kills}; data and log are kept in {}",
                kept.display()
            )))
        }
    }
}

struct Soak<'a> {
    program: &'a Path,
    data_dir: PathBuf,
    log: PathBuf,
    random: Random,
    /// The validation code, once it is issued.
    code: Option<String>,
    writes: Vec<Write>,
    /// So many of them were sent again behind a restart.
    sent_again: usize,
    report: KillReport,
}

impl Soak<'_> {
    fn run(
        &mut self,
        kills: u32,
        inspect: &mut dyn FnMut(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        loop {
            self.cut_a_start_short()?;
            let server = ServerProcess::start_sandbox_with(POLICY, self.program, &self.data_dir, &self.log)?;
            let mut connection = server.connect_as(&json!({ "expiresInSeconds": 36_000 }))?;
            let code = self.code(&server)?;
            let seen = self.check(&mut connection, &code)?;
            self.send_again(&seen, &mut connection)?;
            inspect(&self.data_dir)?;
            if self.report.kills == kills {
                self.check(&mut connection, &code)?;
                self.report.acknowledged = self.writes.len() as u64;
                return server.stop();
            }
            self.load_and_kill(server, &connection, &code)?;
        }
    }

    /// Waits until everything is decided, and compares all that is there with all that was written.
    fn check(&mut self, connection: &mut Connection, code: &str) -> anyhow::Result<Seen> {
        let seen = Seen::read_decided(connection, code)?;
        seen.check(&self.writes, CODE_UNITS)?;
        let decisions = decisions_in(self.program, "--data-dir", self.data_dir.as_os_str())?;
        let expected = seen.decisions_expected();
        ensure!(decisions == expected, "{decisions} decisions, expected {expected}");
        self.report.decisions = decisions;
        Ok(seen)
    }

    /// Sometimes a start is killed, too: migrations, the seed and the recovery of the file must bear it.
    fn cut_a_start_short(&mut self) -> anyhow::Result<()> {
        if self.random.below(CUT_STARTS_ONE_IN) != 0 {
            return Ok(());
        }
        let mut child = process::sandbox(POLICY, self.program, &self.data_dir, &self.log)?
            .stdout(std::process::Stdio::null())
            .spawn()?;
        thread::sleep(Duration::from_millis(self.random.below(CUT_START_MAX_MS)));
        child.kill()?;
        child.wait()?;
        self.report.starts_cut_short += 1;
        Ok(())
    }

    /// The code that the load uses up, issued by an operator at the first start.
    fn code(&mut self, server: &ServerProcess) -> anyhow::Result<String> {
        if let Some(code) = &self.code {
            return Ok(code.clone());
        }
        let code = issue_code(server, CODE_UNITS)?;
        self.code = Some(code.clone());
        Ok(code)
    }

    /// A caller that got no answer sends again, and so does one that did: the replay entry is part of the write, there
    /// exactly if the write is.
    fn send_again(&mut self, seen: &Seen, connection: &mut Connection) -> anyhow::Result<()> {
        for write in &mut self.writes[self.sent_again..] {
            let was_done = seen.has_effect_of(write);
            let was_acknowledged = write.is_acknowledged;
            let is_replay = match write.send(connection) {
                Ok(is_replay) => is_replay,
                Err(SendError::NoAnswer(error) | SendError::Away(error) | SendError::Refused(error)) => {
                    return Err(error.context(format!("sent again, done before: {was_done}: {write:?}")));
                }
            };
            ensure!(is_replay == was_done, "done before: {was_done}, but replayed: {is_replay}: {write:?}");
            self.report.duplicates += u64::from(was_acknowledged) + write.duplicates;
            self.report.unanswered += u64::from(!was_acknowledged);
            self.report.unanswered_done += u64::from(!was_acknowledged && was_done);
        }
        self.sent_again = self.writes.len();
        Ok(())
    }

    fn load_and_kill(
        &mut self,
        mut server: ServerProcess,
        connection: &Connection,
        code: &str,
    ) -> anyhow::Result<()> {
        let is_killed = AtomicBool::new(false);
        let seeds: Vec<Random> = (0..CALLERS).map(|_| Random::new(self.random.bits())).collect();
        let delay = Duration::from_millis(self.random.below(LOAD_MAX_MS));
        let outcomes = thread::scope(|scope| {
            let callers: Vec<_> = seeds
                .into_iter()
                .map(|random| scope.spawn(|| load::write_until_killed(connection, code, random, &is_killed)))
                .collect();
            thread::sleep(delay);
            is_killed.store(true, Ordering::SeqCst);
            let killed = server.kill();
            let outcomes: Vec<_> = callers.into_iter().map(thread::ScopedJoinHandle::join).collect();
            killed.map(|()| outcomes)
        })?;
        for outcome in outcomes {
            let Ok(writes) = outcome else { bail!("a caller panicked") };
            self.writes.extend(writes?);
        }
        self.report.kills += 1;
        Ok(())
    }
}

/// Walks along the chains beside the running server; answers how many decisions there are.
fn decisions_in(program: &Path, option: &str, place: &OsStr) -> anyhow::Result<u64> {
    let ended = Command::new(program).args(["decisions", "verify", option]).arg(place).output()?;
    let (stdout, stderr) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    ensure!(ended.status.success(), "decisions verify: {stdout}{stderr}");
    let line = stdout.lines().find_map(|line| line.strip_prefix("decisions: "));
    Ok(line.with_context(|| format!("no decisions in {stdout}"))?.parse()?)
}

/// Has an operator issue a validation code with so many units to the seed's partner, and gives its digits.
///
/// # Errors
/// The sandbox gives no operator's token, or the operator's route does not answer 201.
pub fn issue_code(server: &ServerProcess, units: u64) -> anyhow::Result<String> {
    let mut operator = server.connect_as(&json!({ "kind": "staff", "roles": ["Operator"] }))?;
    let path = format!("/operator/v1/partners/{PARTNER}/codes");
    let body = json!({ "organizationName": "Soak County", "maxCreates": units });
    let issued = operator.send("POST", &path, &[], Some(&body))?.expect(201).context("POST codes")?;
    let code = issued["validationId"].as_str().context("the new code has no validationId")?;
    Ok(code.to_owned())
}
