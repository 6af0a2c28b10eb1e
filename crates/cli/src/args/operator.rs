//! The arguments of `qualify partners` and `qualify codes`.

use clap::{Args, Subcommand};
use qualify_vocabulary::PartnerId;

use super::client::ClientArgs;

#[derive(Debug, Args)]
pub(crate) struct PartnersArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) action: PartnersAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PartnersAction {
    /// Lists the partners.
    List,
    /// Creates a partner. One that is there already stays as it is.
    Create {
        /// The partner's tenant id.
        #[arg(value_name = "GUID", value_parser = PartnerId::parse)]
        id: PartnerId,
        /// Its name.
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// A sandbox account, which may delete its customers.
        #[arg(long)]
        sandbox_account: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CodesArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) action: CodesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CodesAction {
    /// Lists validation codes with the units that are left: one's own, or as an operator those of a partner.
    List {
        /// The partner's tenant id [default: one's own codes, as a partner]
        #[arg(value_name = "PARTNER", value_parser = PartnerId::parse)]
        partner: Option<PartnerId>,
    },
    /// Issues a validation code to a partner, as an operator.
    #[command(alias = "create")]
    Issue {
        /// The partner's tenant id.
        #[arg(value_name = "PARTNER", value_parser = PartnerId::parse)]
        partner: PartnerId,
        /// The organisation that it is for.
        #[arg(long, value_name = "NAME")]
        organization: String,
        /// How many customers may be qualified with it [default: no limit].
        #[arg(long, value_name = "N")]
        max_creates: Option<u32>,
        /// The code, 4 to 10 digits [default: the service makes one].
        #[arg(long, value_name = "DIGITS")]
        code: Option<String>,
    },
}
