//! The store on PostgreSQL: its tests, which start a server of their own.

use std::path::Path;

use crate::{tools, workspace};

/// Where Debian has the programs of a server.
const PROGRAMS: &str = "/usr/lib/postgresql";
/// Where it has the pooler that people put before one.
const POOLER: &str = "/usr/sbin/pgbouncer";

/// Runs every test of the store on both backends.
pub(crate) fn run() -> anyhow::Result<()> {
    ensure()?;
    let mut tests = tools::NEXTEST.command()?;
    tests.args(["nextest", "run", "-p", "qualify-store", "--features", "postgres"]);
    workspace::run(&mut tests)
}

/// Makes sure that the programs of a server are here, and a pooler. The tests start their own.
pub(crate) fn ensure() -> anyhow::Result<()> {
    const HOW: &str = "The tests need PostgreSQL and a pooler. Install Debian's packages: apt-get install postgresql pgbouncer";
    tools::ensure_debian(&["postgresql", "pgbouncer"], HOW, || has_server() && Path::new(POOLER).exists())
}

/// Whether any version of it is here.
fn has_server() -> bool {
    let versions = std::fs::read_dir(Path::new(PROGRAMS)).into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
}
