//! The command line. Names here are fixed: scripts and tests rely on them.

mod backup;
mod client;
mod contexts;
mod customers;
mod datasets;
mod db;
mod lookups;
mod operator;
mod qualifications;
mod reviews;
mod sandbox;
mod shared;
mod vetting;
mod webhooks;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use qualify_server::config::parse_listen_address;
use qualify_vocabulary::{CustomerId, DecisionId, PartnerId};

pub(crate) use self::backup::{DocumentsIn, RestoreArgs, TakeBackupArgs};
pub(crate) use self::client::{ChangeArgs, ClientArgs, ShownArgs, ShownForm};
pub(crate) use self::contexts::{
    AddContextArgs, CloudName, ContextAction, ContextArgs, LoginArgs, LoginWay, LogoutArgs, NewServiceArgs,
    WhoamiArgs,
};
pub(crate) use self::customers::{CreateCustomerArgs, CustomersAction, CustomersArgs};
pub(crate) use self::datasets::{CheckDatasetsArgs, DatasetsCommand, FetchDatasetsArgs, ListDatasetsArgs};
pub(crate) use self::db::{BackupArgs, DatabaseArgs, DbCommand, MoveArgs};
pub(crate) use self::lookups::{
    AddressAction, AddressArgs, ApiAction, ApiArgs, AuditAction, AuditArgs, CountriesAction, CountriesArgs,
    DoctorArgs, DomainsAction, DomainsArgs, EventsAction, EventsArgs, RequestArgs, StatusAction, StatusArgs,
};
pub(crate) use self::operator::{CodesAction, CodesArgs, PartnersAction, PartnersArgs};
pub(crate) use self::qualifications::{
    QualificationAction, QualificationArgs, QualificationsAction, QualificationsArgs, WishArgs,
};
pub(crate) use self::reviews::{DecideArgs, DocumentsAction, ListReviewsArgs, ReviewAction, ReviewArgs};
pub(crate) use self::sandbox::{
    CertificateArgs, CheckupArgs, ClockAction, ClockArgs, DeviceApproveArgs, DropWhen, FaultArgs,
    FaultsAction, FaultsArgs, PartnerAction, Quirk, RequestsArgs, ResetArgs, RevokeArgs, SandboxArgs,
    SandboxCommand, ScriptArgs, SettleArgs, SnapshotAction, SnapshotArgs, TokenArgs,
};
pub(crate) use self::shared::OutputForm;
pub(crate) use self::vetting::{CheckArgs, CheckOutput, VettingCommand};
pub(crate) use self::webhooks::{ListenArgs, PartnerArgs, ReplayArgs, WebhooksAction, WebhooksArgs};

/// Answers whether an organisation qualifies for Education or Government pricing: the customer-qualification API of
/// Partner Center, as a service and as a sandbox.
#[derive(Debug, Parser)]
#[command(name = "qualify", version, color = ColorChoice::Never, after_help = crate::exit::help())]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the API; with --sandbox, with seeded partners, a built-in issuer of tokens and a clock that can be moved.
    Serve(ServeArgs),
    /// Plays the API through on a temporary sandbox and explains every answer.
    Demo(DemoArgs),
    /// Runs a command beside a sandbox of its own, which QUALIFY_URL and QUALIFY_TOKEN name to it.
    Exec(ExecArgs),
    /// Prints a partner's events as they happen, or sends them on to a program on this machine.
    Listen(ListenArgs),
    /// Registers webhooks, shows what they were told, and tells it again.
    Webhooks(WebhooksArgs),
    /// Services by name: which one is asked, and how somebody signs in there.
    Context(ContextArgs),
    /// Signs in to a context, in a browser unless told otherwise.
    Login(Box<LoginArgs>),
    /// Forgets the sign-in of a context.
    Logout(LogoutArgs),
    /// Shows as whom a service is asked, with which second factor, and until when.
    Whoami(WhoamiArgs),
    /// Lists, shows, finds, creates and deletes customers.
    Customers(CustomersArgs),
    /// Shows and sets a customer's qualification, in the synchronous form of the API.
    Qualification(QualificationArgs),
    /// Lists, asks for and waits for qualifications, in the asynchronous form of the API.
    Qualifications(QualificationsArgs),
    /// Lists validation codes, and issues them as an operator.
    Codes(CodesArgs),
    /// Lists and creates partners, as an operator.
    Partners(PartnersArgs),
    /// Shows whether a customer's account may buy.
    Status(StatusArgs),
    /// Lists what happened to the partner's customers.
    Audit(AuditArgs),
    /// Checks addresses.
    Address(AddressArgs),
    /// Shows what countries demand.
    Countries(CountriesArgs),
    /// Checks tenant domains.
    Domains(DomainsArgs),
    /// Works with the cases that people decide, as a partner and as the operator's staff.
    Review(ReviewArgs),
    /// Follows the partner's events.
    Events(EventsArgs),
    /// Sends any request, signed in.
    Api(ApiArgs),
    /// Looks what is between this machine and a service, and says what to do.
    Doctor(DoctorArgs),
    /// Works with a running sandbox.
    Sandbox(SandboxArgs),
    /// Fetches datasets, and looks at them: what vetting would consult.
    #[command(subcommand)]
    Datasets(DatasetsCommand),
    /// Asks the vetting engine: what would be decided, and by which rules.
    #[command(subcommand)]
    Vetting(VettingCommand),
    /// Prints the effective configuration, and says what is wrong with it.
    CheckConfig(ConfigArgs),
    /// Takes database, documents and secret key as one archive of one moment, also while a service uses them.
    Backup(TakeBackupArgs),
    /// Fills an empty data folder from an archive of `backup`.
    Restore(RestoreArgs),
    /// Works with the database.
    #[command(subcommand)]
    Db(DbCommand),
    /// Reads the decisions of vetting from the database, also while a service uses it.
    #[command(subcommand)]
    Decisions(DecisionsCommand),
    /// Prints the completions of this command line for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Writes the manual pages of this command line, one a command.
    Man {
        /// The folder that gets them; it is made if it is not there.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
    /// Prints a document that is made from code.
    #[command(hide = true)]
    Print {
        /// Which document.
        what: Document,
    },
}

