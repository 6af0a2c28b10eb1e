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
use crate::{documents, output, runtime, temporary};

pub(crate) fn run(args: DemoArgs) -> Result<(), Failure> {
    let folder = temporary::folder("qualify-demo-")?;
    let config = sandbox_in(folder.path());
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

async fn play(config: Config, keep: bool) -> Result<(), Failure> {
    let mut signals = StopSignals::install()?;
    let mut server = qualify_sandbox::start_with(config, documents::ALL).await.map_err(serve::not_started)?;
    let url = server.url().to_owned();
    let mut outcome = tokio::select! {
        told = teller::tell(&url) => told.and_then(|exchanges| Ok(output::data(&page::ending(&url, exchanges, keep))?)),
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
