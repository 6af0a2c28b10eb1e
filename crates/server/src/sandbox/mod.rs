//! The sandbox's powers: tokens for anybody who asks, a clock that moves, a way back to the start. Mounted by
//! `--sandbox` only; without it every path below answers 404.

mod clock;
mod directory;
mod seed;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::ports::Store as _;
use qualify_store::SqliteStore;
use qualify_vocabulary::PartnerId;

pub(crate) use directory::Directory;
pub use seed::{SandboxSeed, SeedError};

use crate::api::answer;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::SandboxIssuer;
use crate::clock::Clock;
use crate::config::Config;
use crate::lifecycle::StartError;

/// The signing key, kept in the store so that tokens outlive a restart.
const SIGNING_KEY_SETTING: &str = "sandbox.signing_key";
/// Every origin that the issuer has used, one a line.
const ORIGINS_SETTING: &str = "sandbox.origins";
/// Where the virtual clock stands.
const CLOCK_SETTING: &str = "sandbox.clock";

/// What only a sandbox has.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) issuer: Arc<SandboxIssuer>,
    pub(crate) directory: Directory,
    seed: SandboxSeed,
    /// What the seed's partners are told about themselves.
    pub(crate) partner_profiles: Vec<(PartnerId, PartnerProfile)>,
}

impl Sandbox {
    /// Reads the seed and writes it into an empty store; takes up keys, origins and clock where an earlier process
    /// left them.
    pub(crate) async fn open(
        config: &Config,
        store: &SqliteStore,
        clock: &Clock,
        public_url: &str,
    ) -> Result<Self, StartError> {
        let seed = match &config.sandbox.seed_file {
            Some(file) => SandboxSeed::read(file)?,
            None => SandboxSeed::built_in(),
        };
        let partner_profiles = seed.partner_profiles()?;
        let kept_clock = store.load_setting(CLOCK_SETTING).await?;
        if let Some(setting) = &kept_clock {
            clock.restore(setting);
        }
        let is_first_start = store.seed_if_empty(seed.to_domain(clock.now())?).await?;
        if is_first_start {
            tracing::info!(partners = seed.partners.len(), customers = seed.customers.len(), "seed written");
        }
        if kept_clock.is_none() {
            clock::save(store, clock).await?;
        }
        let issuer = Arc::new(open_issuer(store, public_url).await?);
        Ok(Self { issuer, directory: Directory::of(&seed), seed, partner_profiles })
    }
}

async fn open_issuer(store: &SqliteStore, public_url: &str) -> Result<SandboxIssuer, StartError> {
    let key = if let Some(key) = store.load_setting(SIGNING_KEY_SETTING).await? {
        key
    } else {
        let key = SandboxIssuer::generate_key().map_err(crate::auth::AuthSetupError::from)?;
        store.save_setting(SIGNING_KEY_SETTING, key.clone()).await?;
        key
    };
    let kept = store.load_setting(ORIGINS_SETTING).await?.unwrap_or_default();
    let mut origins: Vec<String> = String::from_utf8_lossy(&kept).lines().map(str::to_owned).collect();
    if !origins.iter().any(|origin| origin == public_url) {
        origins.push(public_url.to_owned());
        store.save_setting(ORIGINS_SETTING, origins.join("\n").into_bytes()).await?;
    }
    Ok(SandboxIssuer::new(&key, public_url, origins).map_err(crate::auth::AuthSetupError::from)?)
}

/// The sandbox's routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sandbox/token", post(tokens::mint))
        .route("/sandbox/clock", get(clock::show).put(clock::set))
        .route("/sandbox/clock/advance", post(clock::advance))
        .route("/sandbox/reset", post(reset))
}

/// The sandbox of a service that has one: its routes are mounted only then.
fn sandbox_of(app: &App) -> Result<&Sandbox, Failure> {
    app.sandbox
        .as_ref()
        .ok_or_else(|| Failure::Internal { cause: "a sandbox route without a sandbox".to_owned() })
}

/// Back to the seed: customers, records, codes, audit trail and clock. Signing keys stay, so tokens stay good.
async fn reset(State(app): State<Arc<App>>, call: OpenCall) -> Result<Response, Failure> {
    let OpenCall(request) = call;
    let sandbox = sandbox_of(&app)?;
    let start = app.config.sandbox.clock_start.unwrap_or_else(|| app.clock.real_now());
    let seed =
        sandbox.seed.to_domain(start).map_err(|error| Failure::Internal { cause: error.to_string() })?;
    request.meter.measure(app.store.reset(seed)).await?;
    app.clock.restart(start);
    clock::save(&app.store, &app.clock).await?;
    Ok(answer::json_static(StatusCode::OK, br#"{"status":"reset"}"#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::compose;

    #[tokio::test]
    async fn a_second_start_does_not_turn_the_clock_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        folder.path().clone_into(&mut config.store.data_dir);
        config.sandbox.enabled = true;
        config.sandbox.clock_start = Some("2024-03-15T12:00:00Z".parse().unwrap());
        let first = compose(config.clone(), "http://127.0.0.1:1").await.unwrap().clock.to_setting();
        let second = compose(config, "http://127.0.0.1:1").await.unwrap().clock.to_setting();
        assert_eq!(second, first);
    }
}
