//! Runs the program in a folder of its own, with nothing of our environment but `PATH`.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use qualify_testkit::soak::http::Connection;
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_qualify");
pub(crate) const SCHOOL: &str = "/v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/qualifications";

const POLICY_VARIABLE: &str = "QUALIFY_VETTING__POLICY";

/// A folder in which commands are run, and the environment that they get.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: TempDir,
    variables: Vec<(String, String)>,
    services: Cell<u32>,
}

/// What a command that ended left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A service that listens. It is killed when this value goes.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: PathBuf,
    pub(crate) first_line: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            variables: Vec::new(),
            services: Cell::new(0),
        }
    }

    /// Gives later commands this environment variable.
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file into the folder.
    pub(crate) fn with_file(self, name: &str, text: &str) -> Self {
        fs::write(self.path(name), text).expect("the folder can be written");
        self
    }

    /// A file that its owner alone may read.
    pub(crate) fn with_secret_file(self, name: &str, text: &str) -> Self {
        let desk = self.with_file(name, text);
        desk.set_mode(name, 0o600);
        desk
    }

    pub(crate) fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).expect("it is there").permissions().mode() & 0o7777
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command that ends by itself.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().expect("the program starts");
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("stdout is text"),
            stderr: String::from_utf8(output.stderr).expect("stderr is text"),
        }
    }

    /// Starts a command that goes on, and waits for its first line; without one it has ended.
    pub(crate) fn start(&self, arguments: &[&str]) -> Result<Service, Ended> {
        self.start_command(self.command(arguments))
    }

    fn start_command(&self, mut command: Command) -> Result<Service, Ended> {
        self.services.set(self.services.get() + 1);
        let stderr = self.path(&format!("stderr-{}.txt", self.services.get()));
        command.stdout(Stdio::piped()).stderr(File::create(&stderr).expect("the folder can be written"));
        let mut child = command.spawn().expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped just above"));
        let mut first_line = String::new();
        if stdout.read_line(&mut first_line).expect("stdout is text") > 0 {
            return Ok(Service { child, stdout, stderr, first_line });
        }
        let code = child.wait().expect("a child can be waited for").code();
        Err(Ended {
            code,
            stdout: String::new(),
            stderr: fs::read_to_string(stderr).expect("the file is there"),
        })
    }

    /// Starts a sandbox on a free port and the folder's own data. A person decides in it, unless a variable says
    /// otherwise.
    pub(crate) fn start_sandbox(&self, more: &[&str]) -> Service {
        let mut arguments = vec!["serve", "--sandbox", "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        let mut command = self.command(&arguments);
        if !self.variables.iter().any(|(name, _)| name == POLICY_VARIABLE) {
            command.env(POLICY_VARIABLE, "manual");
        }
        self.start_command(command).expect("the sandbox listens")
    }
}

impl Service {
    pub(crate) fn url(&self) -> &str {
        self.first_line.trim_end().strip_prefix("listening on ").expect("the line names the URL")
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.url()).expect("the service listens")
    }

    /// A connection with a token of the first partner's administrator.
    pub(crate) fn connect_as_user(&self) -> Connection {
        let mut connection = self.connect();
        let answer = connection.send("POST", "/sandbox/token", &[], None);
        let token = answer.and_then(|answer| answer.expect(200)).expect("the sandbox gives tokens");
        connection.with_token(token["access_token"].as_str().expect("a token is text"))
    }

    /// Reads on until a line that ends so, and gives what was read.
    pub(crate) fn read_until(&mut self, end: &str) -> String {
        let mut text = self.first_line.clone();
        while !text.ends_with(end) {
            assert!(
                self.stdout.read_line(&mut text).expect("stdout is text") > 0,
                "the output ended: {text}"
            );
        }
        text
    }

    /// What stands on stderr so far.
    pub(crate) fn stderr(&self) -> String {
        fs::read_to_string(&self.stderr).expect("stderr is text")
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        kill(name, &self.child.id().to_string());
    }

    /// Waits for the end; `stdout` is what came after the first line.
    pub(crate) fn wait(mut self) -> Ended {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).expect("stdout is text");
        let code = self.child.wait().expect("a child can be waited for").code();
        Ended { code, stdout, stderr: self.stderr() }
    }

    /// Stops it as a service manager does, which has to be a success.
    pub(crate) fn stop(self) -> Ended {
        self.signal("TERM");
        let ended = self.wait();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a process a signal, such as `TERM`.
pub(crate) fn kill(signal: &str, process: &str) {
    // The shell's own `kill`, because the program of that name is not on every machine.
    let kill = format!("kill -{signal} {process}");
    assert!(Command::new("sh").args(["-c", &kill]).status().is_ok_and(|status| status.success()), "{kill}");
}

/// `PATH` with the built program before everything else.
#[expect(
    clippy::disallowed_methods,
    reason = "a shell of the test's finds other programs where this one does"
)]
pub(crate) fn path_with_program() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_qualify")).parent().expect("the program is in a folder");
    format!("{}:{}", folder.display(), std::env::var("PATH").expect("there is a PATH"))
}

/// The workspace's root, where the documents are.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
