//! The arguments of `qualify db`, and how a database is named.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Copies the database into a new file, also while a service uses it.
    Backup(BackupArgs),
    /// Shows which schema a database has, how many rows and how many bytes, also while services use it.
    Status(DatabaseArgs),
    /// Brings a database to this program's schema, before the services start that need it.
    Migrate(DatabaseArgs),
    /// Moves all rows of a database into an empty one, from SQLite to PostgreSQL or back; killed, it goes on where it stopped.
    Move(MoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The new file; it must not exist yet.
    #[arg(value_name = "FILE")]
    pub(crate) target: PathBuf,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// The database with the rows, which no service uses: sqlite:PATH or postgres://...
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,
    /// The database that gets them; it is empty, or not there yet.
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,
    /// The data folder that has the documents now; else the one whose `qualify.db` is the source, or the server's database.
    #[arg(long, value_name = "DIR")]
    pub(crate) from_data_dir: Option<PathBuf>,
    /// The data folder that gets the documents; else the one whose `qualify.db` is the target, or the server's database.
    #[arg(long, value_name = "DIR")]
    pub(crate) to_data_dir: Option<PathBuf>,
    /// Leaves documents out whose bytes are gone or damaged; without it nothing is moved then.
    #[arg(long)]
    pub(crate) skip_lost: bool,
}

/// Where a database is.
#[derive(Debug, Args)]
pub(crate) struct DatabaseArgs {
    /// The configuration file of the service.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder of the service [default: ./qualify-data].
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Where the store is, if not in the data folder: sqlite:PATH or postgres://...
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}
