//! The arguments of `qualify datasets`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::OutputForm;

#[derive(Debug, Subcommand)]
pub(crate) enum DatasetsCommand {
    /// Reads a folder with datasets as the service would: what loads, what is not used and why.
    Check(CheckDatasetsArgs),
    /// Lists the sources that decisions would consult, with their versions.
    List(ListDatasetsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckDatasetsArgs {
    /// The folder with the manifest.json.
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// Keeps what is slow to read in this folder, as a service does in its data folder, and reads it from there.
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
    /// Names every entry that is not used, instead of some of each kind.
    #[arg(long)]
    pub(crate) all: bool,
    /// How it is shown.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
}

#[derive(Debug, Args)]
pub(crate) struct ListDatasetsArgs {
    /// The folder with the manifest.json [default: what the program carries].
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// How it is shown.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
}
