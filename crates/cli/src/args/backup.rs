//! The arguments of `qualify backup` and `qualify restore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct TakeBackupArgs {
    /// The new archive; it must not exist yet.
    #[arg(value_name = "FILE")]
    pub(crate) target: PathBuf,
    /// The configuration file of the service.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder of the service [default: ./qualify-data].
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Where the store is, if not in the data folder: sqlite:PATH or postgres://...
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Leaves the secret key out; without it a restored service does not start.
    #[arg(long)]
    pub(crate) without_key: bool,
    /// Leaves out documents whose files are gone or damaged, and says which; else there is no archive then.
    #[arg(long)]
    pub(crate) skip_lost: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// An archive of `qualify backup`.
    #[arg(value_name = "FILE")]
    pub(crate) archive: PathBuf,
    /// The data folder to fill; it is empty, or not there yet.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// A database of PostgreSQL that gets the rows in the place of a file in the data folder: postgres://... It is empty.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Where the bytes of documents go, where there is such a database.
    #[arg(long, value_name = "PLACE", default_value = "database", requires = "database")]
    pub(crate) documents: DocumentsIn,
}

/// Where the bytes of documents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentsIn {
    /// In the data folder.
    Folder,
    /// In the database.
    Database,
}
