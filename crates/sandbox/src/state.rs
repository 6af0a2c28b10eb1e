//! What only a sandbox has, in one value that its handlers and jobs share.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::FromRef;
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::ports::{InstallationStore as _, SandboxStore as _};
use qualify_domain::review::ReviewRules;
use qualify_server::api::body::Bodies;
use qualify_server::clock::Clock;
use qualify_server::config::{SandboxSection, TlsMode};
use qualify_server::extension::{Foundation, Settling};
use qualify_server::{CA_FILE, StartError};
use qualify_store::Store;
use qualify_vocabulary::PartnerId;

use super::directory::Directory;
use super::document::Document;
use super::faults::Faults;
use super::interest::Interest;
use super::issuer::state::IssuerState;
use super::kept_clock::CLOCK_SETTING;
use super::minting::{SandboxIssuer, open_issuer};
use super::own_names::OwnNames;
use super::panel::used_forms::UsedForms;
use super::partners::OwnPartners;
use super::requests;
use super::requests::RequestLog;
use super::scripts::Scripts;
use super::seed::SandboxSeed;
use super::seed_used;
use super::token_warnings::SignInRules;
use crate::kept_clock::save_clock;

/// What only a sandbox has.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) settings: SandboxSection,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) bodies: Bodies,
    pub(crate) settling: Settling,
    /// By which the cases of seeded records go.
    pub(crate) review_rules: Arc<ReviewRules>,
    pub(crate) issuer: Arc<SandboxIssuer>,
    pub(crate) partners: OwnPartners,
    pub(crate) sign_in: IssuerState,
    pub(crate) sign_in_rules: SignInRules,
    pub(crate) seed: SandboxSeed,
    pub(crate) interest: Interest,
    pub(crate) names: OwnNames,
    pub(crate) faults: Faults,
    pub(crate) requests: Arc<RequestLog>,
    /// What is shown below `/docs`.
    pub(crate) documents: &'static [Document],
    /// The CA of our own that clients have to trust.
    pub(crate) trusted_file: Option<PathBuf>,
    pub(crate) scripts: Arc<Scripts>,
    /// Forms of the panel that were carried out.
    pub(crate) used_forms: UsedForms,
    /// What the seed's partners are told about themselves.
    pub(crate) partner_profiles: Vec<(PartnerId, PartnerProfile)>,
}

/// The sandbox, as its handlers and its jobs share it.
#[derive(Debug, Clone)]
pub(crate) struct Handle(pub(crate) Arc<Sandbox>);

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

impl Sandbox {
    /// Reads the seed and writes it into an empty store; takes up keys and clock where an earlier process left them.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn open(
        foundation: Foundation,
        seed: SandboxSeed,
        documents: &'static [Document],
    ) -> Result<Self, StartError> {
        let settling = Settling::of(&foundation);
        let Foundation { config, store, clock, public_url, bodies, review_rules, .. } = foundation;
        let partner_profiles = seed.partner_profiles();
        let kept_clock = store.load_setting(CLOCK_SETTING).await?;
        if let Some(setting) = &kept_clock {
            clock.restore(setting);
        }
        let is_first_start =
            store.seed_if_empty(seed.to_domain(clock.now(), Arc::clone(&review_rules))).await?;
        if is_first_start {
            tracing::info!(partners = seed.partners.len(), customers = seed.customers.len(), "seed written");
            seed_used::keep(&store, &seed, &seed_used::name(&config.sandbox)).await?;
        } else if let Some(begun_with) = seed_used::find_other(&store, &seed).await? {
            tracing::warn!(
                begun_with,
                seed = seed_used::name(&config.sandbox),
                "this folder was begun with another seed, and keeps its partners, codes and customers; users are those of \
                 the seed that was named now, and `qualify sandbox reset` brings the rest of it"
            );
        }
        if kept_clock.is_none() {
            save_clock(&store, &clock).await?;
        }
        let partners = OwnPartners::open(&store, &seed).await?;
        let scripts = Scripts::open(&store).await?;
        let names = OwnNames::of(&config.server, &public_url);
        let issuer = open_issuer(&store, names.clone(), config.sandbox.token_algorithm).await?;
        let sign_in = IssuerState::open(&config.sandbox, &store).await?;
        let sign_in_rules = SignInRules::of(&config);
        let is_self_signed = config.server.tls == TlsMode::SelfSigned;
        let trusted_file = is_self_signed.then(|| config.store.data_dir.join(CA_FILE));
        let trusted_file = trusted_file.map(|file| std::path::absolute(&file).unwrap_or(file));
        let interest = Interest::default();
        requests::begin_keeping(config.sandbox.record_requests, &interest);
        Ok(Self {
            settings: config.sandbox,
            store,
            clock,
            bodies,
            settling,
            review_rules,
            issuer: Arc::new(issuer),
            partners,
            sign_in,
            sign_in_rules,
            seed,
            partner_profiles,
            interest,
            names,
            faults: Faults::default(),
            requests: Arc::default(),
            documents,
            trusted_file,
            scripts: Arc::new(scripts),
            used_forms: UsedForms::default(),
        })
    }

    /// Exchanges were left out, whosever they were.
    pub(crate) fn note_gap(&self) {
        self.requests.note_gap();
        self.partners.list().iter().for_each(|own| own.requests.note_gap());
    }

    /// Who is there at this moment.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.partners.directory()
    }
}
