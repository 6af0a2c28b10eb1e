//! Archives whose bytes depend on their contents alone.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail};

use crate::workspace;

/// The one moment that everything of a run has: that of the commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(u64);

impl Moment {
    /// `SOURCE_DATE_EPOCH`, else the moment of the commit.
    pub(super) fn of_commit() -> anyhow::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the name is that of all tools that build reproducibly"
        )]
        let given = std::env::var("SOURCE_DATE_EPOCH").ok();
        let text = match given {
            Some(given) => given,
            None => workspace::output(workspace::command("git").args(["log", "-1", "--format=%ct"]))?,
        };
        let seconds = text.trim().parse().context("SOURCE_DATE_EPOCH is a number of seconds")?;
        Ok(Self(seconds))
    }

    pub(super) fn seconds(self) -> u64 {
        self.0
    }
}

/// What an archive holds: a file, and its path in it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) from: PathBuf,
    pub(super) path: String,
    pub(super) is_program: bool,
}

/// Writes a `.tar.gz` with everything below one folder.
pub(super) fn write(target: &Path, top: &str, entries: &[Entry], moment: Moment) -> anyhow::Result<PathBuf> {
    let mut sorted = entries.to_vec();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    let plain = target.with_extension("");
    let mut archive = tar::Builder::new(File::create(&plain)?);
    archive.mode(tar::HeaderMode::Deterministic);
    for entry in &sorted {
        let bytes =
            fs::read(&entry.from).with_context(|| format!("{} cannot be read", entry.from.display()))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(if entry.is_program { 0o755 } else { 0o644 });
        header.set_mtime(moment.seconds());
        archive.append_data(&mut header, format!("{top}/{}", entry.path), bytes.as_slice())?;
    }
    archive.into_inner()?.sync_all()?;
    // Without name and moment in its head.
    let mut gzip = workspace::command("gzip");
    gzip.args(["--no-name", "-9", "--stdout"]).arg(&plain).stdout(Stdio::from(File::create(target)?));
    if !gzip.status().context("gzip could not be started")?.success() {
        bail!("{} could not be compressed", plain.display());
    }
    fs::remove_file(&plain)?;
    Ok(target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_depends_on_its_contents_alone() {
        let folder = tempfile::tempdir().unwrap();
        let entry = |name: &str| {
            let from = folder.path().join(name);
            fs::write(&from, name).unwrap();
            Entry { from, path: format!("share/{name}"), is_program: name == "b" }
        };
        let (a, b) = (entry("a"), entry("b"));
        let write = |name: &str, entries: &[Entry]| {
            fs::read(write(&folder.path().join(name), "top", entries, Moment(1_764_000_000)).unwrap())
                .unwrap()
        };
        let first = write("one.tar.gz", &[a.clone(), b.clone()]);
        // Written anew, later, and named in another order.
        entry("a");
        assert_eq!(first, write("two.tar.gz", &[b, a]));
        assert!(!folder.path().join("one.tar").exists());
    }
}
