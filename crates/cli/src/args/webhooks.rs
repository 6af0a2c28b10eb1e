//! The arguments of `qualify listen` and `qualify webhooks`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use qualify_vocabulary::EndpointId;

use super::shared::{OutputForm, ServerArgs};

/// In whose name the service is asked.
#[derive(Debug, Args)]
pub(crate) struct PartnerArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// The access token of a partner's user [default: a sandbox is asked for one].
    #[arg(long, value_name = "TOKEN", env = "QUALIFY_TOKEN", hide_env_values = true, global = true)]
    pub(crate) token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListenArgs {
    #[command(flatten)]
    pub(crate) partner: PartnerArgs,
    /// Where each event is sent, in the form of Standard Webhooks. Without it events are printed as lines of JSON.
    #[arg(long, value_name = "URL")]
    pub(crate) forward_to: Option<String>,
    /// The secret that signs what is sent on, whsec_... [default: that of --secret-file].
    #[arg(
        long,
        value_name = "SECRET",
        env = "QUALIFY_WEBHOOK_SECRET",
        hide_env_values = true,
        requires = "forward_to"
    )]
    pub(crate) secret: Option<String>,
    /// The file of the secret, which is made the first time, and is the same at the next start [default:
    /// qualify/listen-secret in XDG_STATE_HOME, else in ~/.local/state].
    #[arg(long, value_name = "FILE", requires = "forward_to", conflicts_with = "secret")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Only events of this type, such as qualification.approved; may be repeated.
    #[arg(long = "event", value_name = "TYPE")]
    pub(crate) events: Vec<String>,
    /// From the oldest event that is kept, and not only new ones.
    #[arg(long)]
    pub(crate) from_start: bool,
    /// Keeps the place in this file, and goes on from there: no event is missed between two runs.
    #[arg(long, value_name = "FILE", conflicts_with = "from_start")]
    pub(crate) cursor_file: Option<PathBuf>,
    /// Ends after so many events.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) count: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct WebhooksArgs {
    #[command(flatten)]
    pub(crate) partner: PartnerArgs,
    /// A table, or the answer as it is.
    #[arg(long, value_name = "FORM", default_value = "text", global = true)]
    pub(crate) output: OutputForm,
    #[command(subcommand)]
    pub(crate) action: WebhooksAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WebhooksAction {
    /// Lists the partner's webhooks.
    List,
    /// Registers one, and prints its secret.
    Add {
        /// Where it listens.
        #[arg(value_name = "URL")]
        receiver: String,
        /// An event that it is told of; may be repeated [default: all].
        #[arg(long = "event", value_name = "TYPE")]
        events: Vec<String>,
        /// Your own words about it.
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
    /// Sends a test event.
    Test {
        /// The webhook.
        #[arg(value_name = "ID", value_parser = EndpointId::parse)]
        id: EndpointId,
    },
    /// Gives it a new secret, and prints it. The one before signs beside it for 24 hours.
    RotateSecret {
        /// The webhook.
        #[arg(value_name = "ID", value_parser = EndpointId::parse)]
        id: EndpointId,
    },
    /// Shows what it was told, the newest event first.
    Deliveries {
        /// The webhook.
        #[arg(value_name = "ID", value_parser = EndpointId::parse)]
        id: EndpointId,
        /// Only those that are pending, delivered or failed.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// At most so many: 1 to 500.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u16,
    },
    /// Tells it again.
    Replay(ReplayArgs),
    /// Removes it.
    Remove {
        /// The webhook.
        #[arg(value_name = "ID", value_parser = EndpointId::parse)]
        id: EndpointId,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The webhook.
    #[arg(value_name = "ID", value_parser = EndpointId::parse)]
    pub(crate) id: EndpointId,
    /// Of this one event.
    #[arg(long, value_name = "EVENT", conflicts_with_all = ["failed_since", "from"])]
    pub(crate) event: Option<String>,
    /// Of everything that was given up, of events from this moment on.
    #[arg(long, value_name = "RFC3339", conflicts_with = "from", required_unless_present_any = ["event", "from"])]
    pub(crate) failed_since: Option<String>,
    /// Of all events from this moment on.
    #[arg(long, value_name = "RFC3339", requires = "until")]
    pub(crate) from: Option<String>,
    /// Before this moment.
    #[arg(long, value_name = "RFC3339", requires = "from")]
    pub(crate) until: Option<String>,
}
