//! `qualify serve`: the service, until a signal ends it.

use std::io::{self, IsTerminal as _};

use qualify_server::auth::AuthSetupError;
use qualify_server::config::TlsMode;
use qualify_server::{Config, SecretError, Server, StartError, TlsError, start_logging};
use qualify_vocabulary::VettingPolicy;

use crate::args::ServeArgs;
use crate::commands::datasets::catalogue;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{client, config, documents, output, runtime};

pub(crate) fn run(args: ServeArgs) -> Result<(), Failure> {
    let config = config::for_serve(args)?;
    let _log = start_logging(&config.log);
    runtime::start()?.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Failure> {
    let mut signals = StopSignals::install()?;
    let hints = Hints::of(&config);
    let mut server = tokio::select! {
        started = qualify_sandbox::start_with(config, documents::ALL) => started.map_err(not_started)?,
        () = signals.next() => return Ok(()),
    };
    announce(&server, &hints);
    let has_failed = tokio::select! {
        () = signals.next() => false,
        () = server.failed() => true,
    };
    stop(server, &mut signals).await?;
    if has_failed {
        return Err(Failure::Failed(
            "a part of the service ended by itself, so the rest was stopped; the log says which, and a restart is \
             safe"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Stops in order; a second signal is for those who cannot wait.
pub(crate) async fn stop(server: Server, signals: &mut StopSignals) -> Result<(), Failure> {
    tokio::select! {
        () = server.stop() => Ok(()),
        () = signals.next() => Err(Failure::Failed(
            "stopped by a second signal, before the requests under way had ended; nothing acknowledged is lost"
                .to_owned(),
        )),
    }
}

/// What decides which lines help people.
struct Hints {
    is_sandbox: bool,
    is_self_signed: bool,
    /// Whether rules decide, and know no institution.
    is_without_datasets: bool,
    /// The host that the operator's certificate is for, where that is not the listening address.
    public_url: Option<String>,
}

impl Hints {
    fn of(config: &Config) -> Self {
        let has_own_cert = config.server.tls_cert_file.is_some();
        Self {
            is_sandbox: config.sandbox.enabled,
            is_self_signed: config.server.tls == TlsMode::SelfSigned,
            is_without_datasets: !config.sandbox.enabled
                && config.vetting.policy == VettingPolicy::Rules
                && config.vetting.datasets_dir.is_none(),
            public_url: config.server.public_url.clone().filter(|_| has_own_cert),
        }
    }
}

/// The one line on stdout, and what helps people on stderr before it.
fn announce(server: &Server, hints: &Hints) {
    let (url, trusted_file) = (server.url(), server.trusted_file());
    if let Some(admin_url) = server.admin_url() {
        output::note(&format!("/operator and /metrics answer at {admin_url} only"));
    }
    if let Some(replaced) = server.replaced_ca() {
        output::note(&replaced.to_string());
    }
    if let Some(file) = trusted_file.filter(|_| hints.is_self_signed) {
        output::note(&format!("Clients have to trust the CA in {}", file.display()));
    }
    if hints.is_without_datasets && io::stderr().is_terminal() {
        output::note(&without_datasets());
    }
    if hints.is_sandbox {
        output::note("This sandbox gives a token to anyone who asks. In another terminal, paste:");
        let url = hints.public_url.as_deref().map_or(url, |public| public.trim_end_matches('/'));
        output::note(&client::curl_line(url, trusted_file));
    }
    // The ready file says the same, so a service whose stdout is closed or full goes on.
    let _ = output::data(&format!("listening on {url}\n"));
}

/// What a service without datasets does not know, and how it would.
fn without_datasets() -> String {
    format!(
        "No datasets: the rules know suffixes of names, and no institution, so that most go to a person. `qualify datasets \
         fetch` brings {} public lists ({}), and vetting.datasets_dir names their folder.",
        catalogue::ALL.len(),
        catalogue::ids()
    )
}

/// What the configuration brought about has the exit code of a wrong configuration.
pub(crate) fn not_started(error: StartError) -> Failure {
    let text = format!("the service was not started: {error}");
    match error {
        StartError::Config(_)
        | StartError::Secret(SecretError::NotLost { .. })
        | StartError::Datasets(_)
        | StartError::Webhooks(_)
        | StartError::OpenToOthers(_)
        | StartError::NoSandbox
        | StartError::NotASandbox
        | StartError::ExtensionSetting(_)
        | StartError::Tls(TlsError::Setting { .. } | TlsError::OpenToOthers(_))
        | StartError::Auth(AuthSetupError::Setting { .. } | AuthSetupError::NoIssuer) => {
            Failure::WrongSettings(text)
        }
        StartError::Listen { .. }
        | StartError::File(_)
        | StartError::HalfRestored(_)
        | StartError::Store(_)
        | StartError::Secret(SecretError::Lost { .. } | SecretError::Foreign { .. })
        | StartError::Tls(TlsError::LocalCa { .. })
        | StartError::Auth(AuthSetupError::HttpClient(_))
        | StartError::Extension(_) => Failure::Failed(text),
    }
}
