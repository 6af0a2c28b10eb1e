//! The sandbox's own issuer: its key, and the tokens it makes (contract 5.8).

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_domain::ports::InstallationStore as _;
use qualify_server::StartError;
use qualify_server::auth::TokenAlgorithm;
use qualify_server::auth::{OwnIssuer, OwnKey};
use qualify_server::clock::fresh_guid;
use qualify_store::Store;
use qualify_vocabulary::{ApplicationId, PartnerId, Timestamp, UserId, parse_guid};
use serde_json::{Value, json};

use super::own_names::OwnNames;
use super::signing::{SandboxError, SigningKey};

/// The tenant of our own staff in the sandbox: `2f6d3b18-5c0a-4e7b-8f21-6a9d0c4e7b10`.
pub const STAFF_TENANT: PartnerId =
    PartnerId::from_uuid(uuid::Uuid::from_u128(0x2f6d_3b18_5c0a_4e7b_8f21_6a9d_0c4e_7b10));

/// The signing key, kept in the store so that tokens outlive a restart.
const SIGNING_KEY_SETTING: &str = "sandbox.signing_key";
/// The other signing key, for the other algorithm.
const SIGNING_KEY_ES256_SETTING: &str = "sandbox.signing_key_es256";

/// What every issuer name of ours ends in.
const ISSUER_END: &str = "/v2.0";

/// Makes the sandbox's tokens. `Debug` hides the keys.
pub struct SandboxIssuer {
    /// The first one signs; all of them are shown and believed.
    keys: Vec<SigningKey>,
    names: OwnNames,
}

/// What a token is to say.
#[derive(Debug, Clone)]
pub struct TokenClaims {
    /// The partner, or our [`STAFF_TENANT`].
    pub tenant: PartnerId,
    /// For whom the token is meant.
    pub audience: String,
    /// The application that asks.
    pub application: ApplicationId,
    /// By what the application proved that it is the one.
    pub proof: ClientProof,
    /// The user for whom it asks; none for App-only.
    pub user: Option<TokenUser>,
    /// The `roles` claim; empty for a user without a role, left out for none.
    pub roles: Option<Vec<String>>,
    /// Whether the user signed in with MFA.
    pub has_mfa: bool,
    /// `iat`, in real time like the two below.
    pub issued_at: Timestamp,
    /// `nbf`.
    pub not_before: Timestamp,
    /// `exp`.
    pub expires_at: Timestamp,
}

/// By what an application proves that it is the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientProof {
    /// By nothing: anybody could say so.
    None,
    /// By a secret that the seed gives it.
    Secret,
    /// By the key of a certificate.
    Certificate,
}

impl ClientProof {
    /// As `appidacr` and `azpacr` have it.
    const fn number(self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Secret => "1",
            Self::Certificate => "2",
        }
    }
}

/// The user that a token names. `Debug` hides the name.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenUser {
    /// `oid` and `sub`.
    pub id: UserId,
    /// `upn` and `preferred_username`.
    pub name: String,
}

