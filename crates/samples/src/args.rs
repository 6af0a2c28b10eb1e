//! The command line.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand, ValueEnum};
use qualify_sdk::Cloud;
use qualify_sdk::vocabulary::CustomerId;

use crate::scenarios::{self, Scenario};

/// The exit code of a command line that cannot be used.
pub(crate) const USAGE: u8 = 2;

/// The samples of the customer-qualification API. Without a command, a menu.
///
/// Without --url, QUALIFY_URL and --cloud they start a sandbox of their own, which ends with them.
#[derive(Debug, Parser)]
#[command(name = "qualify-samples", version, after_help = SIGN_IN)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The service to ask, such as http://127.0.0.1:7180; else QUALIFY_URL. In a sandbox the samples have a partner of their
    /// own, which goes when they end
    #[arg(long, global = true, conflicts_with = "cloud")]
    pub(crate) url: Option<String>,
    /// A file with the certificates (PEM) that the service is trusted by, such as a sandbox's own; else QUALIFY_CA
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) ca: Option<PathBuf>,
    /// Microsoft's service
    #[arg(long, global = true)]
    pub(crate) cloud: Option<CloudName>,
    /// A customer that is there already, for the samples that need one
    #[arg(long, value_name = "ID", global = true, value_parser = customer_id)]
    pub(crate) customer: Option<CustomerId>,
    /// Outside of a sandbox: runs the samples that change something, too. A qualification cannot be taken back
    #[arg(long, global = true)]
    pub(crate) yes: bool,
}

const SIGN_IN: &str = "\
Outside of a sandbox they sign in with what the environment says:
  QUALIFY_TOKEN               a token as it is
  or QUALIFY_TENANT           the partner's tenant, and
     QUALIFY_CLIENT_ID        the application,
     QUALIFY_CLIENT_SECRET    its secret, if it has one
     QUALIFY_SIGN_IN_FILE     keeps a user's sign-in (a refresh token) from run to run
A user signs in with a code on a page, unless the file has a sign-in. With a secret and without a file the
application signs in as itself, which may read and not change.

Exit codes: 0 what was chosen ran, 1 something failed, 2 the command line cannot be used.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the samples
    List,
    /// Runs samples, one after the other
    Run(Names),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Names {
    /// Their names, or their numbers in the menu
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
    names: Vec<String>,
    /// All of them; those that this service or these rights do not allow are left out
    #[arg(long)]
    all: bool,
}

/// What is to be run, and whether somebody named it.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) scenarios: Vec<&'static Scenario>,
    pub(crate) is_named: bool,
}

impl Names {
    pub(crate) fn chosen(&self) -> anyhow::Result<Chosen> {
        if self.all {
            return Ok(Chosen { scenarios: scenarios::ALL.iter().collect(), is_named: false });
        }
        let find = |name: &String| {
            scenarios::find(name).with_context(|| format!("there is no sample {name}; `list` shows them"))
        };
        Ok(Chosen { scenarios: self.names.iter().map(find).collect::<anyhow::Result<_>>()?, is_named: true })
    }
}

/// Microsoft's clouds by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CloudName {
    /// Most of the world
    Global,
    /// The US Government's
    UsGovernment,
    /// China's, run by 21Vianet
    China,
}

impl From<CloudName> for Cloud {
    fn from(name: CloudName) -> Self {
        match name {
            CloudName::Global => Self::Global,
            CloudName::UsGovernment => Self::UsGovernment,
            CloudName::China => Self::China21Vianet,
        }
    }
}

fn customer_id(text: &str) -> anyhow::Result<CustomerId> {
    let Ok(id) = CustomerId::parse(text) else { bail!("a customer's id is a GUID") };
    Ok(id)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_sample_is_chosen_by_name_in_any_case_and_by_number() {
        let names = |names: &[&str]| Names {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            all: false,
        };
        let chosen = names(&["getvalidationcodes", "1"]).chosen().unwrap();
        let found: Vec<&str> = chosen.scenarios.iter().map(|scenario| scenario.name).collect();
        assert_eq!(found, ["GetValidationCodes", scenarios::ALL[0].name]);
        assert!(chosen.is_named);
        let error = names(&["Nothing"]).chosen().unwrap_err().to_string();
        assert!(error.contains("no sample Nothing") && error.contains("list"), "{error}");
    }
}
