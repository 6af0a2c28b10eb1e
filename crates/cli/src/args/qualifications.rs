//! The arguments of `qualify qualification` and `qualify qualifications`.

use std::time::Duration;

use clap::{Args, Subcommand};
use qualify_vocabulary::{CustomerId, EducationSegment, Qualification};

use super::client::{ChangeArgs, ClientArgs};
use super::shared::parse_time;

#[derive(Debug, Args)]
pub(crate) struct QualificationArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) action: QualificationAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QualificationAction {
    /// Shows what a customer has, as the synchronous form of the API says it: one word.
    Get {
        /// The customer.
        #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
        id: CustomerId,
    },
    /// Sets Education or GovernmentCommunityCloud by the synchronous form. It cannot be undone.
    Set(WishArgs),
}

#[derive(Debug, Args)]
pub(crate) struct QualificationsArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) action: QualificationsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QualificationsAction {
    /// Lists what a customer has, what is in review, and what was denied and why.
    List {
        /// The customer.
        #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
        id: CustomerId,
        /// Waits until nothing is in review any more
        #[arg(long)]
        watch: bool,
    },
    /// Asks for a qualification. It cannot be undone.
    Create {
        #[command(flatten)]
        wish: WishArgs,
        /// Waits until it is decided
        #[arg(long)]
        watch: bool,
    },
    /// Waits until a request is decided; ends with 1 if it was denied.
    Wait {
        /// The customer.
        #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
        id: CustomerId,
        /// Which request
        #[arg(long, value_name = "QUALIFICATION", default_value = "Education", value_parser = parse_qualification)]
        qualification: Qualification,
        /// For at most this long, such as 90s, 30m or 2h [default: until it is decided]
        #[arg(long, value_name = "TIME", value_parser = parse_time)]
        timeout: Option<Duration>,
    },
}

/// A qualification that somebody wants.
#[derive(Debug, Args)]
pub(crate) struct WishArgs {
    /// The customer.
    #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
    pub(crate) id: CustomerId,
    /// Education, GovernmentCommunityCloud (or gcc) or StateOwnedEntity (or soe)
    #[arg(value_name = "QUALIFICATION", value_parser = parse_qualification)]
    pub(crate) qualification: Qualification,
    /// K12 or HigherEducation: Education needs it
    #[arg(long, value_name = "SEGMENT", value_parser = EducationSegment::parse)]
    pub(crate) segment: Option<EducationSegment>,
    /// The organisation's website, by which Education is vetted
    #[arg(long, value_name = "URL")]
    pub(crate) website: Option<String>,
    /// The validation code: GovernmentCommunityCloud needs it; - reads it from standard input
    #[arg(long, value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// Education without a segment, as clients before 2023 asked for it
    #[arg(long, conflicts_with = "segment")]
    pub(crate) legacy: bool,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

fn parse_qualification(text: &str) -> Result<Qualification, String> {
    match text.to_ascii_lowercase().as_str() {
        "gcc" => Ok(Qualification::GovernmentCommunityCloud),
        "soe" => Ok(Qualification::StateOwnedEntity),
        _ => Qualification::parse(text).map_err(|error| error.to_string()),
    }
}