impl fmt::Debug for TokenUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenUser").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SandboxIssuer {
    /// Makes a signing key, in the form that the store keeps.
    ///
    /// # Errors
    /// [`SandboxError::KeyGeneration`].
    pub fn generate_key(algorithm: TokenAlgorithm) -> Result<Vec<u8>, SandboxError> {
        SigningKey::generate(algorithm)
    }

    /// The issuer at these names with keys of [`Self::generate_key`], of which the first signs. Tokens that it made
    /// with any of them are good as long as the name that they name is one of these (contract 9.4.3).
    ///
    /// # Errors
    /// [`SandboxError::KeyUnreadable`]; also for no key at all.
    pub fn new(keys: &[&[u8]], names: OwnNames) -> Result<Self, SandboxError> {
        let keys = keys.iter().map(|key| SigningKey::read(key)).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(SandboxError::KeyUnreadable);
        }
        Ok(Self { keys, names })
    }

    /// Makes a token of the issuer at `origin` with the claims of both token versions (contract 5.2, 5.8).
    ///
    /// # Errors
    /// [`SandboxError::Signing`].
    pub fn mint(&self, origin: &str, claims: &TokenClaims) -> Result<String, SandboxError> {
        self.sign_payload(&payload(origin, claims))
    }

    /// Signs claims of any kind.
    ///
    /// # Errors
    /// [`SandboxError::Signing`].
    pub(crate) fn sign_payload(&self, payload: &Value) -> Result<String, SandboxError> {
        let key = self.signing_key();
        Self::put_together(key, &key.header, payload)
    }

    /// The public keys, as the discovery endpoints show them.
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.keys.iter().map(|key| &key.public).collect::<Vec<_>>() })
    }

    /// The name of the algorithm of new tokens.
    pub(crate) fn algorithm(&self) -> &'static str {
        self.signing_key().algorithm.name()
    }

    fn signing_key(&self) -> &SigningKey {
        self.keys.first().expect("an issuer without a key is not made")
    }

    /// Puts a token with a header of its own together and signs it, right or wrong. The sandbox makes none but right ones;
    /// it is public because the tests of whoever reads tokens are in other crates, and need wrong ones that are signed.
    ///
    /// # Errors
    /// [`SandboxError::Signing`].
    pub fn sign(&self, header: &Value, payload: &Value) -> Result<String, SandboxError> {
        Self::put_together(self.signing_key(), &URL_SAFE_NO_PAD.encode(header.to_string()), payload)
    }

    fn put_together(key: &SigningKey, header: &str, payload: &Value) -> Result<String, SandboxError> {
        let mut token = String::with_capacity(1400);
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload.to_string(), &mut token);
        let signature = key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl OwnIssuer for SandboxIssuer {
    fn keys(&self) -> Vec<OwnKey> {
        let shown = self.keys.iter().map(|key| OwnKey {
            id: key.key_id.clone(),
            algorithm: key.algorithm,
            key: Arc::clone(&key.decoding_key),
        });
        shown.collect()
    }

    /// At whichever of our names it was asked.
    fn tenant_in<'a>(&self, issuer: &'a str) -> Option<&'a str> {
        let (origin, tenant) = issuer.strip_suffix(ISSUER_END)?.rsplit_once('/')?;
        (self.is_origin(origin) && parse_guid(tenant).is_some()).then_some(tenant)
    }

    /// As an audience or an issuer has it, with any port.
    fn is_origin(&self, url: &str) -> bool {
        self.names.is_origin(url)
    }

    fn staff_tenant(&self) -> PartnerId {
        STAFF_TENANT
    }
}

/// The key of an algorithm, made at the first start.
async fn load_key(store: &Store, algorithm: TokenAlgorithm) -> Result<Vec<u8>, StartError> {
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

/// The issuer with the keys that the store keeps, of which the one of this algorithm signs.
pub(crate) async fn open_issuer(
    store: &Store,
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

/// The `iss` of the tokens of a tenant that were asked for at this origin.
pub fn issuer_at(origin: &str, tenant: impl fmt::Display) -> String {
    format!("{origin}/{tenant}{ISSUER_END}")
}

fn payload(origin: &str, claims: &TokenClaims) -> Value {
    let authentication = claims.proof.number();
    let mut payload = json!({
        "iss": issuer_at(origin, claims.tenant),
        "aud": claims.audience,
        "tid": claims.tenant,
        "ver": "2.0",
        "appid": claims.application,
        "azp": claims.application,
        "appidacr": authentication,
        "azpacr": authentication,
        "iat": claims.issued_at.as_second(),
        "nbf": claims.not_before.as_second(),
        "exp": claims.expires_at.as_second(),
        // No two tokens are equal, however fast they are asked for.
        "uti": URL_SAFE_NO_PAD.encode(fresh_guid().as_bytes()),
    });
    if let Some(roles) = &claims.roles {
        payload["roles"] = json!(roles);
    }
    let for_subject = match &claims.user {
        Some(user) => json!({
            "idtyp": "user",
            "scp": "user_impersonation",
            "oid": user.id,
            "sub": user.id,
            "upn": user.name,
            "preferred_username": user.name,
            "amr": if claims.has_mfa { &["pwd", "mfa"][..] } else { &["pwd"][..] },
        }),
        // The application's own service principal.
        None => json!({ "idtyp": "app", "oid": claims.application, "sub": claims.application }),
    };
    if let (Value::Object(all), Value::Object(more)) = (&mut payload, for_subject) {
        all.extend(more);
    }
    payload
}

impl fmt::Debug for SandboxIssuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SandboxIssuer").field("names", &self.names).finish_non_exhaustive()
    }
}
