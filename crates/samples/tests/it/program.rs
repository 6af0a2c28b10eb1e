//! Runs the samples' program, with nothing of our environment but `PATH`.

use std::process::{Command, Output, Stdio};

use qualify_server::auth::MfaMode;
use qualify_testkit::TestServer;
use qualify_vocabulary::VettingPolicy;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_qualify-samples");

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The lines that say what came of each sample.
    pub(crate) fn outcomes(&self) -> Vec<&str> {
        let is_outcome =
            |line: &&str| ["ran ", "left out ", "failed "].iter().any(|word| line.starts_with(word));
        self.stdout.lines().filter(is_outcome).collect()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("stdout is text"),
            stderr: String::from_utf8(output.stderr).expect("stderr is text"),
        }
    }
}

/// A sandbox as `qualify exec --mfa enforce` starts one.
pub(crate) fn sandbox() -> TestServer {
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.auth.mfa = MfaMode::Enforce;
    })
}

pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().stdin(Stdio::null());
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    command
}

/// Runs it until it ends.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    command(PROGRAM, arguments).output().expect("the program starts").into()
}
