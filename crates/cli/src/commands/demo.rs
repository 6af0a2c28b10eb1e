//! `qualify demo`: the API played through on a temporary sandbox, for somebody who never saw it.
//!
//! [`story`] says what happens, [`teller`] sends it and compares each answer with what has to come, [`page`] is how it
//! looks. To add an exchange: one more entry in its chapter of [`story`].

mod exchange;
mod page;
mod story;
mod teller;

use std::path::Path;

use qualify_server::{Config, start_logging};
use qualify_vocabulary::VettingPolicy;

use super::serve;
use crate::args::DemoArgs;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{client, config, documents, output, runtime, temporary};

pub(crate) fn run(args: DemoArgs) -> Result<(), Failure> {
    let folder = temporary::folder("qualify-demo-")?;
    let mut config = sandbox_in(folder.path());
    if let Some(url) = args.database {
        check_empty(&url)?;
        config.store.database = Some(url);
    }
    let _log = start_logging(&config.log);
    runtime::start()?.block_on(play(config, args.keep))
}

/// A sandbox that nothing outside the demo changes: neither a file nor the environment is read.
fn sandbox_in(folder: &Path) -> Config {
    let mut config = Config::default();
    config.sandbox.enabled = true;
    config.server.listen.set_port(0);
    folder.clone_into(&mut config.store.data_dir);
    config.vetting.policy = VettingPolicy::Rules;
    config.vetting.decision_delay_seconds = story::REVIEW_SECONDS;
    // A line per request would disturb the story; what goes wrong is still told.
    "warn".clone_into(&mut config.log.filter);
    config
}

/// The story begins with the seed, and with a secret of its own.
fn check_empty(url: &str) -> Result<(), Failure> {
    let wrong = |text: &str| Err(Failure::WrongSettings(format!("--database: {text}")));
    let location = config::parse_database("--database", url)?;
    if location.is_private() || location.file().is_some() {
        return wrong("the demo has a temporary file by itself; name a server by postgres://...");
    }
    let standing = qualify_store::standing(&location)
        .map_err(|error| Failure::Failed(format!("the demo was not started: {}", client::causes(&error))))?;
    if standing.schema.is_none() {
        return Ok(());
    }
    wrong("the demo begins in an empty database, and this one holds what a service wrote; name another one")
}

async fn play(config: Config, keep: bool) -> Result<(), Failure> {
    let left = if config.store.database.is_some() { page::Left::Rows } else { page::Left::Nothing };
    let mut signals = StopSignals::install()?;
    let mut server = qualify_sandbox::start_with(config, documents::ALL).await.map_err(serve::not_started)?;
    let url = server.url().to_owned();
    let mut outcome = tokio::select! {
        told = teller::tell(&url) => told.and_then(|exchanges| Ok(output::data(&page::ending(&url, exchanges, keep, left))?)),
        () = signals.next() => Err(Failure::Failed("the demo was interrupted; nothing of it is left".to_owned())),
    };
    if keep && outcome.is_ok() {
        tokio::select! {
            () = signals.next() => {}
            () = server.failed() => outcome = Err(Failure::Failed("the sandbox ended by itself".to_owned())),
        }
    }
    serve::stop(server, &mut signals).await?;
    outcome
}
