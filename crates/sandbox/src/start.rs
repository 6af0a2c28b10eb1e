//! The start of a service with its sandbox, and why there is none.

use std::sync::Arc;

use qualify_server::extension::Extension;
use qualify_server::{Config, Server, StartError};

use super::document::Document;
use super::seed::SandboxSeed;
use super::seed_error::SeedError;
use super::signing::SandboxError;
use super::state::{Handle, Sandbox};

/// Starts a service, which is a sandbox if the configuration says so.
///
/// # Errors
/// The first thing that is in the way; nothing was served then.
pub async fn start(config: Config) -> Result<Server, StartError> {
    start_with(config, &[]).await
}

/// The same with documents that a sandbox shows below `/docs`.
///
/// # Errors
/// As [`start`].
pub async fn start_with(config: Config, documents: &'static [Document]) -> Result<Server, StartError> {
    if !config.sandbox.enabled {
        return Server::start(config, qualify_dashboard::open).await;
    }
    // Before a port is bound: a seed is a setting.
    config.check()?;
    let seed = match &config.sandbox.seed_file {
        Some(file) => SandboxSeed::read(file)?,
        None => SandboxSeed::built_in(),
    };
    // On the heap: whoever waits for a start would carry everything that it opens.
    let started = Server::start_with(config, qualify_dashboard::open, move |foundation| async move {
        let sandbox = Sandbox::open(foundation, seed, documents).await?;
        Ok(Arc::new(Handle(Arc::new(sandbox))) as Arc<dyn Extension>)
    });
    Box::pin(started).await
}

/// The seed of the settings is none.
#[derive(Debug, thiserror::Error)]
#[error("the seed cannot be used: {0}. Correct the file of --seed (sandbox.seed_file)")]
struct UnusableSeed(#[source] SeedError);

/// The key in the store is none, or none can be made.
#[derive(Debug, thiserror::Error)]
#[error("sign-in cannot be set up: the sandbox issuer's key is not usable")]
struct UnusableKey(#[source] SandboxError);

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        Self::ExtensionSetting(Box::new(UnusableSeed(error)))
    }
}

impl From<SandboxError> for StartError {
    fn from(error: SandboxError) -> Self {
        Self::Extension(Box::new(UnusableKey(error)))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use qualify_domain::ports::InstallationStore as _;
    use qualify_store::{DatabaseLocation, Store};

    use super::*;
    use crate::kept_clock::CLOCK_SETTING;

    fn config(folder: &Path) -> Config {
        let mut config = Config::default();
        folder.clone_into(&mut config.store.data_dir);
        config.server.listen = ([127, 0, 0, 1], 0).into();
        config.sandbox.enabled = true;
        config.sandbox.clock_start = Some("2024-03-15T12:00:00Z".parse().unwrap());
        config
    }

    /// What the store says of the clock after a run.
    async fn clock_after_a_run(config: &Config) -> Vec<u8> {
        start(config.clone()).await.unwrap().stop().await;
        let location = DatabaseLocation::in_folder(&config.store.data_dir);
        let store = Store::open(&location).unwrap();
        store.load_setting(CLOCK_SETTING).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_second_start_does_not_turn_the_clock_back() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let first = clock_after_a_run(&config).await;
        assert_eq!(clock_after_a_run(&config).await, first);
    }

    #[tokio::test]
    async fn a_program_without_a_sandbox_refuses_the_setting() {
        let folder = tempfile::tempdir().unwrap();
        let refused = Server::start(config(folder.path()), qualify_dashboard::open).await.unwrap_err();
        assert!(matches!(refused, StartError::NoSandbox), "{refused}");
        assert!(refused.to_string().starts_with("sandbox.enabled: "), "{refused}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was begun");
    }

    #[tokio::test]
    async fn powers_that_no_setting_asks_for_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        config.sandbox.enabled = false;
        let open = |_| async { unreachable!("nothing asks for it") };
        let refused = Server::start_with(config, qualify_dashboard::open, open).await.unwrap_err();
        assert!(matches!(refused, StartError::NotASandbox), "{refused}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was begun");
    }
}
