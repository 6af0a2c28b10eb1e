//! `/sandbox/partners`: partners that are made besides those of the seed, each in a world of its own.
//!
//! Who is there is in the store, where such a partner has a world. Its people, its application and its customers follow from
//! its id and the sandbox's seed (`own_seed`), so that a restart finds them again without a word more than whether it began
//! with customers.

mod own_seed;
pub(crate) mod path;
pub(crate) mod routes;
pub(crate) mod snapshots;

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::ports::{InstallationStore as _, OperatorStore as _, SandboxStore as _};
use qualify_domain::review::ReviewRules;
use qualify_domain::seed::Seed;
use qualify_server::StartError;
use qualify_server::api::failure::Failure;
use qualify_server::clock::fresh_guid;
use qualify_store::Store;
use qualify_vocabulary::{PartnerId, Timestamp, WorldId};
use tokio::sync::{Mutex, MutexGuard};

use super::directory::Directory;
use super::kept_clock::save_clock;
use super::requests::RequestLog;
use super::seed::SandboxSeed;
use super::state::Sandbox;

/// Which partners began without customers, among the settings of the store.
const EMPTY_PARTNERS_SETTING: &str = "sandbox.empty_partners";

/// A partner that was made besides those of the seed.
#[derive(Debug)]
pub(crate) struct OwnPartner {
    pub(crate) id: PartnerId,
    /// Whether it begins with customers and codes.
    pub(crate) is_seeded: bool,
    /// What a reset brings back.
    pub(crate) seed: SandboxSeed,
    /// What it is told about itself.
    pub(crate) profile: Option<Arc<PartnerProfile>>,
    /// Its exchanges.
    pub(crate) requests: Arc<RequestLog>,
}

/// The partners that were made besides those of the seed.
#[derive(Debug)]
pub(crate) struct OwnPartners {
    known: ArcSwap<Known>,
    /// Held while partners come and go.
    turn: Mutex<()>,
}

#[derive(Debug)]
struct Known {
    own: BTreeMap<PartnerId, Arc<OwnPartner>>,
    directory: Arc<Directory>,
}

/// That partners come and go by nobody else.
#[derive(Debug)]
pub(crate) struct Turn<'a>(#[expect(dead_code, reason = "held, not read")] MutexGuard<'a, ()>);

/// There are as many as there may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooMany;

impl OwnPartner {
    fn new(template: &SandboxSeed, id: PartnerId, is_seeded: bool) -> Self {
        let requests = Arc::new(RequestLog::of_own_partner());
        let seed = own_seed::of(template, id, is_seeded);
        let profile = seed.partners.first().and_then(|partner| partner.profile.as_ref());
        // A seed's longest domain may have no room for the mark.
        let profile = profile.and_then(|profile| profile.to_domain().ok()).map(Arc::new);
        Self { id, is_seeded, seed, profile, requests }
    }

    /// What the store is to hold of it at first, in a world of its own.
    fn to_domain(&self, created_at: Timestamp, rules: Arc<ReviewRules>) -> Seed {
        let mut seed = self.seed.to_domain(created_at, rules);
        for partner in &mut seed.partners {
            partner.world = WorldId::from(*self.id.as_bytes());
        }
        seed
    }
}

impl Known {
    fn of(template: &SandboxSeed, own: BTreeMap<PartnerId, Arc<OwnPartner>>) -> Arc<Self> {
        let directory = Directory::of(template).with(own.values().map(|partner| &partner.seed));
        Arc::new(Self { own, directory: Arc::new(directory) })
    }
}

