//! The arguments that several commands take.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Which service is meant. These flags stand before or after the names of the commands.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// The service [default: the one that ./qualify-data/ready names].
    #[arg(long, value_name = "URL", env = "QUALIFY_URL", global = true)]
    pub(crate) url: Option<String>,
    /// The CA that its certificate is from, a PEM file [default: ./qualify-data/ca.pem for the sandbox that
    /// ./qualify-data/ready names, else those of the system].
    #[arg(long, value_name = "FILE", env = "QUALIFY_CA", global = true)]
    pub(crate) ca: Option<PathBuf>,
}

/// How an answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputForm {
    /// For people, most often as a table.
    #[value(alias = "table")]
    Text,
    /// As the service gives it.
    Json,
}

/// A time that somebody waits at most.
pub(super) fn parse_time(text: &str) -> Result<Duration, String> {
    let wrong = || "a time is expected, such as 90s, 30m or 2h".to_owned();
    let duration = qualify_vocabulary::parse_duration(text).map_err(|_| wrong())?;
    Duration::try_from(duration).map_err(|_| wrong())
}