/// Where the configuration comes from.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration file; config.example.toml shows every key. Without it: the defaults.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// A sandbox instead of a production service.
    #[arg(long)]
    pub(crate) sandbox: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) source: ConfigArgs,
    /// Where to listen [default: 127.0.0.1:7180]. localhost:7180, :7180 and 7180 mean the same: this machine alone, unless
    /// told otherwise. 0.0.0.0:7180 means every network of this machine; port 0 picks a free one.
    #[arg(long, value_name = "ADDR:PORT", value_parser = parse_address)]
    pub(crate) listen: Option<SocketAddr>,
    /// A second address for /operator and /metrics, which then answer there only; written as --listen.
    #[arg(long, value_name = "ADDR:PORT", value_parser = parse_address)]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// The URL by which clients reach the service, where it is not the listening address.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// HTTPS with a certificate of a CA that is made once, in the data folder.
    #[arg(long, value_name = "MODE", conflicts_with_all = ["tls_cert", "tls_key"])]
    pub(crate) tls: Option<Tls>,
    /// HTTPS with this certificate, a PEM file; the others of its chain follow in it.
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of that certificate, a PEM file.
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// One more name or address in the self-signed certificate; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) tls_name: Vec<String>,
    /// The data folder [default: ./qualify-data].
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Where the store is, if not in the data folder: sqlite:PATH or sqlite::memory:
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Goes on without the secret key that the database knows, once, after a loss: the start without it says what that
    /// costs.
    #[arg(long)]
    pub(crate) new_secret: bool,
    /// What an empty sandbox starts with; `qualify sandbox seed --print` shows the form.
    #[arg(long, value_name = "FILE", requires = "sandbox")]
    pub(crate) seed: Option<PathBuf>,
    /// What happens to users without a second factor, whatever the configuration says.
    #[arg(long, value_name = "MODE")]
    pub(crate) mfa: Option<Mfa>,
    /// A file that gets the URL when the service is ready, beside `ready` in the data folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Leaves the sandbox running until Ctrl-C.
    #[arg(long)]
    pub(crate) keep: bool,
    /// An empty database for the sandbox in the place of a temporary file, such as postgres://USER:PASSWORD@HOST/DATABASE;
    /// what the demo writes stays there.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExecArgs {
    /// The configuration file of the sandbox; its address, its folder and its certificate are always its own.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What the sandbox starts with; `qualify sandbox seed --print` shows the form.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// HTTPS; QUALIFY_CA then names the CA's file to the command.
    #[arg(long)]
    pub(crate) tls: bool,
    /// What happens to users without a second factor, whatever the configuration says.
    #[arg(long, value_name = "MODE")]
    pub(crate) mfa: Option<Mfa>,
    /// How long the command has to end when it is told to (SIGTERM), until it is killed.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub(crate) grace: u64,
    /// The file that gets the sandbox's log; it is written anew. Without it there is none.
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// The folder of this call, which the process that was called gives the one that it starts.
    #[arg(long, value_name = "DIR", hide = true)]
    pub(crate) folder: Option<PathBuf>,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

impl ExecArgs {
    pub(crate) const fn grace(&self) -> Duration {
        Duration::from_secs(self.grace)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum DecisionsCommand {
    /// Walks along the chains of all partners, and says what was changed, removed or inserted.
    Verify(DatabaseArgs),
    /// Lists the decisions about a customer, the newest first, also about one that was deleted.
    List(ListDecisionsArgs),
    /// Explains a decision, and judges its stored findings again.
    Explain(ExplainDecisionArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExplainDecisionArgs {
    /// The decision, as the audit trail and the lists name it.
    #[arg(value_name = "ID", value_parser = DecisionId::parse)]
    pub(crate) id: DecisionId,
    /// How it is shown.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ListDecisionsArgs {
    /// The partner's tenant id.
    #[arg(long, value_name = "GUID", value_parser = PartnerId::parse)]
    pub(crate) partner: PartnerId,
    /// The customer's id.
    #[arg(long, value_name = "GUID", value_parser = CustomerId::parse)]
    pub(crate) customer: CustomerId,
    /// At most so many: 1 to 500.
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u64).range(1..=500))]
    pub(crate) limit: u64,
    /// The form of the list.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// Where a certificate comes from that is not the operator's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tls {
    /// Nowhere: plain HTTP.
    Off,
    /// A CA in the data folder.
    SelfSigned,
}

/// What happens to calls of a partner's user who signed in without a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mfa {
    /// Nothing.
    Off,
    /// They are answered; ValidateMfa says so.
    Report,
    /// They are refused.
    Enforce,
}

/// What `qualify print` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// The API's description, OpenAPI 3.1.
    Openapi,
    /// The error codes.
    Errors,
    /// The rules of vetting.
    VettingRules,
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    parse_listen_address(text).map_err(str::to_owned)
}

#[cfg(test)]
mod tests;