impl OwnPartners {
    /// Those that a store holds.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn open(store: &Store, template: &SandboxSeed) -> Result<Self, StartError> {
        let empty = empty_partners(store.load_setting(EMPTY_PARTNERS_SETTING).await?);
        let known = ArcSwap::new(Known::of(template, in_store(store, template, &empty)));
        Ok(Self { known, turn: Mutex::default() })
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.known.load().directory)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.load().own.is_empty()
    }

    pub(crate) fn find(&self, id: PartnerId) -> Option<Arc<OwnPartner>> {
        self.known.load().own.get(&id).cloned()
    }

    pub(crate) fn list(&self) -> Vec<Arc<OwnPartner>> {
        self.known.load().own.values().cloned().collect()
    }

    /// Waits until nobody else lets partners come or go.
    pub(crate) async fn take_turn(&self) -> Turn<'_> {
        Turn(self.turn.lock().await)
    }

    /// Makes one.
    ///
    /// # Errors
    /// There are too many, or the store does not answer.
    pub(crate) async fn create(
        &self,
        sandbox: &Sandbox,
        is_seeded: bool,
    ) -> Result<Result<Arc<OwnPartner>, TooMany>, Failure> {
        let _turn = self.take_turn().await;
        let mut own = self.known.load().own.clone();
        if own.len() >= usize::try_from(sandbox.settings.partners_max).unwrap_or(usize::MAX) {
            return Ok(Err(TooMany));
        }
        let id = fresh_id(sandbox, &own);
        let partner = Arc::new(OwnPartner::new(&sandbox.seed, id, is_seeded));
        let seed = partner.to_domain(sandbox.clock.now(), Arc::clone(&sandbox.review_rules));
        own.insert(id, Arc::clone(&partner));
        // Before the partner, so that no restart takes it for one with customers.
        save_empty(&sandbox.store, &own).await?;
        // Before the partner, too: it may come to be after its maker has gone away, and is known then.
        self.publish(sandbox, own);
        sandbox.store.replace_partner(id, Some(seed)).await?;
        Ok(Ok(partner))
    }

    /// Brings one back to what it began with, by everybody's time, without faults; answers whether it is there.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn reset(&self, sandbox: &Sandbox, id: PartnerId) -> Result<bool, Failure> {
        let _turn = self.take_turn().await;
        let Some(partner) = self.find(id) else { return Ok(false) };
        let _alone = sandbox.clock.hold_alone().await;
        let seed = partner.to_domain(sandbox.clock.now(), Arc::clone(&sandbox.review_rules));
        sandbox.store.replace_partner(id, Some(seed)).await?;
        sandbox.faults.replace_of(id, Vec::new(), &sandbox.interest);
        sandbox.scripts.forget_partner(&sandbox.store, id).await?;
        sandbox.clock.forget(id);
        save_clock(&sandbox.store, &sandbox.clock).await?;
        Ok(true)
    }

    /// Takes one away with everything that is its own, if it is there.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn delete(&self, sandbox: &Sandbox, id: PartnerId) -> Result<(), Failure> {
        let _turn = self.take_turn().await;
        let mut own = self.known.load().own.clone();
        if own.remove(&id).is_none() {
            return Ok(());
        }
        // No job is in the middle of something with it.
        let _alone = sandbox.clock.hold_alone().await;
        sandbox.store.replace_partner(id, None).await?;
        sandbox.faults.replace_of(id, Vec::new(), &sandbox.interest);
        sandbox.scripts.forget_partner(&sandbox.store, id).await?;
        sandbox.clock.forget(id);
        save_clock(&sandbox.store, &sandbox.clock).await?;
        self.publish(sandbox, own.clone());
        save_empty(&sandbox.store, &own).await?;
        Ok(())
    }

    /// The store holds none any more.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn forget_all(&self, sandbox: &Sandbox, _turn: &Turn<'_>) -> Result<(), Failure> {
        let own = BTreeMap::new();
        save_empty(&sandbox.store, &own).await?;
        self.publish(sandbox, own);
        Ok(())
    }

    /// The store holds others than before.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn read_again(&self, sandbox: &Sandbox, _turn: &Turn<'_>) -> Result<(), Failure> {
        let empty = empty_partners(sandbox.store.load_setting(EMPTY_PARTNERS_SETTING).await?);
        let mut own = in_store(&sandbox.store, &sandbox.seed, &empty);
        let before = self.known.load();
        for (id, partner) in &mut own {
            // Its exchanges were, whatever is there now.
            if let Some(known) = before.own.get(id) {
                *partner = Arc::clone(known);
            }
        }
        self.publish(sandbox, own);
        Ok(())
    }

    fn publish(&self, sandbox: &Sandbox, own: BTreeMap<PartnerId, Arc<OwnPartner>>) {
        self.known.store(Known::of(&sandbox.seed, own));
    }
}

/// An id whose mark no other one has.
fn fresh_id(sandbox: &Sandbox, own: &BTreeMap<PartnerId, Arc<OwnPartner>>) -> PartnerId {
    loop {
        let id = PartnerId::from_uuid(fresh_guid());
        let is_taken = own.keys().any(|other| own_seed::mark(*other) == own_seed::mark(id));
        if !is_taken && sandbox.store.find_partner(id).is_none() {
            return id;
        }
    }
}

fn in_store(
    store: &Store,
    template: &SandboxSeed,
    empty: &[PartnerId],
) -> BTreeMap<PartnerId, Arc<OwnPartner>> {
    let partners = store.list_partners();
    let own = partners.iter().filter(|partner| partner.world != WorldId::NIL);
    own.map(|partner| {
        let is_seeded = !empty.contains(&partner.id);
        (partner.id, Arc::new(OwnPartner::new(template, partner.id, is_seeded)))
    })
    .collect()
}

/// What cannot be read any more names nobody: such a partner begins anew with customers after its next reset.
fn empty_partners(setting: Option<Vec<u8>>) -> Vec<PartnerId> {
    let texts = setting.and_then(|setting| serde_json::from_slice::<Vec<String>>(&setting).ok());
    texts.unwrap_or_default().iter().filter_map(|text| PartnerId::parse(text).ok()).collect()
}

async fn save_empty(store: &Store, own: &BTreeMap<PartnerId, Arc<OwnPartner>>) -> Result<(), Failure> {
    let empty = own.values().filter(|partner| !partner.is_seeded);
    let texts: Vec<String> = empty.map(|partner| partner.id.to_string()).collect();
    let setting = serde_json::to_vec(&texts).expect("ids are texts");
    Ok(store.save_setting(EMPTY_PARTNERS_SETTING, setting).await?)
}
