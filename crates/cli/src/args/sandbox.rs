//! The arguments of `qualify sandbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use qualify_vocabulary::{CustomerId, PartnerId};

use super::shared::{OutputForm, ServerArgs};

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(subcommand)]
    pub(crate) command: SandboxCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Prints an access token, for a partner's administrator unless told otherwise.
    Token(TokenArgs),
    /// Shows what a sandbox starts with.
    Seed(SeedArgs),
    /// Shows or moves the clock. Tokens go by real time all the same.
    Clock(ClockArgs),
    /// Waits until everything that is due is done, without moving the clock.
    Settle(SettleArgs),
    /// Takes the sandbox back to its seed, or a partner of one's own to what it began with.
    Reset(ResetArgs),
    /// Shows or sets what goes wrong on purpose.
    Faults(FaultsArgs),
    /// Shows the last exchanges, and what clients call that is not served.
    Requests(RequestsArgs),
    /// Says what a client does that the real service would punish, by the last exchanges.
    Checkup(CheckupArgs),
    /// Tells vetting what to say of a customer, or lets it say what it finds.
    Script(ScriptArgs),
    /// Lists the e-mail hosts that say how Education ends.
    Magic,
    /// Keeps the whole state under a name, or that of a partner of one's own, to come back to.
    Snapshot(SnapshotArgs),
    /// Makes a partner in a world of its own, for one worker of a suite that runs in parallel.
    #[command(subcommand)]
    Partner(PartnerAction),
    /// Answers a device's question for a user, without a page and a password.
    DeviceApprove(DeviceApproveArgs),
    /// Ends all sign-ins of a user: their refresh tokens are refused from then on.
    Revoke(RevokeArgs),
    /// Makes a certificate and its key, for a client that signs in by it.
    Certificate(CertificateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Whose token, such as sam@northlight.example [default: the first partner's administrator].
    #[arg(long, value_name = "UPN")]
    pub(crate) user: Option<String>,
    /// The partner that the token is for, or any other tenant, to see it refused.
    #[arg(long, value_name = "GUID")]
    pub(crate) partner: Option<String>,
    /// A role in the token instead of the user's own, such as AdminAgent; may be repeated.
    #[arg(long = "role", value_name = "NAME")]
    pub(crate) roles: Vec<String>,
    /// For whom the token is meant [default: Partner Center, or the operator's door].
    #[arg(long, value_name = "URI")]
    pub(crate) audience: Option<String>,
    /// How long the token is good; a negative number gives one that has expired [default: 3600].
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) expires_in: Option<i64>,
    /// A token of somebody who signed in without a second factor.
    #[arg(long)]
    pub(crate) no_mfa: bool,
    /// A token of the application alone, without a user.
    #[arg(long, conflicts_with_all = ["user", "staff"])]
    pub(crate) app_only: bool,
    /// A token of the operator's staff, for /operator [default user: the first operator].
    #[arg(long)]
    pub(crate) staff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SeedArgs {
    /// Prints the seed in use as JSON, or the built-in one where no sandbox answers; `qualify serve --sandbox --seed FILE`
    /// takes the same form.
    #[arg(long, required = true)]
    pub(crate) print: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ClockArgs {
    /// A partner of one's own, and nobody else [default: everybody].
    #[arg(long, value_name = "GUID", global = true)]
    pub(crate) partner: Option<PartnerId>,
    /// The form of the answer.
    #[arg(long, value_name = "FORM", default_value = "text", global = true)]
    pub(crate) output: OutputForm,
    #[command(subcommand)]
    pub(crate) action: Option<ClockAction>,
}

#[derive(Debug, Args)]
pub(crate) struct ResetArgs {
    /// A partner of one's own, and nobody else [default: everybody].
    #[arg(long, value_name = "GUID")]
    pub(crate) partner: Option<PartnerId>,
}

#[derive(Debug, Args)]
pub(crate) struct ScriptArgs {
    /// The customer's id, of whichever partner.
    #[arg(value_name = "CUSTOMER")]
    pub(crate) customer: CustomerId,
    /// approve, review, slow with a length, or a denial such as deny-museum; `qualify sandbox magic` has their meanings.
    #[arg(value_name = "OUTCOME", required_unless_present = "clear", conflicts_with = "clear")]
    pub(crate) outcome: Option<String>,
    /// How long slow takes from the request on, before it approves: seconds, or a length of time such as 3d or P3D.
    #[arg(value_name = "LENGTH", conflicts_with = "clear")]
    pub(crate) length: Option<String>,
    /// Its partner, where several have a customer of this id.
    #[arg(long, value_name = "GUID")]
    pub(crate) partner: Option<String>,
    /// Vetting says what it finds again.
    #[arg(long)]
    pub(crate) clear: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    /// The form of the answer.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClockAction {
    /// Shows the clock, as without a word.
    Show,
    /// Sets it to a later moment.
    Set {
        /// The moment, such as 2027-03-01T09:00:00Z.
        #[arg(value_name = "RFC3339")]
        now: String,
    },
    /// Moves it ahead, and waits until what became due is done.
    Advance {
        /// How far: seconds, or a length of time such as 3d, 90m or P3D.
        #[arg(value_name = "SECONDS|LENGTH")]
        length: String,
    },
    /// Stops it.
    Pause,
    /// Lets it run again.
    Resume,
}

#[derive(Debug, Args)]
pub(crate) struct FaultsArgs {
    /// The one partner whose requests they hit: of one's own, or with add of any [default: everybody's].
    #[arg(long, value_name = "GUID", global = true)]
    pub(crate) partner: Option<PartnerId>,
    #[command(subcommand)]
    pub(crate) action: Option<FaultsAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FaultsAction {
    /// Shows what is left of each fault as JSON, as without a word.
    Show,
    /// Puts others in the place of those that wait.
    Set {
        /// A JSON array in the form that `qualify sandbox faults` prints; @FILE reads it from a file, - from stdin.
        #[arg(value_name = "JSON|@FILE|-")]
        faults: String,
    },
    /// Adds one behind those that wait.
    Add(FaultArgs),
    /// Takes all away.
    Clear,
}

#[derive(Debug, Args)]
pub(crate) struct FaultArgs {
    /// The beginning of the paths that it hits, such as /v1/customers.
    #[arg(long = "match", value_name = "PREFIX")]
    pub(crate) prefix: String,
    /// The one method that it hits [default: every one].
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// Answers so instead: 429, 500 or 503.
    #[arg(long, value_name = "NUMBER", conflicts_with = "drop")]
    pub(crate) status: Option<u16>,
    /// What Retry-After says in a 429 or 503, in seconds [default: 1 in a 429, 5 in a 503].
    #[arg(long, value_name = "SECONDS", requires = "status")]
    pub(crate) retry_after: Option<u32>,
    /// How often it happens [default: 1; a quirk: until it is cleared].
    #[arg(long, value_name = "NUMBER")]
    pub(crate) times: Option<u32>,
    /// How long the answer waits, in milliseconds.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) delay_ms: Option<u64>,
    /// Drops the connection without an answer, before or after the request was handled.
    #[arg(long, value_name = "WHEN")]
    pub(crate) drop: Option<DropWhen>,
    /// No fault, but a habit of the real service.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["status", "delay_ms", "drop"])]
    pub(crate) quirk: Option<Quirk>,
}

/// A habit of the real service that clients may have to live with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quirk {
    /// A byte order mark stands before JSON.
    Bom,
}

/// When a connection is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DropWhen {
    /// Nothing was done.
    Before,
    /// It was done, and the answer is lost.
    After,
}

#[derive(Debug, Args)]
pub(crate) struct RequestsArgs {
    /// A partner of one's own, and nobody else [default: everybody].
    #[arg(long, value_name = "GUID")]
    pub(crate) partner: Option<PartnerId>,
    /// Only those of clients whose name holds this, in any case.
    #[arg(long, value_name = "TEXT")]
    pub(crate) client: Option<String>,
    /// Only those whose path begins so.
    #[arg(long, value_name = "PREFIX")]
    pub(crate) path: Option<String>,
    /// At most this many, the newest; with --follow, those that are shown first [default: with --follow none].
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<u32>,
    /// Goes on, and shows each exchange as it is over, until Ctrl-C; as JSON, a line for each.
    #[arg(long)]
    pub(crate) follow: bool,
    /// A table, or the answer as it is, with headers and bodies.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: OutputForm,
}

#[derive(Debug, Args)]
pub(crate) struct CheckupArgs {
    /// Only clients whose name, or whose application's id, holds this, in any case.
    #[arg(long, value_name = "TEXT")]
    pub(crate) client: Option<String>,
    /// Only exchanges of this partner, by its tenant.
    #[arg(long, value_name = "GUID")]
    pub(crate) partner: Option<PartnerId>,
    /// Each finding with its exchanges in a table, or the answer as it is.
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub(crate) output: OutputForm,
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    /// A partner of one's own, and nobody else [default: everybody].
    #[arg(long, value_name = "GUID", global = true)]
    pub(crate) partner: Option<PartnerId>,
    #[command(subcommand)]
    pub(crate) action: SnapshotAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotAction {
    /// Keeps the present state; one of the same name goes.
    Take {
        /// Lower-case letters, digits and hyphens, such as before-import.
        #[arg(value_parser = parse_snapshot_name)]
        name: String,
    },
    /// Takes everything back to that state, or the partner, the clock too. Tokens stay good.
    Restore {
        /// The snapshot.
        #[arg(value_parser = parse_snapshot_name)]
        name: String,
    },
    /// Shows those that are kept.
    List {
        /// A table, or the answer as it is.
        #[arg(long, value_name = "FORM", default_value = "text")]
        output: OutputForm,
    },
    /// Keeps one no longer.
    Delete {
        /// The snapshot.
        #[arg(value_parser = parse_snapshot_name)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerAction {
    /// Makes one: tenant, users, application, and a token of its administrator.
    New {
        /// With codes and customers, as the first partner of the sandbox's seed has them: so it is unless told otherwise.
        #[arg(long, overrides_with = "no_seed")]
        seed: bool,
        /// Without codes and customers.
        #[arg(long, overrides_with = "seed")]
        no_seed: bool,
        /// A table with the token below it, or the answer as it is.
        #[arg(long, value_name = "FORM", default_value = "text")]
        output: OutputForm,
    },
    /// Shows those that were made.
    List {
        /// A table, or the answer as it is.
        #[arg(long, value_name = "FORM", default_value = "text")]
        output: OutputForm,
    },
    /// Takes one away with everything that is its own.
    Delete {
        /// Its tenant.
        #[arg(value_name = "GUID")]
        partner: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DeviceApproveArgs {
    /// The code that the device shows.
    #[arg(value_name = "USER_CODE")]
    pub(crate) user_code: String,
    /// Who approves, such as ana@northlight.example.
    #[arg(long, value_name = "UPN")]
    pub(crate) user: Option<String>,
    /// Denies instead; nobody has to be named for that.
    #[arg(long)]
    pub(crate) deny: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CertificateArgs {
    /// The folder for the two files.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) out: PathBuf,
    /// The name in the certificate.
    #[arg(long, value_name = "NAME", default_value = "Qualify sandbox client")]
    pub(crate) name: String,
    /// How long it is good.
    #[arg(long, value_name = "NUMBER", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
}

#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// Whose, such as ana@northlight.example.
    #[arg(value_name = "UPN", value_parser = parse_user_name)]
    pub(crate) user: String,
}

/// The service knows who there is; but no path can hold a segment of none or of dots alone.
fn parse_user_name(text: &str) -> Result<String, String> {
    if text.chars().all(|character| character == '.') {
        return Err("write the name to sign in with, such as ana@northlight.example".to_owned());
    }
    Ok(text.to_owned())
}

/// The service judges a name; but no path can hold a segment of none or of dots alone.
fn parse_snapshot_name(text: &str) -> Result<String, String> {
    if text.chars().all(|character| character == '.') {
        return Err("write lower-case letters, digits and hyphens, such as before-import".to_owned());
    }
    Ok(text.to_owned())
}
