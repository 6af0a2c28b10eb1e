//! An issuer's keys: loaded when first needed, then kept.
//!
//! A key that is not known is looked for at most once a minute; keys older than a day are renewed beside the
//! requests; an issuer that is down changes nothing for keys that are known.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use jsonwebtoken::DecodingKey;
use qualify_vocabulary::{SignedDuration, Timestamp};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, oneshot};
use tokio::task::JoinSet;

use super::algorithm::TokenAlgorithm;
use super::error::AuthError;
use super::metadata::TENANT_PLACE;
use super::metadata::{ANY_TENANT, Keys, MetadataSource, PublishedKey};
use super::own_issuer::OwnKey;
use super::token::OTHER_ALGORITHM;

/// Between two loads, whatever tokens arrive.
const REFRESH_EVERY_MIN: SignedDuration = SignedDuration::from_mins(1);
/// Between two attempts while nobody can sign in anyway, because no key was ever read.
const FIRST_LOAD_EVERY_MIN: SignedDuration = SignedDuration::from_secs(5);
/// Older keys are renewed.
const KEYS_AGE_MAX: SignedDuration = SignedDuration::from_hours(24);

/// By which keys the signatures of an issuer are checked, and whether these have to be fetched.
pub(super) enum IssuerKeys {
    /// Our own issuer's: known, and never read from anywhere.
    Local(Vec<OwnKey>),
    /// Another's.
    Remote(RemoteKeys),
}

impl IssuerKeys {
    /// The key of that name and algorithm, as far as it can be had.
    pub(super) async fn find(
        &self,
        key_id: &str,
        algorithm: TokenAlgorithm,
        signer: &Signer<'_>,
        now: Timestamp,
    ) -> Result<Arc<DecodingKey>, AuthError> {
        match self {
            Self::Local(keys) => keys
                .iter()
                .find(|known| known.id == key_id && known.algorithm == algorithm)
                .map(|known| Arc::clone(&known.key))
                .ok_or(UNKNOWN_KEY),
            // Another's key is for RS256 (contract 5.2); what it is not for is refused before it is looked for.
            Self::Remote(_) if algorithm != TokenAlgorithm::RS256 => Err(OTHER_ALGORITHM),
            Self::Remote(keys) => keys.find(key_id, signer, now).await,
        }
    }
}

impl IssuerKeys {
    /// Whether keys were ever read, now at the latest.
    pub(super) async fn are_read(&self, now: Timestamp) -> bool {
        match self {
            Self::Local(_) => true,
            Self::Remote(keys) => keys.are_read(now).await,
        }
    }
}

const UNKNOWN_KEY: AuthError = AuthError::invalid("the token's key is not one of its issuer's");

const OTHERS_KEY: AuthError = AuthError::invalid("the token's key is another issuer's");

/// Who is said to have signed a token.
pub(super) struct Signer<'a> {
    /// The names that a key may give its issuer; `{tid}` stands for the token's tenant.
    pub(super) names: &'a [String],
    /// The token's own tenant.
    pub(super) tenant: Option<&'a str>,
}

impl Signer<'_> {
    /// Whether the key is for such tokens: so it is if it does not say whose it is (contract 9.4.9).
    fn may_use(&self, key: &PublishedKey) -> bool {
        let Some(issuer) = &key.issuer else { return true };
        let in_tenant = |name: &str, place: &str| match self.tenant {
            Some(tenant) => name.replace(place, tenant),
            None => name.to_owned(),
        };
        let issuer = in_tenant(issuer, ANY_TENANT);
        self.names.iter().any(|name| in_tenant(name, TENANT_PLACE) == issuer)
    }
}

/// The keys that are read over HTTP.
pub(super) struct RemoteKeys {
    cache: Arc<KeyCache>,
    /// The loads that run. They are not the requests' own: a client that hangs up must not use up the one load a
    /// minute. Dropping the set ends them.
    loads: Mutex<JoinSet<()>>,
}

struct KeyCache {
    /// For the log.
    issuer: String,
    source: MetadataSource,
    known: ArcSwapOption<KnownKeys>,
    /// When the last load began. Whoever loads holds it, so that the others wait for the same answer.
    last_load: Arc<AsyncMutex<Option<Timestamp>>>,
}

struct KnownKeys {
    keys: Keys,
    loaded_at: Timestamp,
}

impl RemoteKeys {
    pub(super) fn new(issuer: String, source: MetadataSource) -> Self {
        let cache = KeyCache { issuer, source, known: ArcSwapOption::empty(), last_load: Arc::default() };
        Self { cache: Arc::new(cache), loads: Mutex::default() }
    }

