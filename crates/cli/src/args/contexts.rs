//! The arguments of `qualify context`, `login`, `logout` and `whoami`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::client::{ClientArgs, ShownArgs};
use super::shared::parse_time;

#[derive(Debug, Args)]
pub(crate) struct ContextArgs {
    #[command(flatten)]
    pub(crate) shown: ShownArgs,
    #[command(subcommand)]
    pub(crate) action: ContextAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContextAction {
    /// Lists the contexts; the one in use has a star.
    List,
    /// Uses a context from now on.
    Use {
        /// The context.
        name: String,
    },
    /// Shows a context. Secrets are not shown.
    Show {
        /// The context [default: the one in use].
        name: Option<String>,
    },
    /// Adds a context, or replaces what is known of it.
    Add(Box<AddContextArgs>),
    /// Removes a context, and forgets its sign-in.
    Remove {
        /// The context.
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddContextArgs {
    /// Its name: letters, digits, dots, dashes.
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) service: NewServiceArgs,
}

/// Where a service is, and who signs in there.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct NewServiceArgs {
    /// Which cloud [default: custom with --root, else global]
    #[arg(long, value_name = "CLOUD")]
    pub(crate) cloud: Option<CloudName>,
    /// Where the API of a service of your own is, such as `https://qualify.example`
    #[arg(long, value_name = "URL")]
    pub(crate) root: Option<String>,
    /// Where its users sign in [default: the cloud's; of a service of your own the root]
    #[arg(long, value_name = "URL")]
    pub(crate) authority: Option<String>,
    /// What tokens are asked for [default: the root; for staff api://qualify-operator]
    #[arg(long, value_name = "TEXT")]
    pub(crate) audience: Option<String>,
    /// The tenant that signs in: its GUID, or one of its domains
    #[arg(long, value_name = "TENANT")]
    pub(crate) tenant: Option<String>,
    /// The id of the application that signs in
    #[arg(long, value_name = "GUID")]
    pub(crate) application: Option<String>,
    /// For the operator's staff, and not for a partner
    #[arg(long)]
    pub(crate) staff: bool,
    /// The CA of its certificate, a PEM file [default: those of the system]
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
}

/// A service with the sign-in that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CloudName {
    /// Microsoft's service for most of the world.
    Global,
    /// The same service with the sign-in of the US Government.
    UsGovernment,
    /// The service in China, run by 21Vianet.
    China,
    /// A service of your own.
    Custom,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(flatten)]
    pub(crate) way: LoginWay,
    /// The file of the certificate's key, if it is another one
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
    /// Waits for whoever signs in for at most this long, such as 90s or 5m [default: 10m for a browser, for a code as long as
    /// it is good]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) service: NewServiceArgs,
}

/// How somebody signs in.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line, one of which is given"
)]
pub(crate) struct LoginWay {
    /// In a browser on this machine: the one that BROWSER names, else the usual one
    #[arg(long)]
    pub(crate) browser: bool,
    /// By a code that is typed into a page, on any machine
    #[arg(long)]
    pub(crate) device_code: bool,
    /// The application by the key of its certificate: a PEM file
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// The application by its secret, which is read from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// Nobody: a sandbox gives tokens to anyone; --user says whose
    #[arg(long)]
    pub(crate) sandbox: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LogoutArgs {
    /// The context [default: the one in use].
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WhoamiArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    /// As the operator's staff
    #[arg(long)]
    pub(crate) staff: bool,
}
