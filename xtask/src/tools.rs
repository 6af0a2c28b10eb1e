//! The tools that a run needs beside the toolchain: pinned, and installed only where they are missing.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::workspace;

pub(crate) const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };
pub(crate) const DEB: Tool = Tool { name: "cargo-deb", version: "3.8.0" };
pub(crate) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// A program of the registry in the one version that we know to work.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// A command that starts the tool: the one of this machine if it has the pinned version, else our own.
    pub(crate) fn command(&self) -> anyhow::Result<Command> {
        let own = workspace::tools().join("bin").join(self.name);
        for program in [self.name.as_ref(), own.as_os_str()] {
            if reported_version(program).is_some_and(|version| version == self.version) {
                return Ok(workspace::command(program));
            }
        }
        self.install()?;
        Ok(workspace::command(own))
    }

    fn install(&self) -> anyhow::Result<()> {
        let Self { name, version } = self;
        println!("{name} {version} is not here: building it into target/tools, once.");
        // `--locked`: the tool's own lock file decides, so that today's run equals tomorrow's.
        let mut install = workspace::cargo();
        install.args(["install", "--quiet", "--locked", "--root"]).arg(workspace::tools());
        install.arg(format!("{name}@{version}"));
        workspace::run(&mut install).with_context(|| {
            format!(
                "{name} {version} could not be installed. Install it where the registry is in reach: \
                 cargo install --locked --root target/tools {name}@{version}"
            )
        })
    }
}

/// The last word of `--version`, as in `cargo-deny 0.20.2`; cargo-deb says nothing else.
fn reported_version(program: &std::ffi::OsStr) -> Option<String> {
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let words = text.lines().next()?.split_whitespace().take_while(|word| !word.starts_with('('));
    words.last().map(str::to_owned)
}

/// Makes sure that `wrk`, the load generator of the bench, is here: Debian's package of the same name.
pub(crate) fn ensure_wrk() -> anyhow::Result<()> {
    ensure_debian(&["wrk"], "The bench needs wrk. Install Debian's package: apt-get install wrk", has_wrk)
}

/// Makes sure that networks of one's own can be made; says whether this machine allows them to anybody.
pub(crate) fn ensure_networks() -> anyhow::Result<bool> {
    const HOW: &str = "A network of one's own needs unshare and ip. Install Debian's packages: apt-get install \
         util-linux iproute2";
    ensure_debian(&["util-linux", "iproute2"], HOW, || {
        let has_ip = ["ip", "/usr/sbin/ip"].into_iter().any(|ip| succeeds(Command::new(ip).arg("-V")));
        has_ip && succeeds(Command::new("unshare").arg("--version"))
    })?;
    let as_root = ["--net", "--mount", "true"];
    let as_user = ["--user", "--map-root-user", "--net", "--mount", "true"];
    Ok(succeeds(Command::new("unshare").args(as_root)) || succeeds(Command::new("unshare").args(as_user)))
}

/// Makes sure that curl and jq are here: the lines that the documents and the server give are tried with them.
pub(crate) fn ensure_what_documents_use() -> anyhow::Result<()> {
    const HOW: &str = "The tests need curl and jq. Install Debian's packages: apt-get install curl jq";
    ensure_debian(&["curl", "jq"], HOW, || {
        ["curl", "jq"].into_iter().all(|program| succeeds(Command::new(program).arg("--version")))
    })
}

/// Makes sure that Chromium and its driver are here: people's journeys through the pages are tried with them.
pub(crate) fn ensure_chromium() -> anyhow::Result<()> {
    const HOW: &str = "The journeys through the dashboard need Chromium. Install Debian's packages: apt-get install \
         chromium chromium-driver";
    ensure_debian(&["chromium", "chromium-driver"], HOW, || {
        ["chromium", "chromedriver"]
            .into_iter()
            .all(|program| succeeds(Command::new(program).arg("--version")))
    })
}

/// Makes sure that what `dist` uses is here: for symbols, for archives, and for what a package rests on.
pub(crate) fn ensure_dist() -> anyhow::Result<()> {
    const HOW: &str = "`dist` needs objcopy, gzip and dpkg-shlibdeps. Install Debian's packages: apt-get install binutils \
         gzip dpkg-dev";
    ensure_debian(&["binutils", "gzip", "dpkg-dev"], HOW, || {
        ["objcopy", "gzip", "dpkg-shlibdeps"]
            .into_iter()
            .all(|program| succeeds(Command::new(program).arg("--version")))
    })
}

/// Whether a command starts and ends well; what it prints is of no interest.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Installs packages of Debian if something that they bring is not here and this user may; otherwise says `how`.
pub(crate) fn ensure_debian(
    packages: &[&str],
    how: &'static str,
    is_here: impl Fn() -> bool,
) -> anyhow::Result<()> {
    if is_here() {
        return Ok(());
    }
    if workspace::output(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("{how}");
    }
    println!("Something is not here that Debian has: installing {}.", packages.join(", "));
    workspace::run(Command::new("apt-get").args(["update", "-q"])).context(how)?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-q", "-y", "--no-install-recommends"]).args(packages);
    workspace::run(install.env("DEBIAN_FRONTEND", "noninteractive")).context(how)?;
    if !is_here() {
        bail!("{how}");
    }
    Ok(())
}

/// Whether it starts at all: `wrk -v` says its version, and exits as if that were a mistake.
fn has_wrk() -> bool {
    Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
