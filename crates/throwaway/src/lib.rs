//! Databases of PostgreSQL that go with a test, and servers that a test may kill.
//!
//! The server of the databases is shared: the first test that needs one starts it in a temporary folder, behind a socket, and
//! every test process uses it. A lock that each of them holds tells whether anybody is there; when nobody is, the server goes.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cluster;
mod database;
mod shared;

pub use cluster::Cluster;
pub use database::{Database, on};

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

/// Where Debian has the programs of a server.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// The folder with the programs of the newest server that is installed.
fn programs() -> anyhow::Result<PathBuf> {
    let versions =
        fs::read_dir(PROGRAMS).context("PostgreSQL is not installed: apt-get install postgresql")?;
    let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.retain(|programs| programs.join("initdb").exists());
    versions.sort();
    versions.pop().context("PostgreSQL has no initdb: apt-get install postgresql")
}

/// Whether this process may do everything, which a server refuses to run with.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

/// A shell for a script that gets arguments, run by whoever may run a server; the folder becomes theirs.
fn shell(folder: &Path, script: &str) -> anyhow::Result<Command> {
    let mut command;
    if is_root() {
        let owned = Command::new("chown").args(["-R", "postgres"]).arg(folder).status()?;
        anyhow::ensure!(owned.success(), "the folder of the server cannot be given away");
        command = Command::new("setsid");
        command.args(["runuser", "-u", "postgres", "--", "sh", "-c", script, "sh"]);
    } else {
        command = Command::new("setsid");
        command.args(["sh", "-c", script, "sh"]);
    }
    command.current_dir("/");
    Ok(command)
}
