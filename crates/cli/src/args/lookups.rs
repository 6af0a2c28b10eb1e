//! The arguments of the commands that look something up, of `qualify events`, `qualify api` and `qualify doctor`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use qualify_vocabulary::{CustomerId, Date};

use super::client::ClientArgs;

macro_rules! noun {
    ($($(#[$about:meta])* $args:ident: $action:ident,)+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Args)]
            pub(crate) struct $args {
                #[command(flatten)]
                pub(crate) client: ClientArgs,
                #[command(subcommand)]
                pub(crate) action: $action,
            }
        )+
    };
}

noun! {
    StatusArgs: StatusAction,
    AuditArgs: AuditAction,
    AddressArgs: AddressAction,
    CountriesArgs: CountriesAction,
    DomainsArgs: DomainsAction,
    EventsArgs: EventsAction,
    ApiArgs: ApiAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StatusAction {
    /// Shows whether a customer's account may buy.
    Get {
        /// The customer.
        #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
        id: CustomerId,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Lists what happened to the partner's customers, the newest first.
    List {
        /// From this day on (UTC), such as 2026-11-02 [default: the last 30 days]
        #[arg(long, value_name = "DAY")]
        since: Option<Date>,
        /// Up to this day (UTC)
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
        /// Only about this customer
        #[arg(long, value_name = "CUSTOMER", value_parser = CustomerId::parse, conflicts_with = "name")]
        customer: Option<CustomerId>,
        /// Only about customers with this in their name
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AddressAction {
    /// Says whether an address can be used; ends with 1 if not.
    Validate(Box<ValidateArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// The country, two letters
    #[arg(long, value_name = "CC")]
    pub(crate) country: String,
    /// The city
    #[arg(long, value_name = "TEXT")]
    pub(crate) city: Option<String>,
    /// The state or province
    #[arg(long, value_name = "TEXT")]
    pub(crate) state: Option<String>,
    /// The street and number
    #[arg(long, value_name = "TEXT")]
    pub(crate) address_line1: Option<String>,
    /// What else is in the address
    #[arg(long, value_name = "TEXT")]
    pub(crate) address_line2: Option<String>,
    /// The postal code
    #[arg(long, value_name = "TEXT")]
    pub(crate) postal_code: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CountriesAction {
    /// Shows what a country demands of addresses and organisations.
    Get {
        /// The country, two letters.
        #[arg(value_name = "CC")]
        country: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DomainsAction {
    /// Says whether a tenant domain is taken.
    Check {
        /// The domain, such as lakeside.onmicrosoft.com.
        #[arg(value_name = "DOMAIN")]
        domain: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum EventsAction {
    /// Prints events as they happen, until Ctrl-C. `qualify listen` sends them on, too.
    Tail {
        /// From the oldest event that is kept, and not only new ones
        #[arg(long)]
        from_start: bool,
        /// Only events of this type, such as qualification.approved; may be repeated
        #[arg(long = "event", value_name = "TYPE")]
        events: Vec<String>,
        /// Ends after so many
        #[arg(long, value_name = "N")]
        count: Option<usize>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiAction {
    /// Reads.
    Get(RequestArgs),
    /// Creates, or acts.
    Post(RequestArgs),
    /// Replaces.
    Put(RequestArgs),
    /// Changes.
    Patch(RequestArgs),
    /// Deletes.
    Delete(RequestArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The path with its query, from the root of the service on, such as /v1/customers?size=2.
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    /// Prints status and headers before the body
    #[arg(long)]
    pub(crate) include: bool,
    /// One more header; may be repeated
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// The body, from a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// As the operator's staff
    #[arg(long)]
    pub(crate) staff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    /// Looks whether this customer can be read, and could get GovernmentCommunityCloud
    #[arg(long, value_name = "CUSTOMER", value_parser = CustomerId::parse)]
    pub(crate) customer: Option<CustomerId>,
}
