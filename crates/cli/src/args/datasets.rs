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
    /// Brings the public sources (universities, schools, the .gov registry, mailbox services) into a folder, each as a new
    /// version beside the one before; a running service takes them by itself.
    Fetch(FetchDatasetsArgs),
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

#[derive(Debug, Args)]
pub(crate) struct FetchDatasetsArgs {
    /// The folder, whose manifest.json keeps what else it names [default: vetting.datasets_dir of the configuration, else
    /// ./qualify-datasets].
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// The configuration file of the service that consults them.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Fetches this source alone; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,
    /// Takes the files from this folder instead of their publishers; HTTPS. --dry-run shows their names there.
    #[arg(long, value_name = "URL")]
    pub(crate) mirror: Option<String>,
    /// A CA that is trusted beside those of the system, a PEM file.
    #[arg(long, value_name = "FILE", env = "QUALIFY_CA")]
    pub(crate) ca: Option<PathBuf>,
    /// Takes this source although it holds much less than the version before; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) accept: Vec<String>,
    /// How long one file may take to come.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
    /// Says what would be fetched, and fetches nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How it is shown.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
}
