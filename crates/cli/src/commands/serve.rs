//! `qualify serve`: the service, until a signal ends it.

use qualify_server::auth::AuthSetupError;
use qualify_server::{Config, Server, StartError, start_logging};

use crate::args::ServeArgs;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{client, config, output, runtime};

pub(crate) fn run(args: ServeArgs) -> Result<(), Failure> {
    let config = config::for_serve(args)?;
    let _log = start_logging(&config.log);
    runtime::start()?.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Failure> {
    let mut signals = StopSignals::install()?;
    let is_sandbox = config.sandbox.enabled;
    let mut server = tokio::select! {
        started = Server::start(config) => started.map_err(not_started)?,
        () = signals.next() => return Ok(()),
    };
    announce(&server, is_sandbox);
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

/// The one line on stdout, and what helps people on stderr before it.
fn announce(server: &Server, is_sandbox: bool) {
    let url = server.url();
    if let Some(admin_url) = server.admin_url() {
        output::note(&format!("/operator and /metrics answer at {admin_url} only"));
    }
    if is_sandbox {
        output::note("This sandbox gives a token to anyone who asks. In another terminal, paste:");
        output::note(&client::curl_line(url));
    }
    // The ready file says the same, so a service whose stdout is closed or full goes on.
    let _ = output::data(&format!("listening on {url}\n"));
}

/// What the configuration brought about has the exit code of a wrong configuration.
pub(crate) fn not_started(error: StartError) -> Failure {
    let text = format!("the service was not started: {error}");
    match error {
        StartError::Seed(_) => {
            Failure::WrongSettings(format!("{text}. Correct the file of --seed (sandbox.seed_file)"))
        }
        StartError::Config(_)
        | StartError::Auth(AuthSetupError::Setting { .. } | AuthSetupError::NoIssuer) => {
            Failure::WrongSettings(text)
        }
        StartError::Listen { .. }
        | StartError::File { .. }
        | StartError::Store(_)
        | StartError::Auth(AuthSetupError::HttpClient(_) | AuthSetupError::Sandbox(_)) => {
            Failure::Failed(text)
        }
    }
}
