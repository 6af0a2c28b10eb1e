//! The program: built without a trace of where, and its symbols apart from it.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::archive::Moment;
use crate::workspace;

/// What a build came to.
#[derive(Debug)]
pub(super) struct Program {
    /// The stripped program.
    pub(super) path: PathBuf,
    /// Its symbols, which a debugger finds by the name that the program holds.
    pub(super) symbols: PathBuf,
    /// The platform, as rustc calls it.
    pub(super) target: String,
}

/// Builds into a folder of its own.
pub(super) fn build(folder: &Path, moment: Moment) -> anyhow::Result<Program> {
    let names = mapped_paths(folder)?;
    // The last one that matches counts, so the narrower stands behind the wider.
    let of_rust: Vec<String> =
        names.iter().map(|(path, name)| format!("--remap-path-prefix={path}={name}")).collect();
    let of_c: Vec<String> =
        names.iter().map(|(path, name)| format!("-ffile-prefix-map={path}={name}")).collect();
    let mut cargo = workspace::cargo();
    cargo
        .args(["build", "--profile", "dist", "--locked", "--package", "qualify", "--target-dir"])
        .arg(folder);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", of_rust.join("\u{1f}")).env_remove("RUSTFLAGS");
    cargo.env("CFLAGS", of_c.join(" ")).env("SOURCE_DATE_EPOCH", moment.seconds().to_string());
    workspace::run(&mut cargo)?;
    let (path, symbols) = split(&folder.join("dist"))?;
    Ok(Program { path, symbols, target: host()? })
}

/// Paths that would stand in the program, and what stands there instead.
fn mapped_paths(folder: &Path) -> anyhow::Result<[(String, &'static str); 3]> {
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec();
    let root = metadata.context("cargo metadata")?.workspace_root.into_string();
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo's own folder is named by these two, as cargo reads them"
    )]
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let home = home.context("neither CARGO_HOME nor HOME is set")?;
    Ok([(home, "cargo"), (root, "qualify"), (folder.display().to_string(), "target")])
}

/// The platform for which rustc builds here.
fn host() -> anyhow::Result<String> {
    let version = workspace::output(workspace::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say its host")?.to_owned())
}

/// Takes the symbols out of the program, and leaves the name of their file in it.
fn split(folder: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (stripped, symbols) = (folder.join("stripped/qualify"), folder.join("qualify.debug"));
    std::fs::create_dir_all(folder.join("stripped"))?;
    let objcopy = || {
        let mut command = workspace::command("objcopy");
        command.current_dir(folder);
        command
    };
    workspace::run(objcopy().args(["--only-keep-debug", "qualify", "qualify.debug"]))?;
    workspace::run(objcopy().args([
        "--strip-all",
        "--add-gnu-debuglink=qualify.debug",
        "qualify",
        "stripped/qualify",
    ]))?;
    Ok((stripped, symbols))
}
