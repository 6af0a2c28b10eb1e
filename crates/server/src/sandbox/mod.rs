//! The sandbox's powers: tokens for anybody who asks, a clock that moves, faults, the list of exchanges, snapshots, a
//! way back to the start. Mounted by `--sandbox` only; without it every path below answers 404.
//!
//! To add one: its handler in a module of its own, its name and row in `qualify_wire::endpoints`, its line in
//! [`routes`].

mod client_certificate;
mod clock;
mod directory;
mod extension;
mod faults;
mod issuer;
mod openapi;
mod origin;
mod requests;
mod routes;
mod scripted;
pub(crate) mod seed;
mod seed_people;
mod seed_profiles;
mod snapshots;
mod start_fault;
mod tokens;
mod watch;

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::Response;
use http::StatusCode;
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::ports::Store as _;
use qualify_store::SqliteStore;
use qualify_vocabulary::PartnerId;

pub use client_certificate::{ClientCertificatePair, Thumbprints};
pub(crate) use directory::Directory;
pub use openapi::openapi_json;
pub use scripted::{SCRIPTED_HOSTS, ScriptedHost};
pub use seed::{SandboxSeed, SeedError};

use crate::api::answer;
use crate::api::body::Bodies;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::auth::{SandboxIssuer, TokenAlgorithm};
use crate::clock::Clock;
use crate::config::SandboxSection;
use crate::extension::{Extension, Foundation, Wakes};
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
    settings: SandboxSection,
    store: Arc<SqliteStore>,
    clock: Arc<Clock>,
    bodies: Bodies,
    wakes: Wakes,
    issuer: Arc<SandboxIssuer>,
    directory: Directory,
    sign_in: IssuerState,
    seed: SandboxSeed,
    interest: Interest,
    names: OwnNames,
    faults: Faults,
    requests: Arc<RequestLog>,
    /// What the seed's partners are told about themselves.
    partner_profiles: Vec<(PartnerId, PartnerProfile)>,
}

/// The sandbox, as its handlers and its jobs share it.
#[derive(Debug, Clone)]
pub(crate) struct Handle(Arc<Sandbox>);

impl Deref for Handle {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.0
    }
}

impl FromRef<Handle> for Bodies {
    fn from_ref(sandbox: &Handle) -> Self {
        sandbox.bodies.clone()
    }
}

/// Makes a sandbox of a service: reads the seed and writes it into an empty store; takes up keys and clock where an
/// earlier process left them.
///
/// # Errors
/// The seed cannot be used, or the store does not answer.
pub(crate) async fn open(foundation: Foundation) -> Result<Arc<dyn Extension>, StartError> {
    Ok(Arc::new(Handle(Arc::new(Sandbox::open(foundation).await?))))
}

impl Sandbox {
    async fn open(foundation: Foundation) -> Result<Self, StartError> {
        let Foundation { config, store, clock, public_url, bodies, wakes } = foundation;
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
            clock::save(&store, &clock).await?;
        }
        let names = OwnNames::of(&config.server, &public_url);
        let issuer = open_issuer(&store, names.clone(), config.sandbox.token_algorithm).await?;
        let sign_in = IssuerState::open(&config.sandbox, &store).await?;
        let interest = Interest::default();
        requests::begin_keeping(config.sandbox.record_requests, &interest);
        Ok(Self {
            settings: config.sandbox,
            store,
            clock,
            bodies,
            wakes,
            issuer: Arc::new(issuer),
            directory: Directory::of(&seed),
            sign_in,
            seed,
            partner_profiles,
            interest,
            names,
            faults: Faults::default(),
            requests: Arc::default(),
        })
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
    let key = SandboxIssuer::generate_key(algorithm)?;
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
    Ok(SandboxIssuer::new(&[signing, other], names)?)
}

/// Back to the seed: customers, records, codes, audit trail and clock, without faults. Signing keys stay, so tokens stay
/// good, and so do snapshots.
#[utoipa::path(post, path = "/sandbox/reset", tag = "sandbox", operation_id = "reset_sandbox",
    responses((status = 200, description = "It is as it was seeded")))]
async fn reset(State(sandbox): State<Handle>, call: OpenCall) -> Result<Response, Failure> {
    let OpenCall(request) = call;
    let _alone = sandbox.clock.hold_alone().await;
    let start = sandbox.settings.clock_start.unwrap_or_else(|| sandbox.clock.real_now());
    let seed =
        sandbox.seed.to_domain(start).map_err(|error| Failure::Internal { cause: error.to_string() })?;
    request.meter.measure(sandbox.store.reset(seed)).await?;
    sandbox.clock.restart(start);
    sandbox.faults.replace(Vec::new(), &sandbox.interest);
    clock::save(&sandbox.store, &sandbox.clock).await?;
    Ok(answer::json_static(StatusCode::OK, br#"{"status":"reset"}"#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::BoxFuture;

    use crate::compose::compose;
    use crate::config::Config;

    #[tokio::test]
    async fn a_second_start_does_not_turn_the_clock_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        folder.path().clone_into(&mut config.store.data_dir);
        config.sandbox.enabled = true;
        config.sandbox.clock_start = Some("2024-03-15T12:00:00Z".parse().unwrap());
        let start = async || {
            let opening = Box::new(|foundation| Box::pin(open(foundation)) as BoxFuture<'static, _>);
            let app = compose(config.clone(), "http://127.0.0.1:1", Some(opening)).await.unwrap();
            app.clock.to_setting()
        };
        let first = start().await;
        assert_eq!(start().await, first);
    }
}
