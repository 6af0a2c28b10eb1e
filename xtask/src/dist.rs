//! `cargo xtask dist`: what is handed out, into `target/dist`: the program with its symbols beside it, a tarball, a
//! package for Debian, checksums, and a list of what is in the program.
//!
//! Two runs over the same commit, on one machine, come to the same bytes: paths are mapped to names, every archive is
//! sorted and has the moment of the commit ([`Moment`]), and nothing else of the machine's is taken in. `--check` shows it
//! by building everything a second time.

mod archive;
mod bill;
mod licences;
mod package;
mod parts;
mod program;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use crate::{tools, workspace};
use archive::Moment;
use parts::Parts;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Builds everything a second time, from nothing, and compares the bytes.
    #[arg(long)]
    check: bool,
}

/// Where the second build of `--check` goes.
const AGAIN: &str = "again";

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    tools::ensure_dist()?;
    let moment = Moment::of_commit()?;
    let folder = workspace::root().join("target/dist");
    let made = make(&folder, &folder.join("build"), moment)?;
    if options.check {
        let again = folder.join(AGAIN);
        // From nothing: what a build left would be taken over as it is.
        if again.exists() {
            fs::remove_dir_all(&again).context("the second build's folder cannot be emptied")?;
        }
        let made_again = make(&again, &again.join("build"), moment)?;
        compare(&made, &made_again)?;
        println!("two builds came to the same bytes");
        fs::remove_dir_all(&again).context("the second build's folder cannot be removed")?;
    }
    for file in &made {
        println!("{} {}", fs::metadata(file)?.len(), file.display());
    }
    Ok(())
}

/// Builds the program and makes everything of it; the files, sorted by name.
fn make(folder: &Path, build: &Path, moment: Moment) -> anyhow::Result<Vec<PathBuf>> {
    let program = program::build(build, moment)?;
    let name = format!("qualify-{}-{}", env!("CARGO_PKG_VERSION"), program.target);
    let stage = folder.join("stage");
    if stage.exists() {
        fs::remove_dir_all(&stage).context("the stage cannot be emptied")?;
    }
    fs::create_dir_all(&stage)?;
    let parts = Parts::put_together(&stage, &program, moment)?;
    let mut files = vec![
        archive::write(&folder.join(format!("{name}.tar.gz")), &name, &parts.of_tarball, moment)?,
        archive::write(&folder.join(format!("{name}-symbols.tar.gz")), &name, &parts.symbols, moment)?,
        copied(&parts.bill, &folder.join(format!("{name}.cdx.json")))?,
        package::debian_package(folder, moment)?,
    ];
    files.sort();
    files.push(checksums(folder, &files)?);
    Ok(files)
}

fn copied(from: &Path, to: &Path) -> anyhow::Result<PathBuf> {
    fs::copy(from, to).with_context(|| format!("{} cannot be written", to.display()))?;
    Ok(to.to_owned())
}

/// `SHA256SUMS`, as `sha256sum --check` reads it.
fn checksums(folder: &Path, files: &[PathBuf]) -> anyhow::Result<PathBuf> {
    let mut command = workspace::command("sha256sum");
    command.current_dir(folder).arg("--").args(files.iter().filter_map(|file| file.file_name()));
    let sums = workspace::output(&mut command)?;
    let path = folder.join("SHA256SUMS");
    fs::write(&path, sums)?;
    Ok(path)
}

fn compare(first: &[PathBuf], second: &[PathBuf]) -> anyhow::Result<()> {
    let named = |files: &[PathBuf]| -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let read = |file: &PathBuf| {
            let name = file.file_name().context("a file has a name")?.to_string_lossy().into_owned();
            Ok((name, fs::read(file)?))
        };
        files.iter().map(read).collect()
    };
    let (first, second) = (named(first)?, named(second)?);
    if first.len() != second.len() {
        bail!("one build made {} files, the other {}", first.len(), second.len());
    }
    let differing: Vec<&str> = first
        .iter()
        .zip(&second)
        .filter(|(one, other)| one != other)
        .map(|((name, _), _)| name.as_str())
        .collect();
    if !differing.is_empty() {
        bail!("two builds differ in {}; compare target/dist with target/dist/{AGAIN}", differing.join(", "));
    }
    Ok(())
}
