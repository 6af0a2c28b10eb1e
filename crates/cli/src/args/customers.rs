//! The arguments of `qualify customers`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use qualify_vocabulary::CustomerId;

use super::client::{ChangeArgs, ClientArgs};

#[derive(Debug, Args)]
pub(crate) struct CustomersArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) action: CustomersAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CustomersAction {
    /// Lists the customers, by name.
    List {
        /// Only those whose name begins so.
        #[arg(long, value_name = "TEXT", conflicts_with = "domain")]
        name: Option<String>,
        /// Only those whose tenant domain begins so.
        #[arg(long, value_name = "TEXT")]
        domain: Option<String>,
        /// At most so many.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Shows a customer.
    Get {
        /// The customer.
        #[arg(value_name = "CUSTOMER", value_parser = CustomerId::parse)]
        id: CustomerId,
    },
    /// Finds customers by the beginning of their name or tenant domain, or by their id.
    Find {
        /// The beginning, or the id.
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// Creates a customer. Its first user's password is shown once.
    Create(Box<CreateCustomerArgs>),
    /// Deletes customers of a sandbox account. It cannot be undone.
    Delete {
        /// The customers.
        #[arg(value_name = "CUSTOMER", required = true, value_parser = CustomerId::parse)]
        ids: Vec<CustomerId>,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CreateCustomerArgs {
    /// The request's JSON, as the API takes it, from a file, or - for standard input, in place of the flags below
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// The organisation's name
    #[arg(long, value_name = "TEXT", required_unless_present = "input")]
    pub(crate) name: Option<String>,
    /// Its new tenant domain, such as lakeside.onmicrosoft.com
    #[arg(long, value_name = "DOMAIN", required_unless_present = "input")]
    pub(crate) domain: Option<String>,
    /// An e-mail address there
    #[arg(long, value_name = "ADDRESS", required_unless_present = "input")]
    pub(crate) email: Option<String>,
    /// The country, two letters
    #[arg(long, value_name = "CC", required_unless_present = "input")]
    pub(crate) country: Option<String>,
    /// The city
    #[arg(long, value_name = "TEXT", required_unless_present = "input")]
    pub(crate) city: Option<String>,
    /// The street and number
    #[arg(long, value_name = "TEXT", required_unless_present = "input")]
    pub(crate) address_line1: Option<String>,
    /// The state or province, where the country has them
    #[arg(long, value_name = "TEXT")]
    pub(crate) state: Option<String>,
    /// The postal code, where the country has them
    #[arg(long, value_name = "TEXT")]
    pub(crate) postal_code: Option<String>,
    /// The contact's given name
    #[arg(long, value_name = "TEXT", required_unless_present = "input")]
    pub(crate) first_name: Option<String>,
    /// The contact's family name
    #[arg(long, value_name = "TEXT", required_unless_present = "input")]
    pub(crate) last_name: Option<String>,
    /// A telephone number
    #[arg(long, value_name = "TEXT")]
    pub(crate) phone: Option<String>,
    /// The culture of the invoices
    #[arg(long, value_name = "CULTURE", default_value = "en-US")]
    pub(crate) culture: String,
    /// The language of the invoices
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: String,
    /// The number in the register of organisations, where the country wants one
    #[arg(long, value_name = "TEXT")]
    pub(crate) registration_number: Option<String>,
}