    async fn find(
        &self,
        key_id: &str,
        signer: &Signer<'_>,
        now: Timestamp,
    ) -> Result<Arc<DecodingKey>, AuthError> {
        if let Some(key) = self.cache.find(key_id, signer) {
            if self.cache.is_old(now) {
                self.begin_renewal(now);
            }
            return key;
        }
        self.load_for(key_id, signer, now).await;
        match self.cache.find(key_id, signer) {
            Some(key) => key,
            None if self.cache.is_empty() => Err(AuthError::IssuerUnavailable),
            None => Err(UNKNOWN_KEY),
        }
    }

    /// Whether keys were ever read; tries to read them, unless that was done only just now.
    async fn are_read(&self, now: Timestamp) -> bool {
        if self.cache.is_empty() {
            let last_load = Arc::clone(&self.cache.last_load).lock_owned().await;
            if self.cache.is_empty() && self.cache.may_load(*last_load, now) {
                let loaded = self.begin_load(last_load, now);
                // An error means that the load came to nothing, which shows in the cache.
                let _ = loaded.await;
            }
        }
        !self.cache.is_empty()
    }

    /// Loads the keys and waits for them, unless that was done only just now.
    async fn load_for(&self, key_id: &str, signer: &Signer<'_>, now: Timestamp) {
        let last_load = Arc::clone(&self.cache.last_load).lock_owned().await;
        // Somebody else may have loaded it while we waited.
        if self.cache.find(key_id, signer).is_none() && self.cache.may_load(*last_load, now) {
            let loaded = self.begin_load(last_load, now);
            // An error means that the load came to nothing, which shows in the cache.
            let _ = loaded.await;
        }
    }

    /// Renews the keys beside the requests, unless somebody is already loading.
    fn begin_renewal(&self, now: Timestamp) {
        if let Ok(last_load) = Arc::clone(&self.cache.last_load).try_lock_owned()
            && self.cache.may_load(*last_load, now)
        {
            drop(self.begin_load(last_load, now));
        }
    }

    fn begin_load(
        &self,
        mut last_load: OwnedMutexGuard<Option<Timestamp>>,
        now: Timestamp,
    ) -> oneshot::Receiver<()> {
        *last_load = Some(now);
        let (done, is_done) = oneshot::channel();
        let cache = Arc::clone(&self.cache);
        let mut loads = self.loads.lock().unwrap_or_else(PoisonError::into_inner);
        while loads.try_join_next().is_some() {}
        loads.spawn(async move {
            cache.load(now).await;
            drop(last_load);
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        is_done
    }
}

impl KeyCache {
    /// The key, if one of that name is known: an error, if it is another issuer's.
    fn find(&self, key_id: &str, signer: &Signer<'_>) -> Option<Result<Arc<DecodingKey>, AuthError>> {
        let known = self.known.load();
        let named = known.as_ref()?.keys.get(key_id)?;
        let own = named.iter().find(|published| signer.may_use(published));
        Some(own.map(|published| Arc::clone(&published.key)).ok_or(OTHERS_KEY))
    }

    fn is_empty(&self) -> bool {
        self.known.load().is_none()
    }

    fn is_old(&self, now: Timestamp) -> bool {
        self.known.load().as_ref().is_some_and(|known| now.duration_since(known.loaded_at) >= KEYS_AGE_MAX)
    }

    fn may_load(&self, last_load: Option<Timestamp>, now: Timestamp) -> bool {
        let wait = if self.is_empty() { FIRST_LOAD_EVERY_MIN } else { REFRESH_EVERY_MIN };
        // A clock that was set back must not stop the loads for longer than the wait.
        last_load.is_none_or(|last| now.duration_since(last).abs() >= wait)
    }

    async fn load(&self, now: Timestamp) {
        match self.source.load().await {
            Ok(keys) => {
                tracing::info!(
                    issuer = self.issuer,
                    keys.count = keys.values().map(Vec::len).sum::<usize>(),
                    "an issuer's keys were read"
                );
                self.known.store(Some(Arc::new(KnownKeys { keys, loaded_at: now })));
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                let issuer = self.issuer.as_str();
                if self.is_empty() {
                    tracing::warn!(
                        issuer,
                        %error,
                        cause,
                        "an issuer's keys could not be read; none are known, so its tokens are answered with 503"
                    );
                } else {
                    tracing::warn!(
                        issuer,
                        %error,
                        cause,
                        "an issuer's keys could not be read; those known so far stay in use"
                    );
                }
            }
        }
    }
}
