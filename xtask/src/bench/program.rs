//! The programs that are measured, and the folders and stores that they work on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use qualify_testkit::soak::ServerProcess;
use qualify_testkit::soak::http::Connection;
use serde_json::json;

use crate::workspace;

/// The two release programs.
#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) qualify: PathBuf,
    pub(crate) limits: PathBuf,
}

/// A data folder with so many customers of one partner.
#[derive(Debug)]
pub(crate) struct SeededStore {
    pub(crate) data_dir: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) ids: PathBuf,
    pub(crate) customers: usize,
}

impl Programs {
    /// Builds both as they are shipped.
    pub(crate) fn build() -> anyhow::Result<Self> {
        let mut build = workspace::cargo();
        build.args(["build", "--release", "--package", "qualify", "--package", "qualify-bench-limits"]);
        workspace::run(&mut build)?;
        let folder = workspace::root().join("target/release");
        Ok(Self { qualify: folder.join("qualify"), limits: folder.join("qualify-bench-limits") })
    }

    /// Builds the one that speaks to PostgreSQL, too.
    pub(crate) fn build_for_servers() -> anyhow::Result<PathBuf> {
        let mut build = workspace::cargo();
        build.args(["build", "--release", "--package", "qualify", "--features", "qualify/postgres"]);
        workspace::run(&mut build)?;
        Ok(workspace::root().join("target/release/qualify"))
    }

    /// Starts Qualify's sandbox on a store. Its log, a line per request, goes into a file.
    pub(crate) fn start(&self, store: &SeededStore) -> anyhow::Result<ServerProcess> {
        ServerProcess::start_sandbox(&self.qualify, &store.data_dir, &store.log)
    }

    /// Lets a server make a store, and fills it.
    pub(crate) fn seed(
        &self,
        folder: &Path,
        customers: usize,
        qualified_every: usize,
    ) -> anyhow::Result<SeededStore> {
        let store = SeededStore::below(folder, customers);
        self.start(&store)?.stop()?;
        self.fill(&store, &["--qualified-every", &qualified_every.to_string()])?;
        Ok(store)
    }

    /// Lets a server make a store, and fills it with customers who all wait for a person.
    pub(crate) fn seed_in_review(&self, folder: &Path, customers: usize) -> anyhow::Result<SeededStore> {
        let store = SeededStore::below(folder, customers);
        self.start(&store)?.stop()?;
        self.fill(&store, &["--in-review"])?;
        Ok(store)
    }

    fn fill(&self, store: &SeededStore, records: &[&str]) -> anyhow::Result<()> {
        println!("inserting {} customers into {}", store.customers, store.data_dir.display());
        let mut seed = workspace::command(&self.limits);
        seed.args(["seed-store", "--customers", &store.customers.to_string()]).args(records);
        seed.arg("--data-dir").arg(&store.data_dir).arg("--ids").arg(&store.ids);
        workspace::run(&mut seed)
    }
}

impl SeededStore {
    /// A store of so many customers below a folder.
    fn below(folder: &Path, customers: usize) -> Self {
        Self {
            data_dir: folder.join("data"),
            log: folder.join("server.log"),
            ids: folder.join("ids.txt"),
            customers,
        }
    }
}

/// A connection with a token that outlives every run.
pub(crate) fn connect(server: &ServerProcess) -> anyhow::Result<Connection> {
    server.connect_as(&json!({ "expiresInSeconds": 36_000 }))
}

/// An empty folder below target/bench: on the disk of the checkout, because a temporary folder may be no disk at all.
pub(crate) fn new_folder(name: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace::root().join("target/bench").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} could not be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    Ok(folder)
}

/// Waits until everything written so far is on the disk, so that it does not disturb what is measured next.
pub(crate) fn settle_disk() -> anyhow::Result<()> {
    workspace::run(&mut workspace::command("sync"))
}
