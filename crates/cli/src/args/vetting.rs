//! The arguments of `qualify vetting`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::shared::OutputForm;

#[derive(Debug, Subcommand)]
pub(crate) enum VettingCommand {
    /// Says what would be decided about an organisation, and why; of a file, about each row. Nothing is stored.
    Check(Box<CheckArgs>),
    /// Prints the rules in their order.
    Rules {
        /// How they are shown.
        #[arg(long, value_enum, default_value = "text")]
        output: OutputForm,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct CheckArgs {
    /// The organisation's legal name.
    #[arg(long, required_unless_present = "csv")]
    pub(crate) name: Option<String>,
    /// Its domain: a host, a URL or an e-mail address.
    #[arg(long, value_name = "HOST", conflicts_with = "csv")]
    pub(crate) host: Option<String>,
    /// Its website, if that is not its domain.
    #[arg(long, value_name = "URL", conflicts_with = "csv")]
    pub(crate) website: Option<String>,
    /// An e-mail address there, if that is not its domain.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "csv")]
    pub(crate) email: Option<String>,
    /// The country of its address: the two or three letters of ISO 3166, in any casing.
    #[arg(long, value_name = "CC", conflicts_with = "csv")]
    pub(crate) country: Option<String>,
    /// K12 or HigherEducation.
    #[arg(long, value_name = "SEGMENT", conflicts_with = "csv")]
    pub(crate) segment: Option<String>,
    /// What is asked for.
    #[arg(long, value_name = "QUALIFICATION", default_value = "Education", conflicts_with = "csv")]
    pub(crate) requested: String,
    /// A file instead, or - for standard input: CSV by commas, semicolons or tabs, or XLSX. Columns by name, `name` and
    /// `domain`, and if there are any `country`, `segment_if_known`, `requested`, `code`, `existing`, `website`, `email`.
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    pub(crate) csv: Option<PathBuf>,
    /// The encoding of the file, such as windows-1250 or iso-8859-2 [default: UTF-8, or UTF-16 with a byte order mark].
    #[arg(long, value_name = "NAME", requires = "csv")]
    pub(crate) encoding: Option<String>,
    /// What separates the cells of the file: a character, or `tab` [default: what the file shows].
    #[arg(long, value_name = "CHARACTER", requires = "csv")]
    pub(crate) separator: Option<String>,
    /// The sheet of a workbook [default: the first].
    #[arg(long, value_name = "NAME", requires = "csv")]
    pub(crate) sheet: Option<String>,
    /// The answers go into a spreadsheet: cells that it would calculate get an apostrophe, which the reader takes off
    /// again; separators are those of the file.
    #[arg(long, requires = "csv")]
    pub(crate) for_spreadsheet: bool,
    /// The datasets [default: what the program carries].
    #[arg(long, value_name = "DIR")]
    pub(crate) datasets: Option<PathBuf>,
    /// The day on which it is asked [default: today].
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) day: Option<String>,
    /// An approval takes evidence that is not stale, and proof of control.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Names below `example` count as ordinary ones, as in the sandbox.
    #[arg(long)]
    pub(crate) allow_reserved: bool,
    /// Ends with a line on stderr about a file: rows a second, the time of a decision, the memory.
    #[arg(long, requires = "csv")]
    pub(crate) stats: bool,
    /// How it is shown: text or json for one organisation, csv or jsonl for a file.
    #[arg(long, value_enum)]
    pub(crate) output: Option<CheckOutput>,
}

/// How a check is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckOutput {
    /// For people.
    Text,
    /// One object with everything that was looked up.
    Json,
    /// The same rows, with `vetting_outcome`, `vetting_reason_code`, `vetting_reason` and `vetting_rule` added.
    Csv,
    /// An object a row, with the same members added.
    Jsonl,
}
