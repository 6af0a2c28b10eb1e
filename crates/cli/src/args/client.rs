//! The arguments of every command that asks the API: which service, as whom, and how the answer is shown.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Which service is asked, and as whom. These flags stand before or after the names of the commands.
#[derive(Debug, Clone, Args)]
pub(crate) struct ClientArgs {
    /// The context by its name [default: QUALIFY_URL, QUALIFY_CONTEXT, the context in use, the sandbox of this folder]
    #[arg(long, value_name = "NAME", global = true, help_heading = "Service")]
    pub(crate) context: Option<String>,
    /// The service by its URL, in place of a context [default: QUALIFY_URL]
    #[arg(long, value_name = "URL", global = true, help_heading = "Service")]
    pub(crate) url: Option<String>,
    /// The CA that its certificate is from, a PEM file
    #[arg(long, value_name = "FILE", env = "QUALIFY_CA", global = true, help_heading = "Service")]
    pub(crate) ca: Option<PathBuf>,
    /// An access token in place of a sign-in [default: QUALIFY_TOKEN, of staff QUALIFY_STAFF_TOKEN]
    #[arg(long, value_name = "TOKEN", global = true, help_heading = "Service")]
    pub(crate) token: Option<String>,
    /// In a sandbox: as whom, such as sam@northlight.example [default: the administrator, of staff the operator]
    #[arg(long, value_name = "UPN", global = true, help_heading = "Service")]
    pub(crate) user: Option<String>,
    /// One try, where else a call is tried up to four times
    #[arg(long, global = true, help_heading = "Service")]
    pub(crate) no_retry: bool,
    #[command(flatten)]
    pub(crate) shown: ShownArgs,
}

/// How answers are shown.
#[derive(Debug, Clone, Args)]
pub(crate) struct ShownArgs {
    /// How it is shown: to people, or to programs
    #[arg(long, value_name = "FORM", default_value = "table", global = true, help_heading = "Output")]
    pub(crate) output: ShownForm,
    /// With csv: cells that a spreadsheet would calculate get an apostrophe
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) for_spreadsheet: bool,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShownForm {
    /// For people.
    #[value(alias = "text")]
    Table,
    /// The members of the API.
    Json,
    /// The same, each object on a line of its own.
    Jsonl,
    /// The columns of the table, separated by commas.
    Csv,
}

/// What every irreversible change takes.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ChangeArgs {
    /// Does not ask before the change
    #[arg(long)]
    pub(crate) yes: bool,
    /// Says what would be done, and does nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
