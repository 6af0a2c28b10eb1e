//! The sandbox's powers: tokens for anybody who asks, a clock that moves, faults, the list of exchanges, snapshots, a
//! way back to the start. Mounted by `--sandbox` only; without it every path below answers 404.
//!
//! To add one: its handler in a module of its own, its name and row in `qualify_wire::endpoints`, its line in
//! [`routes`].

mod client_certificate;
mod clock;
mod directory;
mod faults;
mod issuer;
mod origin;
mod requests;
mod routes;
mod scripted;
pub(crate) mod seed;
mod seed_people;
mod seed_profiles;
mod snapshots;
mod tokens;
mod watch;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::ports::Store as _;
use qualify_store::SqliteStore;
use qualify_vocabulary::PartnerId;
use tokio::sync::{RwLock, RwLockReadGuard};

pub use client_certificate::{ClientCertificatePair, Thumbprints};
pub(crate) use directory::Directory;
pub(crate) use issuer::serve as serve_issuer;
pub(crate) use requests::refill;
pub(crate) use routes::serve;
pub(crate) use scripted::Scripted;
pub use scripted::{SCRIPTED_HOSTS, ScriptedHost};
pub use seed::{SandboxSeed, SeedError};
pub(crate) use watch::{answer, is_exempt};

use crate::api::answer;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::{SandboxIssuer, TokenAlgorithm};
use crate::clock::Clock;
use crate::config::Config;
use crate::own_names::OwnNames;
use crate::start_error::StartError;
use issuer::IssuerState;

use faults::Faults;
use requests::RequestLog;
use watch::Interest;

/// The signing key, kept in the store so that tokens outlive a restart.
const SIGNING_KEY_SETTING: &str = "sandbox.signing_key";
/// The other signing key, for the other algorithm.
const SIGNING_KEY_ES256_SETTING: &str = "sandbox.signing_key_es256";
/// Where the virtual clock stands.
const CLOCK_SETTING: &str = "sandbox.clock";

/// What only a sandbox has.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) issuer: Arc<SandboxIssuer>,
    pub(crate) directory: Directory,
    sign_in: IssuerState,
    seed: SandboxSeed,
    interest: Interest,
    pub(crate) names: OwnNames,
    faults: Faults,
    requests: Arc<RequestLog>,
    /// Written while time is turned back, so that no job acts on a time that is over.
    standing: Arc<RwLock<()>>,
    /// What the seed's partners are told about themselves.
    pub(crate) partner_profiles: Vec<(PartnerId, PartnerProfile)>,
}

impl Sandbox {
    /// Reads the seed and writes it into an empty store; takes up keys and clock where an earlier process
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
        let names = OwnNames::of(&config.server, public_url);
        let issuer = open_issuer(store, names.clone(), config.sandbox.token_algorithm).await?;
        let sign_in = IssuerState::open(&config.sandbox, store).await?;
        let interest = Interest::default();
        requests::begin_keeping(config.sandbox.record_requests, &interest);
        Ok(Self {
            issuer: Arc::new(issuer),
            directory: Directory::of(&seed),
            sign_in,
            seed,
            partner_profiles,
            interest,
            names,
            faults: Faults::default(),
            requests: Arc::default(),
            standing: Arc::default(),
        })
    }

    /// Keeps time from being turned back, as long as the guard lives.
    pub(crate) async fn hold_time(&self) -> RwLockReadGuard<'_, ()> {
        self.standing.read().await
    }

    /// Refuses what comes from somebody else's page (contract 9.4.13).
    pub(crate) fn check_origin(&self, path: &str, request: &Request) -> Result<(), Failure> {
        origin::check(&self.names, path, request)
    }

    /// Counts a call that Qualify does not serve.
    pub(crate) fn count_unserved(&self, headers: &HeaderMap, method: &Method, path: &str) {
        self.requests.count_unserved(headers, method, path);
    }
}

/// The key of an algorithm, made at the first start.
async fn load_key(store: &SqliteStore, algorithm: TokenAlgorithm) -> Result<Vec<u8>, StartError> {
    let setting = match algorithm {
        TokenAlgorithm::RS256 => SIGNING_KEY_SETTING,
        TokenAlgorithm::ES256 => SIGNING_KEY_ES256_SETTING,
    };
    if let Some(key) = store.load_setting(setting).await? {
        return Ok(key);
    }
    let key = SandboxIssuer::generate_key(algorithm).map_err(crate::auth::AuthSetupError::from)?;
    store.save_setting(setting, key.clone()).await?;
    Ok(key)
}

async fn open_issuer(
    store: &SqliteStore,
    names: OwnNames,
    algorithm: TokenAlgorithm,
) -> Result<SandboxIssuer, StartError> {
    let other = match algorithm {
        TokenAlgorithm::RS256 => TokenAlgorithm::ES256,
        TokenAlgorithm::ES256 => TokenAlgorithm::RS256,
    };
    let keys = [load_key(store, algorithm).await?, load_key(store, other).await?];
    let [signing, other] = &keys;
    Ok(SandboxIssuer::new(&[signing, other], names).map_err(crate::auth::AuthSetupError::from)?)
}

/// Where requests go that no other route took: below a tenant, to the issuer.
pub(crate) fn below_tenants(issuer: Router) -> impl Fn(Request) -> BoxFuture<'static, Response> + Clone {
    let dispatch = issuer::Dispatch::new(issuer);
    move |request| Box::pin(dispatch.clone().answer(request))
}

/// The sandbox of a service that has one: its routes are mounted only then.
fn sandbox_of(app: &App) -> Result<&Sandbox, Failure> {
    app.sandbox
        .as_ref()
        .ok_or_else(|| Failure::Internal { cause: "a sandbox route without a sandbox".to_owned() })
}

/// Back to the seed: customers, records, codes, audit trail and clock, without faults. Signing keys stay, so tokens stay
/// good, and so do snapshots.
#[utoipa::path(post, path = "/sandbox/reset", tag = "sandbox", operation_id = "reset_sandbox",
    responses((status = 200, description = "It is as it was seeded")))]
async fn reset(State(app): State<Arc<App>>, call: OpenCall) -> Result<Response, Failure> {
    let OpenCall(request) = call;
    let sandbox = sandbox_of(&app)?;
    let _alone = sandbox.standing.write().await;
    let start = app.config.sandbox.clock_start.unwrap_or_else(|| app.clock.real_now());
    let seed =
        sandbox.seed.to_domain(start).map_err(|error| Failure::Internal { cause: error.to_string() })?;
    request.meter.measure(app.store.reset(seed)).await?;
    app.clock.restart(start);
    sandbox.faults.replace(Vec::new(), &sandbox.interest);
    clock::save(&app.store, &app.clock).await?;
    Ok(answer::json_static(StatusCode::OK, br#"{"status":"reset"}"#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::compose;

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
