//! Python and Node with the packages that are pinned in `xtask/e2e`, installed once into `target/tools`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::{tools, workspace};

/// The oldest Node that MSAL for Node takes.
const NODE_MAJOR_MIN: u32 = 20;
/// What was installed last; it differs once the pinned file does.
const INSTALLED: &str = "installed.txt";

/// A file of `xtask/e2e`.
pub(super) fn script_file(name: &str) -> PathBuf {
    workspace::root().join("xtask/e2e").join(name)
}

/// A Python environment of its own.
#[derive(Debug)]
pub(super) struct Python {
    folder: PathBuf,
}

impl Python {
    pub(super) fn ensure() -> anyhow::Result<Self> {
        const HOW: &str = "The clients need Python 3.10 or newer. Install Debian's packages: apt-get install python3 \
             python3-venv";
        let python = Self { folder: workspace::tools().join("e2e-python") };
        let pinned = fs::read_to_string(script_file("requirements.txt"))?;
        if is_installed(&python.folder, &pinned) {
            return Ok(python);
        }
        println!("The Python packages of xtask/e2e are not here: installing them into target/tools, once.");
        tools::ensure_debian(&["python3", "python3-venv"], HOW, || {
            tools::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]))
        })?;
        start_anew(&python.folder)?;
        workspace::run(workspace::command("python3").args(["-m", "venv"]).arg(&python.folder))
            .context(HOW)?;
        let mut install = python.command()?;
        // Every package is pinned, so none is chosen here.
        install.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--requirement",
        ]);
        workspace::run(install.arg(script_file("requirements.txt"))).context(
            "The packages of xtask/e2e/requirements.txt could not be installed; pip says why. Repeat it where the \
             registry is in reach",
        )?;
        remember(&python.folder, &pinned)?;
        Ok(python)
    }

    /// Python with the packages.
    pub(super) fn command(&self) -> anyhow::Result<Command> {
        let program = self.folder.join("bin/python");
        if !program.exists() {
            bail!("{} is missing; remove {} and repeat", program.display(), self.folder.display());
        }
        let mut python = workspace::command(program);
        // The scripts import each other where they are; nothing is to be left there.
        python.env("PYTHONDONTWRITEBYTECODE", "1");
        Ok(python)
    }

    /// A program that one of the packages brings.
    pub(super) fn tool(&self, name: &str) -> Command {
        workspace::command(self.folder.join("bin").join(name))
    }
}

/// The packages for the Node of this machine.
#[derive(Debug)]
pub(super) struct Node {
    folder: PathBuf,
}

impl Node {
    pub(super) fn ensure() -> anyhow::Result<Self> {
        const HOW: &str = "The clients need Node 20 or newer with npm. Install Debian's packages: apt-get install \
             nodejs npm; where those are older, take Node's own from nodejs.org";
        tools::ensure_debian(&["nodejs", "npm"], HOW, || {
            node_major().is_some_and(|major| major >= NODE_MAJOR_MIN)
                && tools::succeeds(Command::new("npm").arg("--version"))
        })?;
        let node = Self { folder: workspace::tools().join("e2e-node") };
        let pinned = fs::read_to_string(script_file("package-lock.json"))?;
        if is_installed(&node.folder, &pinned) {
            return Ok(node);
        }
        println!("The Node packages of xtask/e2e are not here: installing them into target/tools, once.");
        start_anew(&node.folder)?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(script_file(name), node.folder.join(name))?;
        }
        let mut install = workspace::command("npm");
        install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&node.folder);
        workspace::run(&mut install).context(
            "The packages of xtask/e2e/package-lock.json could not be installed; npm says why. Repeat it where the \
             registry is in reach",
        )?;
        remember(&node.folder, &pinned)?;
        Ok(node)
    }

    /// A program that one of the packages brings.
    pub(super) fn tool(&self, name: &str) -> Command {
        workspace::command(self.folder.join("node_modules/.bin").join(name))
    }

    /// Node; it finds the packages.
    pub(super) fn command(&self) -> Command {
        let mut node = workspace::command("node");
        node.envs(self.variables());
        node
    }

    /// Scripts find the packages by `NODE_PATH`, modules and the pages' tests by `QUALIFY_NODE_PACKAGES`.
    pub(super) fn variables(&self) -> [(&'static str, PathBuf); 2] {
        [("QUALIFY_NODE_PACKAGES", self.folder.clone()), ("NODE_PATH", self.folder.join("node_modules"))]
    }
}

fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn is_installed(folder: &Path, pinned: &str) -> bool {
    fs::read_to_string(folder.join(INSTALLED)).is_ok_and(|installed| installed == pinned)
}

/// Last of all, so that what was interrupted is not taken for whole.
fn remember(folder: &Path, pinned: &str) -> anyhow::Result<()> {
    Ok(fs::write(folder.join(INSTALLED), pinned)?)
}

fn start_anew(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} could not be removed", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} could not be made", folder.display()))
}
