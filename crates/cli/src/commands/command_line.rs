//! `qualify completions` and `qualify man`: what is made of the command line itself, for shells and for people.

use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Cli;
use crate::exit::Failure;
use crate::output;

/// Prints the completions for a shell; the head of what is printed says nothing of where it belongs, the docs do.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "qualify", &mut script);
    Ok(output::data(&String::from_utf8_lossy(&script))?)
}

/// Writes the manual pages, `qualify.1` and one for each command below it.
pub(crate) fn manual(directory: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::Failed(format!("the manual pages cannot be written to {}: {error}", directory.display()))
    };
    fs::create_dir_all(directory).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), directory).map_err(failed)
}
