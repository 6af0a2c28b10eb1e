//! The arguments of `qualify partners` and `qualify codes`.

use clap::{Args, Subcommand};
use qualify_vocabulary::PartnerId;

use super::shared::{OutputForm, ServerArgs};

/// As whom of the operator's staff the service is asked.
#[derive(Debug, Args)]
pub(crate) struct StaffArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// The access token of a member of staff [default: a sandbox is asked for one of an operator].
    #[arg(long, value_name = "TOKEN", env = "QUALIFY_STAFF_TOKEN", hide_env_values = true, global = true)]
    pub(crate) token: Option<String>,
    /// A table, or the answer as it is.
    #[arg(long, value_name = "FORM", default_value = "text", global = true)]
    pub(crate) output: OutputForm,
}

#[derive(Debug, Args)]
pub(crate) struct PartnersArgs {
    #[command(flatten)]
    pub(crate) staff: StaffArgs,
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
    pub(crate) staff: StaffArgs,
    #[command(subcommand)]
    pub(crate) action: CodesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CodesAction {
    /// Lists the validation codes of a partner.
    List {
        /// The partner's tenant id.
        #[arg(value_name = "PARTNER", value_parser = PartnerId::parse)]
        partner: PartnerId,
    },
    /// Issues a validation code to a partner.
    Create {
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
