//! From a token to an identity.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jsonwebtoken::DecodingKey;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use qualify_vocabulary::Timestamp;
use sha2::{Digest as _, Sha256};

use super::audience::Audiences;
use super::claim::texts;
use super::error::{AuthError, AuthSetupError};
use super::identity::Identity;
use super::issuer::Issuer;
use super::metadata::Clients;
use super::own_issuer::OwnIssuer;
use super::roles::RoleTable;
use super::settings::{AuthSettings, OPERATOR_AUDIENCE};
use super::token::{Token, has_expired};

/// So many verified tokens are remembered, a few hundred bytes each.
const VERIFIED_TOKENS_MAX: u64 = 10_000;
/// After this time a token is verified again, however long it lives; so a key that its issuer withdrew ends too.
const VERIFIED_FOR_MAX: Duration = Duration::from_hours(24);

type TokenHash = [u8; 32];

/// Verifies tokens, once each.
pub struct Authenticator {
    issuers: Vec<Issuer>,
    audiences: Audiences,
    roles: RoleTable,
    /// The audience of our staff's tokens.
    operator_audience: String,
    verified: Cache<TokenHash, Arc<Identity>>,
    signatures_checked: AtomicU64,
}

impl Authenticator {
    /// Sign-in by these settings, and by the tokens of an issuer of our own if there is one. Reads nothing yet.
    ///
    /// # Errors
    /// A setting is not usable, there is no issuer at all, or no HTTP client can be built.
    pub fn new(settings: AuthSettings, own: Option<Arc<dyn OwnIssuer>>) -> Result<Self, AuthSetupError> {
        settings.validate()?;
        let mut clients = Clients::default();
        let operator = settings.operator.as_ref();
        let mut issuers = Vec::new();
        // Before the partners' issuers: the same provider may serve both, and the audience then tells.
        if let Some(operator) = operator {
            issuers.push(Issuer::for_staff(operator, &mut clients)?);
        }
        for (index, issuer) in settings.issuers.iter().enumerate() {
            issuers.extend(Issuer::for_partners(issuer, &format!("auth.issuers[{index}]"), &mut clients)?);
        }
        // Behind those that are configured: its tokens are known by the form of their issuer alone, and an issuer of this
        // machine may have the same.
        issuers.extend(own.map(|own| Issuer::own(own, operator)));
        if issuers.is_empty() {
            return Err(AuthSetupError::NoIssuer);
        }
        let operator_audience =
            settings.operator.as_ref().map_or(OPERATOR_AUDIENCE, |operator| operator.audience.as_str());
        Ok(Self {
            operator_audience: operator_audience.to_owned(),
            issuers,
            audiences: Audiences::new(&settings),
            roles: RoleTable::new(&settings.roles)?,
            // The least recently used goes first: by frequency, the tokens of the last hour would keep out the new.
            verified: Cache::builder()
                .max_capacity(VERIFIED_TOKENS_MAX)
                .time_to_live(VERIFIED_FOR_MAX)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            signatures_checked: AtomicU64::new(0),
        })
    }

    /// A token that was verified before and has not expired. Checks no signature and does not wait.
    pub fn find_verified(&self, token: &str, now: Timestamp) -> Option<Arc<Identity>> {
        self.find_by_hash(&hash(token), now)
    }

    /// Verifies a token (contract 5.2), and remembers it until it expires.
    ///
    /// # Errors
    /// Every variant of [`AuthError`] but [`AuthError::TokenMissing`].
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Identity>, AuthError> {
        let hash = hash(token);
        if let Some(identity) = self.find_by_hash(&hash, now) {
            return Ok(identity);
        }
        // Cheap checks first: what cannot be accepted costs neither a key nor a signature check.
        let parsed = Token::parse(token)?;
        let expires_at = parsed.check_lifetime(now)?;
        let (issuer, door) = self.find_issuer(&parsed)?;
        let key =
            issuer.keys.find(&parsed.key_id, parsed.algorithm, &issuer.signer(&parsed.claims), now).await?;
        self.check_signature(&parsed, &key)?;
        let door = door.ok_or_else(|| self.unaccepted_audience(&parsed))?;
        let identity = Arc::new(door.identify(&parsed.claims, expires_at, &self.roles, &self.audiences)?);
        self.verified.insert(hash, Arc::clone(&identity));
        Ok(identity)
    }

    /// Whether keys of every issuer were ever read, now at the latest: until then nobody can sign in with its tokens.
    pub async fn has_keys(&self, now: Timestamp) -> bool {
        for issuer in &self.issuers {
            if !issuer.keys.are_read(now).await {
                return false;
            }
        }
        true
    }

    /// The error for an audience that opens no door.
    fn unaccepted_audience(&self, token: &Token<'_>) -> AuthError {
        let is_for_operators = texts(&token.claims, "aud").any(|audience| audience == self.operator_audience);
        if is_for_operators { AuthError::OperatorAudience } else { AuthError::InvalidAudience }
    }

    /// How many signatures were checked since the start.
    pub fn signatures_checked(&self) -> u64 {
        self.signatures_checked.load(Ordering::Relaxed)
    }

    fn find_by_hash(&self, hash: &TokenHash, now: Timestamp) -> Option<Arc<Identity>> {
        self.verified.get(hash).filter(|identity| !has_expired(identity.expires_at(), now))
    }

    /// The issuer that the token names, and what its audience opens there. Of several issuers of that name the
    /// first whose door opens counts.
    fn find_issuer(
        &self,
        token: &Token<'_>,
    ) -> Result<(&Issuer, Option<super::issuer::Door<'_>>), AuthError> {
        let mut failure = AuthError::invalid("the token's issuer is not trusted here");
        let mut named = None;
        for issuer in &self.issuers {
            match issuer.is_issuer_of(token) {
                Ok(false) => {}
                Err(error) => failure = error,
                Ok(true) => {
                    let door = issuer.door(&token.claims, &self.audiences);
                    if door.is_some() {
                        return Ok((issuer, door));
                    }
                    named = named.or(Some((issuer, None)));
                }
            }
        }
        named.ok_or(failure)
    }

    fn check_signature(&self, token: &Token<'_>, key: &DecodingKey) -> Result<(), AuthError> {
        self.signatures_checked.fetch_add(1, Ordering::Relaxed);
        let message = token.message.as_bytes();
        let verdict =
            jsonwebtoken::crypto::verify(token.signature, message, key, token.algorithm.verified_as());
        if verdict.unwrap_or(false) {
            Ok(())
        } else {
            Err(AuthError::invalid("the token's signature is not its issuer's"))
        }
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Authenticator").field("issuers", &self.issuers.len()).finish_non_exhaustive()
    }
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}
