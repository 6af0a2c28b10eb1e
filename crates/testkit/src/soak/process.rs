//! A server in a process of its own, which can be killed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::http::Connection;

/// Longer than any start should take, even of a debug build on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(1);
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// A program that prints `listening on URL` when it is ready. It is killed when this value goes.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    url: String,
    ready_after: Duration,
}

impl ServerProcess {
    /// Starts the program and waits until it says where it listens.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let child =
            child.with_context(|| format!("{} could not be started", command.get_program().display()))?;
        let mut server = Self { child, url: String::new(), ready_after: Duration::ZERO };
        let stdout = server.child.stdout.take().expect("stdout is piped just above");
        let line = first_line(stdout)?;
        let url = line.strip_prefix("listening on ").context("the first line is not `listening on URL`")?;
        url.clone_into(&mut server.url);
        server.ready_after = started.elapsed();
        Ok(server)
    }

    /// Starts a sandbox on this data folder, with the log behind what is in `log`. A person decides about Education.
    pub fn start_sandbox(program: &Path, data_dir: &Path, log: &Path) -> anyhow::Result<Self> {
        Self::start_sandbox_with("manual", program, data_dir, log)
    }

    /// The same where this policy decides.
    pub(super) fn start_sandbox_with(
        policy: &str,
        program: &Path,
        data_dir: &Path,
        log: &Path,
    ) -> anyhow::Result<Self> {
        let mut command = sandbox(policy, program, data_dir, log)?;
        Self::start(&mut command).with_context(|| format!("see the server's log: {}", log.display()))
    }

    /// Where it listens, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The time from the start of the process until it said that it listens.
    pub const fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// A connection that carries a token of the sandbox; `kind` is the body of `POST /sandbox/token`.
    pub fn connect_as(&self, kind: &Value) -> anyhow::Result<Connection> {
        let mut connection = Connection::open(&self.url)?;
        let answer = connection.send("POST", "/sandbox/token", &[], Some(kind))?.expect(200)?;
        let token = answer["access_token"].as_str().context("the sandbox gave no access_token")?;
        Ok(connection.with_token(token))
    }

    /// Ends it as a power cut would: SIGKILL, no farewell.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop, as an operator does, and waits until it has.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        // The shell's own `kill`, because the program of that name is not on every machine.
        Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]).status()?;
        let deadline = Instant::now() + STOP_LIMIT;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server stopped with {status}");
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("the server did not stop within {STOP_LIMIT:?}")
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The command that serves a sandbox on a free port of this machine.
pub(super) fn sandbox(policy: &str, program: &Path, data_dir: &Path, log: &Path) -> anyhow::Result<Command> {
    let log = File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(program);
    command.args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir).stderr(log);
    command.env("QUALIFY_VETTING__POLICY", policy);
    Ok(command)
}

/// The first line that comes, within [`START_LIMIT`]. What follows is read and dropped, so that the writer never waits.
fn first_line(stdout: ChildStdout) -> anyhow::Result<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        if let Some(line) = lines.next() {
            // Nobody listens any more when the start took too long.
            let _ = sender.send(line);
        }
        lines.for_each(drop);
    });
    match receiver.recv_timeout(START_LIMIT) {
        Ok(line) => Ok(line),
        Err(mpsc::RecvTimeoutError::Disconnected) => bail!("the server ended before it listened"),
        Err(mpsc::RecvTimeoutError::Timeout) => bail!("the server did not listen within {START_LIMIT:?}"),
    }
}
