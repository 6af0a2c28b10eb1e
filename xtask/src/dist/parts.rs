//! What comes along with the program: completions, manual pages, licences, the unit; and the package made of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::archive::{Entry, Moment};
use super::program::Program;
use super::{bill, licences};
use crate::workspace;

/// The shells, and what a completion is called where it is looked for.
const COMPLETIONS: [(&str, &str); 4] =
    [("bash", "qualify.bash"), ("zsh", "_qualify"), ("fish", "qualify.fish"), ("powershell", "qualify.ps1")];

/// Files of the repository that come along as they are.
const AS_THEY_ARE: [&str; 6] = [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "config.example.toml",
    "packaging/qualify.service",
];

/// Everything, on the stage where the package for Debian takes it from.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) of_tarball: Vec<Entry>,
    pub(super) symbols: Vec<Entry>,
    pub(super) bill: PathBuf,
}

impl Parts {
    pub(super) fn put_together(stage: &Path, program: &Program, moment: Moment) -> anyhow::Result<Self> {
        let entry = |from: PathBuf, path: String, is_program| Entry { from, path, is_program };
        let staged = stage.join("qualify");
        fs::copy(&program.path, &staged).context("the program cannot be put on the stage")?;
        let mut of_tarball = vec![entry(staged.clone(), "qualify".to_owned(), true)];
        for file in AS_THEY_ARE {
            let name = file.rsplit('/').next().unwrap_or(file);
            of_tarball.push(entry(workspace::root().join(file), name.to_owned(), false));
        }
        for (shell, name) in COMPLETIONS {
            let script = workspace::output(workspace::command(&staged).args(["completions", shell]))?;
            let path = stage.join(name);
            fs::write(&path, script)?;
            of_tarball.push(entry(path, format!("completions/{name}"), false));
        }
        let man = stage.join("man");
        workspace::run(workspace::command(&staged).arg("man").arg(&man))?;
        for page in fs::read_dir(&man)? {
            let page = page?;
            let name = page.file_name().to_string_lossy().into_owned();
            of_tarball.push(entry(page.path(), format!("man/{name}"), false));
        }
        let linked = licences::linked(&program.target)?;
        let texts = stage.join("LICENCES-OF-DEPENDENCIES");
        fs::write(&texts, licences::texts(&linked)?)?;
        of_tarball.push(entry(texts, "LICENCES-OF-DEPENDENCIES".to_owned(), false));
        let bill = stage.join("qualify.cdx.json");
        fs::write(&bill, bill::of(&linked, moment)?)?;
        of_tarball.push(entry(bill.clone(), "qualify.cdx.json".to_owned(), false));
        let symbols = vec![entry(program.symbols.clone(), "qualify.debug".to_owned(), false)];
        Ok(Self { of_tarball, symbols, bill })
    }
}
