//! The store on PostgreSQL: its tests, which start a server of their own.

use std::path::Path;

use crate::{tools, workspace};

/// Where Debian has the programs of a server.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// Runs every test of the store on both backends.
pub(crate) fn run() -> anyhow::Result<()> {
    const HOW: &str =
        "The store's tests need PostgreSQL. Install Debian's package: apt-get install postgresql";
    tools::ensure_debian(&["postgresql"], HOW, has_server)?;
    let mut tests = workspace::cargo();
    tests.args(["nextest", "run", "-p", "qualify-store", "--features", "postgres"]);
    workspace::run(&mut tests)
}

/// Whether any version of it is here.
fn has_server() -> bool {
    let versions = std::fs::read_dir(Path::new(PROGRAMS)).into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
}
